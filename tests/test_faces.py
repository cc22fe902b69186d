"""Readers, what readers hand in, and the desk are three faces; cookies exist on the last one alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from romduol.config.facing import EVERY, faces_from

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/km/n", "/in/km/nothing", "/healthz", "/nothing"])
def test_no_reader_gets_a_cookie(client: Client, path: str):
    answer = client.get(path)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("path", ["/desk/", "/desk/en/", "/desk/en/queue", "/desk/en/nothing-here", "/desk/xx/queue"])
def test_a_stranger_is_led_to_the_same_place_from_every_address_of_the_desk(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] in ("/desk/km/in", "/desk/en/in")
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/desk/en/", "/desk/en/nothing-here"])
def test_what_a_stranger_sends_to_the_desk_finds_nothing(path: str):
    assert Client().post(path).status_code in (403, 404)


@override_settings(FACES=frozenset({"public"}))
def test_a_process_that_shows_readers_alone_has_no_desk(client: Client):
    assert client.get("/desk/en/").status_code == client.get("/desk/en/in").status_code == 404


def test_the_faces_are_read_from_a_list():
    assert faces_from("") == frozenset(EVERY)
    assert faces_from(" public , staff ") == {"public", "staff"}
    with pytest.raises(ImproperlyConfigured, match="desk"):
        faces_from("public,desk")
