"""The pages to ask and to search on: empty forms; answers are drawn as they are asked for."""

from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield both forms."""
    yield Planned(addresses.ASK, ask)
    yield Planned(addresses.FIND, find)


def ask(teller: Teller, path: str) -> Sheet:
    """Return the form to ask in."""
    shows = {"typed": "", "place": "", "problem": ""}
    return Sheet(path, "ask.html", teller.reader.gettext(phrase("Ask")), shows)


def find(teller: Teller, path: str) -> Sheet:
    """Return the form to search in."""
    shows = {"typed": "", "problem": "", "groups": None}
    return Sheet(path, "find.html", teller.reader.gettext(phrase("Find")), shows)
