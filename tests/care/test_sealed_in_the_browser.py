"""Journeys of whoever reports with a script: sealed on the phone, read by the queue alone, answered, taken back."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, Route
from tests.bundles import make_bundles
from tests.care.sealed_world import a_living_inbox
from tests.care.windows import DESK, PHONE, Server, Window, serving
from tests.journeys.conftest import ARTEFACTS
from tests.seizure.encodings import of_bytes, of_code, of_text

from romduol.care.keys.views.serving import made
from romduol.care.queues.models import Queue as Rows
from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.queues.rules import chain_of, read, written
from romduol.care.reports.actions import write_for_queue
from romduol.care.reports.models import Envelope, Piece, Receipt, Record
from romduol.care.reports.queries import pieces_of
from romduol.care.reports.records import ForQueue, SealedRecord, Waiting
from romduol.care.reports.views.scripts import BUNDLE
from romduol.care.reports.views.wording import look_again
from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.receipts import derive_receipt, read_code, show_code
from romduol.safety.crypto.threads import (
    Opened,
    answer,
    attach,
    open_addition,
    open_attachment,
    open_report,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# The browser's driver runs a loop in this thread, which Django takes for a reason to keep off the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).parents[2]
MOST_SCRIPT = 22_000
# What reaches others, leaves traces, runs text or is no randomness.
NEVER = re.compile(
    r"XMLHttpRequest|WebSocket|EventSource|sendBeacon|localStorage|sessionStorage|indexedDB|\bcookie\b|pushState"
    r"|replaceState|\bconsole\b|\beval\b|\bFunction\(|Math\.random|innerHTML|document\.title|https?://"
)
TODAY = timezone.now().astimezone(UTC).date()
ENGLISH, KHMER = "zqx canary at the river 099 000 133", "ខ្យងពណ៌ខៀវនៅមាត់ទន្លេ"
WORD = "ស្វាយទុំ zqxword"
PLACE = b"zqxGPS 11.5564 104.9282"
Queue = tuple[Inbox, KeyPair]


@pytest.fixture(scope="module", autouse=True)
def _bundle() -> None:
    """The script is made where it is missing or old; without npm's packages these journeys skip."""
    make_bundles()


@pytest.fixture
def server(tiny_release: Path) -> Iterator[Server]:
    with override_settings(RELEASES=tiny_release), serving() as found:
        yield found


@pytest.fixture
def window(browser: Browser, server: Server) -> Iterator[Any]:
    """Opens windows: `window("km", PHONE)`."""
    made: list[Window] = []

    def begin(lang: str = "en", size: tuple[int, int] = PHONE) -> Window:
        made.append(Window(browser, server, lang, size))
        return made[-1]

    yield begin
    for one in made:
        one.context.close()


@pytest.fixture
def queue(server: Server) -> Queue:
    return a_living_inbox("House of 099", QueueKind.VIOLENCE)


def a_picture(size: tuple[int, int] = (60, 30)) -> bytes:
    """Return a photo with a place, a time and a camera in it, taken with the phone upright."""
    image, exif = Image.new("RGB", size, (200, 30, 30)), Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "zqxCamera", PLACE
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (11.0, 33.0, 23.0)
    made = BytesIO()
    image.save(made, "JPEG", exif=exif, comment=PLACE)
    return made.getvalue()


def chosen(name: str, data: bytes, kind: str) -> Any:
    return {"name": name, "mimeType": kind, "buffer": data}


def sent(page: Page) -> str:
    """Press the button; returns the code that the receipt shows."""
    page.click("form[data-seals=report] button[type=submit]")
    page.locator("main > p.code").wait_for()
    return read_code(page.inner_text("main > p.code"))


def refused(page: Page) -> str:
    """Press the button; returns what the page says."""
    page.click("form[data-seals=report] button[type=submit]")
    page.locator("[role=alert]").wait_for()
    return page.inner_text("[role=alert]")


