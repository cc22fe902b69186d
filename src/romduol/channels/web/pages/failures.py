"""The pages that tell why there is no other one, kindly, and are no dead end."""

from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.safety.limits.rules import PATIENCE
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield each page."""
    yield Planned(addresses.NOT_FOUND, failure, ("not_found", phrase("Not here")))
    yield Planned(addresses.BROKEN, failure, ("broken", phrase("A fault")))
    yield Planned(addresses.UNANSWERED, failure, ("unanswered", phrase("Not from here")))
    yield Planned(addresses.TOO_LONG, failure, ("too_long", phrase("Too long")))
    yield Planned(addresses.BUSY, failure, ("busy", phrase("Please wait a little")))


def failure(teller: Teller, path: str, kind: str, title: str) -> Sheet:
    """Return the page for a failure of this kind."""
    return Sheet(path, "failure.html", teller.reader.gettext(title), {"kind": kind, "seconds": PATIENCE})
