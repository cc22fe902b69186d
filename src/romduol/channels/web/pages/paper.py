"""Paper of a place and of the whole country: a sheet for a wall, cards for a pocket, strips of nothing but numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from romduol.channels.web import addresses
from romduol.channels.web.expiry import last_month, month_of
from romduol.channels.web.line_cards import card, owners_of
from romduol.channels.web.offering import keys_first
from romduol.channels.web.pages.places import codes_inside, own_services
from romduol.channels.web.pages.services import ServiceRow, in_need_order, service_row
from romduol.channels.web.providers import nobody_left
from romduol.channels.web.qr import CARD, SHEET, Code, code_of
from romduol.channels.web.reader import NATIONAL, has_page
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import (
    Edition,
    Entity,
    Kind,
    Line,
    PlainLevel,
    ResolvedValue,
    Showing,
    is_relied_on,
)
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui import formatting
from romduol.ui.words import phrase

COUNTRY = ""
"""Stands for the whole country, where a place has its code."""
FORMS = ("sheet", "card", "strip")
ROOM = 8
"""How many lines and services one sheet holds, so that it stays one."""
CARDS, STRIPS = 4, 40
"""How many are printed on one A4."""
SAID_BEFORE_A_CALL = ("eligibility", "hours", "cost", "languages", "asks_name")
PHRASES = ("injured-1", "care-first", "held-2")
"""Words of the urgent screens that fit whoever reads a wall: they state no fact and name no situation."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line as it stands on paper: without links, and with its age where it has lapsed."""

    mark: str
    href: str
    digits: str
    who: Markup
    confirmed: bool
    """False where nobody has confirmed who answers, which is told beside the name."""
    purposes: str
    brief: Markup
    why: str
    undated: str
    """That nobody dated it, where this keeps it from being the first to try; else empty."""
    lapsed: str
    """The year of its newest word where that has lapsed, which a strip can tell in digits; else empty."""


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the three papers of the whole country, and of each place with a page."""
    edition = teller.reader.edition
    places = (place.code for place in edition.places.values() if has_page(place))
    for code in (COUNTRY, *(code for code in places if f"{Kind.PLACE}:{code}" not in edition.taken_back)):
        for number, form in enumerate(FORMS, start=1):
            yield Planned(addresses.sheet(addresses.paper(code), number), one, (code, form))


def one(teller: Teller, path: str, code: str, form: str) -> Sheet:
    """Return one of the three papers, with what to consider before it is printed."""
    reader, edition = teller.reader, teller.reader.edition
    ends = ends_with(edition, code)
    lines = [_line(edition.lines[key], teller) for key in lines_on_paper(edition, code)]
    shows = {
        "mark": f"{Kind.PLACE}:{code or NATIONAL}",
        "name": reader.place_name(code or NATIONAL),
        "page": reader.href(_page_of(code)),
        "country": code == COUNTRY,
        "form": form,
        "forms": [(name, reader.href(addresses.sheet(addresses.paper(code), at))) for at, name in enumerate(FORMS, 1)],
        "lines": lines,
        "known": formatting.period(known_in(edition), reader.lang),
        "ends": formatting.period(ends, reader.lang),
        "ends_in_digits": "/".join(reversed(ends.split("-"))),
        "qr": code_to(teller, code),
        "module": SHEET if form == "sheet" else CARD,
        "copies": {"card": CARDS, "strip": STRIPS}.get(form, 1),
        "services": list(_services(teller, code)) if form == "sheet" else [],
        "words": list(_words(teller)) if form == "sheet" else [],
    }
    return Sheet(path, "paper.html", reader.gettext(phrase("Paper")), shows)


def code_to(teller: Teller, code: str) -> Code | None:
    """Return the QR code that leads to a place's page; None where nobody has told where this site is found."""
    address = teller.reader.edition.info.address
    return code_of(address + teller.reader.href(_page_of(code))) if address else None


