"""Turns ages and times into concepts, so that rules can ask for "under 18" and "more than three days ago"."""

from romduol.knowledge.answers.rules.understanding.hits import Hits
from romduol.knowledge.answers.rules.understanding.times import ADULT, ages, hours_ago
from romduol.knowledge.answers.rules.understanding.vocabulary import Vocabulary

DERIVED = frozenset({"under_18", "over_18", "within_72h", "over_72h", "over_5_days"})
"""Concepts that come from numbers; the lexicon may give them words as well."""
_PEP_HOURS, _PILL_HOURS = 72, 120


def told_besides(hits: Hits, words: Vocabulary) -> float | None:
    """Add the concepts that numbers tell to the hits; return the hours since what happened, where it is told."""
    for age, hit in ages(hits, words):
        hits.by_concept["under_18" if age < ADULT else "over_18"].append(hit)
    hours, told = hours_ago(hits, words)
    if hours is not None:
        hits.by_concept["within_72h" if hours <= _PEP_HOURS else "over_72h"].extend(told)
        if hours > _PILL_HOURS:
            hits.by_concept["over_5_days"].extend(told)
    return hours
