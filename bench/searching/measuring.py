"""Measures the search of a release beside search engines over the same tokens, each step in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.growth import ChildFailed
from bench.memory import MEGABYTE
from bench.rendering import HOME
from bench.searching.child import OURS
from bench.searching.others import ENGINES, POSTGRES

SIZES, SIZES_QUICKLY, SIZES_IN_FULL = (10_000, 100_000), (10_000,), (10_000, 100_000, 1_000_000)
GOALS = {10_000: 10.0, 100_000: 10.0, 1_000_000: 20.0}
"""Services -> milliseconds that one search in a hundred may take longer than."""
GOAL_MB = 100.0
Show = Callable[[str], None]


@dataclass(slots=True)
class Engine:
    """What one engine cost over one directory."""

    name: str
    built: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    absent: str = ""
    """Why it could not be measured, where it could not."""


@dataclass(slots=True)
class Searching:
    """All engines over one directory."""

    services: int
    engines: list[Engine] = field(default_factory=list)


def measure_searching(sizes: Sequence[int], show: Show) -> list[Searching]:
    """Build and ask each index of each size; raises `ChildFailed` where our own cannot be measured."""
    found = []
    for services in sizes:
        with TemporaryDirectory(prefix="romduol-bench-") as home:
            engines = [_engine(name, services, Path(home), show) for name in (OURS, *ENGINES)]
        found.append(Searching(services, engines))
    return found


def _engine(name: str, services: int, home: Path, show: Show) -> Engine:
    found = Engine(name)
    for step in ("build", "ask"):
        told = _step(f"{step} {name}", services, home, lambda doing: show(f"{services} services, {name}: {doing}"))
        if "absent" in told:
            return Engine(name, absent=str(told["absent"]))
        (found.built if step == "build" else found.asked).update(told["done"])
    return found


def _step(step: str, services: int, home: Path, show: Show) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-m", "bench.searching.child", step, str(services), str(home)]
    found: dict[str, dict[str, float]] = {}
    # The command is a module of ours, a step, a number and a folder.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOME) as child:  # noqa: S603
        for line in child.stdout or ():
            told = json.loads(line)
            show(str(told.get("doing", step)))
            found = told
    if child.returncode or not ({"done", "absent"} & found.keys()):
        raise ChildFailed(f"to {step} of {services} services ended with code {child.returncode}")
    return found


def searching_lines(found: Sequence[Searching]) -> Iterator[str]:
    """Yield the table of search: build, size, memory, milliseconds, and how many times ours another engine takes."""
    if not found:
        return
    yield ""
    yield "Search and the choice of services: ms of one question, one core; ratio = p99 against the release's"
    yield (
        f"{'services':>9} {'engine':<17}{'build s':>8}{'MB':>8}{'B/service':>10}{'held MB':>8}"
        f"{'search p50':>11}{'p99':>8}{'cpu p99':>9}{'ratio':>7}{'choice p50':>11}{'p99':>8}{'cpu p99':>9}{'ratio':>7}"
    )
    for one in found:
        ours = one.engines[0].asked
        yield from (_line(one.services, engine, ours) for engine in one.engines)
        yield from _goals(one.services, ours)
    for one in found:
        built = one.engines[0].built
        pages = ", ".join(
            f"{name} {built[f'pages {name}']:.0f} pages {built[f'bytes {name}'] / MEGABYTE:.1f} MB"
            for name in ("lists", "cut", "documents")
        )
        yield f"{one.services} services, the release: {pages}; built within {built['mb']:.0f} MB"
        yield from _answers(one.services, one.engines[0].asked)


def _line(services: int, engine: Engine, ours: dict[str, float]) -> str:
    if engine.absent:
        return f"{services:>9} {engine.name:<17} NOTE left out: {engine.absent}"
    built, asked = engine.built, engine.asked
    size = built["bytes"]
    cells = [f"{built['seconds']:>8.1f}{size / MEGABYTE:>8.1f}{size / services:>10.0f}{asked['mb']:>8.0f}"]
    for name, width in (("search", 11), ("services", 11)):
        # Of PostgreSQL the work is done in another process.
        cpu = f"{asked[f'{name} cpu p99']:>9.2f}" if engine.name != POSTGRES else f"{'-':>9}"
        ratio = asked[f"{name} p99"] / ours[f"{name} p99"]
        cells.append(f"{asked[f'{name} p50']:>{width}.2f}{asked[f'{name} p99']:>8.2f}{cpu}{ratio:>7.2f}")
    return f"{services:>9} {engine.name:<17}{''.join(cells)}"


def _answers(services: int, ours: dict[str, float]) -> Iterator[str]:
    """Yield what whole answers take: understood, composed, with their lines and services."""
    each = ours["answers mean"]
    yield (
        f"{services} services, whole answers to {ours['answers asked']:.0f} questions: {1000 / each:.0f} a second, "
        f"p50 {ours['answers p50']:.2f} ms, p99 {ours['answers p99']:.2f} ms"
    )
    goal = GOALS.get(services)
    if goal is not None:
        reached = "reached" if ours["answers p99"] <= goal else "NOT reached"
        yield f"goal at {services}: p99 of an answer within {goal:g} ms: {reached}"


def _goals(services: int, ours: dict[str, float]) -> Iterator[str]:
    goal = GOALS.get(services)
    if goal is not None:
        reached = "reached" if ours["search cpu p99"] <= goal else "NOT reached"
        yield f"goal at {services}: cpu p99 of a search within {goal:g} ms: {reached}"
    reached = "reached" if ours["mb"] <= GOAL_MB else "NOT reached"
    yield f"goal at {services}: the asking process holds at most {GOAL_MB:g} MB: {reached}"
