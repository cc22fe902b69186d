"""The property schema: how many values a property has, what makes two the same, how long they stay fresh."""

import re
from dataclasses import dataclass
from enum import StrEnum

from romduol.knowledge.claims.records import Severity

YEAR = 365


class Compare(StrEnum):
    """What makes two values the same."""

    CODE = "code"
    """The same code or id, to the letter."""
    PHONE = "phone"
    """The same E.164 number or short code."""
    WORDS = "words"
    """The same words after folding; differing words are never a conflict by themselves."""
    PROPOSITION = "proposition"
    """True or false: a denial is the opposite value."""


@dataclass(frozen=True, slots=True)
class Property:
    """The schema of one property."""

    name: str
    kinds: frozenset[str]
    compare: Compare
    many: bool
    severity: Severity
    fresh_days: int | None = None
    """For how many days a dated observation stays fresh; None where the fact does not age by itself."""
    lasting: frozenset[str] = frozenset()
    """Values that do not age: a body that closed stays closed until somebody says otherwise."""
    one_owner: bool = False
    """One value belongs to one body: a phone line."""
    sets_meet: bool = False
    """Sources that name values for one purpose are expected to name at least one in common."""
    needs_strong_voice: bool = False
    """Corroboration needs a dated voice of grade A or B."""
    codes: frozenset[str] | None = None
    """The only values allowed, where the list is closed."""
    would_settle: str = "ask_operator"


ORGANIZATION, SERVICE, LINE, STATEMENT = "organization", "service", "line", "statement"
KINDS = (ORGANIZATION, SERVICE, LINE, STATEMENT)
JOINABLE = frozenset({ORGANIZATION, SERVICE})
"""Kinds of records of which two can turn out to be one."""
BODY_TYPES = frozenset({"police", "government", "ngo", "collective", "international", "unknown"})
STATUSES = frozenset({"active", "replaced", "left_country", "changed_work", "closed"})
ACCESS = frozenset(
    ["free", "anonymous", "confidential", "no_id", "women_staff", "trans_friendly", "childcare", "evening", "mobile"]
)
TOLD = frozenset({"nobody", "police", "family", "employer", "other_bodies"})
"""Whom a line tells of a call."""
ANSWERING = frozenset({"woman", "man", "either", "recording", "police"})
"""Who speaks when somebody calls."""
TRUTH = frozenset({"true", "false"})
SAME_AS = "same_as"
"""Says that two records are one. It is no fact about either: the desk alone says it, and `joining` alone reads it."""
POINTING = frozenset({"part_of", "replaced_by", "provided_by", "operated_by"})
"""Properties whose value is another record."""


def _text(name: str, *kinds: str) -> Property:
    return Property(name, frozenset(kinds), Compare.WORDS, many=True, severity=Severity.LOW)


def _one(name: str, kind: str, severity: Severity, **more: object) -> Property:
    return Property(name, frozenset({kind}), Compare.CODE, many=False, severity=severity, **more)  # type: ignore[arg-type]


def _many(name: str, kind: str, severity: Severity, **more: object) -> Property:
    return Property(name, frozenset({kind}), Compare.CODE, many=True, severity=severity, **more)  # type: ignore[arg-type]


def _proposition(name: str, kind: str, severity: Severity, **more: object) -> Property:
    return Property(
        name,
        frozenset({kind}),
        Compare.PROPOSITION,
        many=False,
        severity=severity,
        codes=TRUTH,
        **more,  # type: ignore[arg-type]
    )