def _page_of(code: str) -> str:
    return addresses.place(code) if code else addresses.HOME


@Derived
def known_in(edition: Edition) -> str:
    """Return the month of the edition's day: a row of its own, so that paper is new once a month and not each day."""
    return month_of(edition.today)


@Derived
def ends_with(edition: Edition, code: str) -> str:
    """Return the month with which a place's paper ends."""
    lines = (edition.lines[key] for key in lines_on_paper(edition, code))
    services = (edition.services[one] for one in services_on_paper(edition, code))
    shown = [value for line in lines for value in _shown_of(line)]
    shown += [value for service in services for value in service.all("serves") if value.value in _here(code, edition)]
    return last_month(edition.today, (value.fresh_until for value in shown))


def _shown_of(line: Line) -> Iterable[ResolvedValue]:
    yield line.owned[0]
    yield from filter(None, (line.entity.first(name) for name in SAID_BEFORE_A_CALL))


@Derived
def lines_on_paper(edition: Edition, code: str) -> list[str]:
    """Return the keys of the lines that a place's page offers first, as far as they may stand on paper."""
    return [key for key in keys_first(edition, _here(code, edition)) if may_be_printed(edition.lines[key])]


def may_be_printed(line: Line) -> bool:
    """Tell whether a number may leave the site on paper, where no tap, warning or correction comes before it.

    Somebody who is no police is said to answer, is still there, and nothing need be read before a call.
    """
    return line.urgent and bool(line.owned) and not (line.police or line.entity.caution or line.gone or line.withdrawn)


@Derived
def services_on_paper(edition: Edition, code: str) -> list[str]:
    """Return some services of a place that can be relied on; none that may have a bed: paper could give it away."""
    here, most = _here(code, edition), max(0, ROOM - len(lines_on_paper(edition, code)))
    known = own_services(edition, code) if code else in_need_order(edition.services_in.get(NATIONAL, ()), edition)
    return [one for one in known if _service_may(edition.services[one], here, edition)][:most]


def _service_may(service: Entity, here: Iterable[str], edition: Edition) -> bool:
    kinds = [edition.categories.get(value.value) for value in service.all("category")]
    if not kinds or nobody_left(service, edition) or any(kind is None or kind.residential for kind in kinds):
        return False
    places = [value for value in service.all("serves") if value.value in here]
    return bool(places) and is_relied_on(places[0].standing)


def _here(code: str, edition: Edition) -> list[str]:
    return codes_inside(code, edition) if code else [NATIONAL]


def _services(teller: Teller, code: str) -> Iterator[ServiceRow]:
    edition = teller.reader.edition
    here = _here(code, edition)
    for one in services_on_paper(edition, code):
        yield service_row(edition.services[one], teller, here)


def _words(teller: Teller) -> Iterator[Markup]:
    found = (teller.reader.edition.phrases.get(name) for name in PHRASES)
    return (teller.reader.say(known.text) for known in found if known is not None)


def _line(line: Line, teller: Teller) -> PaperLine:
    shown, value = card(line, teller), line.owned[0]
    brief = [
        Markup("{}: {}").format(point.name, point.values[0].text)
        for point in shown.points
        if point.code in SAID_BEFORE_A_CALL and point.values[0].level != PlainLevel.NOT_RELIED
    ]
    lapsed = value.said_on is not None and value.standing.value == "lapsed"
    return PaperLine(
        mark=shown.mark,
        href=shown.href,
        digits=shown.digits,
        who=escape(teller.reader.gettext(phrase(" or "))).join(map(teller.reader.organization_name, owners_of(line))),
        confirmed=line.showing is not Showing.CALL_UNCONFIRMED,
        purposes=", ".join(shown.purposes),
        brief=Markup(" · ").join(brief),
        why=shown.told.why if shown.told else "",
        undated=shown.year if line.showing is Showing.SECOND and not lapsed else "",
        lapsed=shown.year if lapsed else "",
    )
