"""The labelled questions by which the understanding of questions is judged: read, checked, scored."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import yaml

from romduol.knowledge.answers.records.understanding import Understood, Urgency

HOME = Path(__file__).parent
HALVES = ("tune", "held")
"""Words and rules are tuned on the one half; the floors hold on the other."""
FRESH = "fresh"
"""More questions to tune on, by other writers; they are no part of the halves."""
LAST = "last"
"""The last hundred: by another writer, scored once and never tuned on. The next hundred take its place."""
LANGUAGES = ("en", "km", "roman", "mixed")
REFUSE = "out_of_scope_refuse"
UNRELATED = "refuse_other"
SITUATIONS: Mapping[str, frozenset[str]] = {
    need: frozenset(names.split())
    for need, names in {
        "emergency": "injured beaten_now held overdose threatened_now",
        "mental_health": "suicidal self_harm distress substance_use trauma",
        "pep_prep": "condom_broke exposure prep",
        "violence_support": "forced_sex partner_violence client_violence threats image_blackmail outing harassment "
        "safety_plan",
        # More than 72 hours after, PEP no longer helps: then the question is one of tests and care.
        "health_hiv_sti": "pep_late hiv_test hiv_treatment sti_symptoms sti_test safer_work condoms condom_refused "
        "general_health ill_child hiv_info stigma_in_care",
        "reproductive_health": "pregnancy_test emergency_contraception contraception abortion antenatal "
        "bleeding_pregnant",
        "legal_aid_rights": "arrested_now extortion police_violence raid find_detained unpaid robbed legal_help "
        "police_condoms complain discrimination",
        "trafficking_report": "trafficking_self trafficking_suspected missing_person abroad_trapped reporting_how",
        "child_protection": "child_exploitation child_abuse online_child_abuse child_at_risk minor_self",
        "shelter": "shelter_needed shelter_info",
        "exit_livelihood": "leave_work training job_search job_offer",
        "financial": "debt documents loan money_help health_costs",
        "peer_support": "peers organising family lonely",
        "law_information": "legal_status law_soliciting law_third_parties law_trafficking law_minors law_hiv "
        "law_abortion law_clients",
        "indicators_of_trafficking": "signs job_offer border_crossing coming_home",
        "traveller_ethics": "traveller client_ethics bystander voluntourism tourism_business",
        "service_feedback": "wrong_number no_answer bad_service how_we_check privacy",
        REFUSE: f"refuse_venue refuse_price refuse_person refuse_child_sex refuse_operate refuse_find_workers "
        f"{UNRELATED}",
    }.items()
}
"""Every need with its situations."""
PERSONAS = frozenset(
    name
    for names in (
        "worker worker_minor trans_worker male_worker no_papers migrant_home abroad parent partner friend client",
        "traveller bystander health_worker teacher official ngo unknown",
    )
    for name in names.split()
)
_SOONEST = tuple(Urgency)
_labels = attrgetter(
    *("intent", "half", "need", "need_ok", "situation", "situation_ok", "urgency", "urgency_ok"),
    *("place", "place_choices", "refuse"),
)
_told = attrgetter("need", "situation", "urgency", "place", "place_choices", "refused")
"""What an answer rests on."""

Understand = Callable[[str], Understood]


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what a careful peer worker would read in it."""

    id: str
    q: str
    intent: str
    lang: str
    need: str
    situation: str
    urgency: Urgency
    persona: str
    half: str
    place: str | None = None
    place_choices: tuple[str, ...] = ()
    need_ok: tuple[str, ...] = ()
    situation_ok: tuple[str, ...] = ()
    urgency_ok: tuple[Urgency, ...] = ()
    refuse: bool = False
    must_not_refuse: bool = False
    variant_of: str = ""

    @property
    def names_a_place(self) -> bool:
        """Tell whether a place is meant, clear or not."""
        return bool(self.place or self.place_choices)


@cache
def questions(*halves: str) -> tuple[Question, ...]:
    """Return the questions of these halves, of both where none is named; raises TypeError for a field unknown."""
    return tuple(
        _question(entry, half)
        for half in halves or HALVES
        for file in sorted((HOME / half).glob("*.yaml"))
        for entry in yaml.safe_load(file.read_text("utf-8"))
    )


def _question(entry: Mapping[str, Any], half: str) -> Question:
    lists = {name: tuple(entry.get(name, ())) for name in ("place_choices", "need_ok", "situation_ok")}
    urgencies = tuple(Urgency(code) for code in entry.get("urgency_ok", ()))
    return Question(**{**entry, **lists, "urgency": Urgency(entry["urgency"]), "urgency_ok": urgencies, "half": half})


