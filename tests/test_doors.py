"""Deny by default: every view says who may open it, and one that does not is not there."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from romduol.channels.web.views import not_found
from romduol.safety.access.records import Permission, Person, Role
from romduol.safety.access.rules import (
    ROLES,
    DoorIsSet,
    door_of,
    may_pass,
    permissions_of,
    public_door,
    signed_in_door,
    staff_door,
)
from tests.addresses import Address, all_addresses


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@public_door
def _open(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


@staff_door(Permission.CHECK)
def _staff(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


urlpatterns = [path("unmarked", _answer), path("open", _open), path("staff", _staff)]
handler404 = not_found


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


STRANGER = None
VISITOR = Person("1", "Rith")
STEWARD = Person("2", "Bopha", permissions_of([Role.STEWARD]))
ADMINISTRATOR = Person("3", "Sokha", permissions_of([Role.ADMINISTRATOR]))


@pytest.mark.parametrize(
    ("mark", "who", "passes"),
    [
        (public_door, STRANGER, True),
        (signed_in_door, STRANGER, False),
        (signed_in_door, VISITOR, True),
        (staff_door(Permission.CHECK), STRANGER, False),
        (staff_door(Permission.CHECK), VISITOR, False),
        (staff_door(Permission.CHECK), ADMINISTRATOR, False),
        (staff_door(Permission.CHECK), STEWARD, True),
        (staff_door(Permission.INVITE), STEWARD, False),
    ],
)
def test_who_may_pass(mark, who, passes):
    assert may_pass(door_of(mark(lambda request: None)), who) is passes


@pytest.mark.parametrize("who", [STRANGER, STEWARD, ADMINISTRATOR])
def test_nobody_passes_where_there_is_no_door(who):
    assert not may_pass(None, who)


def test_every_role_is_described_and_opens_the_desk():
    assert set(ROLES) == set(Role)
    apart = {Role.PARTNER, Role.RESPONDER}
    assert all(Permission.SEE in told.permissions for role, told in ROLES.items() if role not in apart)


def test_a_responder_reads_reports_and_nothing_else_and_nobody_else_does():
    assert ROLES[Role.RESPONDER].permissions == {Permission.ANSWER}
    assert all(Permission.ANSWER not in told.permissions for role, told in ROLES.items() if role is not Role.RESPONDER)


def test_a_partner_may_propose_and_nothing_else():
    assert ROLES[Role.PARTNER].permissions == {Permission.PROPOSE}
    assert all(Permission.PROPOSE not in told.permissions for role, told in ROLES.items() if role is not Role.PARTNER)


def test_every_permission_belongs_to_a_role():
    assert permissions_of(Role) == set(Permission)


def test_who_gives_roles_cannot_change_a_fact_and_who_changes_facts_gives_no_role():
    assert not ROLES[Role.ADMINISTRATOR].permissions & {Permission.CHECK, Permission.RESOLVE, Permission.PUBLISH}
    assert Permission.INVITE not in permissions_of([Role.STEWARD, Role.PUBLISHER])


def test_a_view_has_one_door():
    with pytest.raises(DoorIsSet):
        public_door(_staff)


@pytest.mark.parametrize("old", ["", "steward", Role.STEWARD, None])
def test_a_staff_door_names_a_permission(old):
    with pytest.raises(TypeError, match="permission"):
        staff_door(old)


def test_no_reader_gets_a_cookie_or_is_named_to_the_next_page(client: Client):
    answer = client.get("/healthz")
    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer"
