"""A small world to resolve: two bodies and one number, three sources of which two are one voice, a law, a shelter."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.made_once import made_once

from romduol.desk.resolving.actions import note_contradictions, note_records
from romduol.knowledge.claims.actions import record_subjects, replace_claims
from romduol.knowledge.claims.records import Claim, Stance, Subject
from romduol.knowledge.directory.actions import keep_desk_sources, record_pack
from romduol.knowledge.directory.queries import current_edition
from romduol.knowledge.directory.records import Category, PackInfo, Place
from romduol.knowledge.directory.records.places import place_id
from romduol.knowledge.sources.actions import record_sources
from romduol.knowledge.sources.records import Grade, Source

FIRST = date(2026, 1, 10)
LANTERN, WATCH, LAW = "org-lantern", "org-watch", "law-whistling"
NUMBER, OTHER = "+85599000101", "+85599000102"
LINE = "line-85599000101"
INFO = PackInfo(
    id="lantern-land",
    country="KH",
    name={"en": "Lantern Land", "km": "ដែនប្រទីប"},
    languages=("km", "en"),
    recorded_on=FIRST,
    calling_code="855",
    short_codes=("1280",),
)


def source(name: str, grade: Grade, lineage: str = "", on: date | None = date(2025, 12, 1), **more: object) -> Source:
    """Return a source; it is a voice of its own where no lineage is given."""
    told: dict[str, object] = {
        "title": {"en": f"Page {name}", "km": f"ទំព័រ {name}"},
        "publisher": f"Publisher of {name}",
        "kind": "web guide",
        "date": on,
        "date_text": on.isoformat() if on else "",
    }
    return Source(id=name, grade=grade, lineage=lineage or name, **{**told, **more})  # type: ignore[arg-type]


RED_1, RED_2 = source("red-1", Grade.D, "red", None), source("red-2", Grade.D, "red", None)
LIST, PAPER = source("list", Grade.B, url="https://list.example/page"), source("paper", Grade.C)


def claim(number: int, subject: str, name: str, value: str, said_by: Source, **more: object) -> Claim:
    """Return a claim with an id that its number tells."""
    told: dict[str, object] = {"locator": f"line {number}", "recorded_on": FIRST, **more}
    return Claim(f"0b1f8a52-6d2c-5a6e-9d53-{number:012d}", subject, name, value, said_by.id, **told)  # type: ignore[arg-type]


def name(number: int, subject: str, en: str, km: str) -> Claim:
    """Return a claim that names a body."""
    return claim(number, subject, "name", en, LIST, words={"en": en, "km": km})


SAID = (
    name(1, LANTERN, "Lantern", "ប្រទីប"),
    name(2, WATCH, "Night Watch", "យាមយប់"),
    claim(3, LANTERN, "phone", NUMBER, LIST, purpose="helpline", as_given="099 000 101"),
    claim(4, WATCH, "phone", NUMBER, RED_1, purpose="report", as_given="099 000 101"),
    claim(5, WATCH, "phone", NUMBER, RED_2, purpose="report", as_given="099-000-101"),
    claim(6, WATCH, "body_type", "police", LIST),
    claim(7, LAW, "holds", "true", LIST),
    claim(8, LAW, "holds", "true", PAPER, stance=Stance.DENIES),
)
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def build(*more: Claim) -> None:
    """Store the world as a load of its pack would, on the first day."""
    if more:
        _build(more)
    else:
        made_once("lantern land", lambda: _build(()))


def _build(more: tuple[Claim, ...]) -> None:
    record_pack(
        info=INFO,
        needs=(),
        categories=(Category("shelter", "shelter", {"en": "Shelter", "km": "ជម្រក"}, residential=True),),
        topics=(),
        situations=(),
        guides=(),
        phrases=(),
        advice=(),
        lexicon={},
        places=(place("01", "East", "កើត"),),
        digest="lantern",
        by="test",
        on=FIRST,
    )
    record_sources((RED_1, RED_2, LIST, PAPER), by="test", on=FIRST)
    keep_desk_sources(by="test", on=FIRST, info=INFO)
    law = Subject(LAW, "statement", "law", {"en": "Whistling is an offence.", "km": "ការហួចជាបទល្មើស។"})
    record_subjects(
        [Subject(LANTERN, "organization"), Subject(WATCH, "organization"), Subject(LINE, "line"), law], by="test"
    )
    replace_claims([*SAID, *more], by="test", on=FIRST)


def place(code: str, en: str, km: str) -> Place:
    """Return a province."""
    return Place(id=place_id(INFO.id, code), code=code, iso=None, level="province", name={"en": en, "km": km})


def build_and_note() -> None:
    """Store the world, noted as at a publish."""
    made_once("lantern land, noted", _noted)


def _noted() -> None:
    build()
    note()


def note() -> None:
    """Do what publishing does for this room."""
    edition = current_edition(AT.date())
    note_records(edition, AT)
    note_contradictions(edition, AT)
