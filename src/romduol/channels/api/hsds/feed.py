"""The records of a release as lists: chosen by filters, and joined from the documents that the release holds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import cached_property, lru_cache, partial
from operator import itemgetter
from threading import Lock
from typing import Any

import orjson
from django.utils.timezone import get_default_timezone

from romduol.base.khmer import fold
from romduol.channels.api.hsds import index
from romduol.channels.api.hsds.chosen import Chosen
from romduol.channels.api.hsds.index import AT_A_PLACE, Row
from romduol.channels.api.licence import LICENSE
from romduol.channels.api.parameters import Asked
from romduol.channels.api.questions import Problem
from romduol.knowledge.releases.queries.shelf import Served
from romduol.knowledge.releases.records import Kind, Manifest, Withdrawn
from romduol.knowledge.releases.rules.manifests import is_rolled_back
from romduol.ui.words import phrase, words_of

LINES = "application/x-ndjson"
NATIONAL = "national"
DOCUMENTS_KEPT = 1024
"""How many records' documents are kept in memory: about 10 KB each."""
AREAS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "service_areas": itemgetter("extent"),
    "locations": itemgetter("external_identifier"),
    "service_at_locations": lambda one: str(one["location"]["external_identifier"]),
}
"""Field of a document that lists areas -> what tells the code of one of them."""
PROVINCE = 2
"""How many digits of a place's code name its province."""
MINIMAL = b'{"id":"%s","last_modified":"%s","modified_date":"%s"}'
NOT_LISTED = phrase("No longer listed")
TAKEN_BACK = phrase("Taken back")
JOINED = phrase("Now one with another record")
USE_THE_OTHER = phrase("This and another record are one and the same. Show that one instead.")
DEFUNCT = phrase("This is no longer listed here. Do not show it any more.")


