"""The pages for an address that is not there, a fault of ours, a copy that cannot answer: kind, and no dead end."""

from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Sheet
from romduol.channels.web.telling import Teller
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield each page."""
    reader = teller.reader
    yield Sheet(addresses.NOT_FOUND, "failure.html", reader.gettext(phrase("Not here")), {"kind": "not_found"})
    yield Sheet(addresses.BROKEN, "failure.html", reader.gettext(phrase("A fault")), {"kind": "broken"})
    yield Sheet(addresses.UNANSWERED, "failure.html", reader.gettext(phrase("Not from here")), {"kind": "unanswered"})
