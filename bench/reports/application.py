"""The program as it is served, with one address more: it takes a form as long as a sealed report and stores one row."""

from romduol.config.wsgi import application  # isort: skip (models are read once it has begun)

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from bench.reports.measuring import TABLE
from romduol.care.reports.views.parts import parts_of
from romduol.config import urls_intake
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here


@public_door
@require_POST
def plain(request: HttpRequest, lang: str) -> HttpResponse:
    """Store what came as it came, under a random id."""
    if not is_from_here(request):
        return HttpResponse(status=403)
    text, _ = parts_of(request)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (id, data) VALUES (%s, %s)", [text[-64:], text.encode()])  # noqa: S608
    return HttpResponse(b'{"kept":"kept"}', status=201, content_type="application/json")


urls_intake.urlpatterns.insert(0, path("in/<str:lang>/r/plain", plain))

__all__ = ("application",)
