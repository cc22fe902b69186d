"""What is said about a subject matter: every statement, who says so, and who says otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from romduol.channels.web.guide_rows import guides_for_topic
from romduol.channels.web.line_cards import cards
from romduol.channels.web.offering import GRAVE, lines_first
from romduol.channels.web.sheets import Planned, Sheet, Turn, turns
from romduol.channels.web.telling import Teller, Told, Voice
from romduol.knowledge.releases.records import Entity
from romduol.ui.words import phrase

ON_A_SHEET = 14
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, for a reader."""

    label: Markup
    caution: Markup | None
    """What must be told beside it, or None."""
    holds: Told | None
    """What is said of it, the side to rely on first."""
    denied: bool
    """True where the side to rely on first says that it is not so."""
    otherwise: tuple[Voice, ...]
    figures: tuple[Told, ...]
    details: tuple[Told, ...]
    mentions: tuple[Voice, ...]


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the pages of every topic."""
    edition = teller.reader.edition
    for number, topic in enumerate(edition.topics.values(), 1):
        ids = edition.statements_of.get(topic.id, ())
        for turn, rows in turns(topic.code, ids, ON_A_SHEET):
            yield Planned(turn.here, one, (number, topic.id, turn, rows))


def one(teller: Teller, path: str, number: int, topic_id: str, turn: Turn, rows: Sequence[str]) -> Sheet:
    """Return a sheet of a topic's page."""
    title = teller.reader.gettext(phrase("Topic %(number)s"), number=number)
    statements = [statement(teller.reader.edition.statements[one], teller) for one in rows]
    return Sheet(path, "topic.html", title, _shows(topic_id, statements, turn, teller))


def _shows(topic_id: str, statements: list[Statement], turn: Turn, teller: Teller) -> dict[str, object]:
    reader = teller.reader
    topic = reader.edition.topics[topic_id]
    return {
        "name": reader.say(topic.name),
        "intro": reader.say(topic.intro),
        "statements": statements,
        "turn": turn,
        "lines": cards(lines_first(reader, (), MOST_LINES, about=topic_id), teller),
        "guides": guides_for_topic(topic_id, teller),
        "law": topic.id == "law",
        "grave": topic.id in GRAVE,
    }


def statement(entity: Entity, teller: Teller) -> Statement:
    """Return a statement as a reader is told it."""
    values = entity.all("holds")
    first = teller.tell(values[0]) if values else None
    other = {claim.id: claim for value in values[1:] for claim in value.claims}
    known = {claim.id for value in values[:1] for claim in value.against}
    against = (*(first.against if first else ()), *teller.voices(other[one] for one in other if one not in known))
    return Statement(
        label=teller.reader.say(entity.label),
        caution=teller.reader.say(entity.caution) if entity.caution else None,
        holds=first,
        denied=bool(values) and values[0].value == "false",
        otherwise=tuple(against),
        figures=tuple(teller.tell(value) for value in entity.all("figure")),
        details=tuple(teller.tell(value) for value in entity.all("detail")),
        mentions=teller.voices(claim for claim in entity.mentions if claim.property == "holds"),
    )
