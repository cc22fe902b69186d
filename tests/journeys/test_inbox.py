"""Given reports that were sealed elsewhere, when a member unlocks the inbox, then they are read and answered there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from romduol.ui.words import words_of
from tests.bundles import make_bundles
from tests.care.inbox_world import HOSTILE, KHMER, PASSPHRASE
from tests.journeys.conftest import DESK, running
from tests.journeys.desk_at_work import Desk, asked, is_for_everybody, staffed

pytestmark = pytest.mark.journey
NARROW = (320, 640)


@dataclass(frozen=True)
class World:
    """A desk, the card of one member, and what each reporter keeps."""

    desk: Desk
    card: str
    own: dict[str, Any]
    ask: Callable[..., str]

    def open(self, page: Page, lang: str) -> None:
        """Unlock the inbox with passphrase and card, and wait until all is open."""
        page.on("pageerror", lambda problem: pytest.fail(str(problem)))
        page.goto(f"/desk/{lang}/inbox")
        page.locator("#u-passphrase").fill(PASSPHRASE)
        page.locator("#u-card").fill(self.card)
        page.locator("#unlock button[type=submit]").click()

    def read(self) -> dict[str, list[dict[str, Any]]]:
        """Return what each reporter reads."""
        found: dict[str, list[dict[str, Any]]] = json.loads(self.ask("read", given=json.dumps(self.own)))
        return found


@pytest.fixture(scope="module")
def bundles() -> None:
    """Make the scripts where they are missing or old; without npm's packages these journeys skip."""
    make_bundles()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, browser: Browser, bundles: None) -> Iterator[World]:
    """Serve a desk with an inbox in which four reports lie."""
    data = tmp_path_factory.mktemp("inbox")
    keys = staffed(data)

    def ask(*verb: str, given: str = "") -> str:
        return asked(data, "-m", "tests.care.inbox_world", *verb, given=given)

    made = json.loads(ask("build"))
    with running(data, "serve") as address:
        yield World(Desk(address, keys, browser), made["card"], made["own"], ask)


def rows(page: Page) -> Locator:
    """Return the rows of the list."""
    return page.locator(".thread-row")


def act(page: Page, name: str) -> Locator:
    """Open one of the things that can be done, and return it."""
    part = page.locator(f".inbox-thread > .act-{name}").first
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def done(page: Page) -> None:
    """Wait until what was written is sealed and kept."""
    expect(page.locator("#inbox > [role=status]")).to_have_text(re.compile("Sealed and kept"))
    page.locator("#inbox > [role=status]").evaluate("one => { one.textContent = '' }")


def test_a_member_reads_answers_assigns_escalates_merges_and_closes(world):
    """In English on a wide screen: the list and one report side by side."""
    sent: list[str] = []
    with world.desk.window("veasna", scripts=True, size=DESK) as page:
        page.on("request", lambda request: sent.append(f"{request.url} {request.post_data_buffer!r}"))
        world.open(page, "en")
        expect(rows(page)).to_have_count(4)
        expect(page.locator(".lost")).to_have_count(0)

        rows(page).filter(has_text="A child of twelve").click()
        expect(page.locator(".inbox-thread > .consent")).to_contain_text("Do not tell anybody else")
        expect(page.locator(".inbox-thread > .consent")).to_contain_text("Not to the police.")
        escalate = act(page, "escalate")
        escalate.locator("textarea").fill("Veasna calls child protection today.")
        escalate.locator("input[type=datetime-local]").fill("2026-11-01T08:00")
        escalate.get_by_role("button", name="Write down the decision").click()
        done(page)
        expect(rows(page).first).to_contain_text("A decision is overdue")

        rows(page).filter(has_text="លិខិតឆ្លងដែន").click()
        answer = act(page, "answer")
        answer.locator("textarea").fill("We are here. សូមប្រាប់យើងបន្ថែម។")
        answer.get_by_role("button", name="Seal and send as a question").click()
        done(page)
        expect(page.locator(".ours")).to_contain_text("We are here.")
        act(page, "assign").locator("select").select_option(label="Phally")
        page.get_by_role("button", name="Give it to them").click()
        done(page)
        act(page, "status").locator("select").select_option("working")
        page.get_by_role("button", name="Seal and tell").click()
        done(page)
        act(page, "tag").locator("input").fill("Passport")
        page.get_by_role("button", name="Add the tag").click()
        done(page)
        merge = act(page, "merge")
        expect(merge).to_contain_text("The same contact")
        merge.get_by_role("button", name="It is the same").click()
        done(page)
        expect(rows(page)).to_have_count(3)
        expect(page.locator(".inbox-thread > .double")).to_have_count(1)

        close = act(page, "close")
        close.locator("select").select_option("helped")
        close.locator("textarea").fill("She has her passport back.")
        close.get_by_role("button", name="Close it").click()
        done(page)
        expect(page.locator(".thread-story").first).to_contain_text("Help was given")
        page.get_by_role("button", name="Look for new ones").click()
        expect(page.locator("#inbox > [role=status]")).to_have_text(re.compile("Open in this browser: 3"))
        expect(rows(page).first).to_contain_text("A decision is overdue")
    read = world.read()
    assert [(one["type"], one.get("status", "")) for one in by_time(read["passport"])] == [
        ("question", ""),
        ("status", "closed"),
        ("status", "working"),
    ]
    assert any("We are here." in one["text"] for one in read["passport"])
    assert not read["child"]
    everything = "".join(sent)
    assert "We are here" not in everything
    assert "passport back" not in everything