class OneRelease:
    """A release that a search reads, which stays the same one while a new one is published."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self.page = served.page

    def manifest(self) -> Manifest:
        """Return its manifest."""
        return self._served.manifest

    def withdrawn(self) -> Mapping[str, Withdrawn]:
        """Return all that was taken back, by id."""
        return self._served.items


class Feed:
    """All records of one release, with what was taken back since left out."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.release = OneRelease(served)
        live = [item for item in served.items.values() if item.id not in served.manifest.withdrawn]
        self.taken = {(item.kind, item.key): item for item in live}
        """What was taken back since the release was made."""
        self._document = lru_cache(maxsize=DOCUMENTS_KEPT)(self._stored)
        self._rows: dict[str, dict[str, Row]] = {}
        self._reading = Lock()

    @cached_property
    def _head(self) -> dict[str, Any]:
        head = self.served.page(index.HEAD)
        found: dict[str, Any] = orjson.loads(head) if head else {}
        return found

    @cached_property
    def languages(self) -> Sequence[str]:
        """The languages that there is a feed in; none where a release holds no records."""
        return tuple(self._head.get("languages", ()))

    @property
    def address(self) -> str:
        """Where readers find this copy; empty where nobody told."""
        return str(self._head.get("address", ""))

    @cached_property
    def _floor(self) -> str:
        """Since when everything counts as changed: somebody went back to this release, and the feed with it."""
        manifest = self.served.manifest
        return index.moment_text(manifest.made_on) if is_rolled_back(manifest) else ""

    @property
    def expires_on(self) -> str:
        """Until when this release was made to be shown, in UTC: a copy that is read later is an old one."""
        return index.moment_text(self.served.manifest.expires_on)

    def rows(self, kind: str) -> dict[str, Row]:
        """Return every row of a kind by id, in the order of the ids."""
        found = self._rows.get(kind)
        if found is None:
            # Many may ask right after a publish; a large index is read for all of them by one.
            with self._reading:
                found = self._rows.get(kind)
                if found is None:
                    found = self._rows[kind] = {row.uuid: row for row in index.rows_of(kind, self.served.page)}
        return found

    def taken_back(self, kind: str, row: Row) -> Withdrawn | None:
        """Return what took a record back since the release was made: it was itself, or the place that it stands for."""
        if not self.taken:
            return None
        place = self._taken_with(row.places[0]) if kind == AT_A_PLACE and row.places else None
        return place or self.taken.get((Kind.SERVICE, row.subject))

    def _taken_with(self, place: str) -> Withdrawn | None:
        """Return what took a place back since: it was itself, or the province that it lies in."""
        return self.taken.get((Kind.PLACE, place)) or self.taken.get((Kind.PLACE, place[:PROVINCE]))

    def is_place_gone(self, place: str) -> bool:
        """Tell whether a place was taken back since the release was made."""
        return bool(self.taken) and self._taken_with(place) is not None

    def is_gone(self, kind: str, row: Row) -> bool:
        """Tell whether a record is no longer listed."""
        return row.gone or self.taken_back(kind, row) is not None

    def choose(self, kind: str, asked: Asked, found: Sequence[str] | None) -> Sequence[Row]:
        """Return the records that fit every filter; `found` are the keys of those that fit the words, the best first.

        `asked.postcode` is the code of a place that is known.
        """
        rows: Iterable[Row] = self.rows(kind).values()
        if found is not None:
            by_key: defaultdict[str, list[Row]] = defaultdict(list)
            for row in rows:
                by_key[key_of(row)].append(row)
            rows = (row for key in found for row in by_key.get(key, ()))
        # One test after another over all rows: only those that were asked for cost anything.
        for fits in self._tests(kind, asked):
            rows = filter(fits, rows)
        return list(rows)

    def _tests(self, kind: str, asked: Asked) -> Iterator[Callable[[Row], bool]]:
        since = asked.modified_after
        if self.taken:
            yield lambda row: self._changed(kind, row, since) if since else not self.is_gone(kind, row)
        elif not since:
            yield lambda row: not row.gone
        elif since > self._floor:
            yield lambda row: row.modified >= since or (bool(row.services) and self.modified(kind, row) >= since)
        for term in asked.taxonomy_term_id:
            yield partial(_holds, "terms", term)
        for taxonomy in asked.taxonomy_id:
            yield partial(_holds, "taxonomies", taxonomy)
        if asked.organization_id:
            yield partial(_holds, "organizations", asked.organization_id)
        if asked.postcode:
            around = {asked.postcode, asked.postcode[:PROVINCE], NATIONAL}
            yield lambda row: not around.isdisjoint(row.places)
        if asked.parent_id:
            yield lambda row: row.parent == asked.parent_id
        if asked.top_only:
            yield lambda row: not row.parent

    def _changed(self, kind: str, row: Row, since: str) -> bool:
        """Tell whether a record changed since; what was taken back after the release always counts, since the list of
        what was taken back tells the day alone."""
        return self.modified(kind, row) >= since or (bool(self.taken) and self._lost_something(kind, row))

    def _lost_something(self, kind: str, row: Row) -> bool:
        """Tell whether a record, or something that is nested in it, was taken back since the release was made."""
        return (
            self.taken_back(kind, row) is not None
            or any((Kind.LINE, key) in self.taken for key in row.lines)
            or any(map(self._taken_with, row.places))
            or any(self._lost_something("s", service) for service in self._given(row))
        )

    def _given(self, row: Row) -> Iterator[Row]:
        """Yield the services that are nested in a record."""
        known = self.rows("s") if row.services else {}
        return (known[uuid] for uuid in row.services if uuid in known)

    def document(self, kind: str, row: Row, lang: str, asked: Asked, *, full: bool) -> bytes:
        """Return a record as JSON, for a list; raises `PageDamaged`."""
        if self.is_gone(kind, row):
            return self._farewell(kind, row, lang)
        if asked.minimal:
            return MINIMAL % (row.uuid.encode(), *[self.modified(kind, row).encode()] * 2)
        body = self._own(kind, row.uuid, lang, full=full)
        if body is None:
            return self._farewell(kind, row, lang)
        more = b""
        if kind in "sol":
            more += b',"last_modified":"%s"' % self.modified(kind, row).encode()
        if kind == "o" and (full or asked.full_service):
            more += b',"services":[%s]' % b",".join(self._services(row, lang, full=asked.full_service))
        if kind == "l":
            more += b"".join(b',"service":%s' % one for one in self._services(row, lang, full=full))
        return body[:-1] + more + b"}"

    def alone(self, document: bytes) -> bytes:
        """Return a record that travels without a list around it: it tells its licence and release itself."""
        told = orjson.dumps({"license": LICENSE, "release": self.served.manifest.release})
        return document[:-1] + b"," + told[1:]

    def modified(self, kind: str, row: Row) -> str:
        """Return since when a record is as it is, with the services that are nested in it; in UTC to the second."""
        taken = self.taken_back(kind, row) if self.taken else None
        own = max(row.modified, self._floor, _begins(taken) if taken else "")
        return max([own, *(self.modified("s", service) for service in self._given(row))]) if row.services else own

    def page(self, kind: str, chosen: Chosen, lang: str, asked: Asked) -> bytes:
        """Return one page of a list."""
        rows = chosen.on_the_page
        head = orjson.dumps(
            {
                "total_items": len(chosen.rows),
                "total_pages": chosen.pages,
                "page_number": chosen.page,
                "size": len(rows),
                "first_page": chosen.page == 1,
                "last_page": chosen.page >= chosen.pages,
                "empty": not rows,
                "license": LICENSE,
                "release": self.served.manifest.release,
                "expires_on": self.expires_on,
            }
        )
        joined = b",".join(self.document(kind, row, lang, asked, full=asked.full) for row in rows)
        return b"".join((head[:-1], b',"contents":[', joined, b"]}"))

    def lines(self, kind: str, rows: Iterable[Row], lang: str, asked: Asked) -> Iterator[bytes]:
        """Yield records, each as a line."""
        for row in rows:
            yield self.alone(self.document(kind, row, lang, asked, full=asked.full)) + b"\n"

    def holding(self, kind: str, words: str) -> list[str]:
        """Return the keys of the records whose documents, in any language, hold every word; for small kinds."""
        wanted = fold(words).split()
        rows = [row for row in self.rows(kind).values() if not self.is_gone(kind, row)]
        told = ((row, fold(_said(self._document(kind, row.uuid)))) for row in rows)
        return [key_of(row) for row, text in told if all(word in text for word in wanted)]

    def tabular(self, lang: str) -> bytes | None:
        """Return the tabular export of a language; raises `Problem` where something was taken back since then."""
        if self.taken:
            raise Problem("withdrawn_since", lang=lang)
        return self.served.page(index.TABULAR.format(lang=lang))

    def _services(self, row: Row, lang: str, *, full: bool) -> Iterator[bytes]:
        known = self.rows("s")
        for uuid in row.services:
            service = known.get(uuid)
            body = self._own("s", uuid, lang, full=full) if service and not self.is_gone("s", service) else None
            if service and body:
                yield body[:-1] + b',"last_modified":"%s"}' % self.modified("s", service).encode()

    def _own(self, kind: str, uuid: str, lang: str, *, full: bool) -> bytes | None:
        documents = self._document(kind, uuid)
        return documents[2 * self.languages.index(lang) + full] if documents else None

    def _stored(self, kind: str, uuid: str) -> tuple[bytes, ...]:
        """Return the documents of a record, short and full, language by language; none where it was taken back."""
        stored = self.served.page(index.RECORD.format(kind=kind, uuid=uuid)) or b""
        # Looked at as a whole first: in most records nothing is to be left out.
        untouched = self.served.reduced(stored, LINES) is stored
        told = tuple(stored.splitlines() if untouched else map(self.served.reduced, stored.splitlines()))
        if any(kind is Kind.PLACE for kind, _ in self.taken):
            told = tuple(map(self._without_places, told))
        return () if b"{}" in told else told

    def _without_places(self, document: bytes) -> bytes:
        """Return a document that names no area any more that was taken back since."""
        record = orjson.loads(document)
        for name, code in AREAS.items():
            if name in record:
                record[name] = [one for one in record[name] if not self._taken_with(code(one))]
        return orjson.dumps(record)

    def _farewell(self, kind: str, row: Row, lang: str) -> bytes:
        """Return what stands for a record that is no longer listed."""
        words = words_of(lang)
        reason = self.reason(kind, row, lang)
        into = "" if reason else row.into
        told = words.gettext(USE_THE_OTHER if into else DEFUNCT)
        return _object(
            id=row.uuid,
            name=words.gettext(TAKEN_BACK if reason else JOINED if into else NOT_LISTED),
            status="defunct",
            description=told,
            alert=reason or told,
            last_modified=self.modified(kind, row),
            gone_because="withdrawn" if reason else "joined" if into else "not_listed",
            **({"joined_into": into} if into else {}),
        )

    def reason(self, kind: str, row: Row, lang: str) -> str:
        """Return why a record was taken back, in a language or else another one; empty where nobody took it back."""
        live = self.taken_back(kind, row)
        return self.reason_in(live.reason if live else row.reason, lang)

    def reason_in(self, reasons: Mapping[str, str], lang: str) -> str:
        """Return why something was taken back, without any number that was."""
        said = next((reasons[one] for one in (lang, "en", *reasons) if one in reasons), "")
        found: list[str] = orjson.loads(self.served.reduced(orjson.dumps([said])))
        return found[0]


def _holds(name: str, wanted: str, row: Row) -> bool:
    return wanted in getattr(row, name)


def key_of(row: Row) -> str:
    """Return what a search calls a record: its own id in the directory, or that of the feed."""
    return row.subject or row.uuid


def _begins(taken: Withdrawn) -> str:
    """Return when the day began on which something was taken back. In UTC that is not the day's own midnight, which may
    still lie ahead: who then asks for what changed after it would miss the next release."""
    return index.moment_text(datetime.combine(taken.on, time.min, get_default_timezone()))


def _object(**fields: str) -> bytes:
    return orjson.dumps(fields)


def _said(documents: Iterable[bytes]) -> str:
    """Return the names and descriptions in the documents of a record, in every language."""
    told = map(orjson.loads, documents)
    return " ".join(str(one.get(name, "")) for one in told for name in ("name", "description", "code"))
