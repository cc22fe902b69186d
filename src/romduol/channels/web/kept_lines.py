"""Words each line for answers, in each language, with the same evidence and the same words as its card on a page."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import orjson
from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import LineCard, card
from romduol.channels.web.offering import purposes
from romduol.channels.web.reader import Reader, offered_in
from romduol.channels.web.telling import Teller
from romduol.knowledge.answers.records.kept import OFFERED, LineKept
from romduol.knowledge.answers.rules.keeping_lines import bucket_of, bucket_path, line_ref, width_for_lines
from romduol.knowledge.releases.records import Draft, Edition, Line, Page, ResolvedValue, Showing, is_relied_on
from romduol.ui.words import phrase

MEDIA_TYPE = "application/json"
MOST = 6
"""How many lines of a purpose are kept for a place: more than any answer offers."""
CALLS = {
    Showing.CALL: "button",
    Showing.CALL_UNCONFIRMED: "button",
    Showing.SECOND: "second",
    Showing.AFTER_TAP: "listen_first",
}
WITHHELD = "withheld"
POLICE = phrase("Police answer this line.")
UNCONFIRMED = phrase("Who answers: not confirmed")
UNKNOWN_TELLS = phrase("Not known whom they tell. You can ask before you give your name.")


class LineRenderer:
    """Renders the lines that answers offer: which of them in which place, and buckets of them in each language."""

    def render(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield which lines are offered where, then every bucket in every language."""
        width = width_for_lines(len(edition.lines))
        yield Draft(OFFERED, MEDIA_TYPE, partial(_offered, edition, width), ("offered", width), private=True)
        buckets: defaultdict[str, list[str]] = defaultdict(list)
        for key, line in edition.lines.items():
            buckets[bucket_of(line_ref(line), width)].append(key)
        for lang in edition.info.languages:
            teller = Teller(Reader(edition, lang))
            for bucket, keys in sorted(buckets.items()):
                make = partial(_bucket, tuple(keys), teller)
                yield Draft(bucket_path(bucket, lang), MEDIA_TYPE, make, ("lines", lang, *keys), private=True)


def _offered(edition: Edition, width: int) -> bytes:
    places = {place: _by_purpose(keys, edition) for place, keys in offered_in(edition).items()}
    return _json({"width": width, "places": places})


def _by_purpose(keys: Sequence[str], edition: Edition) -> Mapping[str, list[str]]:
    """Return purpose -> lines, the best first; those that police may answer under `police` alone."""
    lines = sorted((edition.lines[key] for key in keys), key=lambda line: (line.showing is Showing.SECOND, line.key))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        for purpose in ("police",) if line.police else purposes(line, edition):
            if len(found[purpose]) < MOST:
                found[purpose].append(line.key)
    return found


def _bucket(keys: Sequence[str], teller: Teller) -> bytes:
    lines = (teller.reader.edition.lines[key] for key in keys)
    return _json({line_ref(line): asdict(kept(line, teller)) for line in lines})


def kept(line: Line, teller: Teller) -> LineKept:
    """Return a line as answers keep it."""
    reader, shown = teller.reader, card(line, teller)
    call = CALLS.get(line.showing, WITHHELD)
    claim = line.owned[0] if line.owned else line.entity.first("dials")
    in_full = call != WITHHELD
    checked = claim.check if claim and claim.check and str(claim.standing) == "checked" else None
    return LineKept(
        ref=line_ref(line),
        number=line.national if in_full else line.masked,
        e164=line.value if in_full and not line.short else None,
        short_code=line.national if in_full and line.short else None,
        owner=_plain(reader.organization_name(line.owner)) if line.owner else "",
        answered_by=_answered_by(line, reader.edition),
        tells=_tells(line, shown, reader),
        purpose=", ".join(shown.purposes),
        standing=str(claim.standing) if claim else "reported",
        call=call,
        level=_plain(shown.told.why) if shown.told else "",
        url=shown.href,
        notes=tuple(_notes(line, shown, reader)),
        caution=_plain(shown.caution) if shown.caution else "",
        sources=tuple(_sources(claim, reader)) if claim else (),
        checked_on=checked.on.isoformat() if checked else None,
        police=line.police,
        unowned=not line.owned,
        confirmed=line.showing is Showing.CALL,
        urgent=line.urgent,
        purposes=purposes(line, reader.edition),
        for_few=bool(line.entity.caution),
    )


def _tells(line: Line, shown: LineCard, reader: Reader) -> str:
    if line.police:
        return reader.gettext(POLICE)
    said = next((_plain(point.brief) for point in shown.points if point.code == "tells"), "")
    return said or reader.gettext(UNKNOWN_TELLS)


def _answered_by(line: Line, edition: Edition) -> str:
    if line.police:
        return "police"
    body = edition.organizations.get(line.owner)
    kind = body.first("body_type") if body else None
    return kind.value if kind is not None and is_relied_on(kind.standing) else "unknown"


def _notes(line: Line, shown: LineCard, reader: Reader) -> Iterator[str]:
    if line.showing is Showing.CALL_UNCONFIRMED:
        yield reader.gettext(UNCONFIRMED)
    for name, text in shown.brief:
        yield f"{name}: {_plain(text)}"
    if shown.gone:
        yield _plain(shown.gone)


def _sources(value: ResolvedValue, reader: Reader) -> Iterator[dict[str, str]]:
    for claim, grade in zip(value.claims, value.grades, strict=True):
        source = reader.edition.sources[claim.source]
        yield {
            "title": _plain(reader.say(source.title)),
            "date": source.date_text,
            "grade": str(grade),
            "url": addresses.href(reader.lang, addresses.source(reader.edition.info.id, source.id)),
        }


def _plain(text: str) -> str:
    """Return words of a page without their marks; what was escaped for HTML is as it was written."""
    return text.striptags() if isinstance(text, Markup) else text


def _json(document: Any) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
