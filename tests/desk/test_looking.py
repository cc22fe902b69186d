"""What is counted of a day: sums agree with the edition, what is not known is not called nothing, nobody is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.copies import TINY, TODAY, untouched
from tests.knowledge.building import (
    LANTERN,
    LAST_MONTH,
    LONG_AGO,
    NUMBER,
    OWN_PAGE,
    RED_1,
    STUDY,
    check,
    claim,
    edition,
    status,
    withdrawal,
)
from tests.knowledge.worlds import QUICK

from romduol.desk.looking.actions import record_day
from romduol.desk.looking.models import Day
from romduol.desk.looking.queries import latest
from romduol.desk.looking.records import (
    NATIONAL,
    OTHER,
    UNPLACED,
    Age,
    Cell,
    Count,
    FigureKind,
    GapKind,
    Overview,
)
from romduol.desk.looking.rules.counting import age_of, count
from romduol.desk.looking.rules.figures import compared, day_before, figures_of, share, thinned
from romduol.desk.looking.rules.gaps import gaps, in_all, narrowed, of_need
from romduol.desk.looking.rules.pictures import TALL, WIDE, bars, curve
from romduol.desk.looking.rules.storing import counts_as_data, named_as_data, overview_from
from romduol.desk.packs.queries import edition_of_pack
from romduol.knowledge.claims.records import Claim, Outcome
from romduol.knowledge.directory.records import Edition, Need, Place, Showing
from romduol.knowledge.guides.records import Translation
from romduol.knowledge.sources.records import Source

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PLACES = {
    "01": Place("1", "01", None, "province", {"en": "North"}),
    "0101": Place("2", "0101", None, "district", {"en": "Northton"}, parent="01"),
    "02": Place("3", "02", None, "province", {"en": "South"}),
}


@pytest.fixture(scope="module")
def tiny() -> Edition:
    return edition_of_pack(untouched(TINY), TODAY)


def service(
    name: str, *, by: str = LANTERN, serves: tuple[str, ...] = (), kind: str = "counselling", said: Source = STUDY
) -> list[Claim]:
    about = {"subject": f"svc-{name}"}
    return [
        claim(said, kind, property="category", **about),
        claim(said, by, property="provided_by", **about),
        *(claim(said, place, property="serves", locator=place, **about) for place in serves),
    ]


def counted(*claims, **more) -> Overview:
    """Count a world that has places: the builder's own has none."""
    needs = {"violence_support": Need("violence_support", {"en": "Support after violence"})}
    return count(replace(edition(*claims, **more), places=PLACES, needs=needs))


