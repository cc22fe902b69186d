"""Decides how much is kept of what comes in, and for how long: a flood fills no disk, and no words stay for ever."""

from __future__ import annotations

from datetime import date, timedelta

from romduol.desk.suggestions.records import Handled, Receipt

OF_A_PAGE_A_DAY = 20
A_DAY = 500
WAITING_AT_MOST = 5_000
"""With a thousand Khmer letters each, all that waits comes to 15 MB."""
WORDS_STAY = timedelta(days=90)
"""After it was decided, for so long the words of a suggestion stay."""


def receipt_for(*, serious: bool, of_page: int, of_day: int, waiting: int) -> Receipt:
    """Return what becomes of one more, where so many came today about its page and in all, and so many wait."""
    if of_page < OF_A_PAGE_A_DAY and of_day < A_DAY and waiting < WAITING_AT_MOST:
        return Receipt.KEPT
    return Receipt.COUNTED if serious else Receipt.FULL


def counted_under(page: str, *, of_day: int, waiting: int) -> str:
    """Return the page under which one more is counted; none where so much comes in that the counts would grow too."""
    return "" if of_day >= A_DAY or waiting >= WAITING_AT_MOST else page


def last_day_kept(today: date) -> date:
    """Return the day: what was decided before it keeps no words."""
    return today - WORDS_STAY


def has_words_to_lose(state: Handled, decided_on: date | None, today: date) -> bool:
    """Tell whether the words of a suggestion are to be erased."""
    return state is not Handled.NEW and decided_on is not None and decided_on < last_day_kept(today)
