"""The front server that the guide tells to set up keeps nothing: a real nginx runs with the guide's own lines."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from romduol.config.reporting import LARGEST_REPORT, WAITS
from tests.releases.test_nginx import KINDS, NGINX, free_port, wait_for

GUIDE = Path(__file__).parents[1] / "docs" / "how-to" / "reverse-proxy.md"
LINES = "\n".join(re.findall(r"^ {4}(.*)$", GUIDE.read_text("utf-8"), flags=re.MULTILINE))
MAIN = "daemon off; master_process off; pid {here}/pid; error_log {here}/errors;\nevents {{ worker_connections 64; }}\nhttp {{ {temporary}\n{lines}\n}}\n"  # noqa: E501
LARGE = b"canary" * 300_000


class Behind(BaseHTTPRequestHandler):
    """Stands where Romduol is: tells how much came, and from whom."""

    def do_POST(self) -> None:
        found = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen = (len(found), self.headers["X-Forwarded-For"], self.path)  # type: ignore[attr-defined]
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def settings_of(here: Path, port: int, behind: int) -> Path:
    """Write the guide's lines as a whole file: another port, no certificate, all three faces in one place."""
    lines = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", LINES)
    lines = re.sub(r"^\s*ssl_\w+ .*$", "", lines, flags=re.MULTILINE)
    lines = re.sub(r"server 127\.0\.0\.1:\d+;", f"server 127.0.0.1:{behind};", lines)
    temporary = " ".join(f"{kind}_temp_path {here}/{kind};" for kind in KINDS)
    file = here / "main.conf"
    file.write_text(MAIN.format(here=here, temporary=temporary, lines=lines))
    return file


@pytest.fixture(scope="module")
def front(tmp_path_factory) -> Iterator[Any]:
    """A running nginx, and what stands behind it."""
    if NGINX is None:
        pytest.skip("no nginx on this machine: the guide's lines were not tried")
    here = tmp_path_factory.mktemp("front")
    behind = HTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    port = free_port()
    file = settings_of(here, port, behind.server_port)
    command = [NGINX, "-p", str(here), "-e", str(here / "errors"), "-c", str(file)]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    nginx = subprocess.Popen(command)
    try:
        wait_for(port, nginx)
        yield SimpleNamespace(here=here, port=port, behind=behind)
    finally:
        nginx.terminate()
        nginx.wait(5)
        behind.shutdown()
        behind.server_close()


def send(front: Any, path: str, body: bytes = LARGE) -> int:
    """Send something; returns the status."""
    connection = HTTPConnection("127.0.0.1", front.port, timeout=10)
    connection.request("POST", path, body, {"Content-Type": "application/octet-stream", "X-Forwarded-For": "192.0.2.9"})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    "path", ["/in/km/r", "/in/en/r/d", "/in/km/r/a", "/in/km/r/b", "/in/km/r/h", "/desk/km/inbox/data/write"]
)
def test_a_large_report_passes_and_leaves_nothing_on_the_disk(front, path):
    assert send(front, path) == 201
    assert front.behind.seen == (len(LARGE), "127.0.0.1", path), "what a stranger says of their address counts nothing"
    kept = [file for file in front.here.rglob("*") if file.is_file() and file.name not in ("main.conf", "pid")]
    assert [file for file in kept if file.stat().st_size] == []


def test_what_is_large_passes_nowhere_else(front):
    assert send(front, "/in/km/s/l") == 413
    assert send(front, "/km/q") == 413
    assert send(front, "/in/km/r/o") == 413


def test_the_guide_fits_what_stands_behind_it():
    found = re.search(r"client_max_body_size (\d+)m;\s+client_body_buffer_size (\d+)m;", LINES)
    assert found is not None
    assert int(found[1]) * 1_000_000 >= LARGEST_REPORT, "no report is refused there that we would take"
    assert int(found[2]) >= int(found[1]), "none is larger than what fits into memory"
    waits = re.search(r"proxy_read_timeout (\d+)s;", LINES)
    assert waits is not None
    assert int(waits[1]) > WAITS, "nobody is sent away who still waits in line"
    assert "access_log off;" in LINES
