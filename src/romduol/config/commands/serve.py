"""Serve the pages on this machine, and print the addresses to open.

With --prepare it first creates or updates the database, loads the country pack and publishes, each
only where something changed. A busy port is named before any of that. With --role it shows one face
alone, and prepares what that face needs: tables for intake and the desk, no table for pages.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from rich.console import Console

from romduol import __version__
from romduol.config.cli import DONE, BadInput, find_command
from romduol.config.databases import DEFAULT
from romduol.config.facing import INTAKE, PUBLIC, ROLES, STAFF
from romduol.config.gate import AT_ONCE
from romduol.config.gate import IN_LINE as GATE_LINE
from romduol.config.moving import COMMAND as MOVE
from romduol.config.moving import has_begun, left_behind
from romduol.config.ports import PortProblem, port_from, require_free
from romduol.config.reporting import IN_LINE, PLACES
from romduol.config.tables import aliases, create_or_update_tables
from romduol.config.uploads import SEALED_AT_ONCE, SEALED_IN_LINE, UPLOADS_AT_ONCE
from romduol.knowledge.releases.actions.folder import DiskFull
from romduol.knowledge.releases.actions.keys import CannotSign
from romduol.knowledge.releases.queries.folder import last_good
from romduol.knowledge.releases.rules.trust import Refused

SILENT_SECONDS = 15
"""How long a connection may say nothing, before a request or in the middle of its headers."""
LONGEST_HEAD = 64 * 1024
"""What is kept of a connection in memory: its headers, and what it sends before anybody reads."""
CONNECTIONS, LEAST_CONNECTIONS = 4096, 64
"""How many each process holds at once."""
OTHER_FILES = 256
FOR_PAGES = 28
THREADS = FOR_PAGES + AT_ONCE + GATE_LINE + UPLOADS_AT_ONCE + SEALED_AT_ONCE + SEALED_IN_LINE + PLACES + IN_LINE
"""One for each who may wait in front of what is worked out, and some for pages alone. A thread that waits costs a few
kilobytes."""

EXAMPLES = """
  romduol serve                       on 127.0.0.1:8000, only for this machine
  romduol serve --prepare --port 8001 what `make run PORT=8001` does
  romduol serve --role intake         what readers hand in alone; public and staff likewise
  romduol serve --host 0.0.0.0        for other machines too; put a server with TLS in front
"""

MOST_WORKERS = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare host, port, workers and --prepare."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", default=os.environ.get("PORT", "8000"), help="port (PORT, or 8000)")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (1)")
    parser.add_argument("--role", choices=sorted(ROLES), help="the face to show (what ROMDUOL_FACES says, or all)")
    parser.add_argument("--prepare", action="store_true", help="migrate, load and publish first, if needed")


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    try:
        port = port_from(str(args.port))
        require_free(args.host, port)
    except PortProblem as problem:
        raise BadInput(str(problem)) from None
    if not 1 <= args.workers <= MOST_WORKERS:
        raise BadInput(f"--workers needs a number from 1 to {MOST_WORKERS}")
    take_role(args.role)
    expect_together()
    console = Console(highlight=False)
    if args.prepare and (failed := prepare(console)):
        return failed
    console.print(addresses(args.host, port, settings.FACES), soft_wrap=True)
    leave_no_dump()
    _serve(args.host, port, args.workers)
    return DONE


def prepare(console: Console) -> int:
    """Bring database, facts and release up to date; return the exit code of what failed, or 0."""
    steps: list[tuple[str, Callable[[], int]]] = [("Database", create_or_update_tables)] if aliases() else []
    if DEFAULT in aliases() and {INTAKE} != settings.FACES:
        steps += [("Facts", lambda: run_plainly("load")), ("Pages", publish_if_possible)]
    else:
        steps.append(("Pages", look_for_release))
    for title, step in steps:
        console.print(f"[bold]{title}[/bold]")
        if failed := step():
            return failed
    return DONE


def take_role(role: str | None) -> None:
    """Begin anew as a process of this role, unless it is one already; raises `BadInput` where settings name another.

    Settings are read once, at the start, and the processes that answer read them again: so the role stands where both
    look.
    """
    if role is None or (wanted := ROLES[role]) == settings.FACES:
        return
    if named := os.environ.get("ROMDUOL_FACES", "").strip():
        raise BadInput(f"--role {role} and ROMDUOL_FACES={named} say different things; leave one of them out")
    os.environ["ROMDUOL_FACES"] = ",".join(sorted(wanted))
    os.execv(sys.executable, [sys.executable, "-m", "romduol", *sys.argv[1:]])  # noqa: S606 - this program itself


def expect_together() -> None:
    """Raise `BadInput` where inboxes lie in a database that nobody would look at: they would seem to be empty."""
    with suppress(DatabaseError):
        if has_begun() or any(left_behind().values()):
            raise BadInput(
                f"what is sealed lies in the database of the desk; run first: {MOVE} (it tells what it does)"
            )


def look_for_release() -> int:
    """Say where pages come from, where none are here: this machine makes none."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    if last_good(Path(settings.RELEASES)) is None:
        told = "no pages yet: romduol mirror SOURCE --once --no-serve fetches them (docs/how-to/three-hosts.md)"
        print(f"romduol: {told}", file=sys.stderr)
    return DONE


