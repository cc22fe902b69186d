"""The plain tables that a run ends with."""

from collections.abc import Iterator, Sequence

from bench.growth import Growth, Step
from bench.load import CONNECTIONS
from bench.mirroring import ONE_CHANGE, WHOLE, Pull
from bench.serving import AGAIN, FROZEN, NGINX, ONE_PLACE, ORM, PAGES, Served, Serving
from bench.sizes import BUDGET, KILOBYTE, PageType
from bench.soak import GOAL_GROWTH, Soak
from bench.withdrawing import Withdrawing

STEPS = ("resolve", "assemble", "publish", "resolve again", "publish again")
GOAL_SERVICES, GOAL_SECONDS = 100_000, 60.0
GOAL_OF_NGINX, GOAL_OF_ORM = 0.25, 50.0
"""How many times as many pages a second as each of them."""
GOAL_WITHDRAWN = 1000.0
"""Milliseconds."""
GOAL_PULLED = 0.01
"""The part of the whole that one change may take."""


def size_lines(pages: Sequence[PageType], note: str) -> Iterator[str]:
    """Yield the table of page sizes: least, middle and most bytes, and how many pages are over the budget."""
    if not pages:
        return
    yield ""
    yield "Bytes of one answer over HTTP/1.1, headers counted: least / middle / most"
    limits = ", ".join(f"{coding} {limit / KILOBYTE:g} KB = {limit:.0f}" for coding, limit in BUDGET.items())
    yield f"Budget of a page: {limits}"
    if note:
        yield f"NOTE {note}"
    yield f"{'type':<22}{'pages':>6}{'identity':>25}{'br':>23}{'gzip -6':>23}{'over':>6}"
    for page in pages:
        cells = [f"{w.least} / {w.middle} / {w.most}" for w in page.weights.values()]
        over = max(weight.over for weight in page.weights.values())
        yield f"{page.name:<22}{page.count:>6}{cells[0]:>25}{cells[1]:>23}{cells[2]:>23}{over or '-':>6}"


def growth_lines(grown: Sequence[Growth]) -> Iterator[str]:
    """Yield the table of growth: time, memory, and time a service against that of the smallest directory."""
    if not grown:
        return
    yield ""
    yield "Synthetic directories, one core; ratio = processor time a service against the smallest directory's"
    yield f"{'services':>9} {'step':<14}{'wall s':>9}{'cpu s':>9}{'ms/service':>12}{'ratio':>7}{'peak MB':>9}"
    for growth in grown:
        for name in STEPS:
            step = growth.step(name)
            if step:
                yield _growth_line(growth, step, grown[0])
    for growth in grown:
        yield f"{growth.services:>9} " + ", ".join(f"{number} {what}" for what, number in growth.counts.items())
    for growth in grown:
        if growth.again:
            told = ", ".join(f"{number} {what}" for what, number in growth.again.items())
            yield f"{growth.services:>9} after one change: {told}"
    yield from dict.fromkeys(f"NOTE {growth.note}" for growth in grown if growth.note)
    yield from _goal(grown)


def _growth_line(growth: Growth, step: Step, smallest: Growth) -> str:
    base = smallest.step(step.name)
    ratio = (step.cpu / growth.services) / (base.cpu / smallest.services) if base and base.cpu else 0
    milliseconds = 1000 * step.cpu / growth.services
    times = f"{step.wall:>9.2f}{step.cpu:>9.2f}{milliseconds:>12.3f}{ratio:>7.2f}"
    return f"{growth.services:>9} {step.name:<14}{times}{step.peak_mb:>9.0f}"


def _goal(grown: Sequence[Growth]) -> Iterator[str]:
    for growth in grown:
        step = growth.step("resolve")
        if growth.services == GOAL_SERVICES and step:
            word = _word(reached=step.wall < GOAL_SECONDS)
            yield f"goal {GOAL_SERVICES} resolved under {GOAL_SECONDS:g} s: {word} ({step.wall:.1f} s)"


def _word(*, reached: bool) -> str:
    return "reached" if reached else "NOT reached"


def serving_lines(found: Serving | None) -> Iterator[str]:
    """Yield the table of pages a second: each server beside nginx and beside the ORM, asked the same."""
    if found is None:
        return
    yield ""
    yield (
        f"Pages a second over loopback: {found.generator}, {CONNECTIONS} connections; one core a server, one for the "
        f"load; medians of {found.rounds} interleaved rounds of {found.seconds:g} s"
    )
    columns = f"{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'cpu us':>9}{'x nginx':>9}{'x ORM':>8}{'load %':>8}"
    yield f"{'asked':<7}{'server':<17}{columns}"
    for asked in (PAGES, AGAIN, ONE_PLACE):
        yield from (_serving_line(one, found) for one in found.served if one.asked == asked)
    yield from (f"NOTE {note}" for note in found.notes)
    yield from _serving_goal(found, PAGES, NGINX, GOAL_OF_NGINX)
    yield from _serving_goal(found, ONE_PLACE, ORM, GOAL_OF_ORM)


