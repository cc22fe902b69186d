"""The pages for an address that is not there and for a fault of ours: kind, and never a dead end."""

from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Sheet
from romduol.channels.web.telling import Teller
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield both pages."""
    reader = teller.reader
    yield Sheet(addresses.NOT_FOUND, "failure.html", reader.gettext(phrase("Not here")), {"kind": "not_found"})
    yield Sheet(addresses.BROKEN, "failure.html", reader.gettext(phrase("A fault")), {"kind": "broken"})