@st.composite
def countries(draw: st.DrawFn) -> tuple[Claim, ...]:
    """Draw services here and there, given by bodies with and without a number, some of them closed."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        places = draw(st.lists(st.sampled_from(("01", "0101", "02", NATIONAL, "99")), unique=True, max_size=3))
        body = draw(st.sampled_from((LANTERN, "org-harbour", "org-moon")))
        kind = draw(st.sampled_from(("counselling", "shelter", "nobody-knows")))
        found += service(
            str(number), by=body, serves=tuple(places), kind=kind, said=draw(st.sampled_from((STUDY, RED_1)))
        )
    if draw(st.booleans()):
        found.append(claim(OWN_PAGE))
    if draw(st.booleans()):
        found.append(status(STUDY, "closed", subject="org-moon"))
    return tuple(found)


@QUICK
@given(countries())
def test_the_sums_agree_with_the_edition(claims):
    made = replace(edition(*claims), places=PLACES)
    seen = count(made)
    assert seen.total.listed + seen.gone == len(made.services)
    assert sum(seen.lines.values()) == len(made.lines)
    assert sum(seen.line_ages.values()) == len(made.lines) - seen.lines[Showing.DO_NOT_CALL]
    assert sum(seen.contradictions.values()) == len(made.disagreements)
    assert seen.held_back_in_all == len({one for ids in made.held_back.values() for one in ids})
    rows = [in_all(row).listed for row in seen.coverage.values()]
    assert max(rows, default=0) <= seen.total.listed <= sum(rows)
    assert sum(rows) == sum(of_need(seen, need).listed for need in seen.needs)


@QUICK
@given(countries())
def test_a_part_is_never_more_than_its_whole(claims):
    seen = count(replace(edition(*claims), places=PLACES))
    for cell in (seen.total, *(cell for row in seen.coverage.values() for cell in row.values())):
        assert cell.callable <= cell.listed
        assert cell.fresh <= cell.listed
    for figure in figures_of(seen).values():
        assert figure.whole is None or 0 <= figure.part <= figure.whole


@QUICK
@given(countries())
def test_what_is_stored_is_read_again_as_it_was(claims):
    seen = count(replace(edition(*claims), places=PLACES))
    assert overview_from(seen.on, counts_as_data(seen), named_as_data(seen)) == seen


@QUICK
@given(countries(), st.sampled_from(("", "01", "02", NATIONAL)), st.sampled_from(("", OTHER, "violence_support")))
def test_a_filter_adds_nothing(claims, place, need):
    seen = count(replace(edition(*claims), places=PLACES))
    part = narrowed(seen, place=place, need=need)
    whole = {(row, one): cell for row, cells in seen.coverage.items() for one, cell in cells.items()}
    for row, cells in part.coverage.items():
        for one, cell in cells.items():
            assert whole[(row, one)] == cell
            assert place in ("", row)
            assert need in ("", one)


def test_a_service_of_a_town_counts_in_its_province_once():
    seen = counted(*service("talk", serves=("01", "0101", NATIONAL)))
    assert seen.coverage == {
        "01": {"violence_support": Cell(1, 0, 1)},
        "02": {},
        NATIONAL: {"violence_support": Cell(1, 0, 1)},
    }
    assert seen.total == Cell(1, 0, 1)


def test_a_place_that_nobody_knows_is_told_as_such():
    assert counted(*service("talk")).coverage[UNPLACED] == {"violence_support": Cell(1)}


def test_only_a_number_with_a_button_can_be_called():
    assert counted(*service("talk", serves=("01",)), claim(RED_1)).total.callable == 0
    assert counted(*service("talk", serves=("01",)), claim(OWN_PAGE)).total.callable == 1
    taken = counted(*service("talk", serves=("01",)), claim(OWN_PAGE), withdrawals=[withdrawal()])
    assert (taken.total.callable, taken.line_ages[Age.NEVER]) == (0, 0)


def test_what_nobody_gives_any_more_is_in_no_cell():
    seen = counted(*service("talk", serves=("01",)), status(STUDY, "closed"))
    assert (seen.gone, seen.total, seen.coverage["01"]) == (1, Cell(), {})


def test_reading_a_number_on_a_page_is_no_call():
    read = counted(claim(OWN_PAGE), checks=[check(how="website")])
    called = counted(claim(OWN_PAGE), checks=[check()])
    assert (read.line_ages[Age.NEVER], called.line_ages[Age.NEVER]) == (1, 0)
    assert called.line_ages[Age.MONTH] == 1


def test_a_call_that_found_a_number_wrong_was_a_call():
    assert counted(claim(OWN_PAGE), checks=[check(Outcome.WRONG)]).line_ages[Age.NEVER] == 0


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, Age.MONTH), (30, Age.MONTH), (31, Age.QUARTER), (183, Age.HALF_YEAR), (184, Age.YEAR), (366, Age.OLDER)],
)
def test_ages(days, age):
    assert age_of(check(on=TODAY - timedelta(days=days)), TODAY) is age


def test_the_tiny_country(tiny):
    seen = count(tiny)
    assert seen.total == Cell(2, 2, 1)
    assert seen.coverage[NATIONAL] == {"violence_support": Cell(1, 1, 0)}
    assert seen.held_back == {"02": 1}
    assert seen.line_ages[Age.QUARTER] == 1
    assert Counter(seen.texts) == Counter({Translation.ORIGINAL: 1, Translation.MACHINE_DRAFTED: 1})


def test_none_known_is_told_apart_from_none_that_can_be_called():
    found = {gap.kind: gap for gap in gaps(counted(*service("talk", serves=("01",))))}
    assert found[GapKind.PLACE_UNREACHED].places == ("01",)
    assert found[GapKind.PLACE_EMPTY].places == ("02",)
    assert found[GapKind.NEED_UNREACHED].needs == ("violence_support",)


def test_what_is_printed_shows_no_digits_that_readers_do_not_get():
    (one,) = counted(claim(RED_1)).next_calls
    assert NUMBER[-3:] not in one.number.replace(" ", "")
    (other,) = counted(claim(OWN_PAGE)).next_calls
    assert other.number == "099 000 101"


def test_what_was_called_lately_is_not_called_next():
    assert counted(claim(OWN_PAGE), checks=[check(on=LAST_MONTH)]).next_calls == ()
    long_ago = check(on=LONG_AGO, holds_until=LONG_AGO)
    assert [one.age for one in counted(claim(OWN_PAGE), checks=[long_ago]).next_calls] == [Age.OLDER]


@pytest.mark.django_db
def test_a_second_publish_replaces_the_counts_of_its_day_alone(tiny):
    yesterday = replace(tiny, today=TODAY - timedelta(days=1))
    record_day(yesterday, AT - timedelta(days=1))
    record_day(tiny, AT)
    record_day(replace(tiny, disagreements=()), AT + timedelta(hours=1))
    assert Day.objects.count() == 2
    found = latest()
    assert found is not None
    assert found.at == AT + timedelta(hours=1)
    open_ones = {day: figures[FigureKind.CONTRADICTIONS].part for day, figures in found.days.items()}
    assert open_ones == {yesterday.today: len(tiny.disagreements), TODAY: 0}


@pytest.mark.django_db
def test_the_page_asks_for_as_little_however_much_there_is(tiny, django_assert_num_queries):
    for days in range(400):
        Day.objects.create(on=TODAY - timedelta(days=days), at=AT, figures={}, counts={}, named={})
    record_day(tiny, AT)
    with django_assert_num_queries(2):
        found = latest()
    assert found is not None
    assert found.overview == count(tiny)
    assert len(found.days) == 400


def test_a_figure_stands_beside_that_of_a_month_ago():
    days = [date(2026, 10, 1), date(2026, 10, 24), date(2026, 11, 20), TODAY]
    assert day_before(days, TODAY) == date(2026, 10, 24)
    assert day_before(days[2:], TODAY) == date(2026, 11, 20)
    assert day_before([TODAY], TODAY) is None
    figures = {FigureKind.HELD_BACK: Count(2)}
    assert compared(figures, None)[0].before is None
    assert compared(figures, {FigureKind.HELD_BACK: Count(5)})[0].before == Count(5)


def test_a_share_is_never_told_better_than_it_is():
    assert (share(Count(199, 200)), share(Count(0, 0)), share(Count(1, 3))) == (99, 0, 33)


@QUICK
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=90))
def test_a_picture_stays_on_its_sheet(numbers):
    points = [(TODAY + timedelta(days=at), number) for at, number in enumerate(numbers)]
    drawn = curve(points)
    spots = [tuple(map(int, spot.split())) for spot in drawn.path.removeprefix("M").split(" L")]
    assert all(0 <= x <= WIDE and 0 <= y <= TALL for x, y in spots)
    assert spots[-1] == drawn.end
    assert len(thinned(points, 30)) <= 30
    assert thinned(points, 30)[-1] == points[-1]
    rows = bars({str(at): number for at, number in enumerate(numbers)})
    assert all(0 <= bar.width <= 100 and (bar.width > 0) == (bar.count > 0) for bar in rows)
