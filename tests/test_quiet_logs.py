"""No log line gives a reader away."""

from __future__ import annotations

import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from romduol.config.logs import QuietFormatter
from romduol.safety.access.rules import public_door

TYPED = "099000123"


@public_door
def _breaks(request: HttpRequest, number: str) -> HttpResponse:
    raise ValueError(f"cannot read {request.POST['q']} of {request.META['REMOTE_ADDR']}")


urlpatterns = [path("n/<str:number>", _breaks, name="breaks")]


@pytest.fixture
def lines(caplog):
    """The lines as the quiet formatter writes them."""
    caplog.set_level(logging.DEBUG)
    for name in ("django", "django.request"):
        logging.getLogger(name).addHandler(caplog.handler)
    yield lambda: "\n".join(QuietFormatter().format(record) for record in caplog.records)
    for name in ("django", "django.request"):
        logging.getLogger(name).removeHandler(caplog.handler)


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_is_logged_without_what_was_typed(lines):
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.7")
    assert client.post(f"/n/{TYPED}?q={TYPED}", {"q": TYPED}).status_code == 500
    written = lines()
    assert "POST breaks 500" in written
    assert "ValueError" in written
    assert "test_quiet_logs.py" in written
    assert TYPED not in written
    assert "203.0.113.7" not in written


@override_settings(ROOT_URLCONF=__name__, DEBUG=True)
@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_a_fault_that_is_shown_while_debugging_repeats_nothing_that_was_sent(accept):
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.7")
    sent = {"q": TYPED}
    page = client.post(f"/n/{TYPED}?q={TYPED}", sent, headers={"Cookie": f"a={TYPED}", "Accept": accept})
    assert page.status_code == 500
    told = page.content.decode()
    assert "ValueError" in told
    assert "test_quiet_logs.py" in told
    assert TYPED not in told
    assert "203.0.113.7" not in told


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_is_not_there_leaves_no_path(lines):
    Client().get(f"/nothing/{TYPED}?q={TYPED}")
    assert TYPED not in lines()
