"""Deny by default: every view says who may open it, and one that does not is not there."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from romduol.safety.access.rules import DoorIsSet, door_of, may_pass, public_door, staff_door
from tests.addresses import Address, all_addresses


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@public_door
def _open(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@staff_door("steward")
def _staff(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


urlpatterns = [path("unmarked", _answer), path("open", _open), path("staff", _staff)]


@pytest.mark.parametrize("address", all_addresses(), ids=lambda address: address.route)
def test_every_view_has_a_door(address: Address):
    assert door_of(address.view) is not None, f"{address.view} in {address.url_list} needs a door"


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_without_a_door_is_not_there(client: Client):
    assert client.get("/unmarked").status_code == 404


@override_settings(ROOT_URLCONF=__name__)
def test_a_public_door_is_open(client: Client):
    assert client.get("/open").content == b"inside"


@override_settings(ROOT_URLCONF=__name__)
def test_a_staff_door_looks_like_a_page_that_is_not_there(client: Client):
    shut, absent = client.get("/staff"), client.get("/nothing-here")
    assert shut.status_code == absent.status_code == 404
    assert shut.content == absent.content


@pytest.mark.parametrize(
    ("role", "held", "passes"),
    [
        (None, (), True),
        ("steward", (), False),
        ("steward", ("editor",), False),
        ("steward", ("steward",), True),
    ],
)
def test_who_may_pass(role, held, passes):
    mark = staff_door(role) if role else public_door
    assert may_pass(door_of(mark(lambda request: None)), held) is passes


def test_nobody_passes_where_there_is_no_door():
    assert not may_pass(None, ("steward", "editor"))


def test_a_view_has_one_door():
    with pytest.raises(DoorIsSet):
        public_door(_staff)


def test_a_staff_door_names_its_role():
    with pytest.raises(ValueError, match="role"):
        staff_door("")


def test_no_reader_gets_a_cookie_or_is_named_to_the_next_page(client: Client):
    answer = client.get("/healthz")
    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer"
