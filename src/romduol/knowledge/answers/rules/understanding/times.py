"""How long ago something happened, and how old somebody is, as a question tells it."""

from collections.abc import Iterator

from romduol.knowledge.answers.rules.understanding.hits import Hit, Hits
from romduol.knowledge.answers.rules.understanding.vocabulary import Vocabulary

UNIT, NUMBER, MOMENT = "time_unit", "number", "moment"
AGO, WITHIN, SINCE = "ago", "within", "since"
AGE_BEFORE, AGE_AFTER, ROUGHLY = "age_before", "age_after", "roughly"
YEAR, MONEY_UNIT = "unit_year", "money_unit"
"""The concepts of the lexicon that this module knows by name."""
HEARD = "heard_of_it"
ADULT = 18
_JUST_NOW = 8
_YOUNGEST = 3
_GAP = 3


def hours_ago(hits: Hits, words: Vocabulary) -> tuple[float | None, tuple[Hit, ...]]:
    """Hours since what the question tells of, and the words that say so; None where it does not tell."""
    spans = [*_counted(hits, words), *_moments(hits, words)]
    if not spans:
        return None, ()
    # Where it tells of several times, the most recent one is what can still be acted on; but "today somebody told me
    # of it" is not when it happened.
    happened = [(hours, hit) for hours, hit in spans if hours > _JUST_NOW or not _heard_then(hit, hits)]
    hours, hit = min(happened or spans, key=lambda span: span[0])
    return hours, (hit,)


def _heard_then(hit: Hit, hits: Hits) -> bool:
    return _stands(HEARD, hits, hit.end, hit.end + _GAP)


def _moments(hits: Hits, words: Vocabulary) -> Iterator[tuple[float, Hit]]:
    for hit in hits.of([MOMENT], outer=True):
        for name in _named(hit, hits):
            hours = words.concepts[name].hours
            if hours is not None:
                yield hours, hit


def _counted(hits: Hits, words: Vocabulary) -> Iterator[tuple[float, Hit]]:
    for unit in hits.of([UNIT], outer=True):
        number = _number_before(unit, hits, words)
        each = next((words.concepts[name].each for name in _named(unit, hits) if words.concepts[name].each), None)
        if number is None or each is None:
            continue
        count, start = number
        if _stands(AGO, hits, unit.end, unit.end + 2) or (
            _stands(SINCE, hits, start - 3, start) and not _stands(WITHIN, hits, start - 2, start)
        ):
            yield count * each, Hit(UNIT, start, unit.end)


def _number_before(unit: Hit, hits: Hits, words: Vocabulary) -> tuple[float, int] | None:
    """The number that stands right before a unit, and where it begins."""
    for place in range(unit.start - 1, max(-1, unit.start - _GAP), -1):
        atom = hits.reading.atoms[place]
        if atom.number and len(atom.key) < 4:
            return float(atom.key), place
        for hit in hits.of([NUMBER], outer=True):
            if hit.start <= place < hit.end:
                for value in _values(hit, hits, words):
                    return float(value), hit.start
    return None


def _values(hit: Hit, hits: Hits, words: Vocabulary) -> Iterator[int]:
    """Yield the value of a number that is written as a word."""
    for name in _named(hit, hits):
        if (value := words.concepts[name].number) is not None:
            yield value


def _named(hit: Hit, hits: Hits) -> Iterator[str]:
    """Yield the concepts that stand at the same place."""
    for name, known in hits.by_concept.items():
        if any(other.start == hit.start and other.end == hit.end for other in known):
            yield name


def _stands(concept: str, hits: Hits, first: int, last: int) -> bool:
    """True where a concept touches the atoms from `first` up to `last`, the last one not included."""
    return any(hit.start < last and hit.end > first for hit in hits.of([concept]))


def ages(hits: Hits, words: Vocabulary) -> list[tuple[int, Hit]]:
    """Each age that the question tells, in years, with where it stands."""
    return [(age, hit) for age, hit in _numbers(hits, words) if age >= _YOUNGEST and _is_age(hit, hits)]


def _numbers(hits: Hits, words: Vocabulary) -> Iterator[tuple[int, Hit]]:
    for place, atom in enumerate(hits.reading.atoms):
        if atom.number and len(atom.key) < 3:
            yield int(atom.key), Hit(NUMBER, place, place + 1)
    for hit in hits.of([NUMBER], outer=True):
        for value in _values(hit, hits, words):
            yield value, hit


def _is_age(hit: Hit, hits: Hits) -> bool:
    if _stands(AGE_AFTER, hits, hit.end, hit.end + 1) and not _stands(WITHIN, hits, hit.start - 1, hit.start):
        return True
    first = hit.start - 1 if _stands(ROUGHLY, hits, hit.start - 1, hit.start) else hit.start
    if not _stands(AGE_BEFORE, hits, first - 1, first) and not _stands(AGE_BEFORE, hits, hit.start - 1, hit.start):
        return False
    # "I am 15 minutes away" and "I am 16 weeks pregnant" tell no age.
    measured = _stands(UNIT, hits, hit.end, hit.end + 1) and not _stands(YEAR, hits, hit.end, hit.end + 1)
    return not measured and not _stands(MONEY_UNIT, hits, hit.end, hit.end + 1)
