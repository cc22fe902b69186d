"""The list of services by Django REST framework, as an application that the bench alone serves."""

import os
from collections.abc import Mapping
from typing import Any

import django
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.rest.settings")
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 (settings have to be ready first)
from django.db.models import Prefetch, QuerySet  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.generics import ListAPIView  # noqa: E402
from rest_framework.pagination import PageNumberPagination  # noqa: E402
from rest_framework.renderers import BaseRenderer  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.serializers import ReadOnlyField, Serializer  # noqa: E402

from bench.rest.models import Attribute, Organization, Phone, Service, ServiceAtLocation  # noqa: E402


class TaxonomySerializer(Serializer):
    """A taxonomy."""

    id, name, description, version = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()


class TermSerializer(Serializer):
    """A term, with its taxonomy."""

    id, code, name, description = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    parent_id, language, taxonomy_id = ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    taxonomy = ReadOnlyField(source="taxonomy.name")
    taxonomy_detail = TaxonomySerializer(source="taxonomy")


class AttributeSerializer(Serializer):
    """A term that something carries."""

    id, link_type, link_entity, value = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    taxonomy_term = TermSerializer()


class LocationSerializer(Serializer):
    """An area."""

    id, location_type, name, description = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    external_identifier, external_identifier_type = ReadOnlyField(), ReadOnlyField()


class OrganizationSerializer(Serializer):
    """An organization, with its places and attributes."""

    id, name, alternate_name, description = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    website, parent_organization_id, alert = ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    locations = LocationSerializer(many=True)
    attributes = AttributeSerializer(many=True)


class AreaSerializer(Serializer):
    """The area of a service."""

    id, name, description, extent, extent_type = (ReadOnlyField() for _ in range(5))


class AtLocationSerializer(Serializer):
    """A service at one place."""

    id, location_id = ReadOnlyField(), ReadOnlyField()
    service_areas = AreaSerializer(many=True)
    location = LocationSerializer()


class LanguageSerializer(Serializer):
    """A language that is spoken."""

    id, name, code = ReadOnlyField(), ReadOnlyField(), ReadOnlyField()


class PhoneSerializer(Serializer):
    """A number."""

    id, number, type, description = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    languages = LanguageSerializer(many=True)


class ScheduleSerializer(Serializer):
    """When it is open."""

    id, freq, interval, byday = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    description, opens_at, closes_at = ReadOnlyField(), ReadOnlyField(), ReadOnlyField()


class ServiceSerializer(Serializer):
    """A service in full."""

    id, organization_id, name, description = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    status, alert, last_modified, assured_date = ReadOnlyField(), ReadOnlyField(), ReadOnlyField(), ReadOnlyField()
    fees_description, eligibility_description = ReadOnlyField(), ReadOnlyField()
    phones = PhoneSerializer(many=True)
    schedules = ScheduleSerializer(many=True)
    languages = LanguageSerializer(many=True)
    service_areas = AreaSerializer(many=True)
    service_at_locations = AtLocationSerializer(many=True)
    organization = OrganizationSerializer()
    attributes = AttributeSerializer(many=True)


class Writer(BaseRenderer):
    """Writes JSON by orjson, which is quicker than the framework's own."""

    media_type, format, charset = "application/json", "json", None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the bytes of an answer."""
        return orjson.dumps(data)


class Pages(PageNumberPagination):
    """Pages as HSDS has them."""

    page_size, page_size_query_param, max_page_size = 50, "per_page", 500

    def get_paginated_response(self, data: Any) -> Response:
        """Return one page with what HSDS says about it."""
        page = self.page
        return Response(
            {
                "total_items": page.paginator.count,
                "total_pages": page.paginator.num_pages,
                "page_number": page.number,
                "size": len(data),
                "first_page": not page.has_previous(),
                "last_page": not page.has_next(),
                "empty": not data,
                "contents": data,
            }
        )


class Services(ListAPIView):
    """The list of services in full."""

    serializer_class, pagination_class, renderer_classes = ServiceSerializer, Pages, [Writer]

    def get_queryset(self) -> QuerySet[Service]:
        """Return the services asked for, with all that is nested: one query a table."""
        spoken = Prefetch("language_set", to_attr="languages")
        areas = Prefetch("servicearea_set", to_attr="service_areas")
        carried = Prefetch(
            "attribute_set",
            Attribute._default_manager.prefetch_related("taxonomy_term__taxonomy"),
            to_attr="attributes",
        )
        there = ServiceAtLocation._default_manager.prefetch_related("location", areas)
        givers = Organization._default_manager.prefetch_related(carried, Prefetch("places", to_attr="locations"))
        found = Service._default_manager.order_by("id").prefetch_related(
            Prefetch("phone_set", Phone._default_manager.prefetch_related(spoken), to_attr="phones"),
            spoken,
            Prefetch("schedule_set", to_attr="schedules"),
            areas,
            Prefetch("serviceatlocation_set", there, to_attr="service_at_locations"),
            Prefetch("organization", givers),
            carried,
        )
        since: str | None = self.request.query_params.get("modified_after")
        return found.filter(last_modified__gte=since) if since else found


urlpatterns = [path("api/hsds/en/services", Services.as_view())]
application = get_wsgi_application()
