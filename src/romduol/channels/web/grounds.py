"""What a text rests on: each subject that it marks, how far to rely on it, who says so and who says otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from romduol.channels.web.line_cards import card, owners_of
from romduol.channels.web.pages.services import service_row
from romduol.channels.web.pages.topics import Statement, statement
from romduol.channels.web.subjects import about, line_of
from romduol.channels.web.telling import Teller, Told, Voice
from romduol.knowledge.releases.records import Entity, PlainLevel
from romduol.ui.words import phrase

LEVELS = {
    "called": phrase("we checked this"),
    "said": phrase("said, not checked"),
    "not_relied": phrase("do not rely on this"),
}
TORN = phrase("Sources disagree")
KNOWN_BY = ("description", "works_in", "name", "body_type")
"""What stands for an organisation where it is named: the first of these that is known."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One subject that a text rests on, for a reader."""

    number: int
    name: Markup
    href: str | None
    told: Told | None
    """The value to rely on first; None where nothing is known."""
    otherwise: tuple[Voice, ...] = ()
    denied: bool = False
    caution: Markup | None = None
    mark: str = ""
    """What stands around it in a page, where it can be taken back as it is served."""
    police: bool = False
    gone: tuple[Markup, ...] = ()

    @property
    def anchor(self) -> str:
        """Where it stands on the page: neutral, since a history shows it."""
        return f"w{self.number}"

    @property
    def level(self) -> str:
        """The plain level; what is not known is not to be relied on."""
        return self.told.level if self.told else PlainLevel.NOT_RELIED.value

    @property
    def torn(self) -> bool:
        """True where sources disagree on it."""
        return bool(self.otherwise) or (self.told is not None and (bool(self.told.against) or self.told.torn))


def grounds(subjects: Sequence[str], teller: Teller) -> dict[str, Ground]:
    """Return each subject with its number on the page, in the order in which the text names them."""
    return {subject: _ground(number, subject, teller) for number, subject in enumerate(subjects, 1)}


def beside(ground: Ground, teller: Teller) -> Markup:
    """Return what stands behind a sentence: a small number that leads to who says so, and a warning if there is one."""
    reader = teller.reader
    level = reader.gettext(LEVELS[ground.level])
    small = Markup('<sup><a class="mk {}" href="#{}" aria-label="{}: {}">{}</a></sup>').format(
        ground.level, ground.anchor, ground.number, level, ground.number
    )
    if ground.torn:
        return small + Markup(' <a class="torn" href="#{}">{}</a>').format(ground.anchor, reader.gettext(TORN))
    if ground.level == PlainLevel.NOT_RELIED.value:
        why = ground.told.why if ground.told else level
        return small + Markup(' <a class="torn" href="#{}">{}</a>').format(ground.anchor, why)
    return small


def _ground(number: int, subject: str, teller: Teller) -> Ground:
    edition = teller.reader.edition
    if subject in edition.statements:
        return _of_a_statement(number, edition.statements[subject], teller)
    if subject in edition.organizations:
        return _of_a_body(number, edition.organizations[subject], teller)
    if subject in edition.services:
        row = service_row(edition.services[subject], teller, ())
        return Ground(number, row.name, row.href, row.told, mark=row.mark, gone=row.gone)
    if subject in edition.joined:
        return _ground(number, edition.joined[subject].into, teller)
    return _of_a_line(number, subject, teller)


def _of_a_statement(number: int, entity: Entity, teller: Teller) -> Ground:
    said, (name, href) = statement(entity, teller), about(entity.id, teller)
    told = _told(said)
    against = said.otherwise if said.holds else ()
    return Ground(number, name, href, told, against, said.denied, said.caution)


def _told(said: Statement) -> Told | None:
    return next(iter((*((said.holds,) if said.holds else ()), *said.figures, *said.details)), None)


def _of_a_body(number: int, entity: Entity, teller: Teller) -> Ground:
    name, href = about(entity.id, teller)
    value = next((value for key in KNOWN_BY if (value := entity.first(key)) is not None), None)
    gone = teller.reader.gone(entity.id)
    return Ground(number, name, href, teller.tell(value) if value else None, gone=(gone,) if gone else ())


def _of_a_line(number: int, subject: str, teller: Teller) -> Ground:
    name, href = about(subject, teller)
    line = line_of(subject, teller)
    if line is None:
        return Ground(number, name, href, None)
    seen = card(line, teller)
    # The whole name becomes a link, and a link can hold no other.
    owners = Markup(", ").join(map(teller.reader.organization_name, owners_of(line)))
    named = Markup("{} ({})").format(name, owners) if owners else name
    gone = (seen.gone,) if seen.gone else ()
    return Ground(number, named, href, seen.told, caution=seen.caution, mark=seen.mark, police=seen.police, gone=gone)