def opened(queue: Queue) -> Opened:
    """Open the only report as its queue does."""
    row = Record.objects.get(kind=SealedKind.REPORT)
    data = bytes(row.envelopes.get(queue=queue[0].queue.id).data)
    return open_report(bytes(row.box), data, queue[1], row.id, chain_of(queue[0]))


def file_of(queue: Queue, thread: Opened, named: dict[str, Any]) -> bytes:
    box = b"".join(pieces_of(UUID(named["id"])))
    assert sha256(box).hexdigest() == named["sha256"]
    data = bytes(Envelope.objects.get(record=named["id"], queue=queue[0].queue.id).data)
    return b"".join(open_attachment(thread.thread, UUID(named["id"]), [box], data, queue[1]))


def hits(haystack: bytes, code: str) -> list[str]:
    """Return every way in which a canary stands there."""
    ways = [(name, way) for text in (ENGLISH, KHMER, WORD) for name, way in of_text(text)]
    ways += [*of_bytes(PLACE), *of_code(code)]
    return [name for name, way in ways if len(way) >= 8 and way in haystack]


@pytest.mark.parametrize(("lang", "size"), [("km", PHONE), ("en", DESK)])
def test_no_word_file_or_code_leaves_the_phone_but_sealed_and_its_queue_reads_all(window, queue, server, lang, size):
    it = window(lang, size)
    page = it.begin()
    from_server = page.locator("form [name=code]").get_attribute("value")
    shown = read_code(page.inner_text("p[data-code]"))
    assert page.locator("form [name=code]").input_value() == shown
    assert shown.encode() not in b"".join(server.arrived), "the code of the page was made in the browser"
    assert from_server is not None
    page.fill("#what", f"{ENGLISH}\n{KHMER}")
    page.click("details.more summary")
    page.fill("#where", KHMER)
    page.fill("#word", WORD)
    page.check("[name=who][value=police]")
    page.set_input_files("#file", [chosen(f"{ENGLISH}.jpg", a_picture(), "image/jpeg")])
    page.wait_for_selector("details summary")
    it.page.screenshot(path=_artefact(f"report-{lang}-{size[0]}"), full_page=True)
    code = sent(page)
    assert code == shown
    assert look_again([queue[0]], lang) in page.locator("ul.happens li").all_inner_texts()
    it.page.screenshot(path=_artefact(f"receipt-{lang}-{size[0]}"), full_page=True)
    thread = opened(queue)
    inside = json.loads(thread.written)
    assert inside["what"] == f"{ENGLISH}\n{KHMER}"
    assert (inside["about"], inside["kind"], inside["lang"], inside["who"]) == ("me", "violence", lang, ["police"])
    picture = file_of(queue, thread, inside["files"][0])
    assert hits(b"\n".join(server.arrived), code) == []
    assert hits((it.held() + repr([one.url for one in it.asked])).encode(), code) == []
    assert it.held().count(code[:4]) == 0
    assert it.context.cookies() == []
    assert [one.url for one in it.asked if not one.url.startswith((server.address, "data:", "blob:"))] == []
    assert it.told == []
    assert Record.objects.get(kind=SealedKind.REPORT).waiting == Waiting.NEXT_BATCH, "its work counted"
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert code[:4] not in page.inner_text("body"), "who presses the back button next finds no code"
    _expect_clean(picture, inside["files"][0])


def _expect_clean(picture: bytes, named: dict[str, Any]) -> None:
    """A picture has no place, time or camera any more, no name from the phone, and stands upright."""
    assert not any(trace in picture for trace in (b"Exif", b"GPS", b"zqx", PLACE))
    assert (named["name"], named["type"], named["original"]) == ("1.jpg", "image/jpeg", False)
    assert named["size"] == len(picture)
    image = Image.open(BytesIO(picture))
    assert image.size == (30, 60)
    assert not image.getexif()


def _artefact(name: str) -> Path:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    return ARTEFACTS / f"{name}.png"


