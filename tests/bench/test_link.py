"""The model of a slow line: round trips, bytes on the line, slow start."""

import pytest
from bench.link import AROUND, SEGMENT, SLOW_PHONE, WINDOW, Link, first_view, most_bytes, received

ENDLESSLY_FAST = Link(1e15, 0.8)


def test_an_answer_within_the_first_window_takes_three_round_trips_and_its_bytes():
    size = WINDOW * SEGMENT
    assert received(size, ENDLESSLY_FAST) == pytest.approx(0.4)
    assert first_view(size, ENDLESSLY_FAST, tls=False) == pytest.approx(2 * 0.8)
    carried = 8 * WINDOW * (SEGMENT + AROUND) / 280_000
    assert first_view(size, SLOW_PHONE, tls=False) == pytest.approx(2 * 0.8 + carried)


def test_one_byte_more_waits_for_an_acknowledgement():
    size = WINDOW * SEGMENT
    assert received(size + 1, ENDLESSLY_FAST) == pytest.approx(0.4 + 0.8)
    later = received(size + 1, SLOW_PHONE) - received(size, SLOW_PHONE)
    # The first segment is acknowledged a round trip after it came off the line, while the line stood still.
    carried = 8 * (SEGMENT + AROUND) / 280_000
    assert later == pytest.approx(carried + 0.8 - WINDOW * carried + 8 * (1 + AROUND) / 280_000)


def test_each_acknowledgement_lets_two_more_go():
    for segments, trips in ((10, 0), (30, 1), (31, 2), (70, 2), (71, 3)):
        assert received(segments * SEGMENT, ENDLESSLY_FAST) == pytest.approx(0.4 + 0.8 * trips)


def test_tls_takes_one_round_trip_and_its_records():
    plain, safe = (first_view(1_000, SLOW_PHONE, tls=tls) for tls in (False, True))
    assert safe - plain == pytest.approx(0.8 + 8 * 22 / 280_000)


def test_a_line_without_delay_takes_its_bytes_alone():
    assert received(100 * SEGMENT, Link(280_000, 0)) == pytest.approx(8 * 100 * (SEGMENT + AROUND) / 280_000)


@pytest.mark.parametrize("tls", [True, False])
def test_what_an_answer_may_weigh_is_just_within_the_ratio(tls):
    floor = first_view(777, SLOW_PHONE, tls=tls)
    most = most_bytes(SLOW_PHONE, 777, 1.15, tls=tls)
    within, beyond = (first_view(size, SLOW_PHONE, tls=tls) / floor for size in (most, most + 1))
    assert within <= 1.15 < beyond
