"""The urgent page: eight situations, one action each, and at most three lines that may be called."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import cards
from romduol.channels.web.pages.topics import Statement, statement
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition, Line, lines_offered
from romduol.ui.words import phrase


@dataclass(frozen=True, slots=True)
class Rest:
    """A fact that an advice rests on."""

    name: Markup
    said: Statement | None
    """What sources say of it; None where it is no statement."""


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the urgent page."""
    yield Planned(addresses.EMERGENCY, urgent)


def urgent(teller: Teller, path: str) -> Sheet:
    """Return the urgent page."""
    situations = [_situation(place, teller) for place in range(len(teller.reader.edition.situations))]
    title = teller.reader.gettext(phrase("Now"))
    return Sheet(path, "emergency.html", title, {"situations": situations})


def _situation(place: int, teller: Teller) -> dict[str, object]:
    situation = teller.reader.edition.situations[place]
    # The anchor is a number: a history shows it, and a word would tell what happened.
    reader = teller.reader
    return {
        "anchor": f"n{place + 1}",
        "icon": situation.icon,
        "name": reader.say(situation.name),
        "do": reader.say(situation.do),
        "lines": cards(lines_of(place, reader.edition), teller),
        "more": [reader.say(text) for text in situation.more],
        "hospital": situation.hospital,
        "no_police": situation.no_police,
        "rests": [_rest(subject, teller) for subject in situation.rests_on],
    }


def lines_of(place: int, edition: Edition) -> list[Line]:
    """Return the lines that the situation at this place of the screen may offer, in the pack's order."""
    return lines_offered(edition.situations[place], edition.lines)


def _rest(subject: str, teller: Teller) -> Rest:
    found = teller.reader.edition.statements.get(subject)
    if found is None:
        return Rest(teller.reader.organization_name(subject), None)
    said = statement(found, teller)
    return Rest(said.label, said)
