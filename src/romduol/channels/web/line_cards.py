"""What a reader sees of a phone line: a button, digits after a tap, a mask or a warning, as its showing allows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from romduol.channels.web.taken_back import line_notice
from romduol.channels.web.telling import Teller, Told
from romduol.knowledge.releases.records import Edition, Kind, Line, PlainLevel, Showing
from romduol.knowledge.releases.rules.tracing import Derived, Memo
from romduol.ui import vocabulary
from romduol.ui.words import phrase

ABOUT_A_LINE = (
    "role",
    "eligibility",
    "hours",
    "cost",
    "languages",
    "channels",
    "asks_name",
    "asks_id",
    "tells",
    "answered_by",
    "dials",
)
TOLD_IN_FULL = ("tells",)
BEFORE_A_CALL = (
    "eligibility",
    "dials",
    "hours",
    "cost",
    "languages",
    "channels",
    "asks_name",
    "asks_id",
    "tells",
    "answered_by",
)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing known about a line: what it is, and its values."""

    code: str
    name: str
    values: tuple[Told, ...]

    @property
    def brief(self) -> Markup:
        """The value to rely on first, or all of them where each can do harm; empty where none can be relied on."""
        relied = [told.text for told in self.values if told.level != PlainLevel.NOT_RELIED]
        if self.code in TOLD_IN_FULL:
            return Markup(", ").join(relied)
        return self.values[0].text if self.values[0].level != PlainLevel.NOT_RELIED else Markup()


@dataclass(frozen=True, slots=True)
class LineCard:
    """A line, for a reader."""

    mark: str
    """What stands around it in a page, so that it can be taken back as it is served."""
    href: str
    showing: str
    digits: str
    """The digits as people dial them, or the mask where they may not be shown."""
    tel: str
    """What a call button opens; empty where there is no button."""
    owners: tuple[Markup, ...]
    police: bool
    purposes: tuple[str, ...]
    caution: Markup | None
    """What must be told beside it, or None."""
    gone: Markup
    """That its body closed, left or was replaced; empty where it is there."""
    year: str
    only_listed: bool
    """True where nothing but a list of numbers gives it: no owner, no role, and no use that this site makes of it."""
    withdrawn: Markup
    """The notice that it was taken back, where it was; else empty."""
    told: Told | None
    """The claim to the number that counts most; None where nobody claims it."""
    points: tuple[Point, ...]

    @property
    def brief(self) -> tuple[tuple[str, Markup], ...]:
        """What matters before a call, in a few words: only what can be relied on."""
        points = [point for point in self.points if point.code in BEFORE_A_CALL]
        return tuple((point.name, text) for point in points if (text := point.brief))


def card(line: Line, teller: Teller) -> LineCard:
    """Return what a reader sees of a line, worked out once for each reader."""
    cards = teller.memos.get("cards")
    if cards is None:
        cards = teller.memos["cards"] = Memo(teller.reader.log, lambda key: _card(key, teller))
    found: LineCard = cards(line.key)
    return found


def _card(key: str, teller: Teller) -> LineCard:
    reader = teller.reader
    line = reader.edition.lines[key]
    return LineCard(
        mark=_mark(line),
        href=reader.href(line.entity.code),
        showing=line.showing.value,
        digits=line.national if line.shown_in_full else line.masked,
        tel=line.value if line.urgent or line.showing is Showing.AFTER_TAP else "",
        owners=tuple(reader.organization_link(body) for body in owners_of(line)),
        police=line.police,
        purposes=tuple(reader.gettext(vocabulary.PURPOSES[name]) for name in line.purposes),
        caution=reader.say(line.entity.caution) if line.entity.caution else None,
        gone=reader.gone(line.owner) if line.gone else Markup(),
        year=_year(line, teller),
        only_listed=_only_listed(line, reader.edition),
        withdrawn=line_notice(line, reader) if line.withdrawn else Markup(),
        told=_ownership(line, teller),
        points=tuple(_points(line, teller)),
    )


def owners_of(line: Line) -> tuple[str, ...]:
    """Return the bodies that are said to own a line, each once."""
    return tuple(dict.fromkeys(value.subject for value in line.owned))


def _mark(line: Line) -> str:
    # A mark tells a number to whoever reads the source of a page, so a masked one is called by its page.
    return f"{Kind.LINE}:{line.key if line.urgent or line.showing is Showing.AFTER_TAP else line.entity.code}"


def _only_listed(line: Line, edition: Edition) -> bool:
    return line.urgent and not (line.owned or line.entity.all("role") or is_for_a_situation(edition, line.key))


@Derived
def is_for_a_situation(edition: Edition, key: str) -> bool:
    """Tell whether an urgent situation names a line."""
    return any(key in situation.lines for situation in edition.situations)


def _ownership(line: Line, teller: Teller) -> Told | None:
    value = line.owned[0] if line.owned else line.entity.first("dials")
    if value is None:
        return None
    told = teller.tell(value)
    if line.urgent and value.standing.value == "lapsed" and value.unanswered:
        return replace(told, why=teller.reader.gettext(vocabulary.UNANSWERED))
    if line.urgent and value.standing.value == "lapsed" and value.said_on:
        # It is old, and still the best there is: the reader is told its age, not sent away from it.
        why = phrase("True in %(year)s, not checked since.")
        return replace(told, why=teller.reader.gettext(why, year=value.said_on.year))
    return told


def _year(line: Line, teller: Teller) -> str:
    said_on = line.owned[0].said_on if line.owned else None
    return str(said_on.year) if said_on else teller.reader.gettext(phrase("date unknown"))


def _points(line: Line, teller: Teller) -> Iterable[Point]:
    for name in ABOUT_A_LINE:
        values = line.entity.all(name)
        if values:
            told = tuple(teller.tell(value) for value in values)
            yield Point(name, teller.reader.property_name(name), told)


def cards(lines: Sequence[Line], teller: Teller) -> list[LineCard]:
    """Return the cards of several lines."""
    return [card(line, teller) for line in lines]


def digits_in_a_list(line: Line) -> str:
    """Return a line's digits as a list may show them: a number that may be a private phone stays masked."""
    held_back = line.showing in (Showing.WITHHELD, Showing.DO_NOT_CALL)
    return line.national if line.urgent or (line.short and not held_back) else line.masked


def safe_digits(value: str, edition: Edition) -> Markup:
    """Return a phone value as a list may show it; where several are named, each."""
    parts = [part.strip() for part in value.split(" / ")]
    shown = []
    for part in parts:
        line = edition.lines.get(part.lstrip("+"))
        shown.append("?" if line is None else digits_in_a_list(line))
    return escape(" / ".join(shown))