def answered(queue: Queue, thread: Opened, text: str) -> None:
    """Let the queue answer, with a letter."""
    inbox, chains = queue[0], [chain_of(queue[0])]
    reply, file = uuid4(), uuid4()
    attached = attach(thread.thread, file, [b"a letter"], chains, TODAY, to_reporter=True)
    box = b"".join(attached.pieces)
    named = {"id": str(file), "name": "letter.txt", "type": "text/plain", "size": 8, "sha256": sha256(box).hexdigest()}
    inside = {"v": 1, "type": "question", "text": text, "status": "working", "at": "2026-11-28T14:05", "files": [named]}
    sealed = answer(thread.thread, reply, json.dumps(inside).encode(), chains, TODAY)

    def both(data: Any) -> tuple[ForQueue, ...]:
        return (ForQueue(None, None, data[0]), ForQueue(inbox.queue.id, 1, data[1]))

    write_for_queue(
        SealedRecord(reply, SealedKind.ANSWER, both(sealed.envelopes), sealed.box),
        thread.thread.report,
        (SealedRecord(file, SealedKind.ATTACHMENT, both(attached.envelopes), pieces=(box,)),),
        queues_of_writer={inbox.queue.id},
        today=TODAY,
    )


def test_an_answer_is_read_on_the_phone_something_is_added_and_all_is_taken_back(window, queue, server):
    it = window("km")
    page = it.begin()
    page.fill("#what", ENGLISH)
    page.fill("#word", WORD)
    code = sent(page)
    thread = opened(queue)
    answered(queue, thread, f"<img src=x onerror=alert(1)>\n{KHMER}")
    page = it.come_back(code, "another word")
    assert page.locator("main section.answers").count() == 0, "a wrong word opens nothing"
    page = it.come_back(code, WORD)
    assert KHMER in page.inner_text("article")
    assert "28 វិច្ឆិកា 2026" in page.inner_text("article")
    assert "<img src=x" in page.inner_text("article"), "an answer is text, whatever stands in it"
    page.screenshot(path=_artefact("thread-km-320"), full_page=True)
    with page.expect_download() as letter:
        page.click("article button")
    assert Path(letter.value.path()).read_bytes() == b"a letter"
    assert letter.value.suggested_filename == "letter.txt"
    page.fill("#text", KHMER)
    page.set_input_files("#file", [chosen("x.jpg", a_picture(), "image/jpeg")])
    page.click("main form button[type=submit]")
    page.locator("main > h1 + [role=status]").wait_for()
    row = Record.objects.get(kind=SealedKind.ADDITION)
    data = bytes(row.envelopes.get().data)
    added = json.loads(open_addition(thread.thread, row.id, bytes(row.box), data, queue[1]))
    assert added["text"] == KHMER
    assert b"Exif" not in file_of(queue, thread, added["files"][0])
    page.click("details summary")
    page.click("details button")
    page.locator("main section.answers").wait_for(state="detached")
    assert page.locator("main a[href$='/e']").count() > 0, "and help is near"
    assert not any(model.objects.exists() for model in (Record, Envelope, Piece, Receipt))
    assert hits(b"\n".join(server.arrived), code) == []
    assert hits((it.held() + repr([one.url for one in it.asked])).encode(), code) == []
    receipt = derive_receipt(code, WORD)
    assert all(key not in it.held() for key in (written(receipt.locator), receipt.locator.hex()))
    assert it.told == ["Failed to load resource: the server responded with a status of 404 (Not Found)"]


def test_a_chain_that_does_not_hold_stops_everything_and_says_so(window, queue, server):
    it = window()

    def swapped(route: Route) -> None:
        told = route.fetch().json()
        data = bytearray(read(told["queues"][0]["signed"][0]))
        data[70] ^= 1
        told["queues"][0]["signed"][0] = written(bytes(data))
        route.fulfill(json=told)

    it.page.route("**/r/q", swapped)
    page = it.begin()
    page.fill("#what", ENGLISH)
    said = refused(page)
    assert "do not fit together" in said
    assert "Nothing was sent" in said
    assert page.locator("[role=alert] button").count() == 0, "nor may the server seal it to such a key"
    assert page.input_value("#what") == ENGLISH
    assert not any("/r/d" in one.url for one in it.asked)
    assert not Record.objects.exists()
    page.screenshot(path=_artefact("alarm-en-320"), full_page=True)


