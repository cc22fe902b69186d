"""The queue at the desk: worked out anew, taken by one person at a time, shown a page at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.knowledge.building import HARBOUR, NUMBER, OTHER_NUMBER, STUDY, claim, edition, status
from tests.safety.cast import hire, signed_in

from romduol.config.wires import AFTER_PUBLISHING
from romduol.desk.changes.models import Change
from romduol.desk.queue import queries
from romduol.desk.queue.actions import HeldBy, NotAllowed, WrongDay, give_back, hand_over, postpone, refresh_queue, take
from romduol.desk.queue.models import Hold, Item, ItemPlace
from romduol.desk.queue.records import NATIONAL, Kind, Owner, Place, Wanted
from romduol.desk.queue.rules.holding import KEPT_FOR
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.directory.records import Place as Province
from romduol.safety.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def two_numbers() -> Edition:
    """Lantern's number, of province 15, and Harbour's, of nowhere that is known."""
    works = claim(STUDY, "15", property="works_in")
    found = edition(claim(STUDY), works, claim(STUDY, OTHER_NUMBER, subject=HARBOUR), status(STUDY, "active"))
    return replace(found, places={"15": Province("15", "15", None, "province", {"en": "Pursat", "km": "ពោធិ៍សាត់"})})


@pytest.fixture
def key() -> int:
    """The queue of two numbers; the key of Lantern's."""
    refresh_queue(two_numbers(), AT)
    return Item.objects.get(value=NUMBER).key


def values(owner: Owner | None = None, by: str = "", **wanted: object) -> list[str]:
    rows, _ = queries.page(Wanted(owner=owner, **wanted), by=by, today=TODAY)  # type: ignore[arg-type]
    return [row.item.value for row in rows]


class TestWorkingItOut:
    def test_it_runs_after_each_publish_and_the_same_edition_writes_nothing_again(self, key):
        assert refresh_queue in AFTER_PUBLISHING
        before = list(Item.objects.values())
        refresh_queue(two_numbers(), AT + timedelta(hours=1))
        assert list(Item.objects.values()) == before
        assert AuditEntry.objects.filter(verb="refresh_queue").latest("pk").detail["written"] == 0

    def test_what_an_edition_no_longer_asks_for_goes_with_its_hold(self, key):
        take(key=key, by=hire("bopha"), now=AT)
        refresh_queue(edition(claim(STUDY, OTHER_NUMBER, subject=HARBOUR)), AT + timedelta(days=1))
        assert [item.value for item in Item.objects.all()] == [OTHER_NUMBER]
        assert (Hold.objects.count(), ItemPlace.objects.count()) == (0, 1)

    def test_who_has_something_keeps_it_for_two_weeks(self, key):
        take(key=key, by=hire("bopha"), now=AT)
        refresh_queue(two_numbers(), AT + timedelta(days=1))
        assert queries.hold_of(key).taken_by == hire("bopha").by
        refresh_queue(two_numbers(), AT + KEPT_FOR + timedelta(minutes=1))
        assert values(Owner.NOBODY) == [NUMBER, OTHER_NUMBER]

    def test_the_counts_are_kept_and_an_edition_from_before_changes_nothing(self, key):
        refresh_queue(edition(), AT - timedelta(hours=1))
        assert Item.objects.count() == 2
        counted = queries.counts()
        assert counted.items["", ""] == 2
        assert counted.items["15", Kind.SINGLE_SOURCE] == counted.items[NATIONAL, ""] == 1
        assert counted.provinces["15"]["en"] == "Pursat"


