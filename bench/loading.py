"""What taking in a directory costs: services a second and memory of an import, again, and beside Django's own ways.

`python -m bench.loading` with a number of services measures one size, for `measure_loading`, which wants to know the
memory of nothing else.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any
from uuid import UUID, uuid4

from bench.checking import SCHEMAS
from bench.desk import own_tables
from bench.growth import ChildFailed
from bench.memory import peak_mb
from bench.rendering import HOME

SIZES, SIZES_QUICKLY = (10_000, 100_000), (1_000, 10_000)
GOAL = 7_000.0
"""Services a second, of the largest directory."""
GOAL_GROWN = 1.5
"""How much more memory ten times as many services may take."""
BODIES = 5
"""Services of one body."""
BESIDE, ONE_BY_ONE = 20_000, 2_000
"""Claims that are written in Django's ways."""
SOURCE = "invented"


@dataclass(slots=True)
class Loading:
    """What one directory of so many services cost, in seconds."""

    services: int
    database: str
    size: int = 0
    """Bytes of the file."""
    claims: int = 0
    wall: float = 0
    cpu: float = 0
    peak_mb: float = 0
    again: float = 0
    """The same file again, which writes nothing."""
    again_cpu: float = 0
    official: bool = False
    """Whether each record was checked against the official schema."""
    ours: float = 0
    """Claims a second, of the writing alone."""
    bulk_create: float = 0
    one_by_one: float = 0

    @property
    def a_second(self) -> float:
        """Services a second."""
        return self.services / self.wall if self.wall else 0


def measure_loading(sizes: Sequence[int], progress: Callable[[str], None]) -> list[Loading]:
    """Measure each size in a process of its own. Raises `ChildFailed`."""
    return [_measure(services, progress) for services in sizes]


def loading_lines(found: Sequence[Loading]) -> Iterator[str]:
    """Yield the table of loading."""
    if not found:
        return
    yield ""
    checked = "the official schema" if found[0].official else "our own checks alone (no official schemas are here)"
    yield f"Taking in a directory of invented services as HSDS, NDJSON, read and checked against {checked}"
    heads = f"{'MB':>8}{'claims':>10}{'wall s':>9}{'cpu s':>8}{'services/s':>12}{'of cpu':>9}{'peak MB':>9}"
    yield f"{'services':>9} {'database':<12}{heads}{'again s':>9}{'cpu s':>8}"
    for one in found:
        size = f"{one.size / 1e6:>8.1f}{one.claims:>10}{one.wall:>9.1f}{one.cpu:>8.1f}"
        speed = f"{one.a_second:>12.0f}{one.services / one.cpu:>9.0f}{one.peak_mb:>9.0f}"
        yield f"{one.services:>9} {one.database:<12}{size}{speed}{one.again:>9.1f}{one.again_cpu:>8.1f}"
    yield "Writing alone, claims a second: ours / bulk_create of models / saved one by one (times as many)"
    for one in found:
        ratios = f"({one.ours / one.bulk_create:.1f}, {one.ours / one.one_by_one:.1f})"
        yield f"{one.services:>9} {one.ours:.0f} / {one.bulk_create:.0f} / {one.one_by_one:.0f} {ratios}"
    last = found[-1]
    word = "reached" if last.a_second >= GOAL else "NOT reached"
    yield f"goal {GOAL:.0f} services a second: {word} ({last.a_second:.0f})"
    grown = last.peak_mb / found[0].peak_mb
    word = "reached" if grown <= GOAL_GROWN else "NOT reached"
    yield f"goal memory at most {GOAL_GROWN:g} times that of the smallest: {word} ({grown:.2f})"


def _measure(services: int, progress: Callable[[str], None]) -> Loading:
    progress(f"{services} services")
    with TemporaryDirectory(prefix="romduol-bench-") as home:
        env = os.environ | {"ROMDUOL_DATA": home, "DJANGO_SETTINGS_MODULE": "romduol.config.settings"}
        command = [sys.executable, "-m", "bench.loading", str(services)]
        # The command is this very module, and a number.
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=HOME, env=env, check=False)  # noqa: S603
    if done.returncode:
        raise ChildFailed(f"loading {services} services ended with code {done.returncode}")
    return Loading(**json.loads(done.stdout.splitlines()[-1]))


