"""Lists for programs: ours, nginx with the same bytes, Django REST framework over tables; also in a large directory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import orjson

from bench.feeding import Feeding, feeding_lines, measure_feeding
from bench.load import CONNECTIONS, Ask, generator
from bench.nginx import nginx_of_documents
from bench.rendering import HOME
from bench.servers import ROMDUOL, Server, ServerFailed, cores, granian, nginx_program, on_core, with_real_pack
from bench.serving import Case, OtherPage, Served, limits, load_core, take_turns
from bench.soak import memory

ROUNDS, ROUNDS_QUICKLY = 3, 2
SECONDS = 2.0
SLOWER = 3
"""How many times as long the framework is asked: in two seconds it gives too few answers to count."""
SENDING = 4
"""Connections that send bodies: the server reads a few at once, and sends the rest away."""
DIFFERENT = 500
"""How many requests differ: far more than answers are kept (`server.PAGES_KEPT`)."""
SERVICES = "/api/hsds/en/services"
LIST = f"{SERVICES}?full=true&per_page=50"
EVERYTHING = f"{SERVICES}?full=true&format=ndjson"
OURS, NGINX, REST = "romduol", "nginx", "REST framework"
SAME, DIFFER, ANYWHERE = "the same list", "lists that differ", "lists anywhere"
IDENTITY, GZIP = "identity", "gzip"
FRAMEWORK = "bench.rest.application:application"
GOAL_OF_REST, GOAL_OF_NGINX = 20.0, 0.1
"""How many times as many lists a second as each of them."""
OURS_ALONE = frozenset(
    (
        *("standing", "plain_level", "translation", "page", "sources", "provenance", "checked_on", "level", "is_area"),
        *("given_by", "access", "barriers", "lines_held", "whether_there"),
        *("line_id", "showing", "purposes", "answered_by", "caution", "open_eligibility_id"),
    )
)
"""What only our documents hold."""


@dataclass(slots=True)
class Api:
    """One run."""

    generator: str
    rounds: int
    seconds: float
    small: list[Served] = field(default_factory=list)
    """The real pack; what is asked ends with the coding."""
    services: int = 0
    """In the large directory."""
    large: list[Served] = field(default_factory=list)
    everything: Mapping[str, float] = field(default_factory=dict)
    """Every service of the large directory as lines: how many bytes, in how many seconds."""
    held: Mapping[str, float] = field(default_factory=dict)
    """What our server held in the large directory, in MB, by when."""
    feeding: Feeding | None = None
    notes: list[str] = field(default_factory=list)


def measure_api(services: int, progress: Callable[[str], None], *, quick: bool) -> Api:
    """Measure all of it: some four minutes, and the publishing of a large directory twice.

    Raises `ServerFailed`, `LoadFailed`, `OtherPage` and `ChildFailed`.
    """
    found = Api(generator(), ROUNDS_QUICKLY if quick else ROUNDS, SECONDS, services=services)
    with TemporaryDirectory(prefix="romduol-bench-") as name:
        found.small = _small(Path(name) / "small", found, progress)
        found.large = _large(Path(name) / "large", found, progress)
    found.notes += limits([*found.small, *found.large])
    return found


# The real pack


def _small(folder: Path, found: Api, progress: Callable[[str], None]) -> list[Served]:
    folder.mkdir()
    with ExitStack() as stack:
        progress("loading and publishing the real pack")
        ours, rest = _both(stack, with_real_pack(folder / "data"), folder)
        require_same_services(ours, rest, LIST, f"{LIST}&page=2")
        others = {REST: rest, **_nginx(stack, ours, folder, found)}
        cases = [*_compared(ours, others, IDENTITY), *_compared(ours, others, GZIP), *_others(ours)]
        return take_turns(cases, folder, load_core(found.notes), found.rounds, found.seconds, progress)


def _both(stack: ExitStack, environment: Mapping[str, str], folder: Path) -> tuple[Server, Server]:
    """Start our server, and the framework's over the same rows with as many threads, on the same core."""
    pair = cores()
    with on_core(pair[0] if pair else None):
        ours = stack.enter_context(granian("romduol", ROMDUOL, environment, folder))
        lines, database = folder / "services.ndjson", folder / "rest.sqlite3"
        lines.write_bytes(ours.get(EVERYTHING)[2])
        tables = {**environment, "BENCH_REST_DATABASE": str(database)}
        fill(lines, tables)
        return ours, stack.enter_context(granian("rest", FRAMEWORK, tables, folder))


