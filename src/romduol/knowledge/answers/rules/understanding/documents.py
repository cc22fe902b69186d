"""What a release keeps so that questions can be understood without a database: the lexicon, and the places."""

from typing import Any

from romduol.base.khmer import clusters, fold
from romduol.knowledge.answers.rules.understanding.gazetteer import names_of
from romduol.knowledge.answers.rules.understanding.words import with_features
from romduol.knowledge.directory.records import Edition, Place

_CLEAR_CLUSTERS, _CLEAR_LETTERS = 3, 6


def lexicon_document(edition: Edition) -> dict[str, Any]:
    """Return the lexicon as the pack tells it, its examples as what they speak of."""
    return with_features({key: edition.lexicon[key] for key in sorted(edition.lexicon)})


def places_document(edition: Edition) -> dict[str, Any]:
    """Return the names of each place, and where it lies; a place that was taken back is still understood."""
    return {"places": {code: _place(place) for code, place in sorted(edition.places.items())}}


def _place(place: Place) -> dict[str, Any]:
    iso = (place.iso,) if place.iso else ()
    entry: dict[str, Any] = {
        "level": place.level,
        "names": names_of((*place.name.values(), *place.spellings, *iso)),
    }
    if place.parent:
        entry["parent"] = place.parent
    if not _clear(place):
        entry["bare"] = False
    return entry


def _clear(place: Place) -> bool:
    """True where the name alone tells that a place is meant: short names of districts are everyday words as well."""
    if place.level != "district" or place.spellings:
        return True
    khmer, latin = place.name.get("km", ""), place.name.get("en", "")
    return len(clusters(fold(khmer))) >= _CLEAR_CLUSTERS and len(latin) >= _CLEAR_LETTERS
