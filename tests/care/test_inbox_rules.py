"""What the inbox makes of opened records: order, deadlines, doubles, counts; and that nothing hostile gets through."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from tests.care.inbox_rules import asked

from romduol.care.reports.rules.codes import wrong_group

REPORT, ADDITION, ANSWER, ATTACHMENT, NOTE = 0x10, 0x11, 0x12, 0x13, 0x14
NOW = "2026-11-28T12:00"
QUEUE = "q"
HOURS = {QUEUE: 24}
Case = dict[str, Any]


def an_id(number: int) -> str:
    """Return the id of an invented record."""
    return str(UUID(int=number, version=4))


def record(kind: int, thread: int, itself: int, /, **said: Any) -> Case:
    """Return a record as it looks once it was opened."""
    return {
        "id": an_id(itself),
        "thread": an_id(thread),
        "kind": kind,
        "queue": QUEUE,
        "said": said,
        "problem": "",
        "bond": None,
    }


def report(number: int, at: str = "2026-11-28T09:00", /, **said: Any) -> Case:
    """Return a report."""
    usual = {"kind": "trafficking", "danger": False, "child": False, "who": [], "what": "", "where": "", "when": ""}
    return record(REPORT, number, number, **{**usual, "contact": "", "files": [], "at": at, **said})


def note(thread: int, itself: int, type: str, at: str = "2026-11-28T10:00", /, **said: Any) -> Case:
    """Return a note of the queue."""
    return record(NOTE, thread, itself, **{"type": type, "seen": [], "at": at, **said})


def threads(*records: Case, now: str = NOW) -> list[Case]:
    """Return the threads that records are."""
    found: list[Case] = asked(("special", "threads", [records, HOURS, now]))[0]
    return found


def ids(found: list[Case]) -> list[int]:
    """Return the numbers of threads, in their order."""
    return [UUID(one["id"]).int & 0xFFFF for one in found]


def test_what_has_a_deadline_that_passed_comes_first_then_danger_then_what_waits_longest():
    late = note(4, 40, "escalated", deadline="2026-11-28T11:00", decision="call the hotline")
    soon = note(5, 50, "escalated", deadline="2026-11-28T18:00", decision="call the hotline")
    done = note(1, 10, "answered", seen=[an_id(1)])
    found = threads(
        report(1),
        done,
        report(2, "2026-11-27T09:00"),
        report(3, danger=True),
        report(4),
        late,
        report(5),
        soon,
        report(6, "2026-11-28T08:00"),
    )
    assert ids(found) == [4, 5, 3, 2, 6, 1]
    assert [one["overdue"] for one in found] == [True, False, False, False, False, False]
    assert [one["late"] for one in found][3] is True, "yesterday morning is more than the promised 24 hours ago"


def test_a_report_waits_until_somebody_says_that_it_was_dealt_with_whatever_clocks_say():
    wrong_clock = record(ADDITION, 1, 11, text="?", at="2020-01-01T00:00", files=[])
    answered = record(ANSWER, 1, 12, type="answer", text="!", status="", at="2026-11-28T10:00", files=[])
    seen = note(1, 13, "answered", seen=[an_id(1)])
    one = threads(report(1), answered, seen, wrong_clock)[0]
    assert one["waits"]
    assert [each["id"] for each in one["fresh"]] == [an_id(11)]
    assert one["entries"][0]["kind"] == REPORT
    assert not threads(report(1), answered, note(1, 14, "answered", seen=[an_id(1)]))[0]["waits"]


def test_a_report_that_tells_no_time_or_one_to_come_waits_too_long_at_once_and_comes_first():
    """A phone whose clock is years ahead, or a report of a stranger's own making, must not sink for good."""
    found = threads(report(1), report(2, "2099-01-01T00:00"), report(3, ""), report(4, "9999-12-31T23:59"))
    assert ids(found)[-1] == 1
    assert [one["late"] for one in found] == [True, True, True, False]
    assert threads(report(1, "2026-11-28T12:10"))[0]["due"] == "2026-11-29T12:10", (
        "a clock that is minutes ahead is none"
    )


def test_thousands_of_ties_are_no_stack_that_overflows():
    ties = [note(at + 1, 20_000 + at, "merged", **{"with": an_id(at + 2)}) for at in range(9_000)]
    assert len(threads(*[report(at + 1) for at in range(9_001)], *ties)) == 1


