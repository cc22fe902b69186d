"""The page that stands where a record turned out to be another one: it leads on to that one."""

from collections.abc import Iterator

from romduol.channels.web.pages import withdrawn
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition, Entity, Kind
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield a page for each record that is another one, where that one has a page."""
    edition = teller.reader.edition
    for record in edition.joined.values():
        if f"{Kind.SERVICE}:{record.id}" in edition.taken_back:
            continue  # It has a page that says so.
        if _record(record.into, edition):
            yield Planned(record.code, one, (record.into,))
        elif f"{Kind.SERVICE}:{record.into}" in edition.taken_back:
            yield Planned(record.code, withdrawn.one, (f"{Kind.SERVICE}:{record.into}",))


def _record(subject: str, edition: Edition) -> Entity | None:
    return edition.organizations.get(subject) or edition.services.get(subject)


def one(teller: Teller, path: str, into: str) -> Sheet:
    """Return the page that leads on."""
    reader = teller.reader
    if into in reader.edition.organizations:
        entity, name, mark = reader.edition.organizations[into], reader.organization_name(into), ""
        title = reader.gettext(phrase("Organisation"))
    else:
        entity = reader.edition.services[into]
        # It may be taken back after this page was drawn, and then a notice stands here too.
        name, mark = reader.service_name(entity), f"{Kind.SERVICE}:{into}"
        title = reader.gettext(phrase("Service"))
    return Sheet(path, "joined.html", title, {"href": reader.href(entity.code), "name": name, "mark": mark})
