"""The pages for an address that is not there and for a fault of ours: kind, and never a dead end."""

from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield both pages."""
    yield Planned(addresses.NOT_FOUND, failure, ("not_found", phrase("Not here")))
    yield Planned(addresses.BROKEN, failure, ("broken", phrase("A fault")))


def failure(teller: Teller, path: str, kind: str, title: str) -> Sheet:
    """Return the page for a failure of this kind."""
    return Sheet(path, "failure.html", teller.reader.gettext(title), {"kind": kind})
