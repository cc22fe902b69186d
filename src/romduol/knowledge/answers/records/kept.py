"""Where a release keeps what answers are made of, and the shape in which it keeps a line."""

from dataclasses import dataclass

ADVICE = "_/a/advice.json"
"""The private path of what is told first, the tiles, the phrases, the names of needs and places."""
LEXICON = "_/a/lexicon.json"
"""The private path of the words by which questions are understood."""
PLACES = "_/a/places.json"
"""The private path of the names of places, in every spelling."""
OFFERED = "_/a/offered.json"
"""The private path of which lines are offered in which place, and of how lines are kept."""
LINES = "_/a/l"
"""Begins the paths of the buckets of lines, one of each for each language."""


def guides_path(lang: str) -> str:
    """Return the private path of what answers quote of the guides in a language."""
    return f"_/a/guides.{lang}.json"


@dataclass(frozen=True, slots=True)
class LineKept:
    """A phone line, worded in one language, as its evidence allows it to be shown."""

    ref: str
    """Its digits where readers get them, else the code of its page: no release holds digits that are held back."""
    number: str
    e164: str | None
    short_code: str | None
    owner: str
    answered_by: str
    tells: str
    purpose: str
    standing: str
    call: str
    level: str
    url: str
    notes: tuple[str, ...]
    caution: str
    sources: tuple[dict[str, str], ...]
    checked_on: str | None
    police: bool
    """True where police are said to answer."""
    unowned: bool
    """True where nobody says who answers: where police are the danger, it may be theirs."""
    confirmed: bool
    """True where good evidence says whose it is, and that it is so today."""
    urgent: bool
    """True where it may be offered."""
    purposes: tuple[str, ...]
    """The codes of what it is for."""
    for_few: bool = False
    """True where it needs a caution: it is never what everybody is offered."""
