"""The organisations, and a page for each of them."""

from collections.abc import Iterator, Mapping

from romduol.base.khmer import sort_key
from romduol.channels.web import addresses
from romduol.channels.web.line_cards import cards
from romduol.channels.web.offering import in_order_of_use, lines_first
from romduol.channels.web.pages.disagreements import by_subject, row
from romduol.channels.web.pages.services import facts, in_need_order, service_row
from romduol.channels.web.sheets import Sheet, turns
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Disagreement, Entity
from romduol.ui.words import phrase

SAID_OF_A_BODY = (
    "status",
    "replaced_by",
    "description",
    "body_type",
    "part_of",
    "works_in",
    "website",
    "has_hotline",
    "alternate_name",
    "acronym",
    "founded",
    "office_count",
    "size",
    "cost_to_build",
)
ON_A_SHEET = 24
ORGANIZATIONS_ON_A_SHEET = 60
MOST_INSTEAD = 3
MOST_LINES = 10
MOST_DISAGREEMENTS = 6


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield the list of organisations and every organisation's page."""
    reader, edition = teller.reader, teller.reader.edition
    ordered = sorted(edition.organizations, key=lambda one: sort_key(reader.organization_name(one).striptags()))
    for turn, rows in turns(addresses.ORGANIZATIONS, ordered, ORGANIZATIONS_ON_A_SHEET):
        listed = [_row(edition.organizations[one], teller) for one in rows]
        title = reader.gettext(phrase("Organisations"))
        yield Sheet(turn.here, "organizations.html", title, {"rows": listed, "turn": turn})
    disagreements = by_subject(edition)
    for entity in edition.organizations.values():
        yield from _organization(entity, teller, disagreements)


def _row(entity: Entity, teller: Teller) -> dict[str, object]:
    kind = entity.first("body_type")
    return {
        "href": teller.reader.href(entity.code),
        "name": teller.reader.organization_name(entity.id),
        "kind": teller.text(kind) if kind else "",
        "gone": teller.reader.gone(entity.id),
    }


def _organization(entity: Entity, teller: Teller, disagreements: Mapping[str, list[Disagreement]]) -> Iterator[Sheet]:
    reader, edition = teller.reader, teller.reader.edition
    services = in_need_order(edition.services_of.get(entity.id, ()), reader)
    lines = in_order_of_use((edition.lines[key] for key in edition.lines_of.get(entity.id, ())), edition)
    instead = [] if any(line.urgent for line in lines) else lines_first(reader, (), MOST_INSTEAD)
    found = disagreements.get(entity.id, ())
    for turn, rows in turns(entity.code, services, ON_A_SHEET):
        shows = {
            "name": reader.organization_name(entity.id),
            "gone": reader.gone(entity.id),
            "turn": turn,
            "services_listed": [service_row(edition.services[one], teller, ()) for one in rows],
            # What follows stands on the first sheet only.
            "said": facts(entity, SAID_OF_A_BODY, teller) if turn.first else [],
            "lines": cards(lines[:MOST_LINES], teller) if turn.first else [],
            "instead": cards(instead, teller) if turn.first else [],
            "disagreements": [row(one, teller) for one in found[:MOST_DISAGREEMENTS]] if turn.first else [],
            "mentioned": teller.voices(entity.mentions) if turn.first else (),
        }
        yield Sheet(turn.here, "organization.html", reader.gettext(phrase("Organisation")), shows)