def test_where_the_server_cannot_be_reached_nothing_is_lost_and_twice_is_once(window, queue, server):
    it = window()
    page = it.begin()
    page.fill("#what", ENGLISH)
    page.route("**/r/q", lambda route: route.abort())
    said = refused(page)
    assert "no answer" in said
    assert "Nothing was sent" in said
    assert page.input_value("#what") == ENGLISH
    page.unroute("**/r/q")

    def lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/r/d", lost)
    page.click("form[data-seals=report] button[type=submit]")
    page.locator("[role=alert]:has-text('we do not know whether it arrived')").wait_for()
    assert "Nothing was sent" not in page.inner_text("[role=alert]")
    page.unroute("**/r/d")
    code = sent(page)
    assert "first try" in page.inner_text("main")
    assert Record.objects.count() == 1
    assert "Nothing lies under" not in it.come_back(code).inner_text("main")


def test_without_sealing_it_goes_only_where_somebody_chooses_so_and_under_the_same_code(window, queue, server):
    it = window()
    page = it.begin()
    page.fill("#what", ENGLISH)
    page.route("**/r/q", lambda route: route.abort())
    code = read_code(page.inner_text("p[data-code]"))
    said = refused(page)
    assert "whoever controls the server at that moment could read it" in said
    assert not Record.objects.exists()
    page.click("[role=alert] button")
    page.wait_for_selector("main > p.code")
    assert read_code(page.inner_text("main > p.code")) == code
    assert json.loads(opened(queue).written)["what"] == ENGLISH
    assert code not in page.url + page.title()


def test_nothing_can_be_sent_unsealed_because_the_script_is_slow(window, queue, server):
    """The page waits for its script before it shows its code and its button; where there is none it goes on without."""
    it = window()
    waiting: list[Route] = []
    it.page.route("**/r/s/*", lambda route: waiting.append(route))
    it.open("r")
    it.page.locator("[name=about][value=me]").click()
    it.page.locator("[name=kind][value=violence]").click(no_wait_after=True)
    it.page.locator("[name=what]").wait_for()
    it.page.fill("#what", ENGLISH)
    assert it.page.locator("form[data-seals] button, [data-code]").count() == 0
    waiting[0].abort()
    it.page.locator("form[data-seals] button").wait_for()
    assert it.page.input_value("#what") == ENGLISH


def test_the_script_is_small_reaches_nobody_else_and_keeps_nothing():
    data = made(BUNDLE)
    assert len(gzip.compress(data, 9)) <= MOST_SCRIPT
    assert NEVER.findall(data.decode()) == []


def test_what_cannot_be_cleaned_goes_only_as_it_is_and_only_when_asked(window, queue, server):
    it = window()
    page = it.begin()
    page.set_input_files("#file", [chosen("letter.pdf", PLACE, "application/pdf")])
    assert "Only pictures can be cleaned" in refused(page)
    page.check("[name=original]")
    sent(page)
    thread = opened(queue)
    (named,) = json.loads(thread.written)["files"]
    assert (named["name"], named["original"]) == ("letter.pdf", True)
    assert file_of(queue, thread, named) == PLACE
    assert hits(b"\n".join(server.arrived), "000000000000000000000000") == []


def test_somebody_elses_story_goes_to_no_police_and_nobody_is_told_so(window, queue, server):
    inbox, _ = a_living_inbox("Station", QueueKind.VIOLENCE)
    from romduol.care.queues import models

    models.Queue.objects.filter(pk=inbox.queue.id).update(body="police")
    it = window()
    page = it.begin("other")
    page.click("details.grave summary")
    page.check(f"[name=queue][value='{inbox.queue.id}']")
    page.fill("#what", ENGLISH)
    assert "nothing goes to police" in refused(page)
    assert not Record.objects.exists()
    page.check("[name=danger]")
    sent(page)
    assert Record.objects.count() == 1