def _serving_line(one: Served, found: Serving) -> str:
    beside = [found.find(one.asked, name) for name in (NGINX, ORM)]
    times = [f"{one.rate / other.rate:.2f}" if other else "-" for other in beside]
    figures = f"{one.rate:>10.1f}{one.p50:>9.2f}{one.p99:>9.2f}{one.cpu_us or 0:>9.0f}"
    return f"{one.asked:<7}{one.server:<17}{figures}{times[0]:>9}{times[1]:>8}{100 * one.load_busy:>8.0f}"


def _serving_goal(found: Serving, asked: str, name: str, goal: float) -> Iterator[str]:
    ours, other = found.find(asked, FROZEN), found.find(asked, name)
    if ours is None or other is None:
        return
    times = ours.rate / other.rate
    work = f"; by processor time {other.cpu_us / ours.cpu_us:.2f} x" if ours.cpu_us else ""
    yield f"goal {asked}: at least {goal:g} x {name}: {_word(reached=times >= goal)} ({times:.2f} x{work})"


def soak_lines(found: Soak | None) -> Iterator[str]:
    """Yield the table of the soak: answers a second and memory, stretch by stretch, and whether anything failed."""
    if found is None:
        return
    yield ""
    yield f"The whole stack under pages, documents, questions and mistakes: {found.seconds} s over loopback"
    if found.slices:
        yield f"{'stretch':>8}{'a second':>11}{'p99 ms':>9}{'cpu ms':>9}{'memory MB':>11}"
        yield f"{'before':>8}{'':>11}{'':>9}{'':>9}{found.before:>11.1f}"
    for number, one in enumerate(found.slices, 1):
        yield f"{number:>8}{one.rate:>11.1f}{one.p99:>9.1f}{one.cpu_ms:>9.2f}{one.memory:>11.1f}"
    yield from (f"NOTE {note}" for note in found.notes)
    if found.slices:
        told = ", ".join(f"{count:,} x {status}" for status, count in sorted(found.told.items()))
        word = _word(reached=not found.failed)
        yield f"goal soak: no answer fails: {word} ({found.failed} of {found.requests:,}: {told})"
    if found.growth:
        yield (
            f"goal soak: memory at the end at most {GOAL_GROWTH:g} x that in the middle: "
            f"{_word(reached=found.growth <= GOAL_GROWTH)} ({found.growth:.3f} x)"
        )


def withdrawing_lines(found: Sequence[Withdrawing]) -> Iterator[str]:
    """Yield the table of taking back: milliseconds until a page is served without the number."""
    if not found:
        return
    yield ""
    yield "Milliseconds from taking a line back to the first page served without its number"
    yield f"{'directory':<18}{'seen':<16}{'times':>6}{'median':>9}{'worst':>9}"
    for one in found:
        yield f"{one.directory:<18}{one.seen:<16}{one.times:>6}{one.middle:>9.1f}{one.worst:>9.1f}"
    worst = max(one.worst for one in found)
    yield f"goal under {GOAL_WITHDRAWN:g} ms at worst: {_word(reached=worst < GOAL_WITHDRAWN)} ({worst:.1f} ms)"


def mirroring_lines(pulls: Sequence[Pull]) -> Iterator[str]:
    """Yield the table of mirrors: requests and bytes of each pull, beside those of the whole."""
    if not pulls:
        return
    wholes = {pull.directory: pull for pull in pulls if pull.what == WHOLE}
    yield ""
    yield "What another copy pulls; bytes as they travel, headers not counted"
    yield f"{'directory':<18}{'pulled':<12}{'pages':>8}{'new blobs':>11}{'requests':>10}{'KB':>11}{'of whole':>10}"
    for pull in pulls:
        part = f"{100 * pull.size / wholes[pull.directory].size:.2f} %"
        figures = f"{pull.pages:>8}{pull.changed:>11}{pull.requests:>10}{pull.size / KILOBYTE:>11.1f}{part:>10}"
        yield f"{pull.directory:<18}{pull.what:<12}{figures}"
    for pull in (pull for pull in pulls if pull.what == ONE_CHANGE):
        part_of = pull.size / wholes[pull.directory].size
        word = _word(reached=part_of < GOAL_PULLED)
        yield f"goal one change is under {100 * GOAL_PULLED:g} % of {pull.directory}: {word} ({100 * part_of:.2f} %)"
