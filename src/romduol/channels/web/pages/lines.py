"""The lines to call, and a page for each line."""

from collections.abc import Iterator

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import card, lines_first
from romduol.channels.web.reader import purpose_rank
from romduol.channels.web.sheets import Sheet, turns
from romduol.channels.web.telling import Teller, Told
from romduol.knowledge.releases.records import Line, ResolvedValue, Showing, is_police
from romduol.ui.words import phrase

ON_A_SHEET = 20


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the list of lines and every line's page."""
    reader = teller.reader
    lines = sorted(reader.edition.lines.values(), key=_rank)
    for turn, rows in turns(addresses.LINES, lines, ON_A_SHEET):
        title = reader.gettext(phrase("Phone"))
        shown = [card(line, teller) for line in rows]
        yield Sheet(turn.here, "lines.html", title, {"lines": shown, "turn": turn})
    for line in lines:
        yield _line(line, teller)


def _rank(line: Line) -> tuple[int, bool, int, str]:
    # Lines that somebody is known to answer come first, and among them those that are not police.
    order = list(Showing).index(line.showing) if line.owned or not line.urgent else len(Showing)
    return (order, line.police, purpose_rank(line), line.key)


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