def fill(lines: Path, environment: Mapping[str, str]) -> None:
    """Make the framework's tables of services in full, one a line; raises `ServerFailed`."""
    command = [sys.executable, "-m", "bench.rest.filling", str(lines)]
    # The command is our own module, and a file of ours.
    done = subprocess.run(command, env=environment, cwd=HOME, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise ServerFailed(f"filling the framework's tables ended with code {done.returncode}: {done.stderr[-400:]}")


def _nginx(stack: ExitStack, ours: Server, folder: Path, found: Api) -> Mapping[str, Server]:
    program = nginx_program()
    if program is None:
        found.notes.append("no nginx here: nothing is compared with it (Debian: apt install nginx)")
        return {}
    codings = {coding: ours.get(LIST, {"Accept-Encoding": coding})[2] for coding in (IDENTITY, GZIP)}
    policy = ours.get(LIST)[1]["content-security-policy"]
    pair = cores()
    with on_core(pair[0] if pair else None):
        server = stack.enter_context(nginx_of_documents(program, {SERVICES: codings}, policy, folder))
    for coding, body in codings.items():
        if server.get(LIST, {"Accept-Encoding": coding})[2] != body:
            raise OtherPage(f"nginx does not give the bytes of Romduol ({coding})")
    return {NGINX: server}


def require_same_services(ours: Server, rest: Server, *paths: str) -> None:
    """Raise `OtherPage` unless both give the same services with the same nested fields, but for what is ours alone."""
    for path in paths:
        told = [orjson.loads(server.get(path)[2])["contents"] for server in (ours, rest)]
        if in_common(told[0]) != in_common(told[1]):
            raise OtherPage(f"the framework does not give the services of Romduol under {path}")


def in_common(document: Any) -> Any:
    """Return a document without what is ours alone and without what is empty; lists of records by their ids."""
    if isinstance(document, dict):
        told = ((name, in_common(value)) for name, value in document.items() if name not in OURS_ALONE)
        return {name: value for name, value in told if value not in (None, "", [], {})}
    if isinstance(document, list):
        return sorted(map(in_common, document), key=lambda one: one["id"])
    return document


def differing(path: str, page: Callable[[int], int] = lambda _: 1) -> list[str]:
    """Return requests of which no two are the same: for what changed since a moment long ago, so for everything."""
    moments = (f"2001-01-01T{number // 60 % 24:02}:{number % 60:02}:00Z" for number in range(DIFFERENT))
    return [f"{path}&page={page(number)}&modified_after={moment}" for number, moment in enumerate(moments)]


def _compared(ours: Server, others: Mapping[str, Server], coding: str) -> Iterator[Case]:
    headers = {"Accept-Encoding": coding}
    for asked, paths in ((SAME, [LIST]), (DIFFER, differing(LIST))):
        asks = [Ask(path, headers) for path in paths]
        yield Case(f"{asked}, {coding}", ours, asks, OURS)
        for name, server in others.items():
            yield Case(f"{asked}, {coding}", server, asks, name, SLOWER if name == REST else 1)


def _others(ours: Server) -> Iterator[Case]:
    """Yield what else programs ask for."""
    headers = {"Accept-Encoding": GZIP}
    ids = [one["id"] for one in orjson.loads(ours.get(f"{SERVICES}?minimal=true")[2])["contents"]]
    etag = ours.get(LIST, headers)[1]["etag"]
    for asked, asks in {
        "one record": [Ask(f"{SERVICES}/{one}", headers) for one in ids],
        "304": [Ask(LIST, {**headers, "If-None-Match": etag})],
        "minimal": [Ask(f"{SERVICES}?minimal=true", headers)],
        "everything as lines": [Ask(EVERYTHING, headers)],
    }.items():
        yield Case(asked, ours, asks, OURS)
    yield Case("POST search", ours, searches(headers), OURS, connections=SENDING)


def searches(headers: Mapping[str, str]) -> list[Ask]:
    """Return searches that come as the body of a POST; page after page, so that none is kept."""
    words = ("hiv test", "shelter", "counselling", "legal help", "clinic")
    bodies = (json.dumps({"search": words[number % len(words)], "per_page": 1 + number % 97}) for number in range(485))
    return [Ask(SERVICES, headers, body) for body in bodies]


# A large directory


def _large(folder: Path, found: Api, progress: Callable[[str], None]) -> list[Served]:
    data = folder / "data"
    data.mkdir(parents=True)
    found.feeding = measure_feeding(found.services, data, lambda doing: progress(f"large directory: {doing}"))
    environment = {**os.environ, "ROMDUOL_DATA": str(data), "ROMDUOL_SECRET_KEY": "only-for-the-bench"}
    with ExitStack() as stack:
        progress("large directory: filling the framework's tables")
        ours, rest = _both(stack, environment, folder)
        require_same_services(ours, rest, LIST)
        cases = list(_growing(ours, rest, found.services))
        held = {"with its index, and after every record once": memory(ours)}
        served = take_turns(cases, folder, load_core(found.notes), found.rounds, found.seconds, progress)
        held["after all of this"] = memory(ours)
        began = perf_counter()
        size = len(ours.get(EVERYTHING)[2])
        found.everything = {"bytes": size, "seconds": perf_counter() - began}
        found.held = held
        return served


def _growing(ours: Server, rest: Server, services: int) -> Iterator[Case]:
    headers = {"Accept-Encoding": GZIP}
    pages = -(-services * 9 // 10 // 50)
    # Far apart, so that no record is asked for again soon.
    anywhere = [Ask(path, headers) for path in differing(LIST, lambda number: 1 + number * 37 % pages)]
    rows = orjson.loads(ours.get(f"{SERVICES}?minimal=true")[2])["contents"]
    latest = max(row["last_modified"] for row in rows)
    yield Case(SAME, ours, [Ask(LIST, headers)], OURS)
    yield Case(ANYWHERE, ours, anywhere, OURS)
    yield Case(ANYWHERE, rest, anywhere, REST, SLOWER)
    changed = [Ask(f"{SERVICES}?modified_after={latest}&per_page={number}", headers) for number in range(1, 101)]
    yield Case("what changed", ours, changed, OURS)
    yield Case("minimal", ours, [Ask(f"{SERVICES}?minimal=true", headers)], OURS)
    yield Case("one record", ours, [Ask(f"{SERVICES}/{row['id']}", headers) for row in rows[::7]], OURS)
    yield Case("POST search", ours, searches(headers), OURS, connections=SENDING)


# Tables


def api_lines(found: Api | None) -> Iterator[str]:
    """Yield the tables: lists beside both others, what else is asked for, a large directory, what publishing costs."""
    if found is None:
        return
    yield ""
    yield (
        f"Lists of 50 services in full, real pack: {found.generator}, {CONNECTIONS} connections; one core a server, "
        f"one for the load; medians of {found.rounds} interleaved rounds of {found.seconds:g} s"
    )
    yield from _table(found.small)
    yield ""
    yield f"The same among {found.services:,} invented services, gzip"
    yield from _table(found.large)
    if found.everything:
        size, seconds = found.everything["bytes"] / 1e6, found.everything["seconds"]
        yield f"every service in full as lines: {size:.1f} MB in {seconds:.1f} s"
    for when, held in found.held.items():
        yield f"our server held {held:.0f} MB {when}"
    yield from (f"NOTE {note}" for note in found.notes)
    for coding in (IDENTITY, GZIP):
        for asked in (SAME, DIFFER):
            beside = partial(_goal, found.small, f"{asked}, {coding}")
            yield from beside(REST, GOAL_OF_REST)
            yield from beside(NGINX, GOAL_OF_NGINX)
    yield from _goal(found.large, ANYWHERE, REST, GOAL_OF_REST)
    yield from feeding_lines(found.feeding)


def _table(served: Sequence[Served]) -> Iterator[str]:
    columns = f"{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'cpu us':>9}{'load %':>8}"
    yield f"{'asked':<28}{'server':<16}{columns}"
    for one in served:
        figures = f"{one.rate:>10.1f}{one.p50:>9.2f}{one.p99:>9.2f}{one.cpu_us:>9.0f}{100 * one.load_busy:>8.0f}"
        yield f"{one.asked:<28}{one.server:<16}{figures}"


def _goal(served: Sequence[Served], asked: str, name: str, goal: float) -> Iterator[str]:
    by_name = {one.server: one for one in served if one.asked == asked}
    if not {OURS, name} <= set(by_name):
        return
    ours, other = by_name[OURS], by_name[name]
    times = ours.rate / other.rate
    word = "reached" if times >= goal else "NOT reached"
    work = f"; by processor time {other.cpu_us / ours.cpu_us:.3g} x" if ours.cpu_us else ""
    yield f"goal {asked}: at least {goal:g} x {name}: {word} ({times:.3g} x{work})"
