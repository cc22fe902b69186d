"""A real server, asked everything at once by everybody: what it wrote afterwards gives nobody away."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import orjson
import pytest

from romduol.config.wires import renderers
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.rules.headers import SAFE
from romduol.safety.limits.rules import NUMBERS as LOOK_UPS
from tests.releases.making import served_here, spoil
from tests.web.editions import TINY, edition_of

ROOT = Path(__file__).parents[1]
WORDS = ("zebrafish", "ស៊ីបរ៉ាហ្វិស", "o'brien<script>")
NUMBERS = ("099 000 177", "099000178", "+85599000179")
FAR = ("203.0.113.77", "2001:db8:77::7")
HERE = "127.0.0.77" if sys.platform == "linux" else "127.0.0.1"
"""Where the requests come from: an address that the server has no reason of its own to name."""
DAMAGED = "en/h"
"""A page whose bytes are gone, so that there is something to log."""
SECONDS = 1.5
AT_ONCE = 6
STARTS_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server, its data folder and the file that holds all that it wrote."""

    port: int
    data: Path
    written: Path

    def send(self, raw: bytes, wait: float = 2.0) -> bytes:
        """Send bytes as they are; return what came back until the other side closed."""
        with socket.create_connection(("127.0.0.1", self.port), wait, source_address=(HERE, 0)) as line:
            found = b""
            with suppress(OSError):
                line.sendall(raw)
                while data := line.recv(65_536):
                    found += data
        return found


@contextmanager
def serving(data: Path) -> Iterator[Running]:
    """Start `romduol serve` behind one front server on the tiny country, one page of which is damaged."""
    releases = data / "releases"
    publish(edition_of(TINY), renderers=renderers(), folder=releases, facts="for tests")
    spoil(releases, served_here(releases), DAMAGED, None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    beside = data.with_name("beside")
    beside.mkdir()
    env = {**os.environ, "ROMDUOL_DATA": str(data), "ROMDUOL_PROXIES": "1", "TMPDIR": str(beside)}
    env |= {"DJANGO_SETTINGS_MODULE": "romduol.config.settings"}
    written = data.with_name("written")
    with written.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "romduol", "serve", "--port", str(port)], cwd=ROOT, env=env, stdout=file, stderr=file
        )
    try:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                break
            time.sleep(0.05)
        yield Running(port, data, written)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert list(beside.iterdir()) == [], "something was left in the folder for temporary files"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("busy") / "data") as running:
        yield running


def request(method: str, path: str, body: bytes = b"", kind: str = "", far: str = FAR[0], more: str = "") -> bytes:
    """Return a request as it travels, from somebody far away through a front server."""
    lines = [f"{method} {path} HTTP/1.1", "Host: romduol.example.org", "Connection: close", f"X-Forwarded-For: {far}"]
    lines += [f"User-Agent: {WORDS[0]}", f"Referer: https://example.org/{WORDS[0]}", f"Cookie: {WORDS[0]}=1"]
    lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"] if kind else []
    return "\r\n".join([*lines, *([more] if more else []), "", ""]).encode() + body


def form(path: str, name: str, typed: str, **more: str) -> bytes:
    body = f"{name}={quote(typed)}".encode()
    return request("POST", path, body, "application/x-www-form-urlencoded", **more)


def program(path: str, document: object, **more: str) -> bytes:
    return request("POST", path, orjson.dumps(document), "application/json", **more)


