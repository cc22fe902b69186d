"""What checking a feed costs: its schema step beside the usual validator, all of it for each record, and its memory.

`python -m bench.checking` with a kind of record and a number of bytes checks one stream, for `measure_checking`, which
wants to know the memory of nothing else.
"""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from statistics import median
from time import process_time
from typing import Any
from uuid import UUID

import jsonschema_rs
import orjson
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bench.growth import ChildFailed
from bench.memory import MEGABYTE, most_held_mb
from bench.rendering import HOME
from romduol.desk.imports.checking import check_feed
from romduol.desk.imports.schemas import BASE, FeedSchemas
from romduol.desk.imports.tally import tallied

OFFICIAL = HOME.parent / "shared" / "hsds"
"""The official schemas and examples of HSDS, where somebody put them beside the repository; we hold no copy."""
SCHEMAS, EXAMPLE = OFFICIAL / "schema", OFFICIAL / "examples" / "service_full.json"
ABSENT = "the official schemas and examples of HSDS are not beside the repository: checking is not measured"
DOCUMENTS, DOCUMENTS_QUICKLY = 200, 40
ROUNDS = 7
STREAM, STREAM_QUICKLY = 200 * MEGABYTE, 10 * MEGABYTE
SERVICES, TERMS = "full services", "small terms"
BY_REFERENCE, WRITTEN_OUT = "jsonschema, by $ref", "jsonschema, references written out"
GOAL_OF_JSONSCHEMA = 40.0
GOAL_GROWN = 16.0
"""MB that the rest of a stream may add to what its first tenth took."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,/:;=?@\[\]\w.~-]*", re.ASCII)


class OtherVerdict(RuntimeError):
    """The two validators do not agree on a document, so their times cannot be compared."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream that was checked from end to end."""

    records: str
    count: int
    size: int
    """Bytes."""
    cpu: float
    """Seconds, what it took to invent the records included."""
    early_mb: float
    """The most memory that the process held until a tenth was read."""
    peak_mb: float
    """The most until the end."""


@dataclass(slots=True)
class Checking:
    """What checking costs; microseconds of processor time for one full service."""

    documents: int = 0
    bytes_each: int = 0
    schema_us: float = 0
    """The schema step of the check."""
    beside_us: dict[str, float] = field(default_factory=dict)
    """The `jsonschema` package over the same documents and assertions, with the schemas in either form."""
    whole_us: float = 0
    """The whole check: reading, schema, all rules, references."""
    streams: list[Stream] = field(default_factory=list)
    note: str = ""