def test_an_escalation_is_open_until_somebody_writes_down_what_came_of_it():
    decided = note(1, 10, "escalated", deadline="2026-11-28T11:00", decision="call")
    called = note(1, 11, "escalated", "2026-11-28T11:30", deadline="", decision="called, they go there")
    assert threads(report(1), decided)[0]["decideBy"] == "2026-11-28T11:00"
    assert threads(report(1), decided, called)[0]["decideBy"] == ""


def test_what_is_added_to_a_closed_thread_opens_it_again():
    closed = [note(1, 10, "answered", seen=[an_id(1)]), note(1, 11, "closed", outcome="helped")]
    assert threads(report(1), *closed)[0]["closed"]["outcome"] == "helped"
    more = record(ADDITION, 1, 12, text="again", at="2026-11-28T11:00", files=[])
    assert threads(report(1), *closed, more)[0]["closed"] is None


def test_merged_threads_are_one_and_can_be_parted_again():
    tie = note(2, 20, "merged", **{"with": an_id(1)})
    apart = note(2, 21, "merged", "2026-11-28T10:30", **{"with": an_id(1), "decision": "taken_back"})
    both = [report(1, "2026-11-27T09:00"), report(2)]
    one = threads(*both, tie)
    assert (ids(one), ids(one[0]["doubles"])) == ([1], [2])
    assert one[0]["late"], "the one that stands for both is as late as the latest of them"
    assert sorted(ids(threads(*both, tie, apart))) == [1, 2]
    ring = note(1, 22, "merged", **{"with": an_id(2)})
    assert ids(threads(*both, tie, ring)) == [1], "two that name one another are no endless loop"


def test_tags_are_put_on_and_taken_off_and_the_last_assignment_counts():
    found = threads(
        report(1),
        note(1, 10, "tag", tag="Bus"),
        note(1, 11, "tag", tag="Visa"),
        note(1, 12, "tag", "2026-11-28T10:05", tag="Bus", decision="taken_back"),
        note(1, 13, "assigned", to=an_id(7)),
        note(1, 14, "assigned", "2026-11-28T10:05", to=an_id(8)),
    )[0]
    assert (found["tags"], found["assigned"]) == (["Visa"], an_id(8))


def test_files_that_nothing_names_are_listed_and_named_ones_that_are_not_there_too():
    named = {"id": an_id(9), "name": "a.jpg", "type": "image/jpeg", "size": 1, "sha256": "", "original": False}
    stray = record(ATTACHMENT, 1, 8)
    files = threads(report(1, files=[named]), stray)[0]["files"]
    assert files[an_id(9)]["record"] is None
    assert files[an_id(8)]["record"]["id"] == an_id(8)
    assert files[an_id(8)]["original"], "nothing of it is shown"


def test_what_is_written_by_a_stranger_becomes_text_or_nothing():
    hostile = {
        "v": 1,
        "kind": "<img src=x onerror=alert(1)>",
        "consent": "everybody",
        "who": ["police", "police", {"a": 1}],
        "what": "<script>alert(1)</script>",
        "where": ["not", "a", "text"],
        "danger": "yes",
        "at": "2026-11-28T14:05:33.123Z",
        "files": [{"id": "../../etc", "name": "x"}, {"id": an_id(1), "name": "../a\u202egpj.exe", "size": -1}, 7],
    }
    read, listed, other, broken = asked(
        ("special", "read", [json.dumps(hostile), "report"]),
        ("special", "read", ["[1]", "report"]),
        ("special", "read", [json.dumps({"v": 2}), "report"]),
        ("special", "read", ["{", "report"]),
    )
    assert (listed, other, broken) == (None, None, None)
    assert (read["kind"], read["consent"], read["danger"], read["at"]) == ("", "tell", False, "")
    assert (read["who"], read["where"]) == (["police", "other"], "")
    assert read["what"] == "<script>alert(1)</script>", "a text stays what it is; it is only ever shown as one"
    assert [(one["id"], one["name"], one["size"]) for one in read["files"]] == [(an_id(1), "_agpj.exe", 0)]


