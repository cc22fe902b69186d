"""Without a network: a page from a stick seals in Khmer, somebody else hands the file in without a script, and it is
read, answered under the code, and told plainly where it cannot be kept."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page

from romduol.care.queues.records import QueueKind
from romduol.care.reports.models import Record
from romduol.care.reports.rules.written import MOST_TEXT_BYTES
from romduol.config.cli import main
from romduol.safety.crypto.receipts import read_code
from tests.bundles import make_bundles
from tests.care.released import release_few
from tests.care.sealed_world import a_living_inbox
from tests.care.test_sealed_in_the_browser import a_picture, chosen, file_of, hits, opened
from tests.care.windows import PHONE, Server, Window, serving
from tests.journeys.conftest import ARTEFACTS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# The browser's driver runs a loop in this thread, which Django takes for a reason to keep off the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

TOLD, WHERE = "zqx គេវាយខ្ញុំ 099 000 133", "ខ្យងពណ៌ខៀវនៅមាត់ទន្លេ"
WORD = "ស្វាយទុំ zqxword"


@pytest.fixture(scope="module", autouse=True)
def _bundle() -> None:
    make_bundles()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    release_few(tmp_path / "releases")
    with override_settings(RELEASES=tmp_path / "releases", SEALING_PAGE=tmp_path / "none.html"), serving() as found:
        yield found


@pytest.fixture
def stick(tmp_path: Path, server: Server) -> Path:
    """A stick with the page on it."""
    page = tmp_path / "stick" / "note.html"
    a_living_inbox("House of 099", QueueKind.CHILD)
    assert main(["sealing-page", "--to", str(page)]) == 0
    return page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Any]:
    """A phone without a network, on which every wish to ask somebody is noted."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, offline=True)
    context.set_default_timeout(8_000)
    page: Any = context.new_page()
    page.asked = []
    page.told = []
    context.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.told.append(message.text))
    page.on("pageerror", lambda problem: page.told.append(str(problem)))
    yield page
    context.close()


def _picture(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def _sealed(page: Page, tmp_path: Path) -> tuple[Path, str]:
    """Press the button; returns the letter that is saved, and the code."""
    shown = read_code(page.inner_text("p[data-code]"))
    with page.expect_download() as saving:
        page.click("form[data-seals] button[type=submit]")
    assert saving.value.suggested_filename == "letter.dat"
    letter = tmp_path / "letter.dat"
    saving.value.save_as(letter)
    page.locator("main > p.code").wait_for()
    assert read_code(page.inner_text("main > p.code")) == shown, "the code was shown before"
    return letter, shown


def _what_is_too_large_is_refused_before_it_is_sealed(page: Page) -> None:
    """Five files of which each may go, and all together once they are filled up may not."""
    page.check("[name=original]")
    page.eval_on_selector(
        "#file",
        """(field) => {
            const chosen = new DataTransfer();
            for (let n = 0; n < 5; n++) chosen.items.add(new File([new Uint8Array(5_000_000)], `${n}`));
            field.files = chosen.files;
        }""",
    )
    page.click("form[data-seals] button[type=submit]")
    page.locator(".field:has(#file) [role=alert]").wait_for()
    page.uncheck("[name=original]")


def test_a_letter_is_sealed_from_a_stick_handed_in_by_somebody_else_and_read(browser, server, phone, tmp_path, stick):
    queue = a_living_inbox("House of 101", QueueKind.VIOLENCE)
    assert main(["sealing-page", "--to", str(stick)]) == 0
    page = phone
    page.goto(stick.as_uri())
    assert page.title() == "កំណត់ចំណាំ"
    _picture(page, "alone-start-km-320")
    page.click("[name=about][value=me] .icon")
    _picture(page, "alone-kinds-km-320")
    page.click("[name=kind][value=violence]")
    page.locator("form[data-ready] .compare summary").wait_for()
    assert page.locator("[data-speak]:visible").count() == 0, "to change the language would empty what is typed"
    page.fill("#what", TOLD)
    _picture(page, "alone-write-km-320")
    page.click("details.more > summary")
    page.fill("#where", WHERE)
    page.fill("#word", WORD)
    _what_is_too_large_is_refused_before_it_is_sealed(page)
    page.set_input_files("#file", [chosen("zqx.jpg", a_picture(), "image/jpeg")])
    _picture(page, "alone-write-more-km-320")
    letter, code = _sealed(page, tmp_path)
    _picture(page, "alone-saved-km-320")
    assert [url for url in page.asked if not url.startswith((stick.as_uri(), "blob:", "data:"))] == []
    assert page.told == []
    assert hits(letter.read_bytes(), code) == []
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert code[:4] not in page.inner_text("body"), "a browser may keep a page whole"
    page.goto("about:blank")
    page.go_back()
    page.locator("[name=about][value=me]").wait_for()
    assert code[:4] not in page.content(), "who presses the back button next finds no code and no word"
    carrier = browser.new_context(java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]})
    hand = carrier.new_page()
    for again in (False, True):
        hand.goto(f"{server.address}/in/km/r/h")
        _picture(hand, "hand-in-km-320")
        hand.set_input_files("#file", letter)
        hand.click("form button[type=submit]")
        _picture(hand, "handed-in-km-320")
        assert hand.locator("main .notice").count() == int(again)
    carrier.close()
    thread = opened(queue)
    inside = json.loads(thread.written)
    assert (inside["what"], inside["where"], inside["lang"]) == (TOLD, WHERE, "km")
    assert file_of(queue, thread, inside["files"][0])[:2] == b"\xff\xd8"
    assert hits(b"\n".join(server.arrived), code) == []
    window = Window(browser, server, "km")
    assert window.come_back(code, WORD).locator("main section.answers").count() == 1
    window.context.close()
    assert Record.objects.count() == 2


