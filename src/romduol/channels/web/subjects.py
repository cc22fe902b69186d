"""Names what claims and disagreements are about, and says their values without a link."""

from collections.abc import Mapping

from markupsafe import Markup, escape

from romduol.channels.web.line_cards import digits_in_a_list, safe_digits
from romduol.channels.web.telling import NAMED, PLACED, Teller
from romduol.knowledge.releases.records import Line
from romduol.ui.words import phrase


def about(subject: str, teller: Teller) -> tuple[Markup, str | None]:
    """Return the name of a subject and the link to its page, or None where it has none."""
    reader, edition = teller.reader, teller.reader.edition
    if subject in edition.organizations:
        return reader.organization_name(subject), reader.href(edition.organizations[subject].code)
    if subject in edition.services:
        service = edition.services[subject]
        return reader.service_name(service), reader.href(service.code)
    if subject in edition.statements:
        statement = edition.statements[subject]
        return reader.say(statement.label), reader.href(edition.topics[statement.topic].code)
    if subject in edition.joined:
        return about(edition.joined[subject].into, teller)
    line = line_of(subject, teller)
    if line is None:
        return escape(reader.gettext(phrase("A service that is not listed"))), None
    return escape(digits_in_a_list(line)), reader.href(line.entity.code)


def line_of(subject: str, teller: Teller) -> Line | None:
    """Return the line that a subject is, or None."""
    return teller.reader.edition.lines.get(subject.removeprefix("line-"))


def plain_value(name: str, value: str, words: Mapping[str, str], teller: Teller) -> Markup:
    """Return a value of a property in the reader's words; a number that may be a private phone stays masked."""
    reader = teller.reader
    if name == "phone":
        return safe_digits(value, reader.edition)
    if words:
        return reader.say(words)
    if name in PLACED:
        return reader.place_name(value)
    if name in NAMED:
        return reader.organization_name(value)
    return teller.code(name, value)
