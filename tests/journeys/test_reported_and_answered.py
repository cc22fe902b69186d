"""Given an inbox with one member, when two people report, then she answers both, and nobody else can read a word.

The whole of safe reporting on one server as operators run it: one reporter has no script, a Khmer phone and a picture
that tells the place; the other has a script. The same inbox reads both.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from romduol.safety.crypto.receipts import check_digit, derive_receipt, show_code
from romduol.safety.crypto.recovery import new_seed, recovery_keys
from tests.care.browsing import ask
from tests.care.served import Sender
from tests.care.without_script import Visitor
from tests.journeys import test_keys
from tests.journeys.conftest import DESK, PHONE, running
from tests.journeys.desk_at_work import Desk, asked, staffed
from tests.journeys.relay import Relay, relay
from tests.journeys.reporters import (
    CANARIES,
    FIRST,
    FIRST_MORE,
    SECOND,
    SECOND_MORE,
    SECOND_WORD,
    TO_FIRST,
    TO_SECOND,
    is_answered_without_a_script,
    is_asked_with_a_script,
    reports_with_a_script,
    reports_without_a_script,
    takes_it_back,
)
from tests.journeys.test_inbox import act, done, rows
from tests.journeys.test_keys import keep, make_keys, open_keys
from tests.seizure.encodings import Pattern, Search, of_code, of_text

pytestmark = pytest.mark.journey
bundles = test_keys.bundles

AN_HOUR_LATER = """
import django
django.setup()
from django.db.models import F
from romduol.care.reports.models import Batch
from romduol.config.cli import main
Batch.objects.update(hour=F("hour") - 1)
raise SystemExit(main(["collect"]))
"""
"""An hour turns, and then cron runs `romduol collect`."""
WITH_EVERY_ROLE = """
import django
django.setup()
from django.utils import timezone
from romduol.safety.accounts.actions.sessions import SessionStore
from romduol.safety.accounts.actions.signing_in import sign_in
from romduol.safety.accounts.models import Account, Membership
from romduol.safety.accounts.records import Role
from tests.safety.cast import SINCE, organization
one = Account.objects.create(login="kosal", name="Kosal", password="!", created_at=SINCE)
for role in Role:
    Membership.objects.create(account=one, organization=organization("lantern"), role=role, since=SINCE)
