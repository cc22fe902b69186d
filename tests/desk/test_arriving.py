"""A file that is handed in lies in our own folder, for its owner alone, and is gone with the request."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from romduol.config.uploads import Arriving
from romduol.desk.loading.views import arriving
from romduol.desk.loading.views.arriving import Arrivals, Fault, arrival_of, takes_a_file

TABLE = "name,phone\nចង្កៀង,099 000 101\n".encode()


@takes_a_file
def taking(request: HttpRequest) -> None:
    """A view that takes a file."""


def other(request: HttpRequest) -> None:
    """A view that takes none."""


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA, settings.UPLOAD_MB = tmp_path, 1
    return tmp_path


def file(content: bytes = TABLE, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def request_with(view: Callable[..., Any] = taking, headers: dict[str, str] | None = None, **sent: Any) -> HttpRequest:
    """Return a request as it is when Django has found its view."""
    request = RequestFactory(headers=headers).post("/desk/km/imports/from/x", {"words": "kept", **sent})
    request.resolver_match = SimpleNamespace(func=view)  # type: ignore[assignment]
    return request


def left(data: Path) -> list[Path]:
    """Return all that lies on the disk."""
    return [found for found in data.rglob("*") if found.name != "imports"]


def through(request: HttpRequest, do: Callable[[HttpRequest], Any] = arrival_of) -> Any:
    """Let a request pass the middleware; return what was seen of it inside."""
    seen: list[Any] = []

    def view(inner: HttpRequest) -> HttpResponse:
        seen.append(do(inner))
        return HttpResponse()

    Arrivals(view)(request)
    return seen[0]


def test_it_is_there_while_the_view_runs_and_gone_afterwards(data):
    def look(request: HttpRequest) -> tuple[Any, ...]:
        found = arrival_of(request)
        assert found.path is not None
        folder = found.path.parent
        modes = [stat.S_IMODE(one.stat().st_mode) for one in (found.path, folder, folder.parent)]
        return found.fault, found.name, found.size, found.path.read_bytes(), modes, folder.parent

    fault, name, size, content, modes, where = through(request_with(file=file()), look)
    assert (fault, name, size, content) == (None, "list.csv", len(TABLE), TABLE)
    assert modes == [0o600, 0o700, 0o700]
    assert where == data / "imports"
    assert left(data) == []


def test_what_somebody_took_over_stays(data):
    def take(request: HttpRequest) -> None:
        path = arrival_of(request).path
        assert path is not None
        path.rename(data / "imports" / "kept.csv")

    through(request_with(file=file()), take)
    assert left(data) == [data / "imports" / "kept.csv"]


def test_it_is_gone_too_where_the_view_breaks(data):
    def breaks(request: HttpRequest) -> None:
        assert arrival_of(request).path is not None
        raise ValueError

    with pytest.raises(ValueError):
        through(request_with(file=file()), breaks)
    assert left(data) == []


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({}, Fault.NONE),
        ({"file": ""}, Fault.NONE),
        ({"file": file(b"")}, Fault.EMPTY),
        ({"file": [file(), file()]}, Fault.TWO),
        ({"file": [file(), file(), file()]}, Fault.TWO),
        ({"file": file(b"x" * 1_000_001)}, Fault.TOO_LARGE),
        ({"another": file()}, Fault.NONE),
    ],
    ids=["none", "words", "empty", "two", "three", "too large", "another field"],
)
def test_where_there_is_no_file_the_reason_is_known_and_nothing_lies_there(data, sent, fault):
    def look(request: HttpRequest) -> tuple[Any, ...]:
        return arrival_of(request).fault, left(data), request.POST["words"]

    assert through(request_with(**sent), look) == (fault, [], "kept")


def test_the_largest_that_is_allowed_comes_whole(data):
    assert through(request_with(file=file(b"x" * 1_000_000))).fault is None


@pytest.mark.parametrize(
    ("name", "shown", "suffix"),
    [
        ("../../etc/passwd", "passwd", ""),
        ("C:\\lists\\june.XLSX", "june.XLSX", ".xlsx"),
        ("បញ្ជីមិថុនា.csv", "បញ្ជីមិថុនា.csv", ".csv"),
        ("list.csv/..", None, None),
        ("a\u202e\x07b.json", "ab.json", ".json"),
        ("run.sh", "run.sh", ""),
        ("x" * 400 + ".csv", "x" * 116 + ".csv", ".csv"),
    ],
)
def test_of_its_name_only_a_known_ending_comes_near_the_disk(data, name, shown, suffix):
    request = raw(part(name))
    found = through(request, lambda inner: (arrival_of(inner).name, _stored(data)))
    assert found == ((shown, [f"file{suffix}"]) if shown else ("", []))


def _stored(data: Path) -> list[str]:
    return [one.name for one in left(data) if one.is_file()]


def part(name: str, content: bytes = TABLE) -> bytes:
    """Return a form with one file, written by hand: so that a name stays as strange as it is."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'.encode()
    return b"\r\n".join([f"--{BOUNDARY}".encode(), head, b"", content, f"--{BOUNDARY}--".encode(), b""])