_ALL = (
    _text("name", ORGANIZATION, SERVICE),
    _text("alternate_name", ORGANIZATION),
    _text("acronym", ORGANIZATION),
    _text("description", ORGANIZATION, SERVICE),
    _text("provider_described", SERVICE),
    _text("barrier", SERVICE),
    _text("eligibility", LINE),
    _text("role", LINE),
    _text("detail", STATEMENT),
    _one("body_type", ORGANIZATION, Severity.HIGH, codes=BODY_TYPES),
    _one("part_of", ORGANIZATION, Severity.MEDIUM),
    _one("replaced_by", ORGANIZATION, Severity.MEDIUM),
    _one("status", ORGANIZATION, Severity.HIGH, codes=STATUSES, fresh_days=2 * YEAR, lasting=STATUSES - {"active"}),
    _one("founded", ORGANIZATION, Severity.LOW),
    _one("office_count", ORGANIZATION, Severity.LOW),
    _one("size", ORGANIZATION, Severity.LOW, would_settle="ask_official"),
    _one("cost_to_build", ORGANIZATION, Severity.LOW, would_settle="ask_official"),
    _many("works_in", ORGANIZATION, Severity.MEDIUM, fresh_days=3 * YEAR),
    _many("website", ORGANIZATION, Severity.MEDIUM, fresh_days=2 * YEAR),
    _proposition("has_hotline", ORGANIZATION, Severity.MEDIUM, fresh_days=2 * YEAR),
    Property(
        "phone",
        frozenset({ORGANIZATION}),
        Compare.PHONE,
        many=True,
        severity=Severity.CRITICAL,
        fresh_days=2 * YEAR,
        one_owner=True,
        sets_meet=True,
        needs_strong_voice=True,
        would_settle="call_the_line",
    ),
    _many("provided_by", SERVICE, Severity.MEDIUM, fresh_days=3 * YEAR),
    _one("operated_by", SERVICE, Severity.HIGH, fresh_days=3 * YEAR),
    _many("serves", SERVICE, Severity.MEDIUM, fresh_days=3 * YEAR),
    _one("category", SERVICE, Severity.LOW),
    _many("access", SERVICE, Severity.HIGH, codes=ACCESS, fresh_days=2 * YEAR),
    _proposition("free_to_leave", SERVICE, Severity.CRITICAL, fresh_days=YEAR, would_settle="visit"),
    _one("hours", LINE, Severity.HIGH, fresh_days=2 * YEAR, would_settle="call_the_line"),
    _one("cost", LINE, Severity.HIGH, fresh_days=2 * YEAR, would_settle="call_the_line"),
    _one("dials", LINE, Severity.HIGH, codes=frozenset({"emergency"}), fresh_days=2 * YEAR),
    _many("languages", LINE, Severity.MEDIUM, fresh_days=2 * YEAR),
    _many(
        "channels",
        LINE,
        Severity.MEDIUM,
        codes=frozenset({"call", "sms", "telegram", "web"}),
        fresh_days=2 * YEAR,
    ),
    _proposition("asks_name", LINE, Severity.HIGH, fresh_days=2 * YEAR, would_settle="call_the_line"),
    _proposition("asks_id", LINE, Severity.HIGH, fresh_days=2 * YEAR, would_settle="call_the_line"),
    _many("tells", LINE, Severity.HIGH, codes=TOLD, fresh_days=2 * YEAR, would_settle="call_the_line"),
    _many("answered_by", LINE, Severity.MEDIUM, codes=ANSWERING, fresh_days=2 * YEAR, would_settle="call_the_line"),
    # A statute does not age on a timer: an amendment comes as a claim of its own.
    _proposition("holds", STATEMENT, Severity.HIGH, would_settle="ask_lawyer"),
    _one("figure", STATEMENT, Severity.LOW, would_settle="read_original"),
    # Wrong, it puts the phone of one body under the name of another.
    Property(SAME_AS, JOINABLE, Compare.CODE, many=False, severity=Severity.CRITICAL),
)

PROPERTIES: dict[str, Property] = {prop.name: prop for prop in _ALL}
PURPOSES = frozenset({"emergency", "report", "report_child", "helpline", "health", "legal", "office"})
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,6}")


def problem_with(kind: str, name: str, value: str) -> str:
    """Tell why a subject of this kind cannot have this value; nothing where it can."""
    prop = PROPERTIES.get(name)
    if prop is None or kind not in prop.kinds:
        return f"{kind or 'a subject'} has no property {name}"
    if not value or (prop.codes is not None and value not in prop.codes):
        return f"{name} has no value {value!r}"
    if prop.compare is Compare.PHONE and not NUMBER.fullmatch(value):
        return f"{name} needs a number in its international form, or a short code"
    return ""