session = SessionStore()
sign_in(session, account=one, browser="", device="Firefox, Linux", now=timezone.now())
session.save()
print(session.session_key)
"""
"""A new account that may do all that a role allows, and has no keys."""
QUEUES = """
import json
import django
django.setup()
from romduol.care.queues.queries import all_queues
print(json.dumps([str(one.id) for one in all_queues()]))
"""
LEFT = """
import json
import django
django.setup()
from romduol.care.reports.models import Envelope, Piece, Receipt, Record
print(json.dumps([model.objects.count() for model in (Receipt, Record, Envelope, Piece)]))
"""


@dataclass(frozen=True)
class House:
    """A running server, its desk behind a line that is listened to, and its data."""

    desk: Desk
    line: Relay
    data: Path
    run: Callable[[str], str]

    @property
    def port(self) -> int:
        """Where the server itself listens."""
        return int(self.desk.address.rsplit(":", 1)[1])

    @contextmanager
    def watched(self, who: str = "") -> Iterator[Page]:
        """Open a wide window with scripts, all of whose bytes go through the line."""
        with replace(self.desk, address=self.line.address).window(who, scripts=True, size=DESK) as page:
            page.on("pageerror", lambda problem: pytest.fail(str(problem)))
            yield page


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser, bundles: None) -> Iterator[House]:
    """Serve the tiny country as `romduol serve` does, with people at its desk and no inbox yet."""
    data = tmp_path_factory.mktemp("whole")
    keys = staffed(data)

    def run(program: str) -> str:
        return asked(data, "-c", program)

    with running(data, "serve") as address, relay(int(address.rsplit(":", 1)[1])) as line:
        yield House(Desk(address, keys, browser), line, data, run)


def test_two_people_report_and_are_answered_and_nobody_else_can_read_a_word(house):
    card = an_inbox_begins(house)
    with house.desk.window(size=PHONE) as page:
        first = reports_without_a_script(page)
    with house.watched() as page:
        second = reports_with_a_script(page)
    with house.watched("veasna") as veasna:
        house.run(AN_HOUR_LATER)
        reads_and_answers_both(veasna, card)
        with house.desk.window(size=PHONE) as page:
            is_answered_without_a_script(page, first)
            with house.watched() as other:
                is_asked_with_a_script(other, second)
            house.run(AN_HOUR_LATER)
            reads_what_was_added_and_closes(veasna)
            takes_it_back(page, first)
        look_again(veasna)
        expect(rows(veasna)).to_have_count(0)
        veasna.locator(".inbox-list select").select_option("closed")
        expect(rows(veasna)).to_have_count(1)
    receipts, *_ = json.loads(house.run(LEFT))
    assert receipts == 1, "of what was taken back nothing is left"
    a_wrong_word_is_an_unknown_code(house, second)
    search = marks_of(first, second)
    assert found_in(search, f"a {FIRST} {show_code(second)}".encode()), "what is there is found"
    assert b"POST /in/en/r/d" in house.line.sent()
    assert found_in(search, house.line.sent()) == []
    nobody_else_reads(house, search)


def an_inbox_begins(house: House) -> str:
    """Let an administrator set an inbox up, and Veasna make keys with a printed card and begin it; returns the card."""
    keys = recovery_keys(new_seed())
    with house.desk.window("sokha", scripts=True, size=DESK) as page:
        test_keys.set_up(page, keys)
        keep(page, "whole-queues")
    with house.watched("veasna") as page:
        page.goto("/desk/en/inbox/keys")
        card = make_keys(page)
        open_keys(page, card)
        page.locator("[name=compared]").check()
        page.locator("form:has([name=compared]) button").click()
        expect(page.locator("main")).to_contain_text("Epoch 1, good until")
        expect(page.locator("main")).to_contain_text("It takes no reports yet")
        keep(page, "whole-keys")
        page.get_by_role("link", name="It takes no reports yet").click()
        expect(page).to_have_url(re.compile("/desk/en/inbox$"))
        open_keys(page, card)
        expect(page.locator(".inbox-list")).to_contain_text("Your inbox counts as open now")
        keep(page, "whole-inbox-empty")
    return card


def reads_and_answers_both(page: Page, card: str) -> None:
    """Open the inbox, both reports and a picture; answer one of them, and ask the other one something."""
    page.goto("/desk/en/inbox")
    open_keys(page, card)
    expect(rows(page)).to_have_count(2)
    expect(page.locator(".lost")).to_have_count(0)
    keep(page, "whole-inbox")
    for said, sends, text in ((FIRST, "an answer", TO_FIRST), (SECOND, "a question", TO_SECOND)):
        rows(page).filter(has_text=said).click()
        page.get_by_role("button", name="Show the picture").click()
        expect_clean(page)
        keep(page, f"whole-inbox-{sends.split()[1]}")
        answer = act(page, "answer")
        answer.locator("textarea").fill(text)
        answer.get_by_role("button", name=f"Seal and send as {sends}").click()
        done(page)


def expect_clean(page: Page) -> None:
    """The picture that is shown is whole, and says nothing of the place any more."""
    shown = page.locator(".inbox-thread img.shown")
    expect(shown).to_have_js_property("naturalWidth", 96)
    data = b64decode((shown.get_attribute("src") or "").split(",", 1)[1])
    assert b"Exif" not in data
    assert b"zqx" not in data


def look_again(page: Page) -> None:
    """Fetch what is new, and wait until it is open."""
    page.locator("#inbox > [role=status]").evaluate("one => { one.textContent = '' }")
    page.get_by_role("button", name="Look for new ones").click()
    expect(page.locator("#inbox > [role=status]")).to_have_text(re.compile("Open in this browser"))


def reads_what_was_added_and_closes(page: Page) -> None:
    """See what both added, and close what the second one told."""
    look_again(page)
    for said, more in ((FIRST, FIRST_MORE), (SECOND, SECOND_MORE)):
        rows(page).filter(has_text=said).click()
        expect(page.locator(".theirs")).to_contain_text(more)
    close = act(page, "close")
    close.locator("select").select_option("helped")
    close.get_by_role("button", name="Close it").click()
    done(page)
    keep(page, "whole-inbox-closed")


def a_wrong_word_is_an_unknown_code(house: House, code: str) -> None:
    """Nobody learns from an answer whether a code is one, neither with a script nor without."""
    sender, digits = Sender(house.port), "1234567890" * 2 + "123"
    unknown = digits + check_digit(digits)
    wrong = [Visitor(sender, "en", word=word, code=one).comes_back() for one, word in ((code, "no"), (unknown, "no"))]
    sealed = [ask(sender, "o", derive_receipt(one, "no")) for one in (code, unknown)]
    for known, other in (wrong, sealed):
        seen = [one.body.replace(show_code(shown).encode(), b"") for one, shown in ((known, code), (other, unknown))]
        assert (known.status, seen[0]) == (other.status, seen[1])
        assert without_date(known.headers) == without_date(other.headers)
    right = Visitor(sender, "en", word=SECOND_WORD, code=code).comes_back()
    assert TO_SECOND in right.text, "what was sealed with a script is read without one, too"


def without_date(headers: Any) -> dict[str, str]:
    """Return headers but the time."""
    return {name: value for name, value in headers.items() if name != "date"}


def nobody_else_reads(house: House, search: Search) -> None:
    """An account with every role finds no word on any page of the inbox; nor does who has every file of the server."""
    key = house.run(WITH_EVERY_ROLE).strip()
    with replace(house.desk, keys={"kosal": key}).window("kosal") as page:
        told = page.request.get("/desk/en/inbox/data/chains")
        assert told.ok
        (queue,) = json.loads(house.run(QUEUES))
        pages = [told.body()]
        for path in ("inbox", "inbox/keys", "inbox/queues", f"inbox/data/records?queue={queue}", "inbox/data/locks"):
            pages.append(page.request.get(f"/desk/en/{path}").body())
    for data in (*pages, *(file.read_bytes() for file in house.data.rglob("*") if file.is_file())):
        assert found_in(search, data) == []


def marks_of(*codes: str) -> Search:
    """Return what looks for every way in which something that was written, a place or a code may stand somewhere."""
    ways = [(name, way) for text in CANARIES for name, way in of_text(text)]
    ways += [("code", way) for code in codes for _, way in of_code(code)]
    return Search(Pattern(way, name, name) for name, way in ways)


def found_in(search: Search, data: bytes) -> list[str]:
    """Return the names of what stands there."""
    return [hit.name for hit in search.hits(data)]
