"""How we check, with the real counts of this edition; and about this site, what it keeps and what a phone keeps."""

from collections import Counter
from collections.abc import Iterator

from romduol.channels.web import addresses, vocabulary
from romduol.channels.web.sheets import Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Sheet]:
    """Yield both pages."""
    reader = teller.reader
    yield Sheet(
        addresses.HOW_WE_CHECK,
        "how.html",
        reader.gettext(phrase("How we check")),
        {"counts": counts(reader.edition), "grades": _grades(teller)},
    )
    operator = reader.edition.info.operator
    yield Sheet(
        addresses.ABOUT,
        "about.html",
        reader.gettext(phrase("About")),
        {"operator": reader.say(operator) if operator else ""},
    )


def counts(edition: Edition) -> dict[str, int]:
    """Return what this edition holds, in numbers."""
    entities = [*edition.organizations.values(), *edition.services.values(), *edition.statements.values()]
    entities += [line.entity for line in edition.lines.values()]
    values = [value for entity in entities for said in entity.facts.values() for value in said]
    return {
        "sources": len(edition.sources),
        "voices": len({source.lineage for source in edition.sources.values()}),
        "claims": sum(map(len, edition.claims_of.values())),
        "facts": len(values),
        "checked": sum(value.standing.value == "checked" for value in values),
        "disagreements": len(edition.disagreements),
        "lines": len(edition.lines),
        "callable": sum(line.urgent for line in edition.lines.values()),
    }


def _grades(teller: Teller) -> list[tuple[str, str, int]]:
    held = Counter(source.grade.value for source in teller.reader.edition.sources.values())
    return [(grade, teller.reader.gettext(words), held[grade]) for grade, words in vocabulary.GRADES.items()]
