"""How well the held-out questions are understood: need, place, urgency and refusals, per language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from time import perf_counter_ns

from tests.questions.labels import LAST, Score, Share, Understand, questions, score
from tests.questions.reading import understand_really

from romduol.knowledge.answers.records.understanding import Understood

HALF = "held"
FLOORS = {"need": 0.90, "place": 0.95, "urgency": 0.88, "refused": 1.0, "answered": 0.99}
CONFUSIONS = 15
"""How many kinds of confusion are printed, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one run over the held half came to."""

    rates: Mapping[str, Mapping[str, Share]]
    """What was judged, per language and over `all`."""
    confusion: tuple[tuple[str, str, int], ...]
    """Need labelled, need understood, how often."""
    missed: Mapping[str, tuple[str, ...]]
    """The ids of the questions that may never be read so."""
    typical_us: float
    """Microseconds for one question, in the middle."""
    last: Mapping[str, Mapping[str, Share]] = field(default_factory=dict)
    """What was judged of the last hundred, which nothing was ever tuned on."""


def measure_questions() -> Reading:
    """Read every held-out question once, and the last hundred, and judge them."""
    timed = _Timed(understand_really())
    held = _reading(score(timed, questions(HALF)), timed.took)
    return replace(held, last=_reading(score(understand_really(), questions(LAST)), timed.took).rates)


class _Timed:
    """An understanding that remembers how long each question took, in nanoseconds."""

    def __init__(self, understand: Understand) -> None:
        self._understand = understand
        self.took: list[int] = []

    def __call__(self, question: str) -> Understood:
        start = perf_counter_ns()
        understood = self._understand(question)
        self.took.append(perf_counter_ns() - start)
        return understood


def _reading(found: Score, took: list[int]) -> Reading:
    rates = {
        "need": found.needs,
        "place": found.places,
        "urgency": found.urgencies,
        "refused": found.refusals,
        "answered": found.answered,
    }
    missed = {
        "emergencies taken for less": found.late_emergencies,
        "72 hours taken for less": found.late_72h,
        "refusals lost": found.refusals_lost,
        "refused wrongly": found.refused_wrongly,
        "variants that differ": found.variants_differ,
    }
    confusion = tuple((want, got, times) for (want, got), times in found.confusion.most_common())
    return Reading(rates, confusion, {name: tuple(ids) for name, ids in missed.items()}, median(took) / 1000)


def question_lines(found: Reading | None) -> Iterator[str]:
    """Yield the table of what was understood, per language, what was confused, and whether the floors hold."""
    if not found:
        return
    yield ""
    yield f"The half of the labelled questions that words were not tuned on; {found.typical_us:.0f} µs for one"
    yield f"{'language':<10}{'asked':>7}" + "".join(f"{name:>10}" for name in found.rates)
    for lang, asked in found.rates["need"].items():
        cells = "".join(f"{shares[lang].rate:>10.1%}" for shares in found.rates.values())
        yield f"{lang:<10}{asked.of:>7}{cells}"
    if found.last:
        cells = "".join(f"{shares['all'].rate:>10.1%}" for shares in found.last.values())
        yield f"{'last 100':<10}{found.last['need']['all'].of:>7}{cells}  by other writers, never tuned on"
    for want, got, times in found.confusion[:CONFUSIONS]:
        yield f"{times:>4} × {want} read as {got or 'nothing'}"
    for name, ids in found.missed.items():
        yield f"{len(ids):>4} {name}" + (f": {', '.join(ids)}" if ids else "")
    for name, floor in FLOORS.items():
        reached = found.rates[name]["all"].rate >= floor
        yield f"Goal {name} at least {floor:.0%}: {'reached' if reached else 'NOT reached'}"