def _walk(services: int) -> Loading:
    """Go the whole way in this process."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from romduol.desk.packs.actions import load_pack

    with own_tables() as vendor:
        load_pack(HOME / "content" / "kh", by="bench", on=timezone.localdate())
        file = Path(settings.DATA) / "services.ndjson"
        _write(file, services)
        found = Loading(services, vendor, file.stat().st_size, official=SCHEMAS.exists())
        found.wall, found.cpu, found.claims = _import(file)
        found.peak_mb = peak_mb()
        found.again, found.again_cpu, _ = _import(file)
        _beside(found)
    return found


def _write(file: Path, services: int) -> None:
    """Write invented services, each nested with its body; five have one body, with one phone."""
    from romduol.knowledge.directory.queries import loaded_words

    _, categories, places = loaded_words()
    codes, names = (
        sorted(categories),
        sorted(place.name["en"] for place in places.values() if place.level == "province"),
    )
    with file.open("w", encoding="utf-8") as out:
        for number in range(services):
            out.write(json.dumps(_service(number, codes[number % len(codes)], names[number % len(names)])) + "\n")


def _service(number: int, code: str, place: str) -> dict[str, Any]:
    body = number // BODIES
    phone = {"id": _id(3, body), "number": f"099 {100_000 + body % 900_000:06}"}
    term = {"id": _id(6, hash(code) % 1_000), "code": code, "name": code, "description": "Invented."}
    return {
        "id": _id(1, number),
        "name": f"Invented service {number}",
        "description": "Somebody listens, and helps to find a way. It is invented, to be measured.",
        "status": "active",
        "organization": {
            "id": _id(2, body),
            "name": f"Invented house {body}",
            "description": "It is invented, to be measured.",
            "phones": [phone],
        },
        "service_areas": [{"id": _id(4, number), "name": f"{place} province"}],
        "attributes": [
            {"id": _id(5, number), "link_id": _id(1, number), "link_entity": "service", "taxonomy_term": term}
        ],
    }


def _id(kind: int, number: int) -> str:
    return str(UUID(int=(kind << 96) + number, version=4))


def _import(file: Path) -> tuple[float, float, int]:
    """Import the file as the command does; returns seconds, seconds of the processor, and claims."""
    from django.utils import timezone

    from romduol.desk.loading import actions
    from romduol.desk.loading.records import State, Supplier
    from romduol.knowledge.sources.records import Grade

    wall, cpu = perf_counter(), process_time()
    told = {"publisher": "Nobody", "kind": "data", "grade": Grade.B, "lineage": SOURCE, "date": date(2026, 11, 1)}
    supplier = Supplier(SOURCE, {"en": "Invented"}, **told, complete=True)  # type: ignore[arg-type]
    actions.keep_supplier(supplier, by="bench", now=timezone.now())
    made = actions.begin_import(
        act=uuid4(), file=file, file_name=file.name, supplier=SOURCE, by="bench", now=timezone.now(), start=False
    )
    schemas = SCHEMAS if SCHEMAS.exists() else None
    actions.try_import(made.id, clock=timezone.now, file=file, schemas=schemas, comparing=False)
    actions.load_as_operator(made.id, by="bench", now=timezone.now())
    done = actions.load(made.id, clock=timezone.now)
    if done.state is not State.LOADED or done.counts.set_aside:
        raise RuntimeError(f"{done.state} {done.failed} {dict(done.counts.by_reason)}")
    return perf_counter() - wall, process_time() - cpu, done.counts.claims


def _beside(found: Loading) -> None:
    """Write the same claims of another source in three ways, each in a transaction that is given up."""
    from romduol.knowledge.claims import models
    from romduol.knowledge.claims.actions import replace_imported
    from romduol.knowledge.claims.queries import was_live_of_source

    said = list(islice(was_live_of_source(SOURCE, datetime(2999, 1, 1, tzinfo=UTC)), BESIDE))
    keys = sorted(uuid4().hex for _ in said)
    claims = [replace_key(claim, key) for claim, key in zip(said, keys, strict=True)]
    rows = [_row(claim) for claim in claims]
    told: dict[str, Any] = {"source": "beside", "whole": True, "at": datetime.now(UTC), "by": "bench"}
    found.ours = _rate(len(claims), lambda: replace_imported(claims, **told))
    found.bulk_create = _rate(len(rows), lambda: models.Claim.objects.bulk_create(map(_fresh, rows), batch_size=500))
    few = rows[:ONE_BY_ONE]
    found.one_by_one = _rate(len(few), lambda: [_fresh(row).save(force_insert=True) for row in few])


def replace_key(claim: Any, key: str) -> Any:
    """Return a claim under another key."""
    return claim._replace(said=claim.said._replace(key=key))


def _row(claim: Any) -> dict[str, Any]:
    told = {**claim.said._asdict(), **claim.ranked._asdict()}
    more = {"subject_id": told.pop("subject"), "words": json.loads(told["words"]), "key": UUID(told["key"])}
    day = date.fromisoformat(told["observed_on"]) if told["observed_on"] else None
    return {**told, **more, "observed_on": day, "hedged": bool(told["hedged"]), "ruled": bool(told["ruled"])}


def _fresh(row: dict[str, Any]) -> Any:
    from romduol.knowledge.claims import models

    return models.Claim(**row, source_id="beside", origin="import", recorded_on=date(2026, 11, 1))


def _rate(count: int, write: Callable[[], object]) -> float:
    from django.db import transaction

    from romduol.knowledge.sources.models import Source
    from romduol.knowledge.sources.queries import all_sources

    source = replace(all_sources()[SOURCE], id="beside")
    with transaction.atomic():
        Source.objects.create(**asdict(source))
        start = perf_counter()
        write()
        took = perf_counter() - start
        transaction.set_rollback(True)
    return count / took


if __name__ == "__main__":
    print(json.dumps(asdict(_walk(int(sys.argv[1])))))
