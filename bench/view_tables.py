"""The plain table of first views that a run ends with."""

from collections.abc import Iterator
from statistics import median

from bench.link import SLOW_PHONE
from bench.views import GOAL, Views


def view_lines(found: Views | None) -> Iterator[str]:
    """Yield the table: how many times as long as its headers alone each type of page takes, and what a browser saw."""
    if found is None:
        return
    line = f"{SLOW_PHONE.rate / 1000:g} kbit/s, {1000 * SLOW_PHONE.round_trip:g} ms"
    yield ""
    yield f"First view over {line}, modelled: 1 is the three round trips of TCP, TLS and request with the headers alone"
    yield f"{'type':<32}{'pages':>6}{'median':>8}{'most':>7}{'no TLS':>8}{'s':>6}{'bytes':>7}{'over':>6}  slowest"
    for one in found.types:
        figures = f"{one.middle:>8.3f}{one.most:>7.3f}{one.most_plain:>8.3f}{one.seconds:>6.2f}{one.size:>7}"
        yield f"{one.name:<32}{one.count:>6}{figures}{one.over or '-':>6}  /{one.heaviest}"
    yield f"up to {found.within} bytes a page is within {GOAL}; over plain HTTP up to {found.within_plain}"
    worst = max(found.types, key=lambda one: one.most)
    word = "reached" if worst.most <= GOAL else "NOT reached"
    yield f"goal every page within {GOAL} x the floor: {word} ({worst.most:.3f}, {worst.name}; {worst.seconds:.2f} s)"
    yield from _paints(found)


def _paints(found: Views) -> Iterator[str]:
    if found.note:
        yield f"NOTE {found.note}"
    if not found.paints:
        return
    yield ""
    yield "The same line in front of a running server, looked at by chromium that was never there: seconds"
    yield f"{'page':<12}{'bytes':>7}{'modelled':>10}{'arrived':>9}{'painted':>9}{'x model':>9}{'requests':>10}"
    for one in found.paints:
        times = f"{one.modelled:>10.2f}{one.arrived:>9.2f}{one.painted:>9.2f}{one.painted / one.modelled:>9.2f}"
        yield f"/{one.path:<11}{one.size:>7}{times}{one.requests:>10}"
    middle = median(one.painted / one.modelled for one in found.paints)
    yield f"first words drawn at {middle:.2f} x what is modelled, in the middle"
