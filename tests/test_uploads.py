"""A large file passes to the desk alone, piece by piece, and never in the way of readers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from romduol.config.gate import LARGEST_BYTES, PostGate
from romduol.config.uploads import MEGABYTE, READ_TO_ITS_END, Arriving, Uploads, megabytes_from
from romduol.knowledge.releases.views.http import App

PATH = "/desk/km/imports/from/invented"
COOKIE = "desk=anything"
LARGE = LARGEST_BYTES * 3


def reads(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """Read what was sent to its end, and tell how much it was."""
    found = 0
    while piece := environ["wsgi.input"].read(1000):
        found += len(piece)
    start("200 OK", [])
    return [str(found).encode()]


def ask(
    gate: App,
    body: bytes = b"x" * LARGE,
    path: str = PATH,
    cookie: str = COOKIE,
    source: BytesIO | None = None,
    **more: Any,
) -> str:
    """Return the status of one answer."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "PATH_INFO": path,
        "HTTP_COOKIE": cookie,
        **more,
    }
    if source is not None:
        environ["wsgi.input"] = source
    setup_testing_defaults(environ)
    told: list[str] = []
    b"".join(gate(environ, lambda status, headers: told.append(status[:3])))
    return told[0]


def gated(beyond: Callable[..., Any] = reads, **more: Any) -> Uploads:
    return Uploads(PostGate(beyond), beyond, **more)


def test_a_large_file_passes_for_who_brings_a_session():
    assert ask(gated()) == "200"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"cookie": ""},
        {"cookie": "other=desk; desky=1"},
        {"path": "/desk/km/imports/new"},
        {"path": "/km/n"},
        {"path": "/in/km/s/l"},
        {"path": "/desk/km/imports/from/invented/more"},
        {"REQUEST_METHOD": "PUT"},
    ],
)
def test_for_all_others_it_is_too_large(otherwise):
    assert ask(gated(), **otherwise) == "413"


def test_what_is_packed_or_says_no_length_does_not_pass_here_either():
    assert ask(gated(), HTTP_CONTENT_ENCODING="gzip") == "415"
    assert ask(gated(), CONTENT_LENGTH="") == "411"


def test_what_is_far_too_large_is_not_read_at_all():
    body = BytesIO(b"x")
    length = str(MEGABYTE * READ_TO_ITS_END + 1)
    assert ask(gated(megabytes=1), CONTENT_LENGTH=length, source=body) == "413"
    assert body.tell() == 0


def test_what_is_not_asked_for_is_not_read():
    """Django answers a stranger before it reads; then nothing of theirs was read here."""

    def shut(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("404 Not Found", [])
        return []

    body = BytesIO(b"x" * LARGE)
    assert ask(gated(shut), source=body) == "404"
    assert body.tell() == 0


@pytest.fixture
def kept_open(db: None) -> Iterator[None]:
    """A whole application closes its connections before and after each request; the test's own stays open."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("kept_open")
@pytest.mark.parametrize("cookie", [COOKIE, "desk=; desk-key=x"])
def test_a_stranger_with_a_cookie_is_answered_before_anything_is_read(cookie, tmp_path, settings):
    settings.DATA = tmp_path
    body, kind = BytesIO(b"x" * LARGE), "multipart/form-data; boundary=b"
    # Not signed in, every address of the desk leads to the same place, or is not there.
    found = ask(
        gated(get_wsgi_application()),
        cookie=cookie,
        CONTENT_TYPE=kind,
        CONTENT_LENGTH=str(LARGE),
        source=body,
    )
    assert found == "404"
    assert body.tell() == 0
    assert list(tmp_path.iterdir()) == []


def test_few_send_at_once_and_who_asks_a_question_never_waits_for_them():
    go_on, inside = threading.Event(), threading.Barrier(3)

    def slow(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        inside.wait(5)
        go_on.wait(5)
        start("200 OK", [])
        return []

    gate = Uploads(PostGate(reads), slow, at_once=2)
    sending = [threading.Thread(target=ask, args=(gate,)) for _ in range(2)]
    for one in sending:
        one.start()
    inside.wait(5)
    try:
        assert ask(gate) == "503"
        assert ask(gate, b"number=1", "/km/n") == "200", "a reader asks as if nobody sent anything"
    finally:
        go_on.set()
        for one in sending:
            one.join(5)
    gate.beyond = reads
    assert ask(gate) == "200", "the places are free again"


def test_a_place_is_free_again_where_all_breaks():
    def breaks(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        raise ValueError

    gate = gated(breaks, at_once=1)
    with pytest.raises(ValueError):
        ask(gate)
    gate.beyond = reads
    assert ask(gate) == "200"


def test_what_breaks_off_never_looks_whole():
    source = Arriving(BytesIO(b"half"), 8)
    assert source.read(100) == b"half"
    with pytest.raises(OSError):
        source.read(100)


def test_no_more_is_read_than_was_told():
    source = Arriving(BytesIO(b"a form and what follows on the line"), 6)
    assert (source.read(), source.read()) == (b"a form", b"")


@pytest.mark.parametrize("inner", [PostGate, lambda app: Uploads(PostGate(app), app)])
def test_an_answer_is_ended_as_its_maker_asks(inner):
    """Django gives back its connection to the database, and closes what was sent, when an answer is closed."""
    closed = []

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            yield b"fine"

        def close(self) -> None:
            closed.append(True)

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Answer:
        start("200 OK", [])
        return Answer()

    assert ask(inner(app), b"small") == "200"
    assert closed == [True]


@pytest.mark.parametrize(("text", "found"), [("", 50), ("1", 1), (" 200 ", 200)])
def test_how_large_a_file_may_be_is_a_setting(text, found):
    assert megabytes_from(text) == found


@pytest.mark.parametrize("text", ["0", "-1", "50MB", "1.5", "2001", "៥០"])
def test_another_size_is_refused_with_what_would_do(text):
    with pytest.raises(ImproperlyConfigured, match="ROMDUOL_UPLOAD_MB"):
        megabytes_from(text)
