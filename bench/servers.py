"""Starts the servers that are measured, each as a child on one core, on 127.0.0.1, and stops them whatever happens."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep

from bench.rendering import HOME, PACK

HOST = "127.0.0.1"
STARTS_WITHIN = 30.0
STOPS_WITHIN = 10.0
OURS = ("DATABASE_URL", "ROMDUOL_DEBUG", "ROMDUOL_ALLOWED_HOSTS", "ROMDUOL_PROXIES")
"""Settings of the one who measures, which must not reach a server that is measured."""
ROMDUOL = "romduol.config.wsgi:application"
AS_SERVED = 32
"""How many threads `romduol serve` lets answer (config/commands/serve.py)."""


class ServerFailed(RuntimeError):
    """A server did not come up, or a command that prepares it failed."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on a port of 127.0.0.1."""

    name: str
    port: int
    pid: int

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers (names in small letters) and body of one answer."""
        connection = HTTPConnection(HOST, self.port, timeout=STARTS_WITHIN)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            found = connection.getresponse()
            return found.status, {name.lower(): value for name, value in found.getheaders()}, found.read()
        finally:
            connection.close()

    def ask(self, path: str, body: bytes | None = None, kind: str = "") -> int:
        """Return the status of one answer; where there is a body of a type, it is sent."""
        connection = HTTPConnection(HOST, self.port, timeout=STARTS_WITHIN)
        try:
            sent = {"Content-Type": kind} if body is not None else {}
            connection.request("GET" if body is None else "POST", path, body, sent)
            return connection.getresponse().status
        finally:
            connection.close()

    def family(self) -> list[int]:
        """Return the process and its workers, as far as the system tells."""
        return _family(self.pid)

    def cpu(self) -> float:
        """Return the processor seconds of the server with its workers so far; 0 where the system does not tell."""
        return sum(map(_cpu_of, self.family()))


def cores() -> tuple[int, int] | None:
    """Return the core of the servers and that of the load; None where nothing can be pinned."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """Start children on one core: they inherit it, workers and threads too."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def with_real_pack(data: Path) -> Mapping[str, str]:
    """Load and publish the real pack into a data folder of its own; returns the environment of who serves it."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"ROMDUOL_DATA": str(data), "ROMDUOL_SECRET_KEY": "only-for-the-bench"}
    for command in (("load", str(PACK)), ("publish",)):
        # The command is our own command line.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "romduol", *command], env=environment, cwd=HOME, capture_output=True, text=True
        )
        if done.returncode:
            raise ServerFailed(f"romduol {command[0]} ended with code {done.returncode}: {done.stderr[-400:]}")
    return environment


@contextmanager
def granian(
    name: str, target: str, environment: Mapping[str, str], folder: Path, *, threads: int = AS_SERVED
) -> Iterator[Server]:
    """Serve a WSGI application by granian, with one worker and so many threads."""
    port, log = free_port(), folder / f"{name}.log"
    address = ["--host", HOST, "--port", str(port), "--log-level", "error"]
    work = ["--interface", "wsgi", "--http", "1", "--workers", "1", "--blocking-threads", str(threads)]
    with _running([sys.executable, "-m", "granian", *address, *work, target], environment, log) as pid:
        server = Server(name, port, pid)
        _wait_for(server, log)
        yield server


@contextmanager
def nginx(program: str, configuration: Path, port: int) -> Iterator[Server]:
    """Serve with an nginx that reads this configuration, which listens on this port."""
    log = configuration.with_suffix(".log")
    with _running([program, "-c", str(configuration), "-e", str(log)], os.environ, log) as pid:
        server = Server("nginx", port, pid)
        _wait_for(server, log)
        yield server


def nginx_program() -> str | None:
    """Return where nginx is; it often lies outside of the path of everybody but root."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[int]:
    with log.open("ab") as told:
        # A session of its own, so that its workers can be ended with it. The command is built here.
        child = subprocess.Popen(  # noqa: S603
            command, env=environment, cwd=HOME, stdout=told, stderr=told, start_new_session=True
        )
    try:
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait(STOPS_WITHIN)


def _wait_for(server: Server, log: Path) -> None:
    until = monotonic() + STARTS_WITHIN
    while monotonic() < until:
        with suppress(OSError, HTTPException):
            server.get("/")
            return
        sleep(0.05)
    raise ServerFailed(f"{server.name} did not answer: {log.read_text(errors='replace')[-400:]}")


def _family(pid: int) -> list[int]:
    """Return a process and all that descend from it, as far as /proc tells."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(_fields(stat)[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _cpu_of(pid: int) -> float:
    try:
        fields = _fields(Path(f"/proc/{pid}/stat"))
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _fields(stat: Path) -> list[str]:
    # What stands before the last bracket is the name of the program, which may hold anything.
    return stat.read_text(errors="replace").rpartition(")")[2].split()
