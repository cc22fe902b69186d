"""Two records that are one: read as one on the days on which a person says so, and as two again afterwards."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from tests.knowledge.building import (
    DAILY,
    HARBOUR,
    LANTERN,
    LAST_MONTH,
    LAST_YEAR,
    LIBRARY,
    LONG_AGO,
    MINISTRY,
    OTHER_NUMBER,
    OWN_PAGE,
    STUDY,
    TODAY,
    WATCH,
    check,
    claim,
    edition,
    points,
    resolved,
    source,
    standing_of,
    status,
    value_of,
    withdrawal,
)
from tests.knowledge.worlds import QUICK, World, worlds

from romduol.knowledge.claims.records import (
    RECORD,
    Claim,
    Facts,
    Outcome,
    Rank,
    Resolution,
    Ruling,
    Standing,
    Subject,
    Verdict,
)
from romduol.knowledge.claims.rules.joining import joined, joinings
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.directory.rules.joined import with_cautions
from romduol.knowledge.sources.records import Grade

DESK = source("desk", lineage="desk", grade=Grade.B, kind="desk")
KNOWN = {one.id: one for one in (*LIBRARY, DESK)}


def same(subject: str, value: str, **more: object) -> Claim:
    """A steward's word that a record is another one."""
    told = {"subject": subject, "property": "same_as", "recorded_on": LAST_MONTH, **more}
    return claim(DESK, value, **told)


def seen(picture: Resolution) -> list[object]:
    """All that a picture tells, without the ids of contradictions and the order in which claims stand."""
    values = [
        (
            *(v.subject, v.property, v.purpose, v.scope, v.value, v.standing, v.grade, v.voices, v.neutral, v.check),
            *(v.withdrawal, v.fresh, v.fresh_until, v.said_on, sorted(c.id for c in v.claims)),
        )
        for v in picture.values
    ]
    found = sorted(
        (d.rule, d.subject, d.property, d.purpose, d.scope, d.independent, [side.value for side in d.positions])
        for d in picture.disagreements
    )
    return [values, found]


def moved(world: World, subject: str, into: str) -> World:
    """The world as it would be had everything been written under one record from the start."""

    def there(one):
        value = into if getattr(one, "property", "") == "part_of" and one.value == subject else one.value
        return replace(one, subject=into if one.subject == subject else one.subject, value=value)

    def stays(one):
        """Who wrote it under one record would not have written that it is a part of itself."""
        after = there(one)
        return after == one or one.property != "part_of" or after.subject != after.value

    sources = tuple(replace(s, speaks_for=into) if s.speaks_for == subject else s for s in world.sources)
    claims = tuple(there(one) for one in world.claims if stays(one))
    return World(sources, claims, tuple(map(there, world.checks)), tuple(map(there, world.withdrawals)))


def with_words(world: World, *words: Claim) -> World:
    return replace(world, sources=(*world.sources, DESK), claims=(*world.claims, *words))


@given(worlds())
@QUICK
def test_joined_records_read_as_if_all_had_been_written_under_one(world):
    together = with_words(world, same(HARBOUR, LANTERN, recorded_on=LONG_AGO)).on()
    assert seen(together) == seen(with_words(moved(world, HARBOUR, LANTERN)).on())
    assert together.joined == {HARBOUR: LANTERN}


@given(worlds(), st.sampled_from((LAST_YEAR, LAST_MONTH, TODAY)))
@QUICK
def test_parted_again_everything_is_as_before(world, day):
    parted = same(HARBOUR, LANTERN, recorded_on=LONG_AGO, ended_on=day)
    assert with_words(world, parted).on(day) == with_words(world).on(day)
    assert with_words(world, same(HARBOUR, LANTERN, recorded_on=day)).on(day - timedelta(days=1)) == (
        with_words(world).on(day - timedelta(days=1))
    )


