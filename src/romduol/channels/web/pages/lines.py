"""The lines to call, and a page for each line."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.line_cards import card
from romduol.channels.web.offering import lines_first, purpose_rank
from romduol.channels.web.sheets import Planned, Sheet, Turn, turns
from romduol.channels.web.telling import Teller, Told
from romduol.knowledge.releases.records import Edition, Line, ResolvedValue, Showing, is_police
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui.words import phrase

ON_A_SHEET = 20


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the list of lines and every line's page."""
    edition = teller.reader.edition
    keys = _in_order(edition)
    for turn, rows in turns(addresses.LINES, keys, ON_A_SHEET):
        yield Planned(turn.here, listed, (turn, rows))
    for key in keys:
        yield Planned(edition.lines[key].entity.code, one, (key,))


@Derived
def _in_order(edition: Edition) -> list[str]:
    lines = sorted(edition.lines.values(), key=lambda line: _rank(line, edition))
    return [line.key for line in lines]


def listed(teller: Teller, path: str, turn: Turn, rows: Sequence[str]) -> Sheet:
    """Return a sheet of the list."""
    shown = [card(teller.reader.edition.lines[key], teller) for key in rows]
    return Sheet(path, "lines.html", teller.reader.gettext(phrase("Phone")), {"lines": shown, "turn": turn})


def _rank(line: Line, edition: Edition) -> tuple[int, bool, int, str]:
    # Lines that somebody is known to answer come first, and among those to call, police and what needs a caution last.
    order = list(Showing).index(line.showing) if line.owned or not line.urgent else len(Showing)
    if line.urgent and line.owned and (line.police or line.entity.caution):
        order = list(Showing).index(Showing.SECOND)
    return (order, line.police or bool(line.entity.caution), purpose_rank(line, edition), line.key)


def one(teller: Teller, path: str, key: str) -> Sheet:
    """Return the page of a line."""
    reader, line = teller.reader, teller.reader.edition.lines[key]
    instead = [] if line.urgent else lines_first(reader, (), 3)
    return Sheet(
        path,
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
