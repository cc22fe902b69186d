"""Gathers what somebody takes away: which records of a release, how far each reaches, and what was taken back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import orjson

from romduol.channels.api.giving.choosing import Choice, NoSuchPart, checked
from romduol.channels.api.giving.told import TOLD, Told, told_of
from romduol.channels.api.hsds.feed import NATIONAL, PROVINCE, Feed
from romduol.channels.api.hsds.index import Row
from romduol.channels.api.parameters import Asked
from romduol.knowledge.releases.queries.shelf import Served
from romduol.knowledge.releases.records import Kind, Withdrawn, stable_id
from romduol.ui.words import words_of

Document = dict[str, Any]
IN_FULL = Asked(full=True)


class NothingToGive(Exception):
    """The release was made before files could be taken away: publish anew."""


class Reach(StrEnum):
    """How far a record reaches, nearest first: seen from the province that was chosen, else from any."""

    PROVINCE = "province"
    PART = "part_of_province"
    NATIONAL = "national"
    UNKNOWN = "unknown"


ORDER = tuple(Reach)


@dataclass(frozen=True, slots=True)
class Given:
    """One record that is given: its row in the index, and how far it reaches."""

    row: Row
    reach: Reach


def told_by(served: Served) -> Told:
    """Return what a release tells of itself; raises `NothingToGive`."""
    page = served.page(TOLD)
    if page is None:
        raise NothingToGive("this release was made before files could be taken away; publish anew: romduol publish")
    return told_of(page)


class Gathered:
    """What one choice takes of one release."""

    def __init__(self, feed: Feed, choice: Choice) -> None:
        self.feed = feed
        self.told = told_by(feed.served)
        self.choice = checked(choice, self.told)
        self.manifest = feed.served.manifest

    @cached_property
    def services(self) -> tuple[Given, ...]:
        """The services: those of the province first, national ones last; within that in the order of their needs."""
        needs = {need.term: number for number, need in enumerate(self.told.needs.values())}
        wanted = self.told.needs[self.choice.need].term if self.choice.need else ""
        found = [one for one in self._reaching("s") if not wanted or wanted in one.row.terms]
        return tuple(sorted(found, key=lambda one: (ORDER.index(one.reach), _need_of(one.row, needs), one.row.uuid)))

    @cached_property
    def organizations(self) -> tuple[Given, ...]:
        """Who gives the services; where no need was chosen, also who is known to work in that place."""
        giving = {uuid for one in self.services for uuid in one.row.organizations}
        known = self.feed.rows("o")
        here = [] if self.choice.need else [one for one in self._reaching("o") if one.reach is not Reach.NATIONAL]
        reach = {one.row.uuid: one for one in self._reaching("o")} if giving else {}
        named = [
            reach.get(uuid) or Given(known[uuid], Reach.UNKNOWN)
            for uuid in giving
            if uuid in known and not self.feed.is_gone("o", known[uuid])
        ]
        whole = {one.row.uuid: one for one in [*named, *here]}
        return tuple(sorted(whole.values(), key=lambda one: (ORDER.index(one.reach), one.row.uuid)))

    @cached_property
    def without_services(self) -> tuple[Given, ...]:
        """Those of the organisations that give none of the services."""
        giving = {uuid for one in self.services for uuid in one.row.organizations}
        return tuple(one for one in self.organizations if one.row.uuid not in giving)

    def at_locations(self) -> Iterator[Row]:
        """Yield the records of the services at each of the places that they serve."""
        chosen = {one.row.uuid for one in self.services}
        for row in self.feed.rows("l").values():
            if not self.feed.is_gone("l", row) and not chosen.isdisjoint(row.services):
                yield row

    def rows(self, kind: str) -> Iterator[Row]:
        """Yield every row of a kind that is still listed: taxonomies (`x`) and their terms (`t`)."""
        return (row for row in self.feed.rows(kind).values() if not self.feed.is_gone(kind, row))

    def document(self, kind: str, row: Row, lang: str) -> Document:
        """Return a record in full, as readers may see it today; what lists add to it is left out of organisations."""
        found: Document = orjson.loads(self.body(kind, row, lang))
        return found

    def body(self, kind: str, row: Row, lang: str) -> bytes:
        """Return a record in full as JSON."""
        # An organisation comes without its services: they stand beside it.
        row = replace(row, services=()) if kind == "o" else row
        return self.feed.document(kind, row, lang, IN_FULL, full=True)

    @cached_property
    def withdrawn(self) -> tuple[Withdrawn, ...]:
        """All that was ever taken back, the newest first: it travels with every file, whichever part that holds."""
        return tuple(sorted(self.feed.served.items.values(), key=lambda one: (-one.on.toordinal(), one.id)))

    def taken_back(self, lang: str) -> list[Document]:
        """Return what was taken back as documents: its kind, the day, the reason, and its id or its mask."""
        services = {row.subject: row.uuid for row in self.feed.rows("s").values()} if self.withdrawn else {}
        return [
            {
                "kind": item.kind.value,
                # A service by the id that files know it under; a line never by its digits.
                "id": services.get(item.key, "") if item.kind is Kind.SERVICE else "",
                "place": item.key if item.kind is Kind.PLACE else "",
                "masked": item.masked,
                "on": item.on.isoformat(),
                "reason": self.feed.reason_in(item.reason, lang),
            }
            for item in self.withdrawn
        ]

    def id_of(self, item: Document) -> str:
        """Return the id of what was taken back as a row: a service's own; of others one that tells no digits."""
        told = f"{item['kind']}/{item['masked'] or item['place']}/{item['on']}/{item['reason']}"
        return str(item["id"] or stable_id(self.told.pack, f"taken_back/{told}"))

    def head(self, lang: str) -> Document:
        """Return what every file tells of itself, for programs."""
        manifest, told = self.manifest, self.told
        need = told.needs.get(self.choice.need)
        return {
            "release": manifest.release,
            "edition_of": manifest.edition_of.isoformat(),
            "expires_on": self.feed.expires_on,
            "kept_by": dict(told.operator) or None,
            "address": told.address,
            "language": lang,
            "province": self.choice.province or None,
            "need": {"code": self.choice.need, "taxonomy_term_id": need.term} if need else None,
        }

    def _reaching(self, kind: str) -> Iterator[Given]:
        for row in self.rows(kind):
            reach = self._reach(row.places)
            if reach is not None:
                yield Given(row, reach)

    def _reach(self, places: Iterable[str]) -> Reach | None:
        """Return how far a record reaches; None where it does not reach the province that was chosen."""
        province = self.choice.province
        known = [place for place in places if not self.feed.is_place_gone(place)]
        here = [place for place in known if place != NATIONAL and place.startswith(province)]
        if any(len(place) == PROVINCE for place in here):
            return Reach.PROVINCE
        if here:
            return Reach.PART
        if NATIONAL in known:
            return Reach.NATIONAL
        return None if province else Reach.UNKNOWN


def _need_of(row: Row, needs: Mapping[str, int]) -> int:
    return min((needs[term] for term in row.terms if term in needs), default=len(needs))


def gettext(lang: str, text: str) -> str:
    """Return one of our own texts in a language."""
    return words_of(lang).gettext(text)


__all__ = ["Document", "Gathered", "Given", "NoSuchPart", "NothingToGive", "Reach", "gettext", "told_by"]
