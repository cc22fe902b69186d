"""Writes what one source says in the form that somebody chose; each form is read back into the same claims."""

from __future__ import annotations

from romduol.desk.exports import hsds, tables
from romduol.desk.exports.gathering import SaidBySource
from romduol.desk.exports.hsds.records import Document

HSDS, NDJSON, TABLES, CSV, XLSX = "hsds", "ndjson", "tables", "csv", "xlsx"
ENDINGS = {HSDS: "json", NDJSON: "ndjson", TABLES: "zip", CSV: "csv.zip", XLSX: "xlsx"}
MEDIA_TYPES = {
    HSDS: "application/json",
    NDJSON: "application/x-ndjson",
    TABLES: "application/zip",
    CSV: "application/zip",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class NotInOneList(Exception):
    """Some bodies give nothing and some services name no body: no list of one kind holds both; the tables do."""


def written(said: SaidBySource, form: str, *, language: str, licence: str, release: str) -> bytes:
    """Return a file; the same claims and standings are the same bytes. Raises `NotInOneList`."""
    if form in (CSV, XLSX):
        return _table(said, form, language, licence, release)
    about = hsds.About(
        source=said.source.id,
        title=_words(said.source.title, language),
        licence=licence,
        release=release,
        day=said.day,
        language=language,
        places={place.code: _words(place.name, language) for place in said.places},
        categories={one.id: _words(one.name, language) for one in said.categories},
        keys={one.id: said.published(one.kind, one.id) for one in said.subjects.values()},
    )
    given = hsds.documents(said.claims, said.subjects, about, {key: str(at) for key, at in said.standings.items()})
    if form == TABLES:
        return hsds.package(given)
    records = _of_one_kind(given)
    return hsds.page(records, about) if form == HSDS else hsds.ndjson(records)


def _of_one_kind(given: hsds.Given) -> list[Document]:
    """Return all of it as a list of records of one kind, as a page of HSDS is: services that nest who gives them, or
    else bodies that nest what they give. Raises `NotInOneList`."""
    nested = {one["organization"]["id"] for one in given.services if "organization" in one}
    if all(body["id"] in nested for body in given.organizations):
        return list(given.services)
    by_body: dict[str, list[Document]] = {body["id"]: [] for body in given.organizations}
    for service in given.services:
        if service.get("organization_id") not in by_body:
            raise NotInOneList
        alone = {name: value for name, value in service.items() if name != "organization"}
        by_body[service["organization_id"]].append(alone)
    return [{**body, "services": by_body[body["id"]]} if by_body[body["id"]] else body for body in given.organizations]


def file_name(form: str, language: str) -> str:
    """Return a name that tells neither whose it is nor what it is about."""
    return f"own-{language}.{ENDINGS[form]}"


def _table(said: SaidBySource, form: str, language: str, licence: str, release: str) -> bytes:
    names = tables.Names(said.places, said.categories, said.info.calling_code, said.info.country)
    found = tables.table_of(
        said.claims, said.subjects, said.published, names, language=language, standing=said.standing
    )
    about = tables.About(_words(said.source.title, language), licence, said.day, release)
    # A CSV has no place for whose it is: that lies beside it in the zip, and a reading takes the one table in there.
    return (tables.as_csv_package if form == CSV else tables.as_xlsx)(found, about, language)


def _words(text: object, language: str) -> str:
    if not isinstance(text, dict):
        return str(text)
    return str(text.get(language) or next(iter(text.values()), ""))
