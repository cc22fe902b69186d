"""The tables of HSDS that our documents fill."""

from django.db import models


def text() -> "models.TextField[str, str]":
    """Return a column of text; what is not told is empty."""
    return models.TextField(default="")


class Table(models.Model):
    """What all tables have: HSDS gives every row a UUID, kept as text, which costs nothing to read."""

    id = models.CharField(primary_key=True, max_length=36)

    class Meta:
        abstract = True


class Taxonomy(Table):
    """A taxonomy."""

    name, description, version = text(), text(), text()


class Term(Table):
    """A term of a taxonomy."""

    code, name, description, parent_id, language = text(), text(), text(), text(), text()
    taxonomy = models.ForeignKey(Taxonomy, models.CASCADE)


class Location(Table):
    """An area."""

    location_type, name, description = text(), text(), text()
    external_identifier, external_identifier_type = text(), text()


class Organization(Table):
    """An organization."""

    name, alternate_name, description, website = text(), text(), text(), text()
    parent_organization_id, alert = text(), text()
    places = models.ManyToManyField(Location)


class Service(Table):
    """A service."""

    organization = models.ForeignKey(Organization, models.CASCADE, null=True)
    name, description, status, alert = text(), text(), text(), text()
    fees_description, eligibility_description, assured_date = text(), text(), text()
    last_modified = models.TextField(db_index=True)


class ServiceAtLocation(Table):
    """A service at one place."""

    service = models.ForeignKey(Service, models.CASCADE)
    location = models.ForeignKey(Location, models.CASCADE)


class ServiceArea(Table):
    """The area of a service, or of a service at one place."""

    service = models.ForeignKey(Service, models.CASCADE, null=True)
    at = models.ForeignKey(ServiceAtLocation, models.CASCADE, null=True)
    name, description, extent, extent_type = text(), text(), text(), text()


class Phone(Table):
    """A number of a service."""

    service = models.ForeignKey(Service, models.CASCADE)
    number, type, description = text(), text(), text()


class Language(Table):
    """A language in which a service, or a number, is answered."""

    service = models.ForeignKey(Service, models.CASCADE, null=True)
    phone = models.ForeignKey(Phone, models.CASCADE, null=True)
    name, code = text(), text()


class Schedule(Table):
    """When a service is open."""

    service = models.ForeignKey(Service, models.CASCADE)
    freq, byday, description, opens_at, closes_at = text(), text(), text(), text(), text()
    interval = models.IntegerField(null=True)


class Attribute(Table):
    """A term that a service or an organization carries."""

    service = models.ForeignKey(Service, models.CASCADE, null=True)
    organization = models.ForeignKey(Organization, models.CASCADE, null=True)
    link_type, link_entity, value = text(), text(), text()
    taxonomy_term = models.ForeignKey(Term, models.CASCADE)
