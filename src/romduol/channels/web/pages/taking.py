"""Take the data with you: the whole directory, a province or a need as files, for whoever works with tables."""

from collections.abc import Iterator

from romduol.channels.web import addresses
from romduol.channels.web.pages.map import mapped_needs
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Kind, part_code, stable_id
from romduol.ui.words import phrase

TITLE = phrase("Take the data with you")
BOTH = phrase("XLSX in Khmer and English")
FORMS = (("xlsx", "XLSX"), ("csv", "CSV"))
"""Ending of a file, and what people call it."""
MORE = (("zip", "HSDS, CSV"), ("json", "HSDS, JSON"), ("ndjson", "HSDS, NDJSON"))
"""For those who work with other directories."""
Links = list[tuple[str, str]]


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the page."""
    yield Planned(addresses.TAKING, taking)


def taking(teller: Teller, path: str) -> Sheet:
    """Return the page."""
    reader = teller.reader
    edition, both = reader.edition, "-".join(reader.edition.info.languages)
    shows = {
        "whole": [*_links("", reader.lang), (addresses.file(both, "xlsx"), reader.gettext(BOTH))],
        "more": [(addresses.file(reader.lang, ending), name) for ending, name in MORE],
        "provinces": [
            (reader.place_name(place.code), _links(place.code, reader.lang))
            for place in reader.provinces
            if f"{Kind.PLACE}:{place.code}" not in edition.taken_back
        ],
        "needs": [
            (reader.say(edition.needs[code].name), _links(_part(code, teller), reader.lang))
            for code in mapped_needs(edition)
        ],
    }
    return Sheet(path, "taking.html", reader.gettext(TITLE), shows)


def _links(part: str, lang: str) -> Links:
    return [(addresses.file(lang, ending, part), name) for ending, name in FORMS]


def _part(need: str, teller: Teller) -> str:
    """Return what stands for a need in the names of files, as the API reads it: by the id of its term."""
    return part_code(stable_id(teller.reader.edition.info.id, f"taxonomy_term/need/{need}"))
