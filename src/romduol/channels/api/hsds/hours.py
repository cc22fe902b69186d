"""When a line is answered, as HSDS schedules: one place that knows their shape, so that a later one is a new form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from romduol.channels.api.hsds.ids import part_id
from romduol.channels.api.hsds.phones import told_of_line
from romduol.channels.api.hsds.provenance import said
from romduol.channels.api.hsds.speaking import Speaker, filled
from romduol.knowledge.releases.records import ResolvedValue

EVERY_DAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ALL_DAY = frozenset({"24 hours a day", "24 hours", "24/7", "24 hours a day, 7 days a week", "day and night"})
"""The words, in English and in lower case, that mean that a line is always answered."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What is known of when a line is answered."""

    words: str
    """As the source has it, in the language of the feed."""
    always: bool = False
    """True where it is answered all day, every day. All else stays words: a pack does not tell its time zone."""


Form = Callable[[Hours], dict[str, Any]]


def read(value: ResolvedValue, words: str) -> Hours:
    """Return what a value of `hours` says; what is not understood for certain stays words."""
    plain = value.words.get("en", value.value).strip().rstrip(".").lower()
    return Hours(words, plain in ALL_DAY)


def hsds_3_1(hours: Hours) -> dict[str, Any]:
    """Return hours as a schedule of HSDS 3.1, without its id."""
    if not hours.always:
        return {"description": hours.words}
    return {
        "freq": "WEEKLY",
        "interval": 1,
        "byday": ",".join(EVERY_DAY),
        "description": hours.words,
        # What HSDS advises for 24 hours; it has no other way to say so.
        "opens_at": "00:00",
        "closes_at": "23:59",
    }


HSDS_3_1: Form = hsds_3_1


def schedules(of: str, keys: Iterable[str], speaker: Speaker, form: Form = HSDS_3_1) -> list[dict[str, Any]]:
    """Return when lines are answered, as far as it can be relied on, as schedules of the record with this id."""
    edition = speaker.edition
    found = []
    for key in keys:
        for value in told_of_line(edition, key, "hours")[:1]:
            hours = read(value, said(value, speaker))
            one = {"id": part_id(edition, "schedule", of, key), **form(hours)}
            line = {"line_id": edition.lines[key].entity.uuid, "standing": value.standing.value}
            found.append(filled({**one, **line}))
    return found