def publish_if_possible() -> int:
    """Publish if something changed; where that fails and an earlier release counts, say so and go on with that one."""
    try:
        return run_plainly("publish", "--hold")
    except (CannotSign, DiskFull, Refused) as problem:
        current = last_good(Path(settings.RELEASES))
        if current is None:
            raise
        print(f"romduol: {problem}\nromduol: release {current.release} is served as it was", file=sys.stderr)
        return DONE


def run_plainly(name: str, *arguments: str) -> int:
    """Run a command with its own defaults; returns its exit code."""
    command = find_command(name)
    parser = argparse.ArgumentParser(prog=f"romduol {name}")
    command.add_arguments(parser)
    return command.run(parser.parse_args(arguments))


def addresses(host: str, port: int, faces: frozenset[str] = ROLES["all"]) -> str:
    """Return the lines that say what to open."""
    here = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (compared, not bound)
    base = f"http://{here}:{port}"
    lines = {
        PUBLIC: f"  {base}/km/     ខ្មែរ\n"
        f"  {base}/en/     English\n"
        f"  {base}/km/e    emergency page (English: {base}/en/e)\n",
        INTAKE: f"  {base}/in/km/r to tell something safely (English: {base}/in/en/r)\n",
        STAFF: f"  {base}/desk/   for those who keep the facts true; the first of them comes in by: romduol invite\n",
    }
    shown = "".join(line for face, line in lines.items() if face in faces)
    return f"\nRomduol {__version__} is running. Open:\n\n{shown}\nStop with Ctrl+C. The data stays.\n"


def raise_open_files() -> int:
    """Let this process hold as many connections as the system allows it to, up to a bound; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = CONNECTIONS + OTHER_FILES
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    held = most if soft == resource.RLIM_INFINITY else soft
    return max(LEAST_CONNECTIONS, min(CONNECTIONS, held - OTHER_FILES))


def leave_no_dump() -> None:
    """Have a crash of this process, and of those that answer for it, write no memory to a disk."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _serve(host: str, port: int, workers: int) -> None:
    Granian(
        "romduol.config.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Pages take a millisecond; the rest wait for people on slow phones (see config/gate.py, reporting.py).
        blocking_threads=THREADS,
        # Where both versions are spoken, a connection that says nothing is never closed; HTTP/2 is the front server's.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=SILENT_SECONDS * 1000, max_buffer_size=LONGEST_HEAD),
        # Whoever holds this many connections, silent or not, keeps others out.
        backpressure=raise_open_files(),
        # An access log would keep who read what.
        log_access=False,
        # Its one warning at the start is about the number of threads, which is meant.
        log_level=LogLevels.error,
    ).serve()
