"""Decides what a supplier may say of itself, and which source its word belongs to."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from romduol.desk.loading.records import Supplier
from romduol.knowledge.sources.records import DESK, OWN, READERS, Grade, Source
from romduol.knowledge.sources.rules import LONGEST_PUBLISHER

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}")
LONGEST = {"id": 80, "lineage": 80, "speaks_for": 80, "kind": 40, "publisher": LONGEST_PUBLISHER, "licence": 200}
LONGEST_TITLE = 300
RESERVED = frozenset({DESK, READERS})
"""Beside them, what begins with `OWN` is the word of a body that was proved to be itself."""


def problems_with(
    supplier: Supplier, *, taken: bool, lineages: Collection[str], speaks: bool, today: date
) -> dict[str, str]:
    """Return a code for each field of a description that makes no sense.

    `taken` tells that a source of another origin has this id, `lineages` are those of known sources, and `speaks` that
    the body which it speaks for is known.
    """
    found = dict(_lengths(supplier))
    if not ID.fullmatch(supplier.id):
        found["id"] = "invalid" if supplier.id else "missing"
    elif taken or supplier.id in RESERVED or supplier.id.startswith(OWN):
        found["id"] = "taken"
    found |= _voice(supplier, lineages, speaks)
    if supplier.language and not LANGUAGE.fullmatch(supplier.language):
        found["language"] = "invalid"
    if supplier.url and not supplier.url.startswith("https://"):
        found["url"] = "invalid"
    if supplier.date and supplier.date > today:
        found["date"] = "in_the_future"
    return found


def _lengths(supplier: Supplier) -> Mapping[str, str]:
    found = {name: "too_long" for name, most in LONGEST.items() if len(getattr(supplier, name)) > most}
    found |= {name: "missing" for name in ("publisher", "kind") if not getattr(supplier, name).strip()}
    titles = [words for words in supplier.title.values() if words.strip()]
    if not titles:
        found["title"] = "missing"
    if any(len(words) > LONGEST_TITLE for words in titles):
        found["title"] = "too_long"
    return found


def _voice(supplier: Supplier, lineages: Collection[str], speaks: bool) -> dict[str, str]:
    found = {}
    if supplier.grade is Grade.A and not supplier.speaks_for:
        found["grade"] = "needs_speaks_for"
    if supplier.speaks_for and not speaks:
        found["speaks_for"] = "unknown_body"
    if not supplier.lineage:
        found["lineage"] = "missing"
    elif supplier.lineage != supplier.id and supplier.lineage not in lineages:
        found["lineage"] = "unknown_lineage"
    return found


def source_of(supplier: Supplier, was: Source | None) -> Source:
    """Return the source as it is described from a load on; `was` is how it is described now.

    Only the whole list moves the date of its source: a part says nothing of what it leaves out, so its claims carry
    the day themselves.
    """
    new = Source(
        id=supplier.id,
        title=dict(supplier.title),
        publisher=supplier.publisher,
        kind=supplier.kind,
        grade=supplier.grade,
        lineage=supplier.lineage,
        date=supplier.date,
        speaks_for=supplier.speaks_for,
        url=supplier.url,
        language=supplier.language,
    )
    return replace(new, date=was.date) if was is not None and not supplier.complete else new


def dated(supplier: Supplier) -> str:
    """Return the day that each claim of a file carries: none where the date of the source tells it."""
    return supplier.date.isoformat() if supplier.date and not supplier.complete else ""


def renews(new: Source, was: Source | None) -> bool:
    """Tell whether a description dates a source later than it is: what it says already becomes fresh with that."""
    return was is not None and new.date is not None and (was.date is None or new.date > was.date)


def weighs_more(new: Source, was: Source | None) -> bool:
    """Tell whether a description lends a source more weight than it has: a better grade, a body, a voice of its own."""
    if was is None:
        # What a body says of itself is first-hand, whatever the grade of the list.
        return new.grade is Grade.A or bool(new.speaks_for)
    better = list(Grade).index(new.grade) < list(Grade).index(was.grade)
    spoken = bool(new.speaks_for) and new.speaks_for != was.speaks_for
    return better or spoken or new.lineage != was.lineage
