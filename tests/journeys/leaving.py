"""A browser that keeps whole pages for Back, as those of readers do, and another site to leave for."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, CDPSession, Error

from tests.conftest import CHROMIUM, QUIET
from tests.journeys.conftest import Visit

ELSEWHERE = "<!doctype html><title>Elsewhere</title><p>elsewhere"
PATIENCE_SECONDS = 8
SETTLED_SECONDS = 0.7


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = ELSEWHERE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts: object) -> None:
        """Say nothing."""


@contextmanager
def another_site(folder: Path) -> Iterator[int]:
    """Serve one page over TLS under a certificate of its own; gives the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    server.handle_error = lambda *parts: None  # type: ignore[method-assign]  # A browser may hang up at any time.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _certificate(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    file = folder / "elsewhere.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


@contextmanager
def readers_browser(beside: Browser, port: int) -> Iterator[Browser]:
    """Start a whole browser, which keeps pages for Back; every secure address leads to the other site on this port."""
    if CHROMIUM is None:
        pytest.skip("no whole chromium on this machine, and another one keeps less for Back")
    found = beside.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*QUIET, "--ignore-certificate-errors", f"--host-resolver-rules=MAP *:443 127.0.0.1:{port}"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield found
    found.close()


def back(reader: Visit) -> dict[str, str]:
    """Press Back; returns the address, the title and all that the page then holds, typed words included.

    It asks the browser itself, since a page that comes back whole never loads.
    """
    session = reader.context.new_cdp_session(reader.page)
    history = session.send("Page.getNavigationHistory")
    place = history["currentIndex"] - 1
    assert place >= 0, "there is no page to go back to"
    session.send("Page.navigateToHistoryEntry", {"entryId": history["entries"][place]["id"]})
    until(lambda: _place(reader) == place)
    time.sleep(SETTLED_SECONDS)
    session = reader.context.new_cdp_session(reader.page)
    entry = session.send("Page.getNavigationHistory")["entries"][place]
    return {"url": entry["url"], "title": entry["title"], "holds": _holds(session)}


def _place(reader: Visit) -> int | None:
    try:
        found = reader.context.new_cdp_session(reader.page).send("Page.getNavigationHistory")
    except Error:  # One page is going and the next is not there yet.
        return None
    return int(found["currentIndex"])


def _holds(session: CDPSession) -> str:
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    seen = [str(node.get(part, {}).get("value", "")) for node in nodes for part in ("name", "value")]
    return "\n".join([session.send("DOM.getOuterHTML", {"nodeId": root})["outerHTML"], *seen])


def until(so: Callable[[], bool]) -> None:
    """Wait until something is so; fails after a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)