def measure_checking(progress: Callable[[str], None], *, quick: bool) -> Checking:
    """Measure all of it. Raises `ChildFailed`, and `OtherVerdict` where the validators disagree."""
    if not EXAMPLE.exists():
        return Checking(note=ABSENT)
    count = DOCUMENTS_QUICKLY if quick else DOCUMENTS
    progress(f"{count} documents against their schema")
    texts = [text.encode() for text in _services(count)]
    documents = [orjson.loads(text) for text in texts]
    ways = _ways()
    _require_one_verdict(ways, documents[0])
    took = _medians({name: partial(_all, way, documents) for name, way in ways.items()})
    progress("the whole check")
    feed = b"\n".join(texts)
    whole = _medians({"": lambda: tallied(check_feed(io.BytesIO(feed), SCHEMAS, name="services.ndjson"))})
    found = Checking(count, len(feed) // count)
    found.schema_us, found.whole_us = (1e6 * seconds / count for seconds in (took.pop(""), whole[""]))
    found.beside_us = {name: 1e6 * seconds / count for name, seconds in took.items()}
    for records in (SERVICES, TERMS):
        size = STREAM_QUICKLY if quick else STREAM
        progress(f"{size // MEGABYTE} MB of {records}")
        found.streams.append(_in_a_child(records, size))
    return found


def _services(count: int, start: int = 0) -> Iterator[str]:
    """Yield the official example again and again, each with ids of its own, and on the globe."""
    text = json.dumps(json.loads(EXAMPLE.read_text("utf-8"))).replace('"latitude": 100', '"latitude": 11')
    parts = _ID.split(text)
    numbers: dict[str, int] = {}
    places = [numbers.setdefault(found, len(numbers)) for found in _ID.findall(text)]
    for number in range(start, start + count):
        ids = [str(UUID(int=(number << 32) + place, version=4)) for place in range(len(numbers))]
        yield "".join(part + ids[place] for part, place in zip(parts, places, strict=False)) + parts[-1]


def _terms(count: int, start: int = 0) -> Iterator[str]:
    """Yield terms of a tree, each under another that came before."""
    for number in range(start, start + count):
        own, parent = (UUID(int=(7 << 96) + at, version=4) for at in (number, number // 2))
        under = f'"parent_id": "{parent}", ' if number else ""
        yield f'{{"id": "{own}", {under}"code": "t{number}", "name": "Term", "description": "Invented, of a tree."}}'


# The schema step


def _all(way: Callable[[Any], list[Any]], documents: Sequence[Any]) -> int:
    return sum(len(way(document)) for document in documents)


def _ways() -> Mapping[str, Callable[[Any], list[Any]]]:
    """Return each validator as a function that gives all errors of a document; ours has no name."""
    ours = FeedSchemas(SCHEMAS)
    schemas = {path.stem: orjson.loads(path.read_bytes()) for path in SCHEMAS.glob("*.json")}
    del schemas["openapi"]
    resources = [
        (f"{BASE}{name}.json", Resource.from_contents(schema, default_specification=DRAFT202012))
        for name, schema in schemas.items()
    ]
    registry: Any = Registry().with_resources(resources).crawl()
    formats = _formats()
    by_reference = Draft202012Validator({"$ref": f"{BASE}service.json"}, registry=registry, format_checker=formats)
    pairs = [(f"{BASE}{name}.json", schema) for name, schema in schemas.items()]
    whole = jsonschema_rs.dereference(
        schemas["service"], registry=jsonschema_rs.Registry(pairs), base_uri=f"{BASE}service.json"
    )
    written_out = Draft202012Validator(whole, format_checker=formats)
    return {
        "": lambda document: list(ours.problems("service", document)),
        BY_REFERENCE: lambda document: list(by_reference.iter_errors(document)),
        WRITTEN_OUT: lambda document: list(written_out.iter_errors(document)),
    }


def _formats() -> FormatChecker:
    """Return the package's own checks, and quick ones for what it leaves to other packages."""
    checker = FormatChecker(formats=("uuid", "email"))
    checker.checks("uri")(lambda text: not isinstance(text, str) or bool(_URI.fullmatch(text)))
    checker.checks("date-time", ValueError)(_is_time)
    return checker


def _is_time(text: object) -> bool:
    return not isinstance(text, str) or ("T" in text and datetime.fromisoformat(text).tzinfo is not None)


def _require_one_verdict(ways: Mapping[str, Callable[[Any], list[Any]]], sound: Any) -> None:
    for name, document in {"sound": sound, **_broken(sound)}.items():
        verdicts = {way: bool(errors(document)) for way, errors in ways.items()}
        if set(verdicts.values()) != {name != "sound"}:
            raise OtherVerdict(f"validators do not agree: {name}")


def _broken(sound: Any) -> dict[str, Any]:
    """Return documents of which each breaks one assertion."""
    changes: dict[str, dict[str, Any]] = {
        "enum": {"status": "open"},
        "type": {"name": 7},
        "uuid": {"id": "7"},
        "email": {"email": "nobody"},
        "uri": {"url": "nowhere"},
        "date-time": {"last_modified": "2026-02-30T08:00:00Z"},
        "nested type": {"phones": [{"id": sound["id"], "number": 7}]},
        "nested uuid": {"organization": {**sound["organization"], "id": "7"}},
        "nested required": {"phones": [{"id": sound["id"]}]},
    }
    lost = {key: value for key, value in sound.items() if key != "name"}
    return {"required": lost, **{name: {**sound, **change} for name, change in changes.items()}}


def _medians(works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Return the seconds of processor time of each work: the middle of rounds in turns, after one that counts not."""
    took: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(ROUNDS + 1):
        for name, work in works.items():
            start = process_time()
            work()
            if turn:
                took[name].append(process_time() - start)
    return {name: median(times) for name, times in took.items()}


# Memory


class _Invented(io.RawIOBase):
    """A stream of so many bytes at least that stands nowhere; it remembers the memory after its first tenth."""

    def __init__(self, records: str, size: int) -> None:
        self._lines = _services(sys.maxsize) if records == SERVICES else _terms(sys.maxsize)
        self._left = self._size = size
        self._waiting = b""
        self.early_mb = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._left > 0 and len(self._waiting) < len(buffer):
            line = next(self._lines).encode() + b"\n"
            self._left -= len(line)
            self._waiting += line
        part, self._waiting = self._waiting[: len(buffer)], self._waiting[len(buffer) :]
        buffer[: len(part)] = part
        if not self.early_mb and self._left <= 0.9 * self._size:
            self.early_mb = most_held_mb()
        return len(part)


def _check_stream(records: str, size: int) -> Stream:
    seen = [0, 0]
    raw = _Invented(records, size)

    def note(done: int, count: int) -> None:
        seen[:] = done, count

    start = process_time()
    tally = tallied(check_feed(io.BufferedReader(raw), SCHEMAS, name="feed.ndjson", progress=note))
    if tally.errors:
        raise ChildFailed(f"the invented {records} have errors: {dict(tally.counts)}")
    return Stream(records, seen[1], seen[0], process_time() - start, raw.early_mb, most_held_mb())


def _in_a_child(records: str, size: int) -> Stream:
    command = [sys.executable, "-m", "bench.checking", records, str(size)]
    # The command is this very module, one of two names, and a number.
    done = subprocess.run(command, capture_output=True, text=True, cwd=HOME, check=False)  # noqa: S603
    if done.returncode:
        raise ChildFailed(f"checking a stream of {records} ended with code {done.returncode}")
    return Stream(**json.loads(done.stdout))


# Tables


def checking_lines(found: Checking | None) -> Iterator[str]:
    """Yield the tables: the schema step beside the usual validator, the whole check, and the streams."""
    if found is None:
        return
    yield ""
    if found.note:
        yield f"NOTE {found.note}"
        return
    yield f"Checking {found.documents} full services of {found.bytes_each} bytes; µs of processor time for one, medians"
    yield f"{'what':<42}{'µs':>10}{'x ours':>9}"
    yield f"{'our schema step':<42}{found.schema_us:>10.1f}{1:>9}"
    for name, took in found.beside_us.items():
        yield f"{name:<42}{took:>10.1f}{took / found.schema_us:>9.1f}"
    yield f"{'the whole check, all rules':<42}{found.whole_us:>10.1f}{found.whole_us / found.schema_us:>9.1f}"
    yield f"{'stream':<16}{'MB':>6}{'records':>10}{'cpu s':>9}{'MB at 1/10':>12}{'peak MB':>9}"
    for one in found.streams:
        figures = f"{one.size / MEGABYTE:>6.0f}{one.count:>10}{one.cpu:>9.1f}{one.early_mb:>12.0f}{one.peak_mb:>9.0f}"
        yield f"{one.records:<16}{figures}"
    yield from _goals(found.schema_us, found.beside_us, found.streams)


def _goals(ours: float, beside: Mapping[str, float], streams: Sequence[Stream]) -> Iterator[str]:
    quickest = min(beside.values()) / ours
    word = "reached" if quickest >= GOAL_OF_JSONSCHEMA else "NOT reached"
    yield f"goal schema step: at least {GOAL_OF_JSONSCHEMA:g} x jsonschema, its quicker form: {word} ({quickest:.1f} x)"
    grown = max(one.peak_mb - one.early_mb for one in streams)
    word = "reached" if grown <= GOAL_GROWN else "NOT reached"
    yield f"goal memory: the last nine tenths of a stream add at most {GOAL_GROWN:g} MB: {word} ({grown:.1f} MB)"


if __name__ == "__main__":
    print(json.dumps(asdict(_check_stream(sys.argv[1], int(sys.argv[2])))))
