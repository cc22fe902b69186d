"""The parameters of the feeds: one table that requests are read by and that the OpenAPI document is written from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_to_bytes
from uuid import UUID

from romduol.channels.api.hsds.index import moment_text
from romduol.channels.api.questions import Problem, sent_object

MOST_ON_A_PAGE = 500
USUAL_ON_A_PAGE = 50
LONGEST_WORDS = 500
"""Signs of a search."""
LONGEST_VALUE = 2_000
MOST_VALUES = 40
"""How many parameters a request may bring, each counted."""
MOST_OF_ONE = 10
LARGEST_WHOLE = 9
"""Digits of a whole number."""
EARLIEST, BUDDHIST = 1900, 2400
"""A year from `BUDDHIST` on was counted from the Buddha: 2569 is 2026."""
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
YES, NO = ("true", "1"), ("false", "0")


class Shape(StrEnum):
    """What a parameter holds."""

    WORDS = "words"
    ID = "id"
    PLACE = "place"
    WHOLE = "whole"
    METERS = "meters"
    YES_NO = "yes_no"
    MOMENT = "moment"
    FORMAT = "format"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name in the specification, what it holds, and what it does."""

    name: str
    shape: Shape
    does: str
    many: bool = False
    """True where it may be given more than once: each value has to fit."""
    least: int = 0
    most: int = 10**LARGEST_WHOLE - 1


