"""Weighs the rules that fired: which need counts most, which situation it is, how urgent, and what else was told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from romduol.knowledge.answers.records import Understood, Urgency
from romduol.knowledge.answers.rules.understanding.firing import Fired
from romduol.knowledge.answers.rules.understanding.hits import Hits
from romduol.knowledge.answers.rules.understanding.likeness import Features
from romduol.knowledge.answers.rules.understanding.neighbours import shares
from romduol.knowledge.answers.rules.understanding.vocabulary import Vocabulary
from romduol.knowledge.answers.rules.understanding.words import Words

REFUSED = "out_of_scope_refuse"
"""The need code of what is not answered with places, people or prices."""
HELP = "help_word"
"""The concept of the words in which people ask for help, and not for people."""
SOUGHT = "sought"
"""The concept of whom and what people who look for people ask for."""
UNRELATED = "refuse_other"
"""The situation of what has nothing to do with what is offered here."""
PRESSING = (Urgency.EMERGENCY, Urgency.HOURS_72)
"""What cannot wait: it counts even where the question is more about something else."""
_ORDER = list(Urgency)
_MOST_ALSO = 3
_SHARE = 0.45
"""How much of the best weight another need must have to count as touched."""
_LIKENESS, _UNLIKE = 0.3, -20.0
"""How much likeness to the examples counts beside the weight of rules, and the least that it can be."""
_SAME, _SAME_WEIGHT = 0.9, 3.0
"""How near an example is that is nearly the question itself, and what it then counts at least."""
_PLAIN = 8.0
"""What a need has to be worth to be believed beside words of something unrelated."""
_AGREED = 0.7
"""The share of the nearest examples that agree without a doubt."""
_NEARNESS = 10.0
"""How much the nearest examples count beside the weight of rules, where all of them mean the same."""
_IN_TIME = 72
_ENOUGH = 2
"""How many places of a question must speak clearly before likeness alone may find its need or raise its urgency."""
_FIRM = 11
"""The weight from which a rule that tells of danger now is no accident."""
_FAR = 10.0
"""How much likelier a refusal has to be than any need, to count where only likeness speaks for it."""
_SURE, _CERTAIN = 1.0, 6.0
"""The log-odds above which a question that is like those of danger now is taken for one, and one word is enough."""
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
    firm: bool = False
    """True where a heavy rule tells of danger now."""
    worth: dict[str, float] = field(default_factory=dict)
    """What each need is worth, likeness to the examples counted in."""


def decide(hits: Hits, fired: Sequence[Fired], words: Words, features: Features, hours: float | None) -> Understood:
    """Return what rules and examples mean together; nothing of it is about places."""
    weighed = _weigh(fired, words.vocabulary, hours)
    flags = {flag for found in fired for flag in found.rule.flags}
    access = dict.fromkeys(condition for found in fired for condition in found.rule.access)
    ranked = _ranked(weighed, hits, words, features)
    need, situation = _kind_of(ranked[0], weighed, words, features) if ranked else ("", "")
    if situation == UNRELATED and len(ranked) > 1 and weighed.worth[ranked[1]] >= _PLAIN:
        # "For my homework: what does the law say" is a question of its own.
        need, situation = _kind_of(ranked[1], weighed, words, features)
    _press(weighed, need, hits, words, features, hours)
    return Understood(
        need=need,
        needs_also=_also(ranked, weighed),
        situation=situation,
        urgency=_urgency(need, situation, weighed, words, hours),
        refused=situation if need == REFUSED else "",
        hours=hours,
        minor="minor" in flags,
        about_other="about_other" in flags,
        police_harm="police_harm" in flags,
        no_police="no_police" in flags,
        wants_access=tuple(access),
    )


def _press(weighed: _Weighed, need: str, hits: Hits, words: Words, features: Features, hours: float | None) -> None:
    """Triage up where the question is like those that cannot wait, whatever its need."""
    if not need or need == REFUSED:
        return
    like = words.pressing.scores(features)
    in_time = hours is None or hours <= _IN_TIME
    for urgency in PRESSING if in_time else PRESSING[:1]:
        if like.get(urgency, 0) > _SURE and words.pressing.evidence(hits, urgency) >= _ENOUGH:
            weighed.urgency = min(weighed.urgency, urgency, key=_ORDER.index)


def _ranked(weighed: _Weighed, hits: Hits, words: Words, features: Features) -> list[str]:
    """The needs that are spoken of, the one that counts most first: rules weigh, and likeness to the examples."""
    heaviest: dict[str, float] = {}
    for (need, _), weight in weighed.weights.items():
        heaviest[need] = max(weight, heaviest.get(need, 0))
    like = words.likeness.scores(features)
    most = max(like.values(), default=0)
    likest = max(like, key=lambda need: like[need], default="")
    near = words.neighbours.nearest(features)
    nearest = shares(near, lambda situation: words.vocabulary.situations[situation].need)
    for need in dict.fromkeys([likest, *sorted(nearest, key=lambda need: -nearest[need])[:1]]):
        if need not in heaviest and _is_clear(need, most, nearest.get(need, 0), hits, words):
            heaviest[need] = 0
    if near and near[0][0] > _SAME:
        heaviest.setdefault(words.vocabulary.situations[near[0][1]].need, _SAME_WEIGHT)
    # What is asked for in the words of those who look for people is no question about what else it speaks of.
    least = _UNLIKE * (1.5 if likest == REFUSED and _is_surely_refused(like, weighed) else 1)
    worth = {
        need: weight + _LIKENESS * max(least, like.get(need, most + least) - most) + _NEARNESS * nearest.get(need, 0)
        for need, weight in heaviest.items()
    }
    if max(worth, key=lambda need: worth[need], default="") == REFUSED and weighed.firm:
        # Whatever else is asked for, somebody in danger comes first.
        worth.pop(REFUSED)
    weighed.worth = worth
    return sorted(worth, key=lambda need: -worth[need])


def _is_surely_refused(like: Mapping[str, float], weighed: _Weighed) -> bool:
    """True where a rule says so, or where no other need is nearly as likely."""
    ruled = any(need == REFUSED for need, _ in weighed.weights)
    return ruled or like[REFUSED] - max(odds for need, odds in like.items() if need != REFUSED) > _FAR


def _is_clear(need: str, odds: float, share: float, hits: Hits, words: Words) -> bool:
    """True where likeness alone may find a need: two places speak for it, or one where nothing else is likely.

    Nobody is refused for likeness alone who asks for help, or who names nobody that is looked for, but where hardly
    any near example means anything else.
    """
    places = words.likeness.evidence(hits, need)
    if need == REFUSED:
        return places >= _ENOUGH and (share > _AGREED or (HELP not in hits and SOUGHT in hits))
    return places >= _ENOUGH or (places > 0 and odds > _CERTAIN)


def _kind_of(need: str, weighed: _Weighed, words: Words, features: Features) -> Kind:
    """The situation under a need: the one that rules found, or the one whose examples are most like the question."""
    found = {kind: weight for kind, weight in weighed.weights.items() if kind[0] == need}
    named = {situation: weight for (_, situation), weight in found.items() if situation}
    if named:
        fit = words.likeness.situations(features, named)
        most = max(fit.values(), default=0)
        return need, max(named, key=lambda one: named[one] + _LIKENESS * max(_UNLIKE, fit.get(one, most) - most))
    under = [one for one, meaning in words.vocabulary.situations.items() if meaning.need == need]
    fit = words.likeness.situations(features, under)
    return need, max(fit, key=lambda one: fit[one]) if fit else ""


def _urgency(need: str, situation: str, weighed: _Weighed, words: Words, hours: float | None) -> Urgency:
    if not need or need == REFUSED:
        return Urgency.INFO
    usual = weighed.usual.get((need, situation))
    if usual is None:
        meaning = words.vocabulary.situations.get(situation)
        usual = meaning.urgency if meaning else Urgency.INFO
        if meaning and meaning.until is not None and hours is not None and hours > meaning.until:
            usual = Urgency.SOON
    return min(weighed.urgency, usual, key=_ORDER.index)


def _weigh(fired: Iterable[Fired], words: Vocabulary, hours: float | None) -> _Weighed:
    weighed = _Weighed()
    by_kind: defaultdict[Kind, list[float]] = defaultdict(list)
    for found in fired:
        rule = found.rule
        kind, urgency = _kind(found, words, hours)
        if kind is not None:
            by_kind[kind].append(rule.weight)
        weighed.also.update(dict.fromkeys(rule.also))
        weighed.firm |= kind is not None and urgency == Urgency.EMERGENCY and rule.weight >= _FIRM
        if urgency in PRESSING:
            # When in doubt, triage up: what presses counts, whatever else was told.
            weighed.urgency = min(weighed.urgency, urgency, key=_ORDER.index)
        if kind is not None:
            weighed.usual[kind] = min(weighed.usual.get(kind, urgency), urgency, key=_ORDER.index)
    for kind, weights in by_kind.items():
        best = max(weights)
        weighed.weights[kind] = best + min(_MOST_ECHO, _ECHO * (sum(weights) - best))
    return weighed


def _kind(found: Fired, words: Vocabulary, hours: float | None) -> tuple[Kind | None, Urgency]:
    """What a rule means, and how urgent that is, so many hours later."""
    rule = found.rule
    if not rule.situation:
        return ((rule.need, "") if rule.need else None), rule.urgency or Urgency.INFO
    situation, meaning = rule.situation, words.situations[rule.situation]
    urgency = rule.urgency or meaning.urgency
    if meaning.until is not None and hours is not None and hours > meaning.until and urgency != Urgency.EMERGENCY:
        situation, urgency = meaning.later or situation, Urgency.SOON
    return (words.situations[situation].need, situation), urgency


def _also(ranked: Sequence[str], weighed: _Weighed) -> tuple[str, ...]:
    if not ranked:
        return ()
    least = _SHARE * weighed.worth[ranked[0]]
    heavy = [need for need in ranked if weighed.worth[need] >= least > 0 and need != REFUSED]
    return tuple(need for need in dict.fromkeys([*weighed.also, *heavy]) if need != ranked[0])[:_MOST_ALSO]
