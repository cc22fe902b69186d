"""Renders the HSDS records into a release: each one a page of its own, and an index that lists are made from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b

import orjson

from romduol.channels.api.hsds import index
from romduol.channels.api.hsds.givers import taken_back_with
from romduol.channels.api.hsds.records import KINDS, Record, forms, records
from romduol.channels.api.hsds.tabular import tabular_zip
from romduol.knowledge.releases.records import Draft, Edition, Kind, Page
from romduol.knowledge.releases.rules.naming import listing_width

LINES = "application/x-ndjson"
JSON = "application/json"
ZIP = "application/zip"


def nothing(path: str) -> None:
    """Stand for a release before this one where there was none."""


def moment_text(moment: datetime) -> str:
    """Return a moment as feeds tell it: to the second, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(slots=True)
class HsdsRenderer:
    """The HSDS feeds of a release, one for each language."""

    before: index.Read = nothing
    """Reads the pages of the release before, private ones too: what changed since then is told as modified now."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    since: datetime | None = None
    """Since when all of it counts as changed at least: somebody went back to the release before."""

    def render(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield each record, then the index of each kind, then the head and the tabular export of each language."""
        widths = {}
        for kind in KINDS:
            known = self._known(kind)
            rows: dict[str, index.Row] = {}
            for record in records(edition, kind):
                drawn: list[str] = []
                yield _draft(record, edition, drawn)
                rows[record.uuid] = self._row(record, known.get(record.uuid), drawn)
            told = [*rows.values(), *index.still_gone(known, rows, moment_text(self.now), partial(_why, edition, kind))]
            widths[kind] = listing_width(len(told))
            yield from _parts(kind, told, widths[kind])
        yield Page(index.HEAD, JSON, index.head(edition.info.languages, widths, edition.info.address), private=True)
        for lang in edition.info.languages:
            path = index.TABULAR.format(lang=lang)
            yield Draft(path, ZIP, partial(tabular_zip, edition, lang), given=(lang,), private=True)

    def _known(self, kind: str) -> dict[str, index.Row]:
        floor = moment_text(self.since) if self.since else ""
        rows = index.rows_of(kind, self.before)
        return {row.uuid: replace(row, modified=max(row.modified, floor)) for row in rows}

    def _row(self, record: Record, known: index.Row | None, drawn: list[str]) -> index.Row:
        """Return a record's row; a record that was not drawn again is as it was."""
        digest = drawn[0] if drawn else known.digest if known else ""
        same = known is not None and not known.gone and known.digest == digest
        return index.Row(
            record.uuid,
            known.modified if known is not None and same else moment_text(self.now),
            digest,
            record.subject,
            record.organizations,
            record.services,
            record.terms,
            record.taxonomies,
            record.places,
            record.lines,
            record.parent,
        )


def _why(edition: Edition, kind: str, row: index.Row) -> Mapping[str, str] | None:
    """Return why a record was taken back: it itself, or the place that it stands for."""
    place = taken_back_with(edition, row.places[0]) if kind == index.AT_A_PLACE and row.places else ""
    ids = (f"{Kind.SERVICE}:{row.subject}", f"{Kind.PLACE}:{place}")
    return next((edition.taken_back[one].reason for one in ids if one in edition.taken_back), None)


def _draft(record: Record, edition: Edition, drawn: list[str]) -> Draft:
    return Draft(
        path=index.RECORD.format(kind=record.kind, uuid=record.uuid),
        media_type=LINES,
        make=partial(_drawn, record, edition, drawn),
        given=(record,),
        private=True,
    )


def _drawn(record: Record, edition: Edition, drawn: list[str]) -> bytes:
    """Return the documents of a record, for each language a short and a full one, and note their digest."""
    told = [forms(record, edition, lang) for lang in edition.info.languages]
    body = b"".join(orjson.dumps(one) + b"\n" for pair in told for one in (pair.listed, pair.full))
    # What stands beside it in lists, such as the services of an organization, belongs to it too.
    drawn.append(blake2b(body + orjson.dumps(record), digest_size=16).hexdigest())
    return body


def _parts(kind: str, rows: Iterable[index.Row], width: int) -> Iterator[Page]:
    parted: defaultdict[str, list[index.Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.uuid):
        parted[index.part_path(kind, row.uuid, width)].append(row)
    for path, part in parted.items():
        yield Page(path, JSON, index.written(part), private=True)
