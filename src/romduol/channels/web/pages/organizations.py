"""The organisations, and a page for each of them."""

from collections.abc import Iterator, Sequence

from romduol.base.khmer import sort_key
from romduol.channels.web import addresses
from romduol.channels.web.line_cards import cards
from romduol.channels.web.offering import in_order_of_use, lines_first
from romduol.channels.web.pages.disagreements import about_subject, row
from romduol.channels.web.pages.services import facts, in_need_order, service_row
from romduol.channels.web.sheets import Planned, Sheet, Turn, turns
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition, Entity
from romduol.knowledge.releases.rules.tracing import Derived
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


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the list of organisations and every organisation's page."""
    reader, edition = teller.reader, teller.reader.edition
    ordered = sorted(edition.organizations, key=lambda one: sort_key(reader.organization_name(one).striptags()))
    for turn, rows in turns(addresses.ORGANIZATIONS, ordered, ORGANIZATIONS_ON_A_SHEET):
        yield Planned(turn.here, listed, (turn, rows))
    for entity in edition.organizations.values():
        for turn, rows in turns(entity.code, _services(edition, entity.id), ON_A_SHEET):
            yield Planned(turn.here, one, (entity.id, turn, rows))


@Derived
def _services(edition: Edition, org_id: str) -> list[str]:
    return in_need_order(edition.services_of.get(org_id, ()), edition)


def listed(teller: Teller, path: str, turn: Turn, rows: Sequence[str]) -> Sheet:
    """Return a sheet of the list."""
    shown = [_row(teller.reader.edition.organizations[one], teller) for one in rows]
    title = teller.reader.gettext(phrase("Organisations"))
    return Sheet(path, "organizations.html", title, {"rows": shown, "turn": turn})


def _row(entity: Entity, teller: Teller) -> dict[str, object]:
    kind = entity.first("body_type")
    return {
        "href": teller.reader.href(entity.code),
        "name": teller.reader.organization_name(entity.id),
        "kind": teller.text(kind) if kind else "",
        "gone": teller.reader.gone(entity.id),
    }


def one(teller: Teller, path: str, org_id: str, turn: Turn, rows: Sequence[str]) -> Sheet:
    """Return a sheet of an organisation's page."""
    reader, edition = teller.reader, teller.reader.edition
    shows = {
        "name": reader.organization_name(org_id),
        "gone": reader.gone(org_id),
        "turn": turn,
        "services_listed": [service_row(edition.services[one], teller, ()) for one in rows],
        **_first(edition.organizations[org_id], teller, shown=turn.first),
    }
    return Sheet(path, "organization.html", reader.gettext(phrase("Organisation")), shows)


def _first(entity: Entity, teller: Teller, *, shown: bool) -> dict[str, object]:
    """Return what stands on the first sheet only."""
    if not shown:
        return {"said": [], "lines": [], "instead": [], "disagreements": [], "mentioned": ()}
    edition = teller.reader.edition
    lines = in_order_of_use((edition.lines[key] for key in edition.lines_of.get(entity.id, ())), edition)
    instead = [] if any(line.urgent for line in lines) else lines_first(teller.reader, (), MOST_INSTEAD)
    found = about_subject(edition, entity.id)
    return {
        "said": facts(entity, SAID_OF_A_BODY, teller),
        "lines": cards(lines[:MOST_LINES], teller),
        "instead": cards(instead, teller),
        "disagreements": [row(one, teller) for one in found[:MOST_DISAGREEMENTS]],
        "mentioned": teller.voices(entity.mentions),
    }
