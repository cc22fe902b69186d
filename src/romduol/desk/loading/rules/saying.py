"""Turns one handed-over record into claims of its source, each with an id that stays."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b, sha1
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

import orjson

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.listings import Listing, Said
from romduol.desk.loading.rules.wording import unfit
from romduol.knowledge.claims.rules.evidence import line_id
from romduol.knowledge.claims.rules.properties import (
    LINE,
    ORGANIZATION,
    PROPERTIES,
    PURPOSES,
    Compare,
    problem_with,
)
from romduol.ui.words import phrase

CLAIM = uuid5(NAMESPACE_URL, "romduol/claim").bytes
"""The same space as that of a pack's claims."""
RECORD = uuid5(NAMESPACE_URL, "romduol/import").bytes
OWN = "in-"
"""How the subject id of a record begins that came in with a file."""
LINKS = frozenset({"provided_by", "operated_by", "part_of", "replaced_by"})
OWNING = frozenset({"provided_by", "operated_by"})
"""A service of which none of these can be told is nobody's, and is set aside."""
LONGEST_KEY = 1000
NO_ID = Cause(phrase("a record needs an id of at most %(most)s signs, all of which can be seen"), most=LONGEST_KEY)
HALF_A_SIGN = Cause(phrase("half of a sign stands in this record"))
NAMED_BY_ID = Cause(phrase("another record is named by its id"))
NO_PURPOSE = Cause(phrase("nobody says what this number is for"))
PURPOSE_OF_A_PHONE = Cause(phrase("only a number has a purpose"))
NO_LINE = Cause(phrase("this is no line to call"))
NOT_HELD = Cause(phrase("there is a sign in it that no database holds"))
NO_SUCH_VALUE = Cause(phrase("such a record cannot have this value"))
NO_SUCH_LINK = Cause(phrase("such a record cannot name another one so"))
KINDS = ("organization", "service")
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The digit of a UUID that says of which variant it is."""


class Claimed(NamedTuple):
    """One claim of a record, as it is staged."""

    key: str
    subject: str
    property: str
    value: str
    locator: str
    purpose: str
    words: str
    """JSON."""
    as_given: str
    observed_on: str | None


class Named(NamedTuple):
    """A claim that names another record of the file, by the subject which that becomes."""

    claim: Claimed
    key: str
    """The id that the file gives the other record."""
    pointer: str


class Wrong(NamedTuple):
    """A value that is left out, and why."""

    pointer: str
    code: str
    cause: Cause


def own_subject(source: str, kind: str, key: str) -> str:
    """Return the subject that a record of a source is, where it is none that we publish."""
    return OWN + _hash5(RECORD, f"{source}\n{kind}\n{key}")


def problem_with_key(key: str) -> str:
    """Return what is wrong with the id of a record: a code, or nothing."""
    if not key or len(key) > LONGEST_KEY:
        return "no_key"
    return "" if key.isprintable() else "control_character"


def digest_of(listing: Listing) -> bytes:
    """Return a digest of all that a record says, wherever it stands. Raises UnicodeEncodeError for half of a sign."""
    parts = [listing.kind, listing.key, str(listing.observed_on or "")]
    for said in listing.said:
        words = repr(sorted(said.words.items())) if said.words else ""
        parts += [said.property, said.value, said.purpose, said.as_given, said.line, words]
    for link in listing.links:
        parts += [link.property, link.key]
    return blake2b("\0".join(parts).encode(), digest_size=16).digest()


def claims_of(listing: Listing, subject: str, *, pack: str, source: str, dated: str = "") -> Iterator[Claimed | Wrong]:
    """Yield the claims of a record, or what is wrong with a value; links are not among them.

    `dated` is the day to which each is dated where the record itself tells none.
    """
    locator = f"{listing.kind}/{listing.key}"
    day = listing.observed_on.isoformat() if listing.observed_on else dated or None
    for said in listing.said:
        problem = _problem(listing.kind, said)
        if problem:
            yield Wrong(said.pointer, "not_ours", problem)
            continue
        bad = unfit(said.property, (said.value, *said.words.values()))
        if bad:
            yield Wrong(said.pointer, bad.code, bad.cause)
            continue
        about = line_id(said.line) if said.line else subject
        words = orjson.dumps(dict(said.words)).decode() if said.words else "{}"
        key = _claim_key(pack, about, said.property, said.purpose, said.value, source, locator)
        yield Claimed(key, about, said.property, said.value, locator, said.purpose, words, said.as_given, day)


def name_of(listing: Listing) -> str:
    """Return what a record calls itself; nothing where it does not."""
    return next((said.value for said in listing.said if said.property == "name"), "")


def link_claim(
    listing: Listing, subject: str, name: str, other: str, *, pack: str, source: str, dated: str = ""
) -> Claimed:
    """Return the claim that a record names another one, which is the subject `other`."""
    locator = f"{listing.kind}/{listing.key}"
    day = listing.observed_on.isoformat() if listing.observed_on else dated or None
    key = _claim_key(pack, subject, name, "", other, source, locator)
    return Claimed(key, subject, name, other, locator, "", "{}", "", day)


def problem_with_link(kind: str, name: str, key: str) -> Cause | None:
    """Tell why a record of a kind cannot name another one so, by this id; nothing where it can."""
    if name not in LINKS or kind not in PROPERTIES[name].kinds:
        return NO_SUCH_LINK
    return NO_ID if problem_with_key(key) else None


def _problem(kind: str, said: Said) -> Cause | None:
    about = LINE if said.line else kind
    if said.property in LINKS:
        return NAMED_BY_ID
    phone = said.property in PROPERTIES and PROPERTIES[said.property].compare is Compare.PHONE
    if phone and said.purpose not in PURPOSES:
        return NO_PURPOSE
    if said.purpose and not phone:
        return PURPOSE_OF_A_PHONE
    if said.line and problem_with(ORGANIZATION, "phone", said.line):
        return NO_LINE
    if "\0" in said.value or "\0" in said.as_given:
        return NOT_HELD
    return NO_SUCH_VALUE if problem_with(about, said.property, said.value) else None


def _claim_key(pack: str, subject: str, name: str, purpose: str, value: str, source: str, locator: str) -> str:
    # As desk/packs/statements.py does it; files give no scope, and they only assert.
    return _hash5(CLAIM, f"{pack}\n{subject}\n{name}\n{purpose}\n\n{value}\nasserts\n{source}\n{locator}")


def _hash5(space: bytes, name: str) -> str:
    """Return a UUID of version 5 as 32 hexadecimal digits; `uuid5` takes many times as long."""
    found = sha1(space + name.encode(), usedforsecurity=False).hexdigest()
    return f"{found[:12]}5{found[13:16]}{_VARIANT[found[16]]}{found[17:32]}"
