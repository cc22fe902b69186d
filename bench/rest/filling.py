"""Makes the tables from our own feed: `python -m bench.rest.filling FILE`, which has services in full as lines."""

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import django
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.rest.settings")
django.setup()

from django.apps import apps  # noqa: E402 (settings have to be ready first)
from django.db import connection, models, transaction  # noqa: E402

from bench.rest.models import (  # noqa: E402
    Attribute,
    Language,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    Term,
)

ORDER: tuple[type[models.Model], ...] = (
    Taxonomy,
    Term,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    ServiceArea,
    Phone,
    Language,
    Schedule,
    Attribute,
)
"""Each table after those that it points at."""
AT_ONCE = 500
Document = Mapping[str, Any]


class Rows:
    """The rows of all tables, each once, and which organization is in which places."""

    def __init__(self) -> None:
        self.of: defaultdict[type[models.Model], dict[str, models.Model]] = defaultdict(dict)
        self.places: dict[tuple[str, str], None] = {}

    def put(self, table: type[models.Model], document: Document, **owner: object) -> str:
        """Take in one document; what it holds that the table does not have is left out."""
        names = {column.attname for column in table._meta.concrete_fields}
        told = {name: value for name, value in {**document, **owner}.items() if name in names}
        self.of[table].setdefault(document["id"], table(**told))
        return str(document["id"])

    def service(self, document: Document) -> None:
        """Take in a service with all that is nested in it."""
        giver = document.get("organization")
        one = self.put(Service, document, organization_id=self.organization(giver) if giver else None)
        for phone in document.get("phones", ()):
            self.languages(phone, phone_id=self.put(Phone, phone, service_id=one))
        for schedule in document.get("schedules", ()):
            self.put(Schedule, schedule, service_id=one)
        for area in document.get("service_areas", ()):
            self.put(ServiceArea, area, service_id=one)
        for there in document.get("service_at_locations", ()):
            at = self.put(ServiceAtLocation, there, service_id=one, location_id=self.put(Location, there["location"]))
            for area in there.get("service_areas", ()):
                self.put(ServiceArea, area, at_id=at)
        self.languages(document, service_id=one)
        self.attributes(document, service_id=one)

    def languages(self, document: Document, **owner: str) -> None:
        """Take in the languages of a service or a number."""
        for language in document.get("languages", ()):
            self.put(Language, language, **owner)

    def organization(self, document: Document) -> str:
        """Take in an organization with its places and attributes."""
        one = self.put(Organization, document)
        for place in document.get("locations", ()):
            self.places[one, self.put(Location, place)] = None
        self.attributes(document, organization_id=one)
        return one

    def attributes(self, document: Document, **owner: str) -> None:
        """Take in the attributes of a service or an organization."""
        for attribute in document.get("attributes", ()):
            term = attribute["taxonomy_term"]
            self.put(Term, term, taxonomy_id=self.put(Taxonomy, term["taxonomy_detail"]))
            self.put(Attribute, attribute, taxonomy_term_id=term["id"], **owner)


def fill(documents: Iterable[Document]) -> None:
    """Make all tables and fill them."""
    rows = Rows()
    for document in documents:
        rows.service(document)
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("rest").get_models():
            editor.create_model(model)
    with transaction.atomic():
        for table in ORDER:
            table._default_manager.bulk_create(rows.of[table].values(), batch_size=AT_ONCE)
        through = Organization.places.through
        pairs = (through(organization_id=one, location_id=place) for one, place in rows.places)
        through._default_manager.bulk_create(pairs, batch_size=AT_ONCE)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


if __name__ == "__main__":
    fill(map(orjson.loads, Path(sys.argv[1]).read_bytes().splitlines()))
