"""The ids of what has no id of its own in an edition: the same in every release of the same pack."""

from functools import lru_cache

from romduol.knowledge.releases.records import Edition, stable_id

NATIONAL = "national"


def service_at_location_id(edition: Edition, service: str, place: str) -> str:
    """Return the id of a service in one of the places that it serves; both as the edition calls them."""
    return stable_id(edition.info.id, f"service_at_location/{service}/{place}")


def country_id(edition: Edition) -> str:
    """Return the id of the whole country as a location."""
    return stable_id(edition.info.id, "location/national")


def taxonomy_id(edition: Edition, taxonomy: str) -> str:
    """Return the id of one of our taxonomies."""
    return _known(edition.info.id, f"taxonomy/{taxonomy}")


def term_id(edition: Edition, kind: str, code: str) -> str:
    """Return the id of a term: `need`, `category`, `access` or `body_type`, and its code."""
    return _known(edition.info.id, f"taxonomy_term/{kind}/{code}")


@lru_cache(maxsize=4096)
def _known(pack: str, key: str) -> str:
    """Return the id of one of the few things that nearly every document names."""
    return stable_id(pack, key)


def part_id(edition: Edition, kind: str, of: str, key: str) -> str:
    """Return the id of a part of a record (`phone`, `schedule`, …), unique to that record."""
    return stable_id(edition.info.id, f"{kind}/{of}/{key}")
