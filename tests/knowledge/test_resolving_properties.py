"""What must hold of `resolve` in any world, however odd."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.knowledge.building import BEST_FIRST, LANTERN, LAST_MONTH, LAST_YEAR, TODAY
from tests.knowledge.worlds import DAYS, QUICK, World, arguments, documents, worlds
from tests.thoroughness import tried

from romduol.knowledge.claims.records import Rank, Resolution, ResolvedValue, Stance, Standing
from romduol.knowledge.claims.rules.evidence import gather, group_of, is_assertion, said_value
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.claims.rules.voices import by_lineage, contradicts_itself
from romduol.knowledge.sources.records import Grade
from romduol.knowledge.sources.rules import grade_about

THOROUGH = settings(QUICK, max_examples=tried(80, 250), suppress_health_check=[HealthCheck.filter_too_much])
Neutral = set[tuple[tuple[str, str, str, str], str]]


def key(value: ResolvedValue) -> tuple[str, ...]:
    return (value.subject, value.property, value.purpose, value.scope, value.value)


def view(picture: Resolution) -> list[Any]:
    """Everything a picture tells, without the later history of its claims."""
    values = [
        (*key(v), v.standing, v.grade, v.voices, v.neutral, v.said_on, v.fresh, v.fresh_until, v.check, v.withdrawal)
        for v in picture.values
    ]
    said = [
        (found.id, found.independent, [(side.value, [c.id for c in side.claims]) for side in found.positions])
        for found in picture.disagreements
    ]
    return [values, [[c.id for c in v.claims] for v in picture.values], said]


def neutral_in(world: World) -> Neutral:
    """Each group, with the lineages that contradict themselves in it."""
    evidence = gather(world.claims, (), (), {source.id: source for source in world.sources}, TODAY)
    return {
        (group, lineage)
        for group, claims in evidence.groups.items()
        for lineage, said in by_lineage(claims, evidence).items()
        if contradicts_itself(said, PROPERTIES[group[1]], evidence)
    }


def alive(world: World, day: date) -> list[Any]:
    dates = {source.id: source.date for source in world.sources}
    return [
        c
        for c in world.claims
        if c.rank is not Rank.DEPRECATED
        and c.recorded_on <= day
        and (c.ended_on is None or c.ended_on > day)
        and (dates[c.source] or day) <= day
    ]


@QUICK
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_does_not_matter(world, chance):
    mixed = [list(part) for part in (world.sources, world.claims, world.checks, world.withdrawals)]
    for part in mixed:
        chance.shuffle(part)
    sources, claims, checks, withdrawals = map(tuple, mixed)
    assert World(sources, claims, checks, withdrawals).on(TODAY) == world.on(TODAY)


@THOROUGH
@given(arguments(), st.data())
def test_a_second_document_of_the_same_lineage_raises_nothing(world, data):
    live = [one for one in alive(world, TODAY) if one.stance is Stance.ASSERTS]
    assume(live)
    said = data.draw(st.sampled_from(live))
    lineage = next(source.lineage for source in world.sources if source.id == said.source)
    copy = data.draw(documents("copy", lineages=(lineage,)))
    # A body that dates its own word renews it; that is the one exception.
    assume(grade_about(copy, (said.subject, said.value)) is not Grade.A or copy.date is None)
    after = world.with_document(copy, replace(said, id="a-copy", source="copy"))
    # Repeating what it has taken back since makes a voice contradict itself, which is another rule.
    assume(neutral_in(world) == neutral_in(after))
    before = {key(value): value for value in world.on(TODAY).values}
    for value in after.on(TODAY).values:
        known = before.get(key(value))
        if known is not None:
            assert BEST_FIRST.index(value.standing) >= BEST_FIRST.index(known.standing)
            assert known.fresh or not value.fresh


@QUICK
@given(worlds(bodies=(LANTERN,), names=("phone", "status", "has_hotline")))
def test_a_lineage_that_contradicts_itself_is_not_heard_on_that_point(world):
    world = replace(world, checks=(), withdrawals=())
    silenced = neutral_in(world)
    lineages = {source.id: source.lineage for source in world.sources}
    heard = tuple(c for c in world.claims if (group_of(c), lineages[c.source]) not in silenced)
    without = {key(value): value for value in replace(world, claims=heard).on(TODAY).values}
    for value in world.on(TODAY).values:
        same = without.get(key(value))
        assert not {lineage for group, lineage in silenced if group == key(value)[:4]} & set(value.voices)
        assert value.standing is same.standing if same else value.standing in (Standing.DISPUTED, Standing.OUTWEIGHED)


@QUICK
@given(worlds())
def test_a_withdrawal_always_wins(world):
    gone = {(w.subject, w.property, w.value) for w in world.withdrawals if w.on <= TODAY}
    picture = world.on(TODAY)
    for value in picture.values:
        if (value.subject, value.property, value.value) in gone:
            assert value.standing is Standing.WITHDRAWN
            assert value.withdrawal is not None
    for found in picture.disagreements:
        assert not {(c.subject, c.property, c.value) for side in found.positions for c in side.claims} & gone


@QUICK
@given(worlds(), st.sampled_from((LAST_YEAR, LAST_MONTH, TODAY)))
def test_a_past_day_gives_the_picture_of_that_day(world, day):
    then = World(
        tuple(source for source in world.sources if source.date is None or source.date <= day),
        tuple(c if not c.ended_on or c.ended_on <= day else replace(c, ended_on=None) for c in world.claims),
        tuple(found for found in world.checks if found.on <= day),
        tuple(found for found in world.withdrawals if found.on <= day),
    )
    known = {source.id for source in then.sources}
    claims = tuple(c for c in then.claims if c.recorded_on <= day and c.source in known)
    assert view(world.on(day)) == view(replace(then, claims=claims).on(day))


@QUICK
@given(worlds(), st.sampled_from(DAYS))
def test_the_values_are_those_that_live_claims_assert(world, day):
    asserted = {(*group_of(c), said_value(c)) for c in alive(world, day) if is_assertion(c)}
    picture = world.on(day)
    assert {key(value) for value in picture.values} == asserted
    for value in picture.values:
        assert value.claims
        assert all((*group_of(c), said_value(c)) == key(value) for c in value.claims)


@QUICK
@given(worlds(), st.data())
def test_removing_the_last_claim_removes_the_value(world, data):
    values = world.on(TODAY).values
    assume(values)
    gone = data.draw(st.sampled_from(values))
    ids = {c.id for c in gone.claims}
    left = replace(world, claims=tuple(c for c in world.claims if c.id not in ids))
    assert key(gone) not in {key(value) for value in left.on(TODAY).values}


@QUICK
@given(worlds())
def test_what_nothing_dates_is_never_fresh(world):
    undated = replace(world, sources=tuple(replace(source, date=None) for source in world.sources), checks=())
    assert not any(value.fresh for value in undated.on(TODAY).values)
    assert not any(value.standing is Standing.LAPSED for value in undated.on(TODAY).values)


@QUICK
@given(worlds())
def test_a_deprecated_claim_never_counts(world):
    kept = tuple(c for c in world.claims if c.rank is not Rank.DEPRECATED)
    assert replace(world, claims=kept).on(TODAY) == world.on(TODAY)


@QUICK
@given(worlds())
def test_fresh_values_tell_when_they_lapse(world):
    for value in world.on(TODAY).values:
        if value.fresh and value.fresh_until is not None:
            assert value.fresh_until >= TODAY
        if value.standing is Standing.LAPSED:
            assert not value.fresh
            assert value.said_on is not None or value.check is not None


@QUICK
@given(worlds())
def test_a_disagreement_has_two_sides_that_live_claims_take(world):
    live = {c.id for c in alive(world, TODAY)}
    for found in world.on(TODAY).disagreements:
        assert len(found.positions) > 1
        assert all(side.claims and {c.id for c in side.claims} <= live for side in found.positions)
        assert len({side.value for side in found.positions}) == len(found.positions)
