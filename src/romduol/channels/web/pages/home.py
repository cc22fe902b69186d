"""The first page: danger now, then a place, then everything else."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.pages.services import need_href
from romduol.channels.web.reader import Reader
from romduol.channels.web.sheets import Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Place

RIGHTS = "law"
CARE = "health_hiv_sti"


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the home page."""
    reader = teller.reader
    law = reader.edition.topics.get(RIGHTS)
    others = [topic for topic in reader.edition.topics.values() if topic.id != RIGHTS]
    yield Sheet(
        addresses.HOME,
        "home.html",
        "",
        {
            "places": _linked(reader.provinces, reader),
            "towns": _linked(reader.towns, reader),
            "law": (reader.href(law.code), reader.say(law.name)) if law else None,
            "care": need_href(CARE, teller),
            "topics": [(reader.href(topic.code), reader.say(topic.name)) for topic in others],
        },
    )


def _linked(places: Iterable[Place], reader: Reader) -> list[tuple[str, Markup]]:
    return [(reader.href(addresses.place(place.code)), reader.place_name(place.code)) for place in places]
