"""The document of each claim: who says what, where and when, and how far it can be relied on.

A page for each claim would be a million pages in a large directory, so they lie together in private buckets, by the
first digits of a hash of their ids.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any

import orjson

from romduol.channels.api.documents import urls
from romduol.channels.api.licence import LICENSE
from romduol.knowledge.answers.rules.keeping import masks_of
from romduol.knowledge.answers.rules.locators import width_for
from romduol.knowledge.answers.rules.masking import Masks
from romduol.knowledge.releases.queries.folder import PageDamaged
from romduol.knowledge.releases.queries.shelf import Served
from romduol.knowledge.releases.records import (
    Claim,
    Draft,
    Edition,
    Entity,
    Kind,
    Line,
    Page,
    ResolvedValue,
    Showing,
    Source,
)
from romduol.knowledge.releases.rules.tracing import canonical

HEAD = "_/c/head"
BUCKETS = "_/c/"
FULL = 64
"""How many claims a bucket holds on average at most, before all of them are divided by sixteen."""
JSON, JSON_LINES = "application/json", "application/x-ndjson"
PHONE = "phone"
WITHDRAWN = "withdrawn"
BETWEEN = " / "
"""What stands between the numbers of one value."""
CLAIM_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def claim_pages(edition: Edition) -> Iterator[Page | Draft]:
    """Yield how the claims are kept, and each bucket: drawn anew only where a claim, or what it is about, changed."""
    told = sorted(
        (claim for said in edition.claims_of.values() for claim in said if _entity(claim.subject, edition)),
        key=lambda claim: claim.id,
    )
    width = width_for(len(told), FULL)
    yield Page(HEAD, JSON, orjson.dumps({"width": width}), private=True)
    masks = masks_of(edition)
    hidden = _digest(sorted(masks.instead.items()))
    buckets: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in told:
        buckets[_bucket(claim.id, width)].append(claim)
    for path, claims in sorted(buckets.items()):
        make = partial(_bucket_of, claims, edition, masks)
        yield Draft(path, JSON_LINES, make, given=(hidden, _digest(claims)), private=True)


def claim_document(claim_id: str, served: Served) -> bytes | None:
    """Return the document of a claim as a release may tell it now; None where no claim that is told has this id.

    Raises `PageDamaged`.
    """
    stored = _stored(claim_id.lower(), served)
    return _as_of_now(stored, served) if stored else None


def _stored(claim_id: str, served: Served) -> bytes | None:
    head = served.page(HEAD)
    if head is None or not CLAIM_ID.fullmatch(claim_id):
        return None
    try:
        bucket = served.page(_bucket(claim_id, orjson.loads(head)["width"]))
    except (orjson.JSONDecodeError, KeyError, TypeError) as problem:
        raise PageDamaged("what tells how claims are kept cannot be read") from problem
    begins = f'{{"id":"{claim_id}",'.encode()
    return next((line for line in (bucket or b"").splitlines() if line.startswith(begins)), None)


def _as_of_now(stored: bytes, served: Served) -> bytes | None:
    """Return a document without what was taken back since it was frozen."""
    document = orjson.loads(served.reduced(stored))
    if not document or document["subject"] is None:
        return None
    line = document["line"]
    gone = {item.code for item in served.items.values() if item.kind is Kind.LINE and item.code}
    if line is None or line["code"] not in gone:
        return orjson.dumps(document)
    line["showing"] = str(Showing.DO_NOT_CALL)
    return orjson.dumps({**document, "standing": WITHDRAWN if document["property"] == PHONE else document["standing"]})


def _bucket(claim_id: str, width: int) -> str:
    digits = blake2b(claim_id.encode(), digest_size=8).hexdigest()[:width]
    return f"{BUCKETS}{digits or 'all'}"


def _digest(value: object) -> str:
    return blake2b(canonical(value), digest_size=16).hexdigest()


def _bucket_of(claims: list[Claim], edition: Edition, masks: Masks) -> bytes:
    about = ((claim, _entity(claim.subject, edition)) for claim in claims)
    return b"\n".join(orjson.dumps(_document(claim, entity, edition, masks)) for claim, entity in about if entity)


def _document(claim: Claim, entity: Entity, edition: Edition, masks: Masks) -> dict[str, Any]:
    value = _said(claim, entity)
    same, others = _beside(claim, value, entity)
    line = _line(claim, edition)
    return {
        "id": claim.id,
        "subject": _subject(entity, edition),
        "property": claim.property,
        "value": _value(claim, edition, masks),
        "words": masks.over(dict(claim.words)),
        "stance": str(claim.stance),
        "purpose": claim.purpose or None,
        "scope": claim.scope or None,
        "line": _shown(line, edition) if line else None,
        "source": masks.over(_source(edition.sources[claim.source], _grade(claim, value))),
        "locator": masks.over(claim.locator),
        "observed_on": claim.observed_on,
        "hedged": claim.hedged,
        "rank": str(claim.rank),
        "reason": masks.over(claim.reason) or None,
        "recorded_on": claim.recorded_on,
        "standing": str(value.standing) if value else None,
        "checked_on": value.check.on if value and value.check and value.standing == "checked" else None,
        "agrees": same,
        "against": others,
        "license": LICENSE,
    }


def _entity(subject: str, edition: Edition) -> Entity | None:
    """Return what a claim is about; None for what is held back, of which nothing is told."""
    line = edition.lines.get(subject.removeprefix("line-")) if subject.startswith("line-") else None
    if line is not None:
        return line.entity
    tables: tuple[Mapping[str, Entity], ...] = (edition.organizations, edition.services, edition.statements)
    return next((table[subject] for table in tables if subject in table), None)


def _said(claim: Claim, entity: Entity) -> ResolvedValue | None:
    """Return the value that a claim speaks for; None where it only speaks of it, or only says what is not so."""
    values = entity.all(claim.property)
    return next((value for value in values if any(one.id == claim.id for one in value.claims)), None)


def _beside(claim: Claim, value: ResolvedValue | None, entity: Entity) -> tuple[list[str], list[str]]:
    """Return the ids of the claims that say the same, and of those that say otherwise."""
    if value is not None:
        return [one.id for one in value.claims if one.id != claim.id], [one.id for one in value.against]
    denied = next(
        (one for one in entity.all(claim.property) if any(other.id == claim.id for other in one.against)), None
    )
    return [], [one.id for one in denied.claims] if denied else []


def _grade(claim: Claim, value: ResolvedValue | None) -> str | None:
    if value is None:
        return None
    return next(str(grade) for one, grade in zip(value.claims, value.grades, strict=True) if one.id == claim.id)


def _subject(entity: Entity, edition: Edition) -> dict[str, Any]:
    line = edition.lines.get(entity.id.removeprefix("line-")) if entity.kind == "line" else None
    hidden = line is not None and not line.shown_in_full
    code = edition.topics[entity.topic].code if entity.kind == "statement" else entity.code
    return {
        "id": f"line-{line.masked}" if line and hidden else entity.id,
        "kind": entity.kind,
        "uuid": entity.uuid,
        "urls": urls(code, edition),
    }


def _line(claim: Claim, edition: Edition) -> Line | None:
    """Return the line that a claim is about or gives a number of; how it may be shown goes with it."""
    key = claim.value.lstrip("+") if claim.property == PHONE else claim.subject.removeprefix("line-")
    return edition.lines.get(key) if claim.property == PHONE or claim.subject.startswith("line-") else None


def _shown(line: Line, edition: Edition) -> dict[str, Any]:
    return {
        "code": line.entity.code,
        "showing": str(line.showing),
        "police": line.police,
        "urls": urls(line.entity.code, edition),
    }


def _value(claim: Claim, edition: Edition, masks: Masks) -> str:
    """Return a value; a number that may be somebody's private phone is masked."""
    if claim.property != PHONE:
        return str(masks.over(claim.value))
    return BETWEEN.join(_number(part.strip(), edition) for part in claim.value.split(BETWEEN))


def _number(value: str, edition: Edition) -> str:
    line = edition.lines.get(value.lstrip("+"))
    if line is None:
        return "?"
    return value if line.shown_in_full else line.masked


def _source(source: Source, grade: str | None) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": dict(source.title),
        "grade": grade or str(source.grade),
        "date": source.date_text or None,
    }
