"""The addresses of this room, each behind a door."""

from django.urls import path

from romduol.desk.checking import views

urlpatterns = [
    path("my-checks", views.mine, name="my-checks"),
    path("checked/<uuid:act>", views.done, name="check-done"),
    path("checked/<uuid:act>/undo", views.undone, name="check-undo"),
    path("check/sending.js", views.sending, name="check-sending"),
    path("check/<str:subject>", views.check_subject, name="check"),
    path("check/<str:subject>/<str:property>", views.check_property, name="check"),
    path("check/<str:subject>/<str:property>/<str:code>", views.check, name="check"),
    path("check/<str:subject>/<str:property>/<str:code>/off", views.off, name="check-off"),
]
