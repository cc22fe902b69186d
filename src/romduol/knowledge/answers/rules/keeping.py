"""What a release keeps of each number: all that may be told to who asks for it, and no digits that are kept back."""

from collections.abc import Iterator
from typing import Any

from romduol.base import phones
from romduol.knowledge.answers.records import NumberHead
from romduol.knowledge.answers.rules.locators import ROUNDS, width_for
from romduol.knowledge.answers.rules.masking import Masks, masks_over
from romduol.knowledge.claims.records import ResolvedValue
from romduol.knowledge.directory.records import Edition, Line
from romduol.knowledge.directory.rules.bodies import is_police, name_of
from romduol.knowledge.directory.rules.lines import DIALS
from romduol.knowledge.directory.rules.showing import level_of


def number_head(edition: Edition) -> NumberHead:
    """Return what has to be known before a number can be looked up."""
    # Any short code can be typed without a prefix, also one that the pack's list has lost since somebody claimed it.
    short = {key for key in edition.lines if phones.is_short_key(key)}
    return NumberHead(
        width=width_for(len(edition.lines)),
        rounds=ROUNDS,
        salt=edition.info.id,
        short_codes=tuple(sorted(short.union(edition.info.short_codes))),
        calling_code=edition.info.calling_code,
        country=edition.info.country,
    )


def masks_of(edition: Edition) -> Masks:
    """Return the masks over every number that readers do not get in full."""
    hidden = ((line.key, line.masked) for line in edition.lines.values() if not line.shown_in_full)
    return masks_over(hidden, edition.info.calling_code)


def record_of(line: Line, edition: Edition, masks: Masks) -> dict[str, Any]:
    """Return what is known of a number, ready to be stored; whoever asks for it knows its digits already."""
    role = line.entity.first("role")
    record = {
        "masked": line.masked,
        "showing": str(line.showing),
        "police": line.police,
        "code": line.entity.code,
        "withdrawn": dict(line.withdrawn),
        "gone": line.gone,
        "role": dict(role.words) if role else {},
        "listed_by": [said for value in line.entity.all(DIALS) for said in _said(value, edition)],
        "owners": [_owner(value, edition) for value in line.owned],
        "better": list(_better(line, edition)),
    }
    kept: dict[str, Any] = masks.over(record)
    return {**kept, "national": line.national} if line.shown_in_full else kept


def _owner(value: ResolvedValue, edition: Edition) -> dict[str, Any]:
    body = edition.organizations[value.subject]
    checked = value.check is not None and str(value.standing) == "checked"
    said_on = value.said_on or (value.check.on if value.check else None)
    return {
        "name": name_of(body),
        "code": body.code,
        "level": str(level_of(value.standing)),
        "standing": str(value.standing),
        "said_on": said_on.isoformat() if said_on else "",
        "own": value.grade == "A",
        "police": is_police((body.id,), edition.organizations),
        "purpose": value.purpose,
        "checked_on": value.check.on.isoformat() if checked and value.check else "",
        "sources": _said(value, edition),
        "unanswered": value.unanswered is not None,
    }


def _said(value: ResolvedValue, edition: Edition) -> list[dict[str, Any]]:
    return [
        {
            "title": dict(edition.sources[claim.source].title),
            "date_text": edition.sources[claim.source].date_text,
            "grade": str(grade),
            "locator": claim.locator,
            "hedged": claim.hedged,
        }
        for claim, grade in zip(value.claims, value.grades, strict=True)
    ]


def _better(line: Line, edition: Edition) -> Iterator[dict[str, Any]]:
    """Yield the other lines of the same bodies; kept for a good line too, because it may be taken back tomorrow."""
    for body in dict.fromkeys(value.subject for value in line.owned):
        known = (edition.lines[key] for key in edition.lines_of.get(body, ()))
        # A line for people comes before an office.
        for other in sorted(known, key=lambda found: "office" in found.purposes):
            # Police are never what we offer instead.
            if other.urgent and not other.police and other.key != line.key:
                name = name_of(edition.organizations[body])
                standing = next(str(value.standing) for value in other.owned if value.subject == body)
                yield {"national": other.national, "name": name, "code": other.entity.code, "standing": standing}
