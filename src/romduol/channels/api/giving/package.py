"""Writes what is taken away as a tabular data package: the tables of the API, with how far each service reaches."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from romduol.channels.api.giving.gathering import Document, Gathered, Given, Reach
from romduol.channels.api.giving.progress import Progress
from romduol.channels.api.hsds.tables import ID, TABLES, Column, Table
from romduol.channels.api.hsds.tabular import Tables, described

REACH = Column("reach", about="How far it reaches: province, part_of_province, national or unknown.")
TAKEN_BACK = Table(
    "taken_back",
    "taken_back.csv",
    (
        ID,
        Column("kind", required=True, about="What it was: a line, a service or a place."),
        Column("masked", about="A line as it may be shown."),
        Column("place", about="The government code of a place."),
        Column("on", "date", required=True),
        Column("reason"),
    ),
)
REACHING = ("service", "organization")
GIVEN = (
    *(replace(table, columns=(*table.columns, REACH)) if table.name in REACHING else table for table in TABLES),
    TAKEN_BACK,
)


def write_package(gathered: Gathered, langs: Sequence[str], out: BinaryIO, progress: Progress) -> None:
    """Write the package; of several languages, one package each in a folder of its name."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for lang in langs:
            tables = _filled(gathered, lang, progress)
            told = gathered.told
            head = described(told.pack, told.name, gathered.manifest.edition_of.isoformat(), lang)
            folder = f"{lang}/" if len(langs) > 1 else ""
            tables.put_into(archive, {**head, **gathered.head(lang)}, folder)


def _filled(gathered: Gathered, lang: str, progress: Progress) -> Tables:
    tables = Tables(lang, GIVEN)
    for service in progress(iter(gathered.services)):
        tables.add("s", {**gathered.document("s", service.row, lang), "reach": service.reach.value})
    for body in _with_parents(gathered, lang):
        tables.add("o", body)
    for row in gathered.at_locations():
        tables.add("l", _alone(gathered.document("l", row, lang)))
    for kind in "xt":
        for row in gathered.rows(kind):
            tables.add(kind, gathered.document(kind, row, lang))
    for item in gathered.taken_back(lang):
        tables.put("taken_back", {**item, "id": gathered.id_of(item)})
    return tables


def _with_parents(gathered: Gathered, lang: str) -> Iterator[Document]:
    """Yield the organisations, and what each of them is a part of: a table must hold every id that it names."""
    waiting, seen = list(gathered.organizations), set[str]()
    while waiting:
        one = waiting.pop()
        if one.row.uuid in seen:
            continue
        seen.add(one.row.uuid)
        document = gathered.document("o", one.row, lang)
        yield {**document, "reach": one.reach.value}
        parent = gathered.feed.rows("o").get(document.get("parent_organization_id", ""))
        waiting += [Given(parent, Reach.UNKNOWN)] if parent is not None else []


def _alone(document: Document) -> Document:
    """Return a service at a place without the service itself, which stands in its own table."""
    return {name: value for name, value in document.items() if name != "service"}