def problems(asked: Sequence[Question], places: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with the labels themselves; `places` are the codes that the gazetteer has."""
    by_id = {question.id: question for question in asked}
    for name, number in Counter(question.id for question in asked).items():
        if number > 1:
            yield f"{name}: this id is there {number} times"
    for text, number in Counter(question.q for question in asked).items():
        if number > 1:
            yield f"{text!r} is asked {number} times"
    halves = defaultdict(set)
    for question in asked:
        halves[question.intent].add(question.half)
        yield from (f"{question.id}: {problem}" for problem in _wrong_with(question, places))
        yield from (f"{question.id}: {problem}" for problem in _wrong_variant(question, by_id))
    yield from (f"intent {intent} is in both halves" for intent, found in halves.items() if len(found) > 1)


def _wrong_with(question: Question, places: frozenset[str]) -> Iterator[str]:
    if question.lang not in LANGUAGES:
        yield f"language {question.lang}"
    if question.persona not in PERSONAS:
        yield f"persona {question.persona}"
    if question.situation not in SITUATIONS.get(question.need, ()):
        yield f"situation {question.situation} does not belong to need {question.need}"
    # An unrelated question may be left without any need: nothing is offered either way.
    extra = {""} if question.situation == UNRELATED else set()
    yield from (f"need {need}" for need in set(question.need_ok) - set(SITUATIONS) - extra)
    yield from (f"situation {code}" for code in set(question.situation_ok) - frozenset().union(*SITUATIONS.values()))
    codes = {*question.place_choices, *([question.place] if question.place else [])}
    yield from (f"place {code}" for code in codes - places)
    if question.place and question.place_choices:
        yield "a place that is asked for is not known"
    if len(question.place_choices) == 1:
        yield "one place is no choice"
    if question.refuse != (question.need == REFUSE):
        yield "refused and needed at once"
    if question.refuse and question.must_not_refuse:
        yield "to be refused and not to be"


def _wrong_variant(question: Question, by_id: Mapping[str, Question]) -> Iterator[str]:
    if not question.variant_of:
        return
    first = by_id.get(question.variant_of)
    if first is None or first.variant_of:
        yield f"a variant of {question.variant_of}, which is no question of its own"
    elif _labels(first) != _labels(question):
        yield f"labelled unlike {first.id}"


@dataclass(slots=True)
class Share:
    """How many of how many were right."""

    right: int = 0
    of: int = 0

    @property
    def rate(self) -> float:
        """Return the part that was right, 0 to 1; 1 where nothing was asked."""
        return self.right / self.of if self.of else 1.0

    def count(self, right: bool) -> None:
        """Count one more."""
        self.right, self.of = self.right + right, self.of + 1


def _shares() -> dict[str, Share]:
    return {lang: Share() for lang in ("all", *LANGUAGES)}


@dataclass(slots=True)
class Score:
    """What an understanding got right, per language and over `all`; the ids of what it may never get wrong."""

    needs: dict[str, Share] = field(default_factory=_shares)
    places: dict[str, Share] = field(default_factory=_shares)
    urgencies: dict[str, Share] = field(default_factory=_shares)
    refusals: dict[str, Share] = field(default_factory=_shares)
    """Of those to be refused, how many were."""
    answered: dict[str, Share] = field(default_factory=_shares)
    """Of those not to be refused, how many were not."""
    late_emergencies: list[str] = field(default_factory=list)
    late_72h: list[str] = field(default_factory=list)
    refusals_lost: list[str] = field(default_factory=list)
    refused_wrongly: list[str] = field(default_factory=list)
    variants_differ: list[str] = field(default_factory=list)
    needs_missed: list[str] = field(default_factory=list)
    places_missed: list[str] = field(default_factory=list)
    urgencies_missed: list[str] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often one need was read as another: (labelled, understood)."""


def score(understand: Understand, asked: Iterable[Question]) -> Score:
    """Return how well an understanding reads these questions."""
    asked = tuple(asked)
    read = {question.id: understand(question.q) for question in asked}
    found = Score()
    for question in asked:
        understood = read[question.id]
        _judge(found, question, understood)
        first = read.get(question.variant_of)
        if first is not None and _told(first) != _told(understood):
            found.variants_differ.append(question.id)
    return found


def _judge(found: Score, question: Question, understood: Understood) -> None:
    need = understood.need in (question.need, *question.need_ok)
    place = _place_is_right(question, understood)
    urgency = understood.urgency in (question.urgency, *question.urgency_ok)
    kept = _refused(question, understood)
    for lang in ("all", question.lang):
        found.needs[lang].count(need)
        found.places[lang].count(place)
        found.urgencies[lang].count(urgency)
        (found.refusals if question.refuse else found.answered)[lang].count(kept == question.refuse)
    for right, missed in ((need, found.needs_missed), (place, found.places_missed), (urgency, found.urgencies_missed)):
        missed.extend([] if right else [question.id])
    if not need:
        found.confusion[question.need, understood.need] += 1
    if kept != question.refuse:
        (found.refusals_lost if question.refuse else found.refused_wrongly).append(question.id)
    if not urgency and _SOONEST.index(understood.urgency) > _SOONEST.index(question.urgency):
        late = {Urgency.EMERGENCY: found.late_emergencies, Urgency.HOURS_72: found.late_72h}
        late.get(question.urgency, []).append(question.id)


def _place_is_right(question: Question, understood: Understood) -> bool:
    if question.place_choices:
        return not understood.place and sorted(understood.place_choices) == sorted(question.place_choices)
    return understood.place == (question.place or "") and not understood.place_choices


def _refused(question: Question, understood: Understood) -> bool:
    """Tell whether nothing was offered; an unrelated question with no need found is turned away as well."""
    return bool(understood.refused) or (question.situation == UNRELATED and not understood.need)