PARAMETERS = {
    one.name: one
    for one in (
        Parameter(
            "search", Shape.WORDS, "Words to find, in Khmer or English. Send private words in the body of a POST."
        ),
        Parameter("page", Shape.WHOLE, "Which page of the list, from 1.", least=1),
        Parameter(
            "per_page",
            Shape.WHOLE,
            f"How many records on a page, {USUAL_ON_A_PAGE} where it is left out.",
            least=1,
            most=MOST_ON_A_PAGE,
        ),
        Parameter(
            "format", Shape.FORMAT, "json, in pages, or ndjson: every record on a line of its own, without pages."
        ),
        Parameter("taxonomy_term_id", Shape.ID, "Only records with this taxonomy term.", many=True),
        Parameter("taxonomy_id", Shape.ID, "Only records with a term of this taxonomy.", many=True),
        Parameter("organization_id", Shape.ID, "Only what this organization gives."),
        Parameter(
            "modified_after",
            Shape.MOMENT,
            "Only what changed at or after this moment, ISO 8601. What is no longer listed comes too, as `defunct`.",
        ),
        Parameter("minimal", Shape.YES_NO, "Only `id` and `last_modified`, all on one page."),
        Parameter("full", Shape.YES_NO, "Records with all that belongs to them, nested."),
        Parameter("full_service", Shape.YES_NO, "The services of an organization in full."),
        Parameter("postcode", Shape.PLACE, "Only what serves this place: a government code such as 15 or KH-15."),
        Parameter("proximity", Shape.METERS, "Meters around the postcode. Refused: no place here has coordinates."),
        Parameter("top_only", Shape.YES_NO, "Only terms that stand under no other."),
        Parameter("parent_id", Shape.ID, "Only terms that stand under this one."),
    )
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of one request, read; what was not given is empty."""

    search: str = ""
    page: int = 1
    per_page: int = 0
    """0 where nothing was asked for."""
    ndjson: bool = False
    taxonomy_term_id: tuple[str, ...] = ()
    taxonomy_id: tuple[str, ...] = ()
    organization_id: str = ""
    modified_after: str = ""
    """A moment to the second, as `Row.modified` is written, so that the two compare as texts."""
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    postcode: str = ""
    proximity: int = -1
    top_only: bool = False
    parent_id: str = ""


def asked(query: str, content_type: str, body: bytes, known: Iterable[str], lang: str) -> Asked:
    """Return what a request asks for, by its query and, of a POST, its body; raises `Problem`, said in `lang`.

    `query` is WSGI's QUERY_STRING: bytes as latin-1. `known` names the parameters that are read here.
    """
    pairs = [*_pairs(query.encode("latin-1", "replace"), lang), *_sent(content_type, body, lang)]
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).extend([] if value is None else [value])
    if len(pairs) > MOST_VALUES:
        raise Problem("too_many_parameters", lang=lang)
    names = frozenset(known)
    for name in given:
        if name not in names:
            # Only a name of ours is told: what strangers send is not repeated.
            raise Problem("unknown_parameter", name if name in PARAMETERS else None, lang)
    read: dict[str, Any] = {
        _field(name): _read(PARAMETERS[name], values, lang) for name, values in given.items() if values
    }
    found = Asked(**read)
    paged = [name for name in ("page", "per_page") if given.get(name)]
    if found.ndjson and paged:
        raise Problem("no_pages", paged[0], lang)
    if found.proximity >= 0:
        raise Problem("distance_unknown", "proximity", lang)
    return found


def _field(name: str) -> str:
    return "ndjson" if name == "format" else name


def _pairs(raw: bytes, lang: str) -> Iterable[tuple[str, str]]:
    for part in raw.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            yield _decoded(name, lang), _decoded(value, lang)


def _decoded(raw: bytes, lang: str) -> str:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise Problem("not_utf8", lang=lang) from None


def _sent(content_type: str, body: bytes, lang: str) -> Iterable[tuple[str, str | None]]:
    """Yield the pairs of a body: a form, or a JSON object whose values may be texts, numbers, true and false, null
    where nothing is asked for, and lists for what may be given more than once."""
    if not body:
        return
    kind = content_type.partition(";")[0].strip().lower()
    if kind == FORM:
        yield from _pairs(body, lang)
        return
    if kind != JSON:
        raise Problem("wrong_type", lang=lang)
    for name, value in sent_object(body, lang).items():
        several = isinstance(value, list) and name in PARAMETERS and PARAMETERS[name].many
        values = value if several else [value]
        # What asks for nothing has to be known too: it may be a filter under a wrong name.
        yield from ((name, _told(name, one, lang)) for one in values) if values not in ([], [None]) else [(name, None)]


def _told(name: str, value: object, lang: str) -> str:
    if name in PARAMETERS and PARAMETERS[name].shape is Shape.WORDS and not isinstance(value, str):
        # Words are a text and nothing else, as the document says.
        raise Problem("not_words", name, lang)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        # JSON does not tell 3.0 from 3.
        return str(int(value))
    if isinstance(value, (str, int)):
        return str(value)
    raise Problem("unreadable_value", name if name in PARAMETERS else None, lang)


def _read(parameter: Parameter, values: list[str], lang: str) -> object:
    if len(values) > (MOST_OF_ONE if parameter.many else 1):
        raise Problem("repeated", parameter.name, lang)
    if any(len(value) > LONGEST_VALUE for value in values):
        raise Problem("value_too_long", parameter.name, lang)
    read = [READERS[parameter.shape](parameter, value.strip(), lang) for value in values]
    return tuple(read) if parameter.many else read[0]


def _words(parameter: Parameter, value: str, lang: str) -> str:
    if len(value) > LONGEST_WORDS:
        raise Problem("value_too_long", parameter.name, lang)
    return value


def _whole(parameter: Parameter, value: str, lang: str) -> int:
    if not re.fullmatch(rf"[0-9]{{1,{LARGEST_WHOLE}}}", value):
        raise Problem("not_whole", parameter.name, lang)
    if not parameter.least <= int(value) <= parameter.most:
        raise Problem("out_of_range", parameter.name, lang)
    return int(value)


def _yes_no(parameter: Parameter, value: str, lang: str) -> bool:
    if value.lower() not in (*YES, *NO):
        raise Problem("not_yes_no", parameter.name, lang)
    return value.lower() in YES


def _id(parameter: Parameter, value: str, lang: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise Problem("not_an_id", parameter.name, lang) from None


def _place(parameter: Parameter, value: str, lang: str) -> str:
    if not value:
        raise Problem("no_such_place", parameter.name, lang)
    return value


def _format(parameter: Parameter, value: str, lang: str) -> bool:
    if value not in ("json", "ndjson"):
        raise Problem("unknown_format", parameter.name, lang)
    return value == "ndjson"


def _moment(parameter: Parameter, value: str, lang: str) -> str:
    """Return a moment in UTC, to the second; a day is its first moment, a time without a zone is UTC."""
    # In an address a plus sign means a space.
    text = re.sub(r" (?=\d\d:?\d\d$)", "+", value)
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) or not text.isascii():
        raise Problem("not_a_moment", parameter.name, lang)
    if int(text[:4]) >= BUDDHIST:
        raise Problem("buddhist_year", parameter.name, lang)
    try:
        whole = datetime.combine(date.fromisoformat(text), datetime.min.time()) if len(text) == 10 else None
        moment = whole or datetime.fromisoformat(text)
        told = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Problem("not_a_moment", parameter.name, lang) from None
    if told.year < EARLIEST:
        raise Problem("not_a_moment", parameter.name, lang)
    return moment_text(told)


READERS = {
    Shape.WORDS: _words,
    Shape.ID: _id,
    Shape.PLACE: _place,
    Shape.WHOLE: _whole,
    Shape.METERS: _whole,
    Shape.YES_NO: _yes_no,
    Shape.MOMENT: _moment,
    Shape.FORMAT: _format,
}
