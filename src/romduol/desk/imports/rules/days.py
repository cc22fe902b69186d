"""Days as people write them in tables; where day and month could be swapped, nobody guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from romduol.base.khmer import digits
from romduol.base.years import BUDDHIST, FIRST, LAST
from romduol.desk.imports.rules.mappings import Days

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?")


class NoDay(ValueError):
    """This is no day: `name` is that of the sentence in `sheet_causes`."""

    def __init__(self, name: str, /, **values: object) -> None:
        super().__init__(name)
        self.name = name
        self.values = values


def day_of(text: str, order: Days) -> date:
    """Return the day that a cell writes. Raises NoDay, also where day and month could be swapped."""
    plain = digits(text).strip()
    found = _YEAR_FIRST.fullmatch(plain)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _YEAR_LAST.fullmatch(plain)
    if not found:
        raise NoDay("not_a_date")
    first, second, year = (int(part) for part in found.groups())
    if first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    if not order:
        raise NoDay("which_date")
    return _day(year, second, first) if order == "day_first" else _day(year, first, second)


def _day(year: int, month: int, day: int) -> date:
    if FIRST + BUDDHIST <= year <= LAST + BUDDHIST:
        raise NoDay("buddhist_year", year=year, western=year - BUDDHIST)
    if not FIRST <= year <= LAST:
        raise NoDay("no_such_day")
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDay("no_such_day") from None


def day_order(cells: Iterable[str]) -> Days:
    """Return which comes first in these cells, day or month, where one of them shows it and none the contrary."""
    found = [match for cell in cells if (match := _YEAR_LAST.fullmatch(digits(cell).strip()))]
    first, second = any(int(match[1]) > 12 for match in found), any(int(match[2]) > 12 for match in found)
    if first == second:
        return ""
    return "day_first" if first else "month_first"
