"""Renders the HSDS records into a release: each one a page of its own, and an index that lists are made from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b

import orjson

from romduol.channels.api.giving.told import told_page
from romduol.channels.api.hsds import index
from romduol.channels.api.hsds.givers import taken_back_with
from romduol.channels.api.hsds.ids import service_at_location_id
from romduol.channels.api.hsds.records import KINDS, Record, forms, records
from romduol.channels.api.hsds.tabular import Tables
from romduol.knowledge.releases.records import Draft, Edition, Kind, Page, stable_id
from romduol.knowledge.releases.rules.naming import listing_width

LINES = "application/x-ndjson"
JSON = "application/json"
ZIP = "application/zip"


def nothing(path: str) -> None:
    """Stand for a release before this one where there was none."""


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
        export = Export(edition, self.before)
        for kind in KINDS:
            known = self._known(kind)
            rows: dict[str, index.Row] = {}
            for record in records(edition, kind):
                drawn: list[str] = []
                yield _draft(record, export, drawn)
                rows[record.uuid] = self._row(record, known.get(record.uuid), drawn)
                export.note(record, rows[record.uuid].digest, drawn=bool(drawn))
            told = [
                *rows.values(),
                *index.still_gone(
                    known,
                    rows,
                    index.moment_text(self.now),
                    partial(_why, edition, kind),
                    partial(_into, edition, kind),
                ),
            ]
            widths[kind] = listing_width(len(told))
            yield from _parts(kind, told, widths[kind])
        yield Page(index.HEAD, JSON, index.head(edition.info.languages, widths, edition.info.address), private=True)
        yield told_page(edition)
        yield from export.drafts()

    def _known(self, kind: str) -> dict[str, index.Row]:
        floor = index.moment_text(self.since) if self.since else ""
        rows = index.rows_of(kind, self.before)
        return {row.uuid: replace(row, modified=max(row.modified, floor)) for row in rows}

    def _row(self, record: Record, known: index.Row | None, drawn: list[str]) -> index.Row:
        """Return a record's row; a record that was not drawn again is as it was."""
        digest = drawn[0] if drawn else known.digest if known else ""
        same = known is not None and not known.gone and known.digest == digest
        return index.Row(
            record.uuid,
            known.modified if known is not None and same else index.moment_text(self.now),
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
    other = edition.joined.get(row.subject)
    # What turned out to be a record that was taken back is taken back with it.
    ids = (f"{Kind.SERVICE}:{row.subject}", f"{Kind.PLACE}:{place}", f"{Kind.SERVICE}:{other.into if other else ''}")
    return next((edition.taken_back[one].reason for one in ids if one in edition.taken_back), None)


def _into(edition: Edition, kind: str, row: index.Row) -> str:
    """Return the id of the record that one turned out to be; empty where it is gone for another reason."""
    other = edition.joined.get(row.subject)
    if other is None:
        return ""
    if kind == index.AT_A_PLACE:
        return service_at_location_id(edition, other.into, row.places[0]) if row.places else ""
    return stable_id(edition.info.id, f"{other.kind}/{other.into}")


class Export:
    """The tabular export of each language, filled while the records are drawn; for a record that was not drawn again,
    from what the release before holds of it."""

    def __init__(self, edition: Edition, before: index.Read) -> None:
        self.edition = edition
        self._before = before
        self.languages = edition.info.languages
        self._tables = {lang: Tables(lang) for lang in self.languages}
        self._waiting: list[Record] = []
        self._digest = blake2b(digest_size=16)

    def draw(self, record: Record) -> bytes:
        """Return the documents of a record, for each language a short and a full one, as lines."""
        lines = []
        for lang, tables in self._tables.items():
            told = forms(record, self.edition, lang)
            tables.add(record.kind, told.full)
            lines += [orjson.dumps(told.listed), orjson.dumps(told.full)]
        return b"".join(line + b"\n" for line in lines)

    def note(self, record: Record, digest: str, *, drawn: bool) -> None:
        """Note that a record belongs to the export, and what its documents are."""
        self._digest.update(f"{record.uuid} {digest}\n".encode())
        if not drawn:
            self._waiting.append(record)

    def drafts(self) -> Iterator[Draft]:
        """Yield the export of each language, to be drawn only where some record is another one."""
        for lang in self._tables:
            given = (lang, self._digest.hexdigest())
            yield Draft(index.TABULAR.format(lang=lang), ZIP, partial(self._zipped, lang), given=given, private=True)

    def _zipped(self, lang: str) -> bytes:
        while self._waiting:
            record = self._waiting.pop()
            stored = self._before(index.RECORD.format(kind=record.kind, uuid=record.uuid)) or self.draw(record)
            for tables, line in zip(self._tables.values(), stored.splitlines()[1::2], strict=True):
                tables.add(record.kind, orjson.loads(line))
        return self._tables[lang].zipped(self.edition)


def _draft(record: Record, export: Export, drawn: list[str]) -> Draft:
    return Draft(
        path=index.RECORD.format(kind=record.kind, uuid=record.uuid),
        media_type=LINES,
        make=partial(_drawn, record, export, drawn),
        # A page holds the documents of every language, so one language more is another page.
        given=(record, *export.languages),
        private=True,
    )


def _drawn(record: Record, export: Export, drawn: list[str]) -> bytes:
    """Return the documents of a record, and note their digest."""
    body = export.draw(record)
    # What stands beside it in lists, such as the services of an organization, belongs to it too.
    drawn.append(blake2b(body + orjson.dumps(record), digest_size=16).hexdigest())
    return body


def _parts(kind: str, rows: Iterable[index.Row], width: int) -> Iterator[Page]:
    parted: defaultdict[str, list[index.Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.uuid):
        parted[index.part_path(kind, row.uuid, width)].append(row)
    for path, part in parted.items():
        yield Page(path, JSON, index.written(part), private=True)