def raw(body: bytes, kind: str = MULTIPART_CONTENT, length: int | None = None) -> HttpRequest:
    """Return a request with a body as it is."""
    request = RequestFactory().generic("POST", "/desk/km/imports/from/x", body, kind)
    if length is not None:
        request = RequestFactory().generic("POST", "/x", CONTENT_TYPE=kind, CONTENT_LENGTH=str(length))
        request = type(request)({**request.META, "wsgi.input": Arriving(BytesIO(body), length)})
    request.resolver_match = SimpleNamespace(func=taking)  # type: ignore[assignment]
    return request


def test_where_the_line_breaks_nothing_is_left(data):
    whole = encode_multipart(BOUNDARY, {"file": file(b"x" * 300_000)})
    with pytest.raises(UnreadablePostError):
        through(raw(whole[:200_000], length=len(whole)))
    assert left(data) == []


@pytest.mark.parametrize("cut", [40, 150, 200, 100_000], ids=["head", "name", "begun", "midway"])
def test_a_form_that_ends_early_brings_no_file(data, cut):
    whole = encode_multipart(BOUNDARY, {"file": file(b"x" * 300_000)})
    found = through(raw(whole[:cut]), lambda inner: (arrival_of(inner).fault, left(data)))
    assert found[0] in (Fault.NONE, Fault.BROKEN)
    assert found[1] == [] or found[0] is Fault.BROKEN
    assert left(data) == []


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=" + "b" * 300])
def test_what_is_no_form_is_refused(data, kind):
    with pytest.raises(MultiPartParserError):
        through(raw(b"nothing", kind))
    assert left(data) == []


def test_a_view_that_takes_no_file_never_gets_one(data):
    assert through(request_with(other, file=file()), lambda inner: (dict(inner.FILES), left(data))) == ({}, [])


def test_what_another_site_sends_is_not_written(data):
    request = request_with(headers={"Sec-Fetch-Site": "cross-site"}, file=file())
    assert through(request, lambda inner: (arrival_of(inner).fault, left(data))) == (Fault.NONE, [])


def test_a_disk_that_is_nearly_full_takes_nothing(data, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=arriving.KEPT_FREE))
    assert through(request_with(file=file())).fault is Fault.NO_ROOM
    assert left(data) == []


def test_a_disk_that_fills_up_meanwhile_leaves_nothing(data, monkeypatch):
    class Full(BytesIO):
        def write(self, piece: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", lambda number, mode: Full())
    assert through(request_with(file=file())).fault is Fault.NO_ROOM
    assert left(data) == []


def test_what_a_killed_process_left_is_swept(data):
    for name, age in (("arriving-old", 2 * arriving.FORGOTTEN), ("arriving-new", 60), ("an-import", 10**7)):
        (data / "imports" / name).mkdir(parents=True)
        stamp = time.time() - age
        os.utime(data / "imports" / name, (stamp, stamp))
    through(request_with(file=file()))
    assert {one.name for one in left(data)} == {"arriving-new", "an-import"}
