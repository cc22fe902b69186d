"""Finding records that are one: how many are found, how many are wrong, how long it takes, beside Splink.

`python -m bench.duplicates` with `ours` or `splink`, a number of listings and a number of askings measures one of them,
for `measure_duplicates`, which wants to know the memory of nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from random import Random
from time import perf_counter, process_time

from bench.growth import ChildFailed
from bench.memory import most_held_mb
from bench.rendering import HOME
from bench.twins.listings import NEW_SEED, SEED, Key, twins
from bench.twins.marking import HELD, Mark, marks
from romduol.desk.duplicates.records import Card
from romduol.desk.duplicates.rules.cards import card_of_listing
from romduol.desk.duplicates.rules.index import LEAST, VERY_LIKELY, Index
from romduol.desk.duplicates.rules.naming import forget
from romduol.desk.imports.listings import Listing

COUNT, COUNT_QUICKLY = 100_000, 10_000
ASKED = 3_000
OURS, SPLINK = "ours", "splink"
LONGEST = 600
"""Seconds after which Splink is stopped."""
GOAL_SECONDS, GOAL_PRECISION, GOAL_F1, GOAL_MS = 30.0, 0.98, 0.92, 3.0


@dataclass(slots=True)
class Found:
    """What one way came to: marks by half, seconds, the most memory, and milliseconds of one against all."""

    way: str
    marks: list[Mark]
    wall: float
    cpu: float
    peak_mb: float
    asked_ms: float | None = None
    """The 99th of 100 askings, processor time."""
    asked_wall_ms: float | None = None


@dataclass(slots=True)
class Duplicates:
    """Both ways over the same listings."""

    count: int
    ways: list[Found] = field(default_factory=list)
    note: str = ""


def measure_duplicates(progress: Callable[[str], None], *, quick: bool = False) -> Duplicates:
    """Find the duplicates of invented listings, our way and by Splink where it is installed."""
    found = Duplicates(COUNT_QUICKLY if quick else COUNT)
    progress(f"{found.count} listings")
    found.ways.append(_in_a_child(OURS, found.count, LONGEST))
    if find_spec("splink") is None:
        found.note = "Splink is not installed: tools/environment.sh bench fetches it"
        return found
    progress(f"{found.count} listings by Splink")
    try:
        found.ways.append(_in_a_child(SPLINK, found.count, LONGEST))
    except subprocess.TimeoutExpired:
        found.note = f"Splink was stopped after {LONGEST} seconds"
    except ChildFailed as problem:
        # What was measured of ours is kept.
        found.note = f"{problem}"
    return found


def cards_of(listings: Sequence[Listing]) -> list[Card]:
    """Return the cards of a file: its organisations first, for services take their names from them."""
    bodies = {one.key: card_of_listing(one, {}) for one in listings if one.kind == "organization"}
    return [bodies[one.key] if one.key in bodies else card_of_listing(one, bodies) for one in listings]


def _one_way(way: str, count: int, asked: int) -> Found:
    given = twins(count, NEW_SEED)
    begun, worked = perf_counter(), process_time()
    cards = cards_of(given.listings)
    scores: dict[Key, float]
    index = None
    if way == OURS:
        index = Index(cards)
        scores = {(pair.a, pair.b): pair.score for pair in index.pairs()}
    else:
        # Only this child needs the package, which is large and not always there.
        from bench.twins.splinked import splink_scores

        scores = splink_scores(cards)
    wall, cpu = perf_counter() - begun, process_time() - worked
    found = Found(way, marks(given, scores, (LEAST, VERY_LIKELY)), wall, cpu, most_held_mb())
    if index is not None:
        found.asked_wall_ms, found.asked_ms = _asked(index, cards, asked)
    return found


def _asked(index: Index, cards: Sequence[Card], asked: int) -> tuple[float, float]:
    """Return the 99th of 100 times of one record against all, as somebody would bring it: never read before."""
    forget()
    walls, works = [], []
    for card in Random(SEED).sample(cards, min(asked, len(cards))):  # noqa: S311
        begun, worked = perf_counter(), process_time()
        index.matches(replace(card, id="asked"))
        walls.append(perf_counter() - begun)
        works.append(process_time() - worked)
    place = int(len(walls) * 0.99)
    return 1000 * sorted(walls)[place], 1000 * sorted(works)[place]


def _in_a_child(way: str, count: int, longest: int) -> Found:
    command = [sys.executable, "-m", "bench.duplicates", way, str(count), str(ASKED)]
    # The command is this very module, one of two names, and numbers.
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, cwd=HOME, check=False, timeout=longest
    )
    if done.returncode:
        raise ChildFailed(f"{way} ended with code {done.returncode}: {done.stderr[-300:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Found(**{**told, "marks": [Mark(**mark) for mark in told["marks"]]})


def duplicate_lines(found: Duplicates | None) -> Iterator[str]:
    """Yield the table: precision, recall and F1 in both halves, seconds and memory, then the goals."""
    if found is None:
        return
    yield ""
    yield f"Duplicates among {found.count} invented listings, 15 % of them told again. Weights were tuned on those of"
    yield f"another seed ({SEED}); of these ({NEW_SEED}) none set a weight. best = the best score for F1, known after."
    yield "fair = without pairs that nobody could tell: what a record says fits two services alike (no place, no body)"
    yield f"{'way':<8}{'half':<8}{'score':>7}{'precision':>11}{'recall':>8}{'F1':>7}"
    for way in found.ways:
        for place, mark in enumerate(way.marks):
            last = "  best" if place == len(way.marks) - 1 else "  fair" if mark.decidable else ""
            figures = f"{mark.least:>7.3f}{mark.precision:>11.4f}{mark.recall:>8.4f}{mark.f1:>7.4f}"
            yield f"{way.way:<8}{mark.half:<8}{figures}{last}"
    head = f"{'way':<8}{'wall s':>8}{'cpu s':>8}{'x ours':>8}{'peak MB':>9}{'x ours':>8}"
    yield f"{head}{'one of all, p99 ms':>20}{'cpu ms':>8}"
    for way in found.ways:
        yield _time_line(way, found.ways[0])
    if found.note:
        yield f"NOTE {found.note}"
    yield from _goals(found)


def _time_line(way: Found, ours: Found) -> str:
    asked = f"{way.asked_wall_ms:>20.2f}{way.asked_ms:>8.2f}" if way.asked_ms is not None else f"{'-':>20}{'-':>8}"
    figures = f"{way.wall:>8.1f}{way.cpu:>8.1f}{way.cpu / ours.cpu:>8.2f}"
    return f"{way.way:<8}{figures}{way.peak_mb:>9.0f}{way.peak_mb / ours.peak_mb:>8.2f}{asked}"


def _goals(found: Duplicates) -> Iterator[str]:
    ours = found.ways[0]
    aim = f"precision >= {GOAL_PRECISION:g} and F1 >= {GOAL_F1:g} at one score"
    for decidable, which in ((False, "held half"), (True, "held half, fair pairs alone")):
        held = [mark for mark in ours.marks[:-1] if mark.half == HELD and mark.decidable == decidable]
        good = next((mark for mark in held if mark.precision >= GOAL_PRECISION and mark.f1 >= GOAL_F1), None)
        told = ", ".join(f"from {mark.least:g}: {mark.precision:.3f} and {mark.f1:.3f}" for mark in held)
        yield f"goal {aim}, {which}: {_word(good)} ({told})"
    word = _word(ours.cpu <= GOAL_SECONDS)
    yield f"goal all against all <= {GOAL_SECONDS:g} s of processor time: {word} ({ours.cpu:.1f} s)"
    if ours.asked_ms is not None:
        yield f"goal one against all, p99 <= {GOAL_MS:g} ms: {_word(ours.asked_ms <= GOAL_MS)} ({ours.asked_ms:.2f} ms)"


def _word(reached: object) -> str:
    return "reached" if reached else "NOT reached"


if __name__ == "__main__":
    print(json.dumps(asdict(_one_way(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