def _refused(page: Page) -> str:
    page.fill("#what", TOLD)
    page.click("form[data-seals] button[type=submit]")
    page.locator("[role=alert]").wait_for()
    return page.inner_text("[role=alert]")


def test_in_english_it_says_what_it_cannot_do_and_what_is_over(phone, tmp_path, stick):
    page = phone
    page.goto(stick.as_uri())
    page.click("[data-speak=en]")
    _picture(page, "alone-start-en-320")
    assert page.inner_text("#exit") == "Leave now"
    assert "It cannot know whether somebody looked into an inbox lately" in page.inner_text("main")
    page.click("[name=about][value=other]")
    page.click("[data-begin]")
    page.click("[name=about][value=other]")
    page.click("[name=kind][value=child]")
    page.locator("form[data-ready] .compare summary").wait_for()
    assert "Last opened" not in page.inner_text("main")
    page.uncheck("[name=queue]")
    assert "Please choose who may read it." in _refused(page)
    assert page.locator("fieldset:has([name=queue]) [role=alert]").count() == 1, "a mistake is told where it is"
    page.check("[name=queue]")
    page.fill("#what", "ក" * (MOST_TEXT_BYTES // 3 + 1))
    assert "too long by about 10 letters" in page.inner_text(".field:has(#what)")
    page.click("form[data-seals] button[type=submit]")
    page.locator(".field:has(#what) [role=alert]").wait_for()
    page.fill("#what", TOLD)
    letter, code = _sealed(page, tmp_path)
    assert code.encode() not in letter.read_bytes()
    assert "The file is called letter.dat" in page.inner_text("main")
    page.clock.install(time="2031-01-01T00:00:00Z")
    page.goto(stick.as_uri())
    assert "ទំព័រនេះប្រើមិនបានទេ" in page.inner_text("main h1")
    assert page.locator("form").count() == 0, "nothing can be written where it could not be sealed"
    _picture(page, "alone-over-km-320")


def test_a_chain_that_somebody_changed_in_the_page_stops_everything(phone, tmp_path, stick):
    page = phone
    html = stick.read_text("utf-8")
    begins = html.index('"signed":') + len('"signed":["') + 90
    changed = "A" if html[begins] != "A" else "B"
    other = tmp_path / "other.html"
    other.write_text(html[:begins] + changed + html[begins + 1 :], "utf-8")
    page.goto(other.as_uri())
    page.click("[data-speak=en]")
    page.click("[name=about][value=other]")
    page.click("[name=kind][value=child]")
    page.locator("form[data-ready]").wait_for()
    assert "do not fit together" in _refused(page)
    assert page.input_value("#what") == TOLD


def test_a_script_that_somebody_put_into_the_page_does_not_run(phone, tmp_path, stick):
    page = phone
    other = tmp_path / "other.html"
    worse = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"></body>"
    other.write_text(stick.read_text("utf-8").replace("</body>", worse), "utf-8")
    page.goto(other.as_uri())
    page.locator("[name=about][value=me]").wait_for()
    assert page.title() == "កំណត់ចំណាំ"
