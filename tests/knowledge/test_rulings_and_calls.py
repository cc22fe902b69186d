"""Calls that nobody answered, checks that were ended, and rulings: what they change, and what they never touch."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.knowledge.building import (
    BEST_FIRST,
    HARBOUR,
    LANTERN,
    LAST_MONTH,
    LIBRARY,
    NUMBER,
    OTHER_NUMBER,
    OWN_PAGE,
    RED_1,
    STUDY,
    TODAY,
    UNDATED_STUDY,
    WATCH,
    check,
    claim,
    edition,
    standing_of,
    status,
    value_of,
)
from tests.knowledge.test_resolving_properties import key
from tests.knowledge.worlds import QUICK, World, worlds

from romduol.knowledge.claims.records import (
    Check,
    Disagreement,
    Outcome,
    Resolution,
    ResolvedValue,
    Ruling,
    Stance,
    Standing,
    Verdict,
)
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.records import Showing

# Each example resolves a whole world several times.
FEW = settings(QUICK, max_examples=20)
REASON = {"en": "They share it."}


def missed(*days_ago: int, **more: Any) -> list[Check]:
    days = [TODAY - timedelta(days=ago) for ago in days_ago]
    return [check(Outcome.NO_ANSWER, on=day, holds_until=day, **more) for day in days]


def resolved(*claims: Any, rulings: Any = (), checks: Any = (), today: date = TODAY) -> Resolution:
    return resolve(claims, checks, (), {source.id: source for source in LIBRARY}, today, rulings=rulings)


def ruling(found: Disagreement, verdict: Verdict = Verdict.BOTH_TRUE, **more: Any) -> Ruling:
    saw = frozenset(side.value for side in found.positions)
    return Ruling(**{**_fields(found, saw), "verdict": verdict, **more})


def _fields(found: Disagreement, saw: frozenset[str]) -> dict[str, Any]:
    about = {"disagreement": found.id, "subject": found.subject, "property": found.property}
    return {**about, "saw": saw, "reason": REASON, "on": LAST_MONTH}


def with_rulings(world: World, *rulings: Ruling, today: date = TODAY) -> Resolution:
    known = {source.id: source for source in world.sources}
    return resolve(world.claims, world.checks, world.withdrawals, known, today, rulings=rulings)


@st.composite
def quarrels(draw: st.DrawFn) -> World:
    """Draw a world in which two sources are sure to differ, if nothing else in it settles it."""
    one, other = draw(
        st.sampled_from(
            (
                (claim(RED_1), claim(UNDATED_STUDY, OTHER_NUMBER)),
                (claim(RED_1), claim(RED_1, OTHER_NUMBER, locator="line 2")),
                (claim(RED_1), claim(UNDATED_STUDY, subject=WATCH)),
                (claim(RED_1), claim(UNDATED_STUDY, stance=Stance.DENIES)),
                (status(RED_1, "active"), status(UNDATED_STUDY, "closed")),
                (status(RED_1, "active"), status(UNDATED_STUDY, "active", stance=Stance.DENIES)),
            )
        )
    )
    world = draw(worlds(bodies=(LANTERN, WATCH), names=("phone", "phone", "status", "part_of")))
    return World((*world.sources, RED_1, UNDATED_STUDY), (one, other, *world.claims), world.checks, world.withdrawals)


class TestNobodyAnswers:
    def test_three_days_without_an_answer_end_what_was_checked_and_what_was_fresh(self):
        right = check(on=TODAY - timedelta(days=20))
        for checks in ([right, *missed(9, 8, 7)], missed(9, 8, 7)):
            value = value_of(resolved(claim(OWN_PAGE), checks=checks))
            assert (value.standing, value.fresh, value.unanswered) == (
                Standing.LAPSED,
                False,
                TODAY - timedelta(days=7),
            )

    def test_the_same_day_counts_once_and_calls_before_the_last_finding_do_not_count(self):
        assert standing_of(resolved(claim(OWN_PAGE), checks=missed(9, 8, 8))) is Standing.FIRST_HAND
        right = check(on=TODAY - timedelta(days=8))
        assert standing_of(resolved(claim(OWN_PAGE), checks=[right, *missed(9, 8, 7, 6)])) is Standing.CHECKED

    def test_who_would_not_say_finds_nothing_and_ends_no_count(self):
        refused = [check(Outcome.REFUSED, on=TODAY - timedelta(days=ago)) for ago in (5, 4, 3)]
        assert standing_of(resolved(claim(OWN_PAGE), checks=refused)) is Standing.FIRST_HAND
        assert standing_of(resolved(claim(OWN_PAGE), checks=[*refused, *missed(9, 8, 2)])) is Standing.LAPSED

    def test_it_is_no_call_button_any_more(self):
        checks = [check(on=TODAY - timedelta(days=20)), *missed(9, 8, 7)]
        before = edition(claim(STUDY), checks=checks[:1]).lines["85599000101"].showing
        after = edition(claim(STUDY), checks=checks).lines["85599000101"].showing
        assert (before, after) == (Showing.CALL, Showing.AFTER_TAP)

    def test_what_it_had_settled_is_open_again(self):
        claims = (claim(STUDY), claim(UNDATED_STUDY, OTHER_NUMBER))
        right = check(on=TODAY - timedelta(days=20))
        assert not resolved(*claims, checks=[right]).disagreements
        assert resolved(*claims, checks=[right, *missed(9, 8, 7)]).disagreements

    @FEW
    @given(worlds(), st.lists(st.integers(0, 1), max_size=4))
    def test_on_fewer_than_three_days_they_change_nothing(self, world, days):
        world = replace(world, checks=tuple(one for one in world.checks if one.outcome is not Outcome.NO_ANSWER))
        more = tuple(
            one
            for said in world.claims
            for one in missed(*days, subject=said.subject, property=said.property, value=said.value)
        )
        assert replace(world, checks=(*world.checks, *more)).on(TODAY) == world.on(TODAY)

    @FEW
    @given(worlds(), st.data())
    def test_on_three_days_they_take_away_and_a_later_right_check_resets_the_count(self, world, data):
        values = [value for value in world.on(TODAY).values if value.withdrawal is None]
        assume(values)
        one = data.draw(st.sampled_from(values))
        about = {"subject": one.subject, "property": one.property, "value": one.value}
        kept = tuple(found for found in world.checks if spot(found) != tuple(about.values()))
        world = replace(world, checks=kept)
        silent = replace(world, checks=(*kept, *missed(9, 8, 7, **about)))
        before, after = by_key(world.on(TODAY))[key(one)], by_key(silent.on(TODAY))[key(one)]
        assert not after.fresh
        assert BEST_FIRST.index(after.standing) >= max(
            BEST_FIRST.index(before.standing), BEST_FIRST.index(Standing.LAPSED)
        )
        right = check(on=TODAY - timedelta(days=6), holds_until=TODAY, **about)
        assert replace(silent, checks=(*silent.checks, right)).on(TODAY) == replace(world, checks=(*kept, right)).on(
            TODAY
        )


def spot(found: Check) -> tuple[str, ...]:
    return (found.subject, found.property, found.value)


def by_key(picture: Resolution) -> dict[tuple[str, ...], ResolvedValue]:
    return {key(value): value for value in picture.values}


class TestAnEndedCheck:
    @FEW
    @given(worlds(), st.data())
    def test_is_from_that_day_on_as_if_it_had_never_been_and_the_day_before_still_sees_it(self, world, data):
        assume(world.checks)
        one = data.draw(st.sampled_from(world.checks))
        others = tuple(found for found in world.checks if found is not one)
        ended = replace(world, checks=(*others, replace(one, ended_on=TODAY)))
        assert ended.on(TODAY) == replace(world, checks=others).on(TODAY)
        before = TODAY - timedelta(days=1)
        assert plain(ended.on(before)) == plain(world.on(before))


def plain(picture: Resolution) -> list[Any]:
    """A picture without the later history of its checks."""
    kept = [replace(value, check=value.check and replace(value.check, ended_on=None)) for value in picture.values]
    return [kept, picture.disagreements]


class TestARuling:
    def test_both_true_ends_the_disagreement_and_its_values_are_no_longer_opposed(self):
        claims = (claim(STUDY), claim(UNDATED_STUDY, OTHER_NUMBER))
        (found,) = resolved(*claims).disagreements
        picture = resolved(*claims, rulings=[ruling(found)])
        assert picture.disagreements == ()
        assert (standing_of(picture), standing_of(picture, OTHER_NUMBER)) == (Standing.REPORTED, Standing.REPORTED)
        assert not any(value.against for value in picture.values)

    def test_one_voice_that_says_both_is_heard_again(self):
        claims = (status(RED_1, "active"), status(RED_1, "closed", locator="line 2"))
        (found,) = resolved(*claims).disagreements
        assert standing_of(resolved(*claims), "active") is Standing.DISPUTED
        assert standing_of(resolved(*claims, rulings=[ruling(found)]), "active") is Standing.REPORTED

    def test_two_bodies_may_share_a_number_until_a_third_claims_it(self):
        claims = [claim(STUDY), claim(UNDATED_STUDY, subject=WATCH)]
        (found,) = resolved(*claims).disagreements
        assert resolved(*claims, rulings=[ruling(found)]).disagreements == ()
        claims.append(claim(RED_1, subject=HARBOUR))
        assert resolved(*claims, rulings=[ruling(found)]) == resolved(*claims)

    def test_a_thing_may_be_so_and_not_so(self):
        claims = (claim(STUDY), claim(UNDATED_STUDY, stance=Stance.DENIES))
        (found,) = resolved(*claims).disagreements
        picture = resolved(*claims, rulings=[ruling(found)])
        assert (picture.disagreements, value_of(picture).against) == ((), ())

    def test_a_check_of_one_does_not_outweigh_the_other(self):
        claims = (status(STUDY, "active"), status(UNDATED_STUDY, "changed_work"))
        (found,) = resolved(*claims).disagreements
        checks = [check(value="active", property="status")]
        assert standing_of(resolved(*claims, checks=checks), "changed_work") is Standing.OUTWEIGHED
        picture = resolved(*claims, checks=checks, rulings=[ruling(found)])
        assert standing_of(picture, "changed_work") is Standing.REPORTED

    def test_left_open_stays_listed_with_its_reason_until_somebody_says_more(self):
        claims = [claim(STUDY, NUMBER), claim(UNDATED_STUDY, OTHER_NUMBER)]
        (found,) = resolved(*claims).disagreements
        left = ruling(found, Verdict.LEFT_OPEN)
        assert resolved(*claims, rulings=[left]).disagreements == (replace(found, left_open=REASON),)
        claims.append(claim(RED_1, "+85599000109"))
        assert resolved(*claims, rulings=[left]) == resolved(*claims)

    def test_it_counts_from_its_day_until_the_day_on_which_it_ended(self):
        claims = (claim(STUDY), claim(UNDATED_STUDY, OTHER_NUMBER))
        (found,) = resolved(*claims).disagreements
        one = ruling(found, ended_on=TODAY)
        days = (LAST_MONTH - timedelta(days=1), LAST_MONTH, TODAY - timedelta(days=1), TODAY)
        assert [len(resolved(*claims, rulings=[one], today=day).disagreements) for day in days] == [1, 0, 0, 1]

    @FEW
    @given(quarrels(), st.data())
    def test_both_true_ends_one_disagreement_and_makes_no_other_value_worse(self, world, data):
        before = world.on(TODAY)
        assume(before.disagreements)
        found = data.draw(st.sampled_from(before.disagreements))
        after = with_rulings(world, ruling(found))
        assert after.disagreements == tuple(one for one in before.disagreements if one.id != found.id)
        sides = {claim.id for side in found.positions for claim in side.claims}
        then = by_key(before)
        for value in after.values:
            own = {claim.id for claim in value.claims}
            if sides & own:
                assert not sides & {claim.id for claim in value.against}
            else:
                assert value == then[key(value)]

    @FEW
    @given(quarrels(), st.data(), st.randoms(use_true_random=False))
    def test_on_less_than_all_of_it_changes_nothing_and_the_order_does_not_matter(self, world, data, chance):
        before = world.on(TODAY)
        assume(before.disagreements)
        found = data.draw(st.sampled_from(before.disagreements))
        values = {side.value for side in found.positions}
        if len(values) > 1:
            part = ruling(found, saw=frozenset(sorted(values)[1:]))
            assert with_rulings(world, part) == before
        rulings = [ruling(found), ruling(found, Verdict.LEFT_OPEN), *map(ruling, before.disagreements)]
        picture = with_rulings(world, *rulings)
        chance.shuffle(rulings)
        assert with_rulings(world, *rulings) == picture