@given(worlds(), st.permutations([same(HARBOUR, LANTERN), same(WATCH, HARBOUR)]), st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_joining_does_not_matter(world, words, chance):
    plain = with_words(world, same(HARBOUR, LANTERN), same(WATCH, HARBOUR))
    shuffled = [*world.claims, *words]
    chance.shuffle(shuffled)
    assert replace(plain, claims=tuple(shuffled)).on() == plain.on()
    straight = with_words(world, same(HARBOUR, LANTERN), same(WATCH, LANTERN)).on()
    assert seen(plain.on()) == seen(straight)


@given(worlds())
@QUICK
def test_what_nobody_joined_is_not_touched(world):
    facts = Facts(world.claims, world.checks, world.withdrawals)
    sources = {one.id: one for one in world.sources}
    read = joined(facts, sources, TODAY)
    assert read.facts is facts
    assert read.sources is sources


@given(st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")))
@QUICK
def test_every_chain_ends_and_every_circle_is_told(steps):
    words = [same(one, other) for one, other in steps.items()]
    into, circles = joinings(words, (), TODAY)
    assert not set(into) & set(into.values())
    # What is no root leads to one; a circle is cut before the record whose id sorts first.
    assert set(into) == {one for one, other in steps.items() if one != other} - {circle[0] for circle in circles}
    assert all(circle[0] == min(circle) for circle in circles)
    assert joinings(reversed(words), (), TODAY) == (into, circles)


def test_a_circle_is_cut_before_the_first():
    words = [same(LANTERN, HARBOUR), same(HARBOUR, WATCH), same(WATCH, LANTERN), same(MINISTRY, WATCH)]
    for order in permutations(words):
        into, circles = joinings(order, (), TODAY)
        assert into == dict.fromkeys((LANTERN, WATCH, MINISTRY), HARBOUR)
        assert circles == ((HARBOUR, WATCH, LANTERN),)


def test_only_a_person_at_the_desk_joins():
    told = claim(STUDY, LANTERN, subject=HARBOUR, property="same_as")
    assert not resolved(told, claim(), sources=KNOWN.values()).joined
    for more in ({"rank": Rank.DEPRECATED, "reason": "A mistake."}, {"ended_on": LAST_MONTH}):
        picture = resolved(same(HARBOUR, LANTERN, **more), claim(), sources=KNOWN.values())
        assert not picture.joined
        assert {value.property for value in picture.values} == {"phone"}


def test_what_was_taken_back_of_either_is_taken_back_of_both():
    facts = (claim(STUDY), claim(DAILY, subject=HARBOUR), same(HARBOUR, LANTERN))
    taken = withdrawal(subject=HARBOUR)
    assert standing_of(resolved(*facts[:2], withdrawals=[taken]), subject=LANTERN) is not Standing.WITHDRAWN
    picture = resolved(*facts, withdrawals=[taken], sources=KNOWN.values())
    assert standing_of(picture) is Standing.WITHDRAWN


def test_a_whole_record_that_was_taken_back_takes_the_other_with_it():
    facts = (
        claim(STUDY, "Listening", subject="svc-one", property="name", words={"en": "Listening"}),
        claim(STUDY, "Talking", subject="svc-two", property="name", words={"en": "Talking"}),
        same("svc-two", "svc-one"),
    )
    whole = withdrawal("", subject="svc-two", property=RECORD)
    told = edition(*facts, withdrawals=[whole], sources=KNOWN.values())
    assert not told.services
    assert set(told.taken_back) == {"service:svc-one", "service:svc-two"}


def test_checks_of_either_count_for_both():
    facts = (claim(STUDY, subject=HARBOUR), same(HARBOUR, LANTERN))
    picture = resolved(*facts, checks=[check(subject=HARBOUR)], sources=KNOWN.values())
    assert standing_of(picture, subject=LANTERN) is Standing.CHECKED
    later = check(Outcome.WRONG, on=TODAY, holds_until=TODAY)
    picture = resolved(*facts, checks=[check(subject=HARBOUR), later], sources=KNOWN.values())
    assert standing_of(picture, subject=LANTERN) is Standing.WITHDRAWN


def test_one_number_of_two_bodies_that_are_one_is_no_contradiction_any_more():
    facts = (claim(STUDY), claim(DAILY, subject=HARBOUR))
    assert {point[0] for point in points(resolved(*facts).disagreements)} == {"two_owners"}
    picture = resolved(*facts, same(HARBOUR, LANTERN), sources=KNOWN.values())
    assert not picture.disagreements
    assert value_of(picture).voices == ("daily", "study")


def test_two_values_of_which_there_can_be_one_are_a_contradiction_now():
    facts = (status(STUDY, "active"), status(DAILY, "closed", subject=HARBOUR))
    assert not resolved(*facts).disagreements
    picture = resolved(*facts, same(HARBOUR, LANTERN), sources=KNOWN.values())
    assert points(picture.disagreements) == {("different_values", LANTERN, "status", "")}


def test_what_points_to_a_record_points_to_the_one_that_it_is():
    facts = (
        claim(STUDY, HARBOUR, subject=WATCH, property="part_of"),
        claim(STUDY, LANTERN, subject=HARBOUR, property="part_of"),
        claim(STUDY, HARBOUR, subject="svc-one", property="provided_by"),
        same(HARBOUR, LANTERN),
    )
    picture = resolved(*facts, sources=KNOWN.values())
    assert {(v.subject, v.property, v.value) for v in picture.values} == {
        (WATCH, "part_of", LANTERN),
        ("svc-one", "provided_by", LANTERN),
    }


def test_a_source_that_speaks_for_the_one_speaks_for_the_other():
    facts = (claim(OWN_PAGE, subject=HARBOUR, locator="contact"), same(LANTERN, HARBOUR))
    picture = resolved(*facts, sources=KNOWN.values())
    assert value_of(picture, subject=HARBOUR).grade is Grade.A


def test_a_ruling_goes_with_its_record_until_there_is_something_that_it_did_not_see():
    facts = (status(STUDY, "active", subject=HARBOUR), status(DAILY, "closed", subject=HARBOUR))
    found = resolved(*facts).disagreements[0]
    saw = frozenset({"active", "closed"})
    ruling = Ruling(found.id, HARBOUR, "status", saw, Verdict.BOTH_TRUE, {"en": "Two offices."}, LAST_MONTH)

    def pictured(*more: Claim) -> Resolution:
        return resolve((*facts, *more), (), (), KNOWN, TODAY, rulings=[ruling])

    assert not pictured().disagreements
    assert not pictured(same(HARBOUR, LANTERN)).disagreements
    later = pictured(same(HARBOUR, LANTERN), status(DAILY, "replaced", locator="line 2"))
    assert points(later.disagreements) == {("different_values", LANTERN, "status", "")}


def test_a_ruling_about_a_shared_number_follows_the_bodies():
    facts = (claim(STUDY), claim(DAILY, subject=HARBOUR))
    found = resolved(*facts).disagreements[0]
    ruling = Ruling(
        found.id,
        found.subject,
        "phone",
        frozenset({LANTERN, HARBOUR}),
        Verdict.BOTH_TRUE,
        {"en": "Shared."},
        LAST_MONTH,
    )
    picture = resolve((*facts, same(HARBOUR, WATCH)), (), (), KNOWN, TODAY, rulings=[ruling])
    assert not picture.disagreements


def test_an_edition_knows_the_record_that_stays_and_where_the_other_leads():
    name = {"property": "name", "words": {"en": "Harbour"}}
    facts = (
        claim(STUDY, "Lantern", property="name", words={"en": "Lantern"}),
        claim(STUDY, "Harbour", subject=HARBOUR, **name),
        claim(STUDY, OTHER_NUMBER, subject=HARBOUR),
        claim(STUDY, HARBOUR, subject="svc-one", property="provided_by"),
    )
    apart = edition(*facts, sources=KNOWN.values())
    told = edition(*facts, same(HARBOUR, LANTERN), sources=KNOWN.values())
    assert set(told.organizations) == {LANTERN}
    assert told.lines_of == {LANTERN: (OTHER_NUMBER.lstrip("+"),)}
    assert told.services_of == {LANTERN: ("svc-one",)}
    assert {value.value for value in told.organizations[LANTERN].all("name")} == {"Lantern", "Harbour"}
    there = told.joined[HARBOUR]
    assert (there.into, there.kind) == (LANTERN, "organization")
    assert (there.uuid, there.code) == (apart.organizations[HARBOUR].uuid, apart.organizations[HARBOUR].code)
    assert not apart.joined


def test_a_caution_of_either_is_told_of_both():
    subjects = (
        Subject(LANTERN, "organization", caution={"en": "Ask first."}),
        Subject(HARBOUR, "organization", caution={"en": "Never after dark.", "km": "កុំទៅពេលយប់។"}),
    )
    told = {one.id: one.caution for one in with_cautions(subjects, {HARBOUR: LANTERN})}
    assert told[LANTERN] == {"en": "Ask first. Never after dark.", "km": "កុំទៅពេលយប់។"}