class TestReading:
    def test_filters(self, key):
        assert values() == [NUMBER, OTHER_NUMBER]
        assert values(province="15") == values(province="15", kind=Kind.SINGLE_SOURCE) == [NUMBER]
        assert values(kind=Kind.LAPSED) == values(province="06") == []

    def test_whose(self, key):
        bopha = hire("bopha")
        take(key=key, by=bopha, now=AT)
        assert values(Owner.MINE, bopha.by) == values(Owner.SOMEBODY) == [NUMBER]
        assert values(Owner.NOBODY) == [OTHER_NUMBER]
        assert values(Owner.MINE, "person:maly") == []
        assert values(Owner.MINE, bopha.by, province="15") == [NUMBER]

    def test_page_after_page_shows_each_once(self, key):
        seen: list[str] = []
        after: Place | None = None
        for _ in range(2):
            rows, after = queries.page(Wanted(), by="", today=TODAY, after=after, limit=1)
            seen += [row.item.value for row in rows]
        assert seen == [NUMBER, OTHER_NUMBER]
        assert after is None

    def test_the_next_to_call_is_ones_own_first(self, key):
        bopha = hire("bopha")
        other = Item.objects.get(value=OTHER_NUMBER).key
        take(key=other, by=bopha, now=AT)
        found = [queries.next_to_call(by=bopha.by, today=TODAY, after=after) for after in (0, other)]
        assert [item.key for item in found if item] == [other, key]

    def test_what_was_done_since_is_off_the_list(self, key):
        spots = {
            ("org-lantern", "phone", NUMBER): [OTHER_NUMBER],
            ("org-lantern", "phone", OTHER_NUMBER): [NUMBER, OTHER_NUMBER],
            ("org-lantern", "", ""): [OTHER_NUMBER],
            ("line-85599000102", "", ""): [NUMBER],
        }
        for spot, left in spots.items():
            row = changed(*spot, at=AT + timedelta(minutes=5))
            assert values() == left
            row.delete()

    def test_what_waits_for_a_second_yes_stays_off_and_what_was_declined_comes_back(self, key):
        row = changed("org-lantern", "phone", NUMBER, at=AT - timedelta(days=3), state="waiting")
        assert values() == [OTHER_NUMBER]
        Change.objects.filter(pk=row.pk).update(state="declined")
        assert values() == [NUMBER, OTHER_NUMBER]
        Change.objects.filter(pk=row.pk).update(state="done")
        assert values() == [NUMBER, OTHER_NUMBER], "the last edition knew of it already"


def changed(subject: str, name: str, value: str, *, at: datetime, state: str = "done") -> Change:
    return Change.objects.create(
        id=uuid4(), verb="check", subject=subject, property=name, value=value, by="person:x", at=at, state=state
    )


class TestHolding:
    def test_taken_twice_is_taken_once_and_the_second_is_told_who_has_it(self, key):
        first = take(key=key, by=hire("bopha"), now=AT)
        assert take(key=key, by=hire("bopha"), now=AT + timedelta(hours=1)) == first
        assert AuditEntry.objects.filter(verb="take_item").count() == 1
        with pytest.raises(HeldBy) as told:
            take(key=key, by=hire("maly"), now=AT)
        assert told.value.hold.taken_by == hire("bopha").by

    def test_handed_over_once_to_somebody_who_may_check(self, key):
        bopha, maly = hire("bopha"), hire("maly")
        take(key=key, by=bopha, now=AT)
        for _ in range(2):
            held = hand_over(key=key, to=maly.by, by=bopha, now=AT)
            assert (held.taken_by, held.given_by) == (maly.by, bopha.by)
        assert AuditEntry.objects.filter(verb="hand_over_item").count() == 1
        with pytest.raises(NotAllowed):
            hand_over(key=key, to=hire("rith").by, by=maly, now=AT)

    def test_put_off_for_a_reason_and_back_on_the_day(self, key):
        postpone(key=key, until=TODAY + timedelta(days=3), reason="Holiday.", by=hire("bopha"), today=TODAY)
        assert values() == values(Owner.NOBODY) == [OTHER_NUMBER]
        assert values(Owner.LATER) == [NUMBER]
        rows, _ = queries.page(Wanted(), by="", today=TODAY + timedelta(days=3))
        assert len(rows) == 2

    def test_nothing_is_put_off_for_ever_or_without_a_reason(self, key):
        for days, reason in ((0, "Holiday."), (400, "Holiday."), (3, "  ")):
            with pytest.raises(WrongDay):
                postpone(key=key, until=TODAY + timedelta(days=days), reason=reason, by=hire("bopha"), today=TODAY)

    def test_given_back_it_is_nobodys_and_of_today(self, key):
        bopha = hire("bopha")
        take(key=key, by=bopha, now=AT)
        postpone(key=key, until=TODAY + timedelta(days=3), reason="Holiday.", by=bopha, today=TODAY)
        give_back(key=key, by=bopha)
        give_back(key=key, by=bopha)
        assert values(Owner.NOBODY) == [NUMBER, OTHER_NUMBER]
        assert AuditEntry.objects.filter(verb="give_back_item").count() == 1

    def test_whoever_may_not_check_takes_nothing(self, key):
        with pytest.raises(NotAllowed):
            take(key=key, by=hire("sokha"), now=AT)
        assert Hold.objects.count() == 0


