"""The addresses of this channel that Django answers; its documents lie in the release."""

from django.urls import path

from romduol.channels.api import views

urlpatterns = [
    path("api/answers", views.answers, name="answers"),
    path("api/numbers", views.numbers, name="numbers"),
]
