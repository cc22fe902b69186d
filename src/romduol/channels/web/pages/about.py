"""How we check, with the real counts of this edition; and about this site, what it keeps and what a phone keeps."""

from collections import Counter
from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition
from romduol.knowledge.releases.rules.tracing import Derived
from romduol.ui import vocabulary
from romduol.ui.words import phrase


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield both pages."""
    yield Planned(addresses.HOW_WE_CHECK, how_we_check)
    yield Planned(addresses.ABOUT, about_us)


def how_we_check(teller: Teller, path: str) -> Sheet:
    """Return how we check."""
    shows = {"counts": counts(teller.reader.edition), "grades": _grades(teller)}
    return Sheet(path, "how.html", teller.reader.gettext(phrase("How we check")), shows)


def about_us(teller: Teller, path: str) -> Sheet:
    """Return what is told about this site."""
    reader = teller.reader
    operator = reader.edition.info.operator
    shows = {"operator": reader.say(operator) if operator else ""}
    return Sheet(path, "about.html", reader.gettext(phrase("About")), shows)


@Derived
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
    held = _sources_by_grade(teller.reader.edition)
    return [(grade, teller.reader.gettext(words), held.get(grade, 0)) for grade, words in vocabulary.GRADES.items()]


@Derived
def _sources_by_grade(edition: Edition) -> dict[str, int]:
    return dict(Counter(source.grade.value for source in edition.sources.values()))