def by_time(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return answers in an order that does not hang on the minute."""
    return sorted(answers, key=lambda one: (one["type"], one.get("status", "")))


def test_what_a_stranger_wrote_stays_text(world):
    """Given a report full of HTML, when it is read, then nothing of it runs, and all of it is seen."""
    with world.desk.window("veasna", scripts=True, size=DESK) as page:
        world.open(page, "en")
        rows(page).filter(has_text="Danger now").click()
        expect(page.locator(".inbox-thread > .consent")).to_contain_text("Pass all of it on")
        expect(page.locator(".inbox-thread .facts")).to_contain_text(HOSTILE)
        assert page.locator("#inbox img, #inbox script").count() == 0
        assert page.title().startswith("Inbox")


def test_in_khmer_on_a_small_phone_and_locked_after_ten_quiet_minutes(world):
    """Given a phone, when nobody touches it for ten minutes, then nothing is left on it."""
    khmer = words_of("km").gettext
    with world.desk.window("veasna", scripts=True, size=NARROW) as page:
        page.clock.install()
        world.open(page, "km")
        expect(rows(page).first).to_be_visible()
        rows(page).filter(has_text=khmer("Danger now")).click()
        expect(page.locator(".inbox-list")).to_be_hidden()
        is_for_everybody(page)
        page.get_by_role("button", name=khmer("Back to the list")).click()
        expect(page.locator(".inbox-list")).to_be_visible()
        is_for_everybody(page)
        page.clock.fast_forward("09:30")
        expect(rows(page).first).to_be_visible()
        page.clock.fast_forward("10:01")
        expect(page.locator("#u-passphrase")).to_be_visible()
        assert KHMER not in page.content()
        assert rows(page).count() == 0


@pytest.mark.parametrize("lang", ["km", "en"])
def test_without_a_script_the_page_says_why_it_needs_one(world, lang):
    """Given no JavaScript, the page says why, and holds nothing."""
    with world.desk.window("veasna", size=NARROW) as page:
        page.goto(f"/desk/{lang}/inbox")
        assert "JavaScript" in page.locator("noscript").inner_html()


def test_a_swapped_key_stops_everything(world):
    """Given a chain that somebody else put in its place, when a member looks again, then all is gone but the alarm."""
    with world.desk.window("veasna", scripts=True, size=DESK) as page:
        world.open(page, "en")
        expect(rows(page).first).to_be_visible()
        world.ask("swap")
        page.get_by_role("button", name="Look for new ones").click()
        expect(page.locator("#alarm")).to_be_visible()
        expect(page.locator("#alarm")).to_contain_text("Stop: something is wrong with the keys")
        assert rows(page).count() == 0
