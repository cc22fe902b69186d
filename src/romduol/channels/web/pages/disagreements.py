"""Where sources disagree: who says what, how grave it is, and what would settle it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet, Turn, turns
from romduol.channels.web.subjects import about, line_of, plain_value
from romduol.channels.web.telling import Teller, Voice
from romduol.knowledge.releases.records import Disagreement, Edition, Position
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui import vocabulary
from romduol.ui.words import phrase

ON_A_SHEET = 15


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement, for a reader."""

    text: Markup
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One disagreement, for a reader."""

    anchor: str
    about: Markup
    href: str | None
    name: str
    purpose: str
    rule: str
    severity: str
    independent: bool
    settle: str
    sides: tuple[Side, ...]


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the list of disagreements, gravest first."""
    found = teller.reader.edition.disagreements
    for turn, rows in turns(addresses.DISAGREEMENTS, found, ON_A_SHEET):
        yield Planned(turn.here, listed, (turn, rows, len(found)))


def listed(teller: Teller, path: str, turn: Turn, rows: Sequence[Disagreement], count: int) -> Sheet:
    """Return a sheet of the list."""
    title = teller.reader.gettext(phrase("Where sources disagree"))
    shows = {"rows": [row(one, teller) for one in rows], "turn": turn, "count": count}
    return Sheet(path, "disagreements.html", title, shows)


@Derived
def about_subject(edition: Edition, subject: str) -> Sequence[Disagreement]:
    """Return the disagreements about a subject."""
    return _by_subject(edition).get(subject, ())


@Derived
def _by_subject(edition: Edition) -> dict[str, list[Disagreement]]:
    """Return the disagreements about each subject; one about a number stands under each body that is said to own it."""
    found: defaultdict[str, list[Disagreement]] = defaultdict(list)
    for one in edition.disagreements:
        found[one.subject].append(one)
        for side in one.positions if one.rule == "two_owners" else ():
            found[side.value].append(one)
    return found


def row(found: Disagreement, teller: Teller) -> Row:
    """Return a disagreement as a reader sees it."""
    reader = teller.reader
    name, href = _about(found, teller)
    return Row(
        anchor="d" + found.id[:8],
        about=name,
        href=href,
        name=reader.property_name(found.property),
        purpose=reader.gettext(vocabulary.PURPOSES[found.purpose]) if found.purpose else "",
        rule=reader.gettext(vocabulary.RULES[found.rule]),
        severity=reader.gettext(vocabulary.SEVERITIES[found.severity.value]),
        independent=found.independent,
        settle=reader.gettext(vocabulary.SETTLED_BY[found.would_settle]),
        sides=tuple(Side(_side(found, side, teller), teller.voices(side.claims)) for side in found.positions),
    )


def _about(found: Disagreement, teller: Teller) -> tuple[Markup, str | None]:
    name, href = about(found.subject, teller)
    if line_of(found.subject, teller) is not None:
        name = Markup('<span class="digits">{}</span>').format(name)
    return name, href


def _side(found: Disagreement, side: Position, teller: Teller) -> Markup:
    value = (
        teller.reader.organization_name(side.value)
        if found.rule == "two_owners"
        else plain_value(found.property, side.value, side.words, teller)
    )
    if not side.denied:
        return value
    return escape(teller.reader.gettext(phrase("Not so: %(value)s"), value=value))
