"""A server as operators run it, on the database of a test, and whoever sends something to it over HTTP."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

from bench.servers import HOST, OURS, Server, granian
from django.db import connection
from tests.care.watched import LOST
from tests.seizure.disk import Before
from tests.seizure.lite import in_a_file

from romduol.config.commands.serve import THREADS

ROOT = Path(__file__).parents[2]
WATCHED = "tests.care.watched_server:application"
PATIENT = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """Return the body as a page is read."""
        return self.body.decode()


@dataclass
class Sender:
    """Somebody who has no script and no cookie; each has an address of their own. `log` gets URLs and headers alone."""

    port: int
    address: str = "203.0.113.7"
    log: Path | None = None

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, None, {})

    def form(self, path: str, fields: Mapping[str, str | list[str]]) -> Answer:
        """Send a form without files."""
        sent = urlencode(fields, doseq=True).encode()
        return self._ask("POST", path, sent, {"Content-Type": "application/x-www-form-urlencoded"})

    def parts(
        self, path: str, fields: Mapping[str, str | list[str]], files: Mapping[str, list[tuple[str, str, bytes]]]
    ) -> Answer:
        """Send a form with files: field -> (name, type, bytes) of each."""
        mark = uuid4().hex
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask("POST", path, multipart(mark, fields, files), kind)

    def send(self, path: str, body: bytes, kind: str) -> Answer:
        """Send a body of any type."""
        return self._ask("POST", path, body, {"Content-Type": kind})

    def breaks_off(self, path: str, body: bytes) -> None:
        """Begin to send something, and hang up."""
        with socket.create_connection((HOST, self.port)) as line:
            told = {"Host": HOST, "X-Forwarded-For": self.address, "Content-Length": str(len(body) + 1_000)}
            told["Content-Type"] = "multipart/form-data; boundary=x"
            head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
            line.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        connection = HTTPConnection(HOST, self.port, timeout=PATIENT)
        own = {"X-Forwarded-For": self.address, "Accept-Encoding": "identity"}
        if method == "POST":
            own |= {"Origin": f"http://{HOST}:{self.port}", "Sec-Fetch-Site": "same-origin"}
        try:
            connection.request(method, path, body, {**own, **headers})
            found = connection.getresponse()
            answer = Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()
        self._note(method, path, answer)
        return answer

    def _note(self, method: str, path: str, answer: Answer) -> None:
        if self.log:
            with self.log.open("a") as log:
                log.write(f"{method} {path} {answer.status} {dict(answer.headers)}\n")


def multipart(
    mark: str, fields: Mapping[str, str | list[str]], files: Mapping[str, list[tuple[str, str, bytes]]]
) -> bytes:
    """Return a form with files as a browser sends it."""
    parts = []
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            parts.append(head.encode() + value.encode() + b"\r\n")
    for name, found in files.items():
        for called, kind, data in found:
            told = called.replace('"', "%22")
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{told}"\r\n'
            parts.append(head.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode()


@contextmanager
def serving(
    data: Path, logs: Path, *, lost: Path | None = None, proxies: int = 1, target: str = WATCHED, **more: str
) -> Iterator[Server]:
    """Serve all faces from the database of this test, which must lie on a disk; stop whatever happens."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {
        "ROMDUOL_DATA": str(data),
        "ROMDUOL_SECRET_KEY": "only-for-tests",
        "ROMDUOL_PROXIES": str(proxies),
        "DJANGO_SETTINGS_MODULE": "romduol.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        **_database(),
        **more,
    }
    if lost:
        lost.mkdir(exist_ok=True)
        environment[LOST] = str(lost)
    logs.mkdir(exist_ok=True)
    with granian("romduol", target, environment, logs, threads=THREADS) as server:
        yield server


@contextmanager
def on_a_disk(data: Path) -> Iterator[None]:
    """Have the tests' database where a server finds it, and where its pages can be read: PostgreSQL is already."""
    data.mkdir(exist_ok=True)
    if connection.vendor != "sqlite":
        yield
        return
    with in_a_file(data / "romduol.sqlite3", Before()):
        yield


@contextmanager
def house(folder: Path) -> Iterator[Server]:
    """Have a database on a disk, and a server on it."""
    with on_a_disk(folder / "data"), serving(folder / "data", folder / "logs") as server:
        yield server


def _database() -> dict[str, str]:
    if connection.vendor == "sqlite":
        assert Path(connection.settings_dict["NAME"]).name == "romduol.sqlite3", "a server reads what is on a disk"
        return {}
    told = connection.settings_dict
    who = quote(told["USER"]) + (f":{quote(told['PASSWORD'])}" if told["PASSWORD"] else "")
    return {"DATABASE_URL": f"postgres://{who}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"}


class Form(HTMLParser):
    """The fields of a page's forms as a browser would send them back: hidden ones with their values."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field in."""
        named = dict(attrs)
        name = named.get("name")
        if tag in ("input", "textarea", "select", "button") and name:
            self.names.add(name)
            kind = named.get("type")
            if kind == "hidden" or (kind in ("checkbox", "radio") and "checked" in named):
                self.fields.setdefault(name, []).append(named.get("value") or "")