def test_threads_that_share_a_contact_a_place_and_day_or_words_are_proposed_as_doubles():
    khmer = "គេយកលិខិតឆ្លងដែនរបស់ខ្ញុំ ហើយមិនឱ្យខ្ញុំចេញពីផ្ទះទេ"
    own = report(1, contact="០៩៩ ០០០ ១០១", where="Poipet market", when="Monday", what=khmer)
    others = [
        report(2, contact="+855 99 000 101"),
        report(3, where="poipet  Market", when="monday!"),
        report(4, what=khmer.replace("ខ្ញុំចេញ", "ចេញ") + "។"),
        report(5, what="Somebody sells fruit at the corner, and that is all there is to say."),
        report(6, where="Poipet market", when="Friday"),
    ]
    found = threads(own, *others)
    one = next(each for each in found if each["id"] == an_id(1))
    proposed = dict(asked(("special", "doubles", [one, found]))[0])
    assert proposed == {an_id(2): ["contact"], an_id(3): ["place"], an_id(4): ["words"]}


def test_words_too_short_or_empty_are_no_double():
    assert asked(("special", "like", ["help", "help"]), ("special", "like", ["", ""])) == [0, 0]


def cells(*counts: int) -> list[int | None]:
    """Return which counts may be told."""
    rows = [[f"c{at}", count] for at, count in enumerate(counts)]
    return [row["count"] for row in asked(("counts", "withheld", [rows]))[0]]


def test_counts_under_five_are_withheld_and_so_is_what_would_give_them_away():
    assert cells(5, 6, 7) == [5, 6, 7]
    assert cells(3, 9, 8) == [None, 9, None], "a sum and the others would tell the one that is missing"
    assert cells(1, 1, 9, 20) == [None, None, None, 20], "two that come to two are one each"
    assert cells(4, 4, 9) == [None, None, 9]
    assert cells(2) == [None]


def test_no_withheld_cell_can_be_worked_out_from_what_is_told():
    cases = [(one, two, 30) for one in range(1, 9) for two in range(1, 9)]
    tables = [[[f"c{at}", count] for at, count in enumerate(case)] for case in cases]
    for case, told in zip(cases, asked(*(("counts", "withheld", [rows]) for rows in tables)), strict=True):
        hidden = [count for count, row in zip(case, told, strict=True) if row["count"] is None]
        assert not hidden or (len(hidden) >= 2 and sum(hidden) >= 5)


def test_the_file_of_counts_holds_no_small_number_and_nothing_that_a_spreadsheet_would_run():
    many = threads(*[report(number, who=["police"]) for number in range(1, 8)], report(8, kind="=1+1", who=["family"]))
    text = asked(("special", "csv", [many]))[0]
    assert text.startswith("\ufeff")
    assert '"kind.trafficking","7"' not in text, "seven of eight tells the eighth"
    assert '"table.kind","all","8"' in text
    assert '"table.kind","kind.=1+1","fewer"' in text
    assert asked(("counts", "csvOf", [[], None, {"heads": ["=cmd()", "+1", 'a"b'], "few": "", "all": ""}]))[0] == (
        '\ufeff"\'=cmd()","\'+1","a""b"\r\n'
    )


def test_what_was_written_in_one_minute_stands_in_its_order():
    at = "2026-11-28T10:00"
    parts = [record(ADDITION, 1, 90 - number, text=f"part {number}", at=at, within=number) for number in range(5)]
    (found,) = threads(report(1), *reversed(parts))
    assert [one["said"].get("text") for one in found["entries"]] == [None, *(f"part {number}" for number in range(5))]
    (said,) = asked(("special", "read", [json.dumps({"v": 1, "text": "a", "at": at, "within": 7}), "addition"]))
    assert said["within"] == 7
    hostile = [json.dumps({"v": 1, "within": one}) for one in (-1, 60_000, "7", 1.5, None)]
    assert [one["within"] for one in asked(*(("special", "read", [one, "answer"]) for one in hostile))] == [0] * 5


def test_a_wrong_group_is_found_as_without_a_script():
    typed = [
        "",
        "1234 5678 901 2345",
        "1234-56x8-9012",
        "១២៣៤ ៥៦៧ 8901",
        "12345678901",
        "123456o8",
        "1 2 3 4",
        "1234\n56",
    ]
    typed += ["1234 5678 9012 3456 7890", "1234 5678 9012 3456 7890 1234 5", "\u200b1234\u200b😀678"]
    found = asked(*(("codes", "wrongGroup", [one]) for one in typed))
    assert found == [wrong_group(one) or 0 for one in typed]
    assert {0, 1, 2, 3} >= {*found} > {0}
