"""No address asks for more than many people would, and none is kept; pages are free."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from romduol.config.limits import DAY, SENT_AT_ONCE, Limits, allowance_for
from romduol.config.proxies import proxies_from
from romduol.safety.limits.rules import (
    ALLOWANCES,
    BESIDE,
    NUMBERS,
    PATIENCE,
    QUESTIONS,
    READS,
    UNKNOWN,
    Allowance,
    Buckets,
    network_asking,
)

KEY = b"k" * 32
ONE, OTHER = b"one", b"other"
FEW = Allowance("few", at_once=3, a_second=0.5)


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def inner(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [])
    return [b"answered"]


def ask(limits: Limits, path: str = "/km/q", method: str = "POST", peer: str = "203.0.113.7", **more: str) -> int:
    """Ask once; returns the status."""
    told: list[str] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": peer, **more}
    list(limits(environ, lambda status, headers: told.append(status)))
    return int(told[0][:3])


class TestBuckets:
    def test_so_many_at_once_and_then_as_it_fills(self):
        buckets = Buckets(KEY)
        assert [buckets.spend(ONE, FEW, 0.0) for _ in range(3)] == [0, 0, 0]
        assert buckets.spend(ONE, FEW, 0.0) == pytest.approx(2)
        assert buckets.spend(ONE, FEW, 1.0) == pytest.approx(1)
        assert buckets.spend(ONE, FEW, 2.0) == 0
        assert buckets.spend(ONE, FEW, 2.0) > 0

    def test_who_asks_in_vain_pays_nothing(self):
        buckets = Buckets(KEY)
        for _ in range(50):
            buckets.spend(ONE, FEW, 0.0)
        assert buckets.spend(ONE, FEW, 2.0) == 0

    def test_nobody_pays_for_another_and_no_kind_for_another(self):
        buckets = Buckets(KEY)
        while not buckets.spend(ONE, FEW, 0.0):
            pass
        assert buckets.spend(OTHER, FEW, 0.0) == 0
        assert buckets.spend(ONE, Allowance("more", 3, 0.5), 0.0) == 0

    def test_a_full_table_gives_up_who_owes_least(self):
        buckets = Buckets(KEY, places=BESIDE)
        for _ in range(3):
            buckets.spend(ONE, FEW, 0.0)
        for number in range(100):
            buckets.spend(str(number).encode(), FEW, 0.0)
        assert buckets.spend(ONE, FEW, 0.0) > 0, "who owes most is not forgotten for those who ask once"
        assert len(buckets._names) == len(buckets._paid_at) == BESIDE

    def test_no_address_can_be_told_from_the_table(self):
        first, second = Buckets(KEY), Buckets(b"l" * 32)
        for buckets in (first, second):
            buckets.spend(b"\xcb\x00\x71\x07", FEW, 0.0)
        assert set(first._names) != set(second._names)
        assert b"\xcb\x00\x71\x07" not in first._names.tobytes()

    @given(st.lists(st.tuples(st.floats(0, 5), st.sampled_from([ONE, OTHER])), max_size=80))
    def test_in_any_stretch_no_more_than_the_allowance_is_given(self, steps):
        buckets, now, given_at = Buckets(KEY), 0.0, []
        for pause, network in steps:
            now += pause
            wait = buckets.spend(network, FEW, now)
            if network == ONE and not wait:
                given_at.append(now)
            if wait:
                assert buckets.spend(network, FEW, now + wait + 1e-5) == 0, "the wait that is told is long enough"
                now += wait + 1e-5
                given_at += [now] if network == ONE else []
        for first, begun in enumerate(given_at):
            for last, ended in enumerate(given_at[first:], first):
                assert last - first + 1 <= FEW.at_once + FEW.a_second * (ended - begun) + 1e-3


class TestWhoAsks:
    @pytest.mark.parametrize("peer", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "", "a socket"])
    def test_a_front_server_on_this_machine_speaks_for_everybody(self, peer):
        assert network_asking(peer, "203.0.113.7", 0) is None

    def test_what_anybody_may_write_is_believed_only_where_a_server_of_ours_stands(self):
        assert network_asking("198.51.100.1", "203.0.113.7", 0) == bytes([198, 51, 100, 1])
        assert network_asking("127.0.0.1", "1.1.1.1, 203.0.113.7", 1) == bytes([203, 0, 113, 7])
        assert network_asking("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.1", 2) == bytes([203, 0, 113, 7])

    @pytest.mark.parametrize("forwarded", ["", "nobody", "203.0.113.7, ", "203.0.113.7, unknown", "1.2.3.4.5"])
    def test_where_no_address_is_told_they_share_one(self, forwarded):
        assert network_asking("127.0.0.1", forwarded, 1) == UNKNOWN
        assert network_asking("127.0.0.1", "203.0.113.7", 2) == UNKNOWN

    @pytest.mark.parametrize(
        "written",
        ["203.0.113.7", " 203.0.113.7 ", "203.0.113.7:4711", "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:80"],
    )
    def test_one_address_is_one_however_it_is_written(self, written):
        assert network_asking("", written, 1) == bytes([203, 0, 113, 7])

    def test_who_has_a_network_of_their_own_is_one(self):
        mine = network_asking("2001:db8:1:2::1", "", 0)
        assert mine == network_asking("2001:db8:1:2:ffff:ffff:ffff:ffff", "", 0)
        assert mine != network_asking("2001:db8:1:3::1", "", 0)

    @pytest.mark.parametrize(("text", "found"), [("", 0), ("0", 0), ("1", 1), (" 2 ", 2)])
    def test_how_many_servers_stand_in_front_is_read(self, text, found):
        assert proxies_from(text) == found

    @pytest.mark.parametrize("text", ["yes", "-1", "10", "1.0", "១"])
    def test_another_word_is_refused(self, text):
        with pytest.raises(ImproperlyConfigured, match="ROMDUOL_PROXIES"):
            proxies_from(text)


class TestWhatCosts:
    @pytest.mark.parametrize(
        ("method", "path", "taken_from"),
        [
            ("POST", "/km/n", NUMBERS),
            ("POST", "//en/n/", NUMBERS),
            ("POST", "/api/numbers", NUMBERS),
            ("PUT", "/api/numbers", NUMBERS),
            ("POST", "/km/q", QUESTIONS),
            ("POST", "/en/f", QUESTIONS),
            ("POST", "/api/answers", QUESTIONS),
            ("POST", "/nothing", QUESTIONS),
            ("POST", "/api/hsds/en/services", READS),
            ("GET", "/api/hsds/en/services", READS),
            ("HEAD", "/api/sources", READS),
            ("GET", "/nothing", READS),
            ("GET", "/healthz", None),
            ("OPTIONS", "/api/answers", None),
            ("OPTIONS", "/en/nothing", QUESTIONS),
        ],
    )
    def test_each_request_is_taken_from_one(self, method, path, taken_from):
        assert allowance_for(method, path) == taken_from

    def test_look_ups_are_dearest_and_nobody_waits_longer_than_they_are_told(self):
        assert NUMBERS.a_second < min(QUESTIONS.a_second, READS.a_second)
        assert all(1 / allowance.a_second <= PATIENCE for allowance in ALLOWANCES)
        assert len({allowance.kind for allowance in ALLOWANCES}) == len(ALLOWANCES)


class TestTheDoor:
    def test_one_address_sends_no_more_at_a_moment_than_leaves_room_for_others(self):
        told: list[int] = []

        def slowly(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
            """Another one is sent while this one is not there yet."""
            if environ["REMOTE_ADDR"] == "203.0.113.7":
                told.append(ask(limits))
            else:
                told.append(200)
            return inner(environ, start)

        limits = Limits(slowly, clock=Clock())
        ask(limits)
        assert told == [503] + [200] * (SENT_AT_ONCE - 1)
        assert ask(limits, method="GET", path="/api/hsds/en/services", peer="203.0.113.8") == 200
        assert not limits._sending
        told.clear()
        ask(limits)
        assert len(told) == SENT_AT_ONCE

    def test_three_hundred_people_behind_one_address_ask_within_five_minutes(self):
        clock = Clock()
        limits = Limits(inner, clock=clock)
        for _ in range(300):
            clock.now += 1
            assert ask(limits, "/km/q") == 200
            assert ask(limits, "/km/n") == 200
        assert all(ask(limits, "/km/q") == 200 for _ in range(300)), "and all of them at once, once more"

    @pytest.mark.parametrize(
        ("path", "most"), [("/km/q", 600 + 600), ("/api/answers", 600 + 600), ("/km/n", 350), ("/api/numbers", 350)]
    )
    def test_a_scraper_with_twenty_a_second_is_held(self, path, most):
        clock = Clock()
        limits = Limits(inner, clock=clock)
        answered = 0
        for _ in range(20 * 300):
            clock.now += 1 / 20
            answered += ask(limits, path) == 200
        assert answered <= most + 1, "of 6,000 within five minutes"

    def test_a_neighbour_of_the_scraper_is_not_held(self):
        clock = Clock()
        limits = Limits(inner, clock=clock)
        while ask(limits) == 200:
            pass
        assert ask(limits, peer="203.0.113.8") == 200
        assert ask(limits, "/km/n") == 200, "nor another door for the scraper's own village"

    def test_each_day_everybody_begins_anew_under_names_of_a_new_key(self):
        clock = Clock()
        limits = Limits(inner, clock=clock, places=BESIDE)
        while ask(limits, "/km/n") == 200:
            pass
        before = limits._buckets
        clock.now += DAY
        assert ask(limits, "/km/n") == 200
        assert limits._buckets is not before
        assert limits._buckets._key != before._key

    def test_behind_a_front_server_each_reader_counts_alone(self):
        limits = Limits(inner, proxies=1)
        asked = {"peer": "127.0.0.1", "path": "/km/n"}
        while ask(limits, **asked, HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7") == 200:
            pass
        assert ask(limits, **asked, HTTP_X_FORWARDED_FOR="7.7.7.7, 203.0.113.7") == 429, "what they write counts not"
        assert ask(limits, **asked, HTTP_X_FORWARDED_FOR="203.0.113.8") == 200

    def test_a_program_is_told_in_json_when_to_come_again(self):
        limits = Limits(inner, clock=Clock())
        while ask(limits, "/api/numbers") == 200:
            pass
        told: dict[str, str] = {}
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/api/numbers", "REMOTE_ADDR": "203.0.113.7"}
        body = b"".join(limits(environ, lambda status, headers: told.update(headers)))
        error = json.loads(body)["error"]
        assert (error["code"], error["field"]) == ("too_many", None)
        assert (told["Retry-After"], told["Access-Control-Allow-Origin"]) == (str(PATIENCE), "*")
