"""Files that somebody hands over, as the tests write them: a line of JSON for each record, or for what was found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from romduol.desk.imports.listings import Link, Listing, Said
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.records import Finding, Place
from romduol.desk.loading.actions import begin_import, keep_supplier, load, load_as_operator, try_import
from romduol.desk.loading.records import Import, Supplier
from romduol.knowledge.claims.models import Claim
from romduol.knowledge.sources.records import Grade

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SOURCE = "river-list"
Line = dict[str, Any]


def supplier(**more: Any) -> Supplier:
    """Return somebody invented who hands over a list."""
    told: dict[str, Any] = {
        "id": SOURCE,
        "title": {"en": "The list of River House"},
        "publisher": "River House",
        "kind": "directory",
        "grade": Grade.B,
        "lineage": SOURCE,
        "date": date(2026, 11, 1),
        "language": "en",
        "complete": True,
    }
    return Supplier(**{**told, **more})


def body(key: str, name: str = "", *phones: str, **more: Any) -> Line:
    """Return the line of an organisation."""
    said = [["name", name or f"Body {key}"], *(["phone", phone] for phone in phones)]
    return {"kind": "organization", "key": key, "said": said, **more}


def service(key: str, of: str | None, name: str = "", **more: Any) -> Line:
    """Return the line of a service of an organisation."""
    links = [["provided_by", of]] if of else []
    return {"kind": "service", "key": key, "said": [["name", name or f"Service {key}"]], "links": links, **more}


def finding(code: str, record: int | None = None, **more: Any) -> Line:
    """Return a line that stands for what was found in another one."""
    return {"code": code, "record": record, **more}


def written(path: Path, lines: Sequence[Line]) -> Path:
    """Write a file."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def read(read: Path, how: Reading, *, name: str, progress: Callable[[int, int], None]) -> Iterator[Finding | Listing]:
    """Read what `written` wrote; the number of a line is that of its record, unless it says another."""
    for number, text in enumerate(read.read_text("utf-8").splitlines(), 1):
        line = json.loads(text)
        progress(number * 10, number)
        if "code" in line:
            told = {of: line.get(of, "") for of in ("kind", "key")}
            yield Finding(name, line["record"], line["record"], "/phones/0", line["code"], "told", **told)
            continue
        at = Place(name, line.get("record", number), line.get("record", number))
        yield Listing(
            kind=line["kind"],
            key=line["key"],
            at=at,
            said=tuple(map(_said, line["said"])),
            links=tuple(Link(name, key, f"/{name}") for name, key in line.get("links", ())),
            observed_on=date.fromisoformat(line["observed_on"]) if "observed_on" in line else None,
        )


def _said(told: list[Any]) -> Said:
    name, value, line = (*told, "")[:3]
    if name == "phone":
        as_given = told[3] if len(told) > 3 else value.replace("+855", "0")
        return Said(name, value, "/phones/0/number", purpose="office", as_given=as_given)
    words = {"en": value} if name in ("name", "description") else {}
    return Said(name, value, f"/{name}", words=words, line=line)


def tried(path: Path, lines: Sequence[Line], *, now: datetime = NOW, act: UUID | None = None, **more: Any) -> Import:
    """Try a file of River House."""
    described = keep_supplier(supplier(**more), by="test", now=now)
    made = begin_import(
        act=act or uuid4(),
        file=written(path, lines),
        file_name="list.ndjson",
        supplier=described.id,
        by="test",
        now=now,
        start=False,
    )
    return try_import(made.id, clock=lambda: now, file=path, read=read)


def loaded(path: Path, lines: Sequence[Line], *, now: datetime = NOW, let_go: bool = True, **more: Any) -> Import:
    """Try a file and load it, as who keeps the server does."""
    made = tried(path, lines, now=now, **more)
    load_as_operator(made.id, let_go=let_go, by="operator", now=now)
    return load(made.id, clock=lambda: now)


def later(days: int) -> datetime:
    """Return a moment some days after."""
    return NOW + timedelta(days=days)


def live(source: str = SOURCE) -> set[tuple[str, str, str, str]]:
    """Return what is said of a source now: locator, property, value, rank."""
    rows = Claim.objects.filter(source_id=source, ended_on__isnull=True)
    return set(rows.values_list("locator", "property", "value", "rank"))