class TestPages:
    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_a_row_tells_what_where_why_and_the_number(self, client: Client, key, lang):
        signed_in(client, "bopha")
        page = client.get(f"/desk/{lang}/queue?province=15").content.decode()
        words = {
            "km": ("ពោធិ៍សាត់", "បើខុស វាអាចធ្វើឱ្យគេមានគ្រោះថ្នាក់"),
            "en": ("Pursat", "Wrong, it can put someone in danger"),
        }
        for part in (*words[lang], 'href="tel:+85599000101"', "099 000 101", f"/desk/{lang}/check/org-lantern/phone"):
            assert part in page
        assert "099 000 102" not in page

    def test_taken_from_the_list_it_leads_back_to_the_same_list(self, client: Client, key):
        signed_in(client, "bopha")
        answer = client.post(f"/desk/en/queue/{key}/take", {"back": "list", "province": "15", "kind": "no such"})
        assert (answer.status_code, answer["Location"]) == (303, f"/desk/en/queue?province=15#i{key}")
        assert "Yours since" in client.get("/desk/en/queue?owner=mine").content.decode()

    def test_the_second_sees_who_was_quicker(self, client: Client, key):
        take(key=key, by=hire("bopha"), now=timezone.now())
        signed_in(client, "maly")
        answer = client.post(f"/desk/en/queue/{key}/take")
        assert answer.status_code == 409
        assert "Bopha has it since" in answer.content.decode()

    def test_a_form_comes_back_as_it_was_sent(self, client: Client, key):
        signed_in(client, "bopha")
        answer = client.post(f"/desk/en/queue/{key}/postpone", {"until": "2020-01-01", "reason": "A holiday & more"})
        assert answer.status_code == 422
        assert "A holiday &amp; more" in answer.content.decode()
        assert "<title>Please correct: One thing to check" in answer.content.decode()
        assert client.post(f"/desk/en/queue/{key}/hand-over", {"to": "person:x"}).status_code == 422

    def test_the_sheet_has_a_script_in_both_languages_and_no_names(self, client: Client, key):
        bopha = signed_in(client, "bopha")
        take(key=key, by=bopha, now=timezone.now())
        sheet = client.get("/desk/km/queue/sheet").content.decode()
        main = sheet.partition("<main")[2]
        for part in ("099 000 101", "ជម្រាបសួរ", "Hello. I keep a list", "Do you ask for an ID?"):
            assert part in main
        assert "099 000 102" not in main
        assert "Bopha" not in main

    def test_next_leads_to_one_item_or_back(self, client: Client, key):
        signed_in(client, "bopha")
        assert client.get("/desk/en/queue/next")["Location"] == f"/desk/en/queue/{key}"
        refresh_queue(edition(), timezone.now())
        assert client.get("/desk/en/queue/next?after=x")["Location"] == "/desk/en/queue"

    def test_an_address_that_makes_no_sense_shows_a_page(self, client: Client, key):
        signed_in(client, "sokha")
        for query in ("?after=x.y", "?after=9.99999999999999999999", "?kind=x&owner=y", "?province=%00"):
            assert client.get(f"/desk/en/queue{query}").status_code == 200

    def test_what_is_gone_is_not_there(self, client: Client, key):
        signed_in(client, "bopha")
        assert client.get("/desk/en/queue/1").status_code == client.post("/desk/en/queue/1/take").status_code == 404
        assert client.get("/desk/en/queue/99999999999999999999").status_code == 404
