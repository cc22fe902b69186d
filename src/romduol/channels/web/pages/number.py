"""The page "Is this number safe?": the empty form; answers are drawn by the same template."""

from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the form."""
    yield Planned(addresses.NUMBER, form)


def form(teller: Teller, path: str) -> Sheet:
    """Return the empty form."""
    shows = {"answer": None, "typed": "", "problem": ""}
    return Sheet(path, "number.html", teller.reader.gettext(phrase("Number")), shows)
