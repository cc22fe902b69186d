"""Writes dates, numbers and addresses the way readers of a language do; digits stay ASCII, as people dial them."""

from datetime import date
from urllib.parse import urlsplit

MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "km": (
        "មករា",
        "កុម្ភៈ",
        "មីនា",
        "មេសា",
        "ឧសភា",
        "មិថុនា",
        "កក្កដា",
        "សីហា",
        "កញ្ញា",
        "តុលា",
        "វិច្ឆិកា",
        "ធ្នូ",
    ),
}


def day(on: date, lang: str) -> str:
    """Return "3 November 2016" in the reader's language."""
    return f"{on.day} {_months(lang)[on.month - 1]} {on.year}"


def period(text: str, lang: str) -> str:
    """Return a date as exact as its source gives it: "2016", "2016-11" or "2016-11-03" in words."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return str(parts[0])
    month = _months(lang)[parts[1] - 1]
    return " ".join([*map(str, parts[2:]), month, str(parts[0])])


def number(count: int) -> str:
    """Return a count with a comma at each thousand."""
    return f"{count:,}"


def host(url: str) -> str:
    """Return the host of an address, without "www."."""
    return urlsplit(url).netloc.removeprefix("www.")


def _months(lang: str) -> tuple[str, ...]:
    return MONTHS.get(lang, MONTHS["en"])
