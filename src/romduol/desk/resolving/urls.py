"""The addresses of this room, under `/desk/<lang>/`; none holds a digit of a number or a typed word."""

from django.urls import path, re_path

from romduol.desk.resolving import views

CODE = r"(?P<code>[a-z][a-z2-7]{10}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
DAY = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
PROPERTY = r"(?P<name>[a-z_]{3,40})"

urlpatterns = [
    path("contradictions", views.contradictions, name="contradictions"),
    path("contradictions/<uuid:key>", views.contradiction, name="contradiction"),
    path("contradictions/<uuid:key>/decide", views.decide, name="decide"),
    path("record", views.find_record, name="find-record"),
    re_path(rf"^record/{CODE}$", views.record, name="record"),
    re_path(rf"^record/{CODE}/on$", views.on_day, name="on-day"),
    re_path(rf"^record/{CODE}/on/{DAY}$", views.past_record, name="past-record"),
    re_path(rf"^record/{CODE}/on/{DAY}/page$", views.past_page, name="past-page"),
    re_path(rf"^record/{CODE}/on/{DAY}/drawn$", views.past_drawn, name="past-drawn"),
    re_path(rf"^record/{CODE}/{PROPERTY}$", views.history, name="history"),
    re_path(rf"^record/{CODE}/{PROPERTY}/state$", views.state, name="state"),
    re_path(rf"^record/{CODE}/{PROPERTY}/end/(?P<claim>[0-9a-f-]{{36}})$", views.end_claim, name="end-claim"),
    path("undo/<uuid:key>", views.undo, name="undo"),
]
