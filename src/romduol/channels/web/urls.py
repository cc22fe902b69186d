"""The addresses of this channel that Django answers; all else of it lies in the release."""

from django.urls import path

from romduol.channels.web import addresses, views

urlpatterns = [
    path(f"<str:lang>/{addresses.ASK}", views.question, name="question"),
    path(f"<str:lang>/{addresses.FIND}", views.find, name="find"),
    path(f"<str:lang>/{addresses.NUMBER}", views.number, name="number"),
]
