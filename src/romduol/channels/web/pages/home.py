"""The first page: danger now, a box to ask in, what people need most, then a place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.pages.services import need_href
from romduol.channels.web.reader import Reader, tiled
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Place
from romduol.ui.words import phrase


@dataclass(frozen=True, slots=True)
class Way:
    """One of the things that people need most: a picture, a few words, and where they lead."""

    icon: str
    words: str
    guide: str
    """The guide that tells about it."""
    need: str
    """The need whose services are shown where there is no such guide."""


WAYS = (
    Way("tube", phrase("HIV, infections, tests"), "testing", "health_hiv_sti"),
    Way("pill", phrase("Condom broke, PEP"), "pep-prep", "pep_prep"),
    Way("hand", phrase("Forced sex"), "forced-sex", "violence_support"),
    Way("bolt", phrase("Violence and threats"), "violence", "violence_support"),
    Way("hat", phrase("Trouble with police"), "police", "legal_aid_rights"),
    Way("scales", phrase("Rights and law"), "rights", "law_information"),
    Way("belly", phrase("Pregnancy"), "reproductive", "reproductive_health"),
    Way("face", phrase("Sad, afraid, alone"), "mental", "mental_health"),
    Way("child", phrase("Under 18"), "children", "child_protection"),
    Way("coin", phrase("Not paid, debt, robbed"), "unpaid", "financial"),
    Way("lock", phrase("Not free to leave"), "trafficking", "trafficking_report"),
    Way("path", phrase("Other work, papers"), "leaving", "exit_livelihood"),
)


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the home page."""
    yield Planned(addresses.HOME, home)


def home(teller: Teller, path: str) -> Sheet:
    """Return the home page."""
    reader = teller.reader
    topics = reader.edition.topics.values()
    return Sheet(
        path,
        "home.html",
        "",
        {
            "ways": list(_ways(teller)),
            "places": _linked(reader.provinces, reader),
            "towns": _linked(reader.towns, reader),
            "guides": bool(reader.edition.guides),
            "map": bool(tiled(reader.edition)),
            "topics": [(reader.href(topic.code), reader.say(topic.name)) for topic in topics],
        },
    )


def _ways(teller: Teller) -> Iterator[tuple[str, str, str]]:
    """Yield picture, link and words of each way that leads somewhere."""
    for way in WAYS:
        guide = teller.reader.edition.guides.get(way.guide)
        href = teller.reader.href(guide.code) if guide else need_href(way.need, teller)
        if href:
            yield way.icon, href, teller.reader.gettext(way.words)


def _linked(places: Iterable[Place], reader: Reader) -> list[tuple[str, Markup]]:
    return [(reader.href(addresses.place(place.code)), reader.place_name(place.code)) for place in places]
