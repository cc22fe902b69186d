"""Weighs the rules that fired: which need counts most, which situation it is, how urgent, and what else was told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from romduol.knowledge.answers.records import Understood, Urgency
from romduol.knowledge.answers.rules.understanding.firing import Fired
from romduol.knowledge.answers.rules.understanding.words import Words

REFUSED = "out_of_scope_refuse"
"""The need code of what is not answered with places, people or prices."""
PRESSING = (Urgency.EMERGENCY, Urgency.HOURS_72)
"""What cannot wait: it counts even where the question is more about something else."""
_ORDER = list(Urgency)
_MOST_ALSO = 3
_SHARE = 0.45
"""How much of the best weight another need must have to count as touched."""
_ECHO, _MOST_ECHO = 0.2, 2.0
"""How much the other rules that mean the same add to the heaviest of them."""

Kind = tuple[str, str]
"""A need, and the situation under it (or nothing)."""


@dataclass(slots=True)
class _Weighed:
    """What the rules say about each need and situation."""

    weights: dict[Kind, float] = field(default_factory=dict)
    urgency: Urgency = Urgency.INFO
    """The most urgent of what presses."""
    usual: dict[Kind, Urgency] = field(default_factory=dict)
    also: dict[str, None] = field(default_factory=dict)


def decide(fired: Sequence[Fired], words: Words, hours: float | None) -> Understood:
    """Return what the rules mean together; nothing of it is about places."""
    weighed = _weigh(fired, words, hours)
    flags = {flag for found in fired for flag in found.rule.flags}
    access = dict.fromkeys(condition for found in fired for condition in found.rule.access)
    ranked = sorted(weighed.weights, key=lambda kind: -weighed.weights[kind])
    need, situation = ranked[0] if ranked else ("", "")
    return Understood(
        need=need,
        needs_also=_also(ranked, weighed),
        situation=situation,
        urgency=min(weighed.urgency, weighed.usual[need, situation], key=_ORDER.index) if need else Urgency.INFO,
        refused=situation if need == REFUSED else "",
        hours=hours,
        minor="minor" in flags,
        about_other="about_other" in flags,
        police_harm="police_harm" in flags,
        no_police="no_police" in flags,
        wants_access=tuple(access),
    )


def _weigh(fired: Iterable[Fired], words: Words, hours: float | None) -> _Weighed:
    weighed = _Weighed()
    by_kind: defaultdict[Kind, list[float]] = defaultdict(list)
    for found in fired:
        rule = found.rule
        kind, urgency = _kind(found, words, hours)
        if kind is not None:
            by_kind[kind].append(rule.weight)
        weighed.also.update(dict.fromkeys(rule.also))
        if urgency in PRESSING:
            # When in doubt, triage up: what presses counts, whatever else was told.
            weighed.urgency = min(weighed.urgency, urgency, key=_ORDER.index)
        if kind is not None:
            weighed.usual[kind] = min(weighed.usual.get(kind, urgency), urgency, key=_ORDER.index)
    for kind, weights in by_kind.items():
        best = max(weights)
        weighed.weights[kind] = best + min(_MOST_ECHO, _ECHO * (sum(weights) - best))
    return weighed


def _kind(found: Fired, words: Words, hours: float | None) -> tuple[Kind | None, Urgency]:
    """What a rule means, and how urgent that is, so many hours later."""
    rule = found.rule
    if not rule.situation:
        return ((rule.need, "") if rule.need else None), rule.urgency or Urgency.INFO
    situation, meaning = rule.situation, words.situations[rule.situation]
    urgency = rule.urgency or meaning.urgency
    if meaning.until is not None and hours is not None and hours > meaning.until and urgency != Urgency.EMERGENCY:
        situation, urgency = meaning.later or situation, Urgency.SOON
    return (words.situations[situation].need, situation), urgency


def _also(ranked: Sequence[Kind], weighed: _Weighed) -> tuple[str, ...]:
    if not ranked:
        return ()
    first, least = ranked[0][0], _SHARE * weighed.weights[ranked[0]]
    heavy = [kind[0] for kind in ranked if weighed.weights[kind] >= least and kind[0] != REFUSED]
    needs = dict.fromkeys([*weighed.also, *heavy])
    return tuple(need for need in needs if need != first)[:_MOST_ALSO]
