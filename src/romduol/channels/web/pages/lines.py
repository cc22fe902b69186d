"""The lines to call, and a page for each line."""

from collections.abc import Iterator

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import card
from romduol.channels.web.offering import lines_first, purpose_rank
from romduol.channels.web.sheets import Sheet, turns
from romduol.channels.web.telling import Teller, Told
from romduol.knowledge.releases.records import Edition, Line, ResolvedValue, Showing, is_police
from romduol.ui.words import phrase

ON_A_SHEET = 20


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the list of lines and every line's page."""
    reader = teller.reader
    lines = sorted(reader.edition.lines.values(), key=lambda line: _rank(line, reader.edition))
    for turn, rows in turns(addresses.LINES, lines, ON_A_SHEET):
        title = reader.gettext(phrase("Phone"))
        shown = [card(line, teller) for line in rows]
        yield Sheet(turn.here, "lines.html", title, {"lines": shown, "turn": turn})
    for line in lines:
        yield _line(line, teller)


def _rank(line: Line, edition: Edition) -> tuple[int, bool, int, str]:
    # Lines that somebody is known to answer come first, and among those to call, police and what needs a caution last.
    order = list(Showing).index(line.showing) if line.owned or not line.urgent else len(Showing)
    if line.urgent and line.owned and (line.police or line.entity.caution):
        order = list(Showing).index(Showing.SECOND)
    return (order, line.police or bool(line.entity.caution), purpose_rank(line, edition), line.key)


def _line(line: Line, teller: Teller) -> Sheet:
    reader = teller.reader
    instead = [] if line.urgent else lines_first(reader, (), 3)
    return Sheet(
        line.entity.code,
        "line.html",
        reader.gettext(phrase("Phone")),
        {
            "line": card(line, teller),
            "owned": [_owner(value, teller) for value in line.owned],
            "instead": [card(found, teller) for found in instead],
            "mentioned": teller.voices(line.entity.mentions),
        },
    )


def _owner(value: ResolvedValue, teller: Teller) -> tuple[Markup, bool, Told]:
    body = teller.reader.edition.organizations[value.subject]
    police = is_police((body.id,), teller.reader.edition.organizations)
    return teller.reader.organization_name(body.id), police, teller.tell(value)
