"""The addresses of setting inboxes up, under `/desk/<lang>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.care.queues.views import setting_up

urlpatterns: list[URLPattern] = [
    path("inbox/queues", setting_up.queues, name="inbox-queues"),
    path("inbox/queues/new", setting_up.new, name="inbox-queues-new"),
    path("inbox/queues/<uuid:queue>", setting_up.one, name="inbox-queue"),
    path("inbox/queues/<uuid:queue>/pause", setting_up.pause, name="inbox-queue-pause"),
    path("inbox/queues/<uuid:queue>/remove", setting_up.remove, name="inbox-queue-remove"),
]
