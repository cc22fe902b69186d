"""What many bring at once is done in one go, each gets what is theirs, and nobody is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from romduol.base.joint import Joint, _Turn

PATIENT = 10


class Counted:
    """Doubles numbers; the first go waits until it is let on, so that others gather meanwhile."""

    def __init__(self) -> None:
        self.goes: list[list[int]] = []
        self.begun, self.let_on = Event(), Event()

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.goes.append(list(items))
        self.begun.set()
        assert self.let_on.wait(PATIENT)
        return [ValueError(one) if one < 0 else 2 * one for one in items]


def gathered(work: Counted, joint: Joint[int, int], numbers: Sequence[int]) -> list[int | BaseException | None]:
    """Let one go begin, gather the others behind it, and return what each got."""
    with ThreadPoolExecutor(len(numbers) + 1) as pool:
        first = pool.submit(joint.do, 1_000)
        assert work.begun.wait(PATIENT)
        others = [pool.submit(joint.do, one) for one in numbers]
        while len(joint._waiting) < len(numbers):
            pass
        work.let_on.set()
        assert first.result(PATIENT) == 2_000
        return [one.exception(PATIENT) or one.result(PATIENT) for one in others]


def test_those_who_come_meanwhile_are_done_in_one_go_and_each_gets_their_own():
    work = Counted()
    found = gathered(work, Joint(work, most=64), range(20))
    assert found == [2 * one for one in range(20)]
    assert [len(go) for go in work.goes] == [1, 20]


def test_no_go_is_larger_than_it_may_be_and_nobody_is_forgotten():
    work = Counted()
    found = gathered(work, Joint(work, most=8), range(20))
    assert found == [2 * one for one in range(20)]
    assert [len(go) for go in work.goes] == [1, 8, 8, 4]


def test_what_is_refused_is_told_to_one_alone():
    work = Counted()
    found = gathered(work, Joint(work, most=64), [1, -1, 2])
    assert [found[0], found[2]] == [2, 4]
    assert isinstance(found[1], ValueError)


def test_where_the_work_itself_fails_everybody_of_that_go_is_told_and_the_next_is_done():
    fails = [True]

    def work(items: Sequence[int]) -> list[int | Exception]:
        if fails.pop() if fails else False:
            raise OSError("no room")
        return list(items)

    joint: Joint[int, int] = Joint(work, most=4)
    with pytest.raises(OSError, match="no room"):
        joint.do(1)
    assert joint.do(2) == 2


def test_whoever_works_for_others_alone_is_not_told_what_failed_there():
    first, let_on = Event(), Event()

    def work(items: Sequence[int]) -> list[int | Exception]:
        if first.is_set():
            return list(items)
        first.set()
        assert let_on.wait(PATIENT)
        raise OSError("no room")

    joint: Joint[int, int] = Joint(work, most=1)
    with ThreadPoolExecutor(1) as pool:
        # Somebody else's turn is listed, and their thread has not come to work yet.
        other: _Turn[int, int] = _Turn(1)
        joint._waiting.append(other)
        mine = pool.submit(joint.do, 2)
        assert first.wait(PATIENT)
        let_on.set()
        assert mine.result(PATIENT) == 2
    assert isinstance(other.found[0], OSError)


def test_where_a_result_is_missing_nobody_waits_for_ever():
    joint: Joint[int, int] = Joint(lambda items: [], most=4)
    with pytest.raises(ValueError, match="shorter"):
        joint.do(1)
    with ThreadPoolExecutor(1) as pool:
        other: _Turn[int, int] = _Turn(1)
        joint._waiting.append(other)
        with pytest.raises(ValueError, match="shorter"):
            pool.submit(joint.do, 2).result(PATIENT)
    assert isinstance(other.found[0], ValueError)
