"""The addresses of this room, under `/desk/<lang>/`; none holds a digit of a number or a typed word."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from romduol.desk.resolving import views


class RecordCode(StringConverter):
    """The code of a page, or the UUID of its record."""

    regex = "[a-z][a-z2-7]{10}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Day(StringConverter):
    """A day as text: one that there is not gets a page that says so."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


class PropertyName(StringConverter):
    """The name of a property."""

    regex = "[a-z_]{3,40}"


register_converter(RecordCode, "record_code")
register_converter(Day, "day_text")
register_converter(PropertyName, "property_name")

urlpatterns = [
    path("contradictions", views.contradictions, name="contradictions"),
    path("contradictions/<uuid:key>", views.contradiction, name="contradiction"),
    path("contradictions/<uuid:key>/decide", views.decide, name="decide"),
    path("record", views.find_record, name="find-record"),
    path("record/<record_code:code>", views.record, name="record"),
    path("record/<record_code:code>/on", views.on_day, name="on-day"),
    path("record/<record_code:code>/on/<day_text:day>", views.past_record, name="past-record"),
    path("record/<record_code:code>/on/<day_text:day>/page", views.past_page, name="past-page"),
    path("record/<record_code:code>/on/<day_text:day>/drawn", views.past_drawn, name="past-drawn"),
    path("record/<record_code:code>/<property_name:name>", views.history, name="history"),
    path("record/<record_code:code>/<property_name:name>/state", views.state, name="state"),
    path("record/<record_code:code>/<property_name:name>/end/<uuid:claim>", views.end_claim, name="end-claim"),
    path("undo/<uuid:key>", views.undo, name="undo"),
]