def mixture() -> list[bytes]:
    """Return one of everything, good and bad."""
    marked = quote(WORDS[1])
    found = [request("GET", f"/{path}") for path in ("km/e", "en/", "en/p", "r", "api/disagreements", DAMAGED)]
    found += [
        request("GET", f"/en/{WORDS[0]}?{WORDS[0]}={marked}"),
        request("GET", f"/{marked}"),
        request("HEAD", "/x"),
    ]
    found += [request("GET", f"/api/{WORDS[0]}?search={marked}"), request("GET", f"/release/{WORDS[0]}")]
    found += [request("GET", f"/api/hsds/en/services?search={WORDS[0]}"), request("GET", "/%ff%fe/%00%0a")]
    for number, typed in enumerate((*WORDS, *NUMBERS)):
        far = FAR[number % 2]
        found += [form("/km/q", "question", typed, far=far), form("/en/f", "words", typed, far=far)]
        found += [form("/en/n", "number", typed, far=far)]
        found += [program("/api/answers", {"question": typed, "lang": "en"}, far=far)]
        found += [program("/api/numbers", {"number": typed, "lang": "en"}, far=far)]
        found += [program("/api/answers", {typed: typed, "lang": typed, "place": typed}, far=far)]
    typed_badly = b"question=%ff%fe" + WORDS[0].encode() + b"\xff\x00\xed\xa0\x80"
    kinds = ("application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data; boundary=x", "text/plain", "é")
    found += [request("POST", "/km/q", typed_badly, kind) for kind in (*kinds, f"application/{WORDS[0]}")]
    found += [request("POST", "/api/answers", typed_badly, f"application/json; charset={WORDS[0]}")]
    found += [form("/en/q", "question", WORDS[0], more=f"Origin: https://{WORDS[0]}.example.org")]
    found += [form("/en/q", "question", WORDS[0], more=f"Host: {WORDS[0]}/\\")]
    found += [form("/en/n", "number", NUMBERS[0], more="Transfer-Encoding: chunked")]
    found += [form("/en/n", "number", NUMBERS[0], far=f"{WORDS[0]}, {FAR[1]}, nobody")]
    found += [
        request("DELETE", f"/en/{WORDS[0]}"),
        request(WORDS[0].upper(), "/en/q"),
        request("OPTIONS", "/api/answers"),
    ]
    found += [request("GET", "/en/e", more=f"Range: {WORDS[0]}\r\nIf-None-Match: {WORDS[0]}\r\nAccept-Encoding: \xff")]
    found += [
        WORDS[0].encode() + b"\r\n\r\n",
        f"GET /{WORDS[0]} HTTP/7.7\r\n\r\n".encode(),
        b"\x16\x03\x01\x00\xa5\x01\x00",
    ]
    found += [f"GET /{WORDS[0]} HTTP/1.1\r\n{WORDS[0]} : {WORDS[0]}\r\n: x\r\n\r\n".encode()]
    found += [f"POST /en/q HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n{WORDS[0]}".encode()]
    found += [f"GET /{WORDS[0] * 9000} HTTP/1.1\r\nHost: x\r\n\r\n".encode()]
    return found


def ways(text: str) -> set[bytes]:
    """Return a text in the ways in which a log or a file might hold it."""
    digits = "".join(filter(str.isdigit, text))
    written = {
        text,
        quote(text),
        quote(text).lower(),
        text.encode().decode("latin-1"),
        b64encode(text.encode()).decode(),
    }
    written |= {text.encode("unicode_escape").decode(), repr(text.encode())[2:-1]}
    written |= {digits, digits[-6:]} if len(digits) > 7 else set()
    return {way.encode() for way in written}


def state_of(folder: Path) -> dict[str, str]:
    """Return each file of a folder with the hash of what it holds."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def test_what_is_written_in_a_busy_minute_gives_nobody_away(server):
    before, told_before = state_of(server.data), server.written.read_bytes()
    asked, until, told = mixture(), time.monotonic() + SECONDS, Counter[bytes]()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        while time.monotonic() < until:
            told.update(answer[9:12] for answer in crowd.map(server.send, asked))
        # And one asks until it is refused.
        greedy = [form("/en/n", "number", NUMBERS[0])] * (LOOK_UPS.at_once + 20)
        told.update(answer[9:12] for answer in crowd.map(server.send, greedy))
    # Some go silent in the middle, or hang up.
    for raw in asked[:40]:
        with socket.create_connection(("127.0.0.1", server.port), source_address=(HERE, 0)) as line:
            line.sendall(raw[:-3])
    written = server.written.read_bytes().removeprefix(told_before)
    assert {b"200", b"400", b"403", b"404", b"411", b"414", b"422", b"429", b"500"} <= told.keys(), told
    assert b"a page of the release is damaged" in written, "whatever is logged at all is looked at"
    for text in (*WORDS, *NUMBERS, *FAR, HERE, DAMAGED, "/km", "/en", "/api", "romduol.example.org"):
        assert not [way for way in ways(text) if way in written], text
    assert not any(b"HTTP/1" in line or b"?" in line for line in written.splitlines())
    assert state_of(server.data) == before, "a file was made or changed"


def test_only_the_damaged_page_breaks(server):
    for raw in mixture():
        answer = server.send(raw)
        if b"/" + DAMAGED.encode() not in raw[:20]:
            assert answer[9:10] != b"5", (raw[:90], answer[:200])


def test_no_answer_of_a_real_server_says_what_it_is(server):
    for raw in mixture():
        head = server.send(raw).partition(b"\r\n\r\n")[0].lower()
        assert b"granian" not in head
        if b"\r\nserver:" in head:
            assert b"\r\nserver: \r\n" in head + b"\r\n"
            for name, value in SAFE:
                assert f"\r\n{name}: {value}".lower().encode() in head
        else:
            # What is no HTTP at all does not reach the application: the server says so, and nothing else.
            assert head[9:12] in (b"", b"400", b"414", b"431"), (raw[:60], head)
