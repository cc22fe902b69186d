"""The plain tables that a run ends with."""

from collections.abc import Iterator, Sequence

from bench.growth import Growth, Step
from bench.sizes import BUDGET, KILOBYTE, PageType

STEPS = ("resolve", "assemble", "publish", "resolve again", "publish again")
GOAL_SERVICES, GOAL_SECONDS = 100_000, 60.0


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
            word = "reached" if step.wall < GOAL_SECONDS else "NOT reached"
            yield f"goal {GOAL_SERVICES} resolved under {GOAL_SECONDS:g} s: {word} ({step.wall:.1f} s)"
