"""The first page: danger now, then a place, then everything else."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.pages.services import need_href
from romduol.channels.web.reader import Reader
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Place

RIGHTS = "law"
CARE = "health_hiv_sti"


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the home page."""
    yield Planned(addresses.HOME, home)


def home(teller: Teller, path: str) -> Sheet:
    """Return the home page."""
    reader = teller.reader
    law = reader.edition.topics.get(RIGHTS)
    others = [topic for topic in reader.edition.topics.values() if topic.id != RIGHTS]
    return Sheet(
        path,
        "home.html",
        "",
        {
            "places": _linked(reader.provinces, reader),
            "towns": _linked(reader.towns, reader),
            "law": (reader.href(law.code), reader.say(law.name)) if law else None,
            "guides": bool(reader.edition.guides),
            "care": need_href(CARE, teller),
            "topics": [(reader.href(topic.code), reader.say(topic.name)) for topic in others],
        },
    )


def _linked(places: Iterable[Place], reader: Reader) -> list[tuple[str, Markup]]:
    return [(reader.href(addresses.place(place.code)), reader.place_name(place.code)) for place in places]