def test_a_wrong_date_on_the_phone_is_told_and_not_sealed_to(window, queue, server):
    it = window()
    it.page.clock.install(time="2031-01-01T00:00:00Z")
    page = it.begin()
    page.fill("#what", ENGLISH)
    said = refused(page)
    assert "date of this phone" in said
    assert not Record.objects.exists()


def test_too_long_a_text_is_counted_told_at_its_field_and_kept(window, queue, server):
    it = window("km")
    page = it.begin()
    room = page.locator("#what + .hint")
    page.fill("#what", "ក" * 15_000)
    assert room.inner_text() == "", "as long as there is room nobody is told of it"
    page.fill("#what", "ក" * 17_700)
    assert "300" in room.inner_text()
    page.fill("#what", "ក" * 18_001)
    assert "វែងជ្រុលប្រហែល 10 តួអក្សរ" in room.inner_text()
    assert "វែងពេកហើយ" in refused(page)
    assert page.locator(".field:has(#what) [role=alert]").count() == 1, "it is said where it has to be mended"
    assert page.locator("[role=alert] button").count() == 0, "nobody is led away from sealing for that"
    assert page.input_value("#what") == "ក" * 18_001
    assert not any("/r/d" in one.url for one in it.asked)
    page.fill("#what", "ក" * 18_000)
    sent(page)
    assert json.loads(opened(queue).written)["what"] == "ក" * 18_000


def test_who_forgot_to_choose_is_told_there_and_led_to_nothing_else(window, queue, server):
    it = window()
    page = it.begin()
    page.uncheck("[name=queue]")
    assert "choose who may read it" in refused(page)
    assert page.locator("fieldset:has([name=queue]) [role=alert]").count() == 1
    assert page.locator("[role=alert] button").count() == 0


def test_whoever_wrote_nothing_is_asked_once_and_may_send_it_all_the_same(window, queue, server):
    page = window().begin()
    assert "You have written nothing yet" in refused(page)
    assert not Record.objects.exists()
    sent(page)
    assert Record.objects.count() == 1


def test_whoever_comes_back_is_told_which_group_is_wrong_what_may_go_along_and_that_it_is_full(
    window, queue, server, monkeypatch
):
    monkeypatch.setattr("romduol.care.reports.actions.storing.MOST_ADDITIONS", 0)
    it = window()
    page = it.begin()
    page.fill("#what", ENGLISH)
    groups = show_code(sent(page)).split(" ")
    it.come_back("\n".join([*groups[:2], groups[2][:3], *groups[3:]]))
    assert "look at group 3" in page.inner_text("[role=alert]")
    assert page.input_value("#code").count("\n") == 5, "nothing has to be typed again"
    it.come_back("\n".join(groups))
    assert "Up to 5 files, each up to 10 MB" in page.inner_text("form")
    assert "looked lately" not in page.inner_text("main")
    Rows.objects.update(opened_hour=1)
    it.come_back("\n".join(groups))
    assert "Nobody who reads this has looked lately" in page.inner_text("main")
    page.fill("#text", KHMER)
    page.click("main form button[type=submit]")
    page.locator("[role=alert]").wait_for()
    said = page.inner_text("[role=alert]")
    assert "there is no more room" in said
    assert "Nothing was sent" in said
    assert "keys" not in said
    assert page.input_value("#text") == KHMER
    assert not Record.objects.filter(kind=SealedKind.ADDITION).exists()


def test_on_paper_a_code_stands_alone(window, queue, server):
    page = window().begin()
    page.fill("#what", ENGLISH)
    code = sent(page)
    page.emulate_media(media="print")
    assert page.inner_text("body").split() == show_code(code).split(" ")
