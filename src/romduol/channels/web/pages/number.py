"""The page "Is this number safe?": the empty form; answers are drawn by the same template."""

from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Sheet
from romduol.channels.web.telling import Teller
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the form."""
    yield Sheet(
        addresses.NUMBER,
        "number.html",
        teller.reader.gettext(phrase("Number")),
        {"answer": None, "typed": "", "problem": ""},
    )
