"""Pull releases from another copy, prove them, and serve them: a second server, or a router in a health centre.

SOURCE is the address of another copy, or a folder, such as a memory stick. The first time, --root names the key that
this copy is to trust from then on. Keys and withdrawals come at each poll, even where a release is refused.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from os import environ
from pathlib import Path
from random import SystemRandom
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.ports import PortProblem, port_from, require_free
from romduol.knowledge.releases.actions.folder import AlreadyPublishing, DiskFull
from romduol.knowledge.releases.actions.keys import SIGNING, RootExists, pin_root
from romduol.knowledge.releases.actions.mirroring import NEW, Pulled, Pulling, pull
from romduol.knowledge.releases.queries.folder import keys_of, last_good, pinned_root
from romduol.knowledge.releases.queries.http_origins import origin_of
from romduol.knowledge.releases.queries.origins import FolderOrigin, Origin, OriginGone
from romduol.knowledge.releases.rules.trust import Refused
from romduol.safety.crypto.signatures import KeyUnreadable, fingerprint

EXAMPLES = """
  romduol mirror https://copy.example --root KEY    the first time: pull, serve, and poll every minute
  romduol mirror https://copy.example               from then on
  romduol mirror /media/usb/releases --once --no-serve   take what is on a stick, and end
"""
LEAST_SECONDS = 5
JITTER = 0.2
"""By what part an interval is longer or shorter, so that mirrors do not all come at once."""
LONGEST_WAIT = 600.0
"""Seconds between two tries while the origin is gone."""
NO_ROOT = (
    "this copy trusts no key yet. Ask whoever publishes to run `romduol key show`, let them read you the fingerprint "
    "(by voice, not by the way the key itself came), and run this once with --root KEY, the 64 digits"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where from, what to trust, how often, and where to serve."""
    parser.add_argument("source", metavar="SOURCE", help="address of another copy, or a folder")
    parser.add_argument("--root", metavar="KEY", help="the root key to trust, 64 digits; needed the first time only")
    parser.add_argument("--every", type=float, default=60, metavar="SECONDS", help="how often to look (60)")
    parser.add_argument("--once", action="store_true", help="pull once and end: 0 where all is well, else 1")
    parser.add_argument("--prove", action="store_true", help="prove every page that is here first, and mend it")
    parser.add_argument("--no-serve", action="store_true", help="only pull; another program hands out the pages")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", default=os.environ.get("PORT", "8000"), help="port (PORT, or 8000)")


def run(args: argparse.Namespace) -> int:
    """Pull, then serve and poll until interrupted."""
    folder = Path(settings.RELEASES)
    console = Console(highlight=False, soft_wrap=True)
    origin = _origin(args.source, folder)
    if not args.every >= LEAST_SECONDS:
        raise BadInput(f"--every needs at least {LEAST_SECONDS} seconds")
    serving = not (args.once or args.no_serve)
    port = _free_port(args.host, str(args.port)) if serving else 0
    _trust(folder, args.root, console)
    poller = Poller(origin, folder, console, every=args.every)
    if args.once or args.prove or last_good(folder) is None:
        poller.first(proving=args.prove)
    if args.once:
        return DONE
    try:
        with _stopping(), _server(args.host, port) if serving else _no_server() as alive:
            return poller.go_on(alive)
    except KeyboardInterrupt:
        # To stop it is no fault; what was being pulled goes on from there the next time.
        return DONE


def _origin(source: str, folder: Path) -> Origin:
    try:
        origin = origin_of(source)
    except ValueError as problem:
        raise BadInput(str(problem)) from None
    if isinstance(origin, FolderOrigin) and folder.resolve() in (
        origin.folder.resolve(),
        (origin.folder / "releases").resolve(),
    ):
        raise BadInput(f"{source} is this copy's own folder; name another copy's, or set ROMDUOL_DATA")
    if (keys_of(folder) / SIGNING).exists():
        raise BadInput("this copy publishes itself: it has a signing key. A mirror needs a data folder of its own")
    return origin


def _free_port(host: str, text: str) -> int:
    try:
        port = port_from(text)
        require_free(host, port)
    except PortProblem as problem:
        raise BadInput(str(problem)) from None
    return port


def _trust(folder: Path, root: str | None, console: Console) -> None:
    known = pinned_root(folder)
    if root is None:
        if known is None:
            raise BadInput(NO_ROOT)
        return
    public = "".join(root.split()).lower()
    try:
        pin_root(folder, public)
    except (KeyUnreadable, RootExists) as problem:
        raise BadInput(str(problem)) from None
    if known is None:
        console.print(f"This copy trusts the key {public} from now on.\nIts fingerprint: {fingerprint(public)}")


class Poller:
    """Pulls now and then, and tells the one who keeps this copy what is new: each thing once."""

    def __init__(
        self,
        origin: Origin,
        folder: Path,
        console: Console,
        *,
        every: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.origin = origin
        self.folder = folder
        self.console = console
        self.every = every
        self.now = now
        self._told: set[str] = set()
        self._gone = 0
        """How many polls in a row found the origin gone."""

    def first(self, *, proving: bool = False) -> Pulled:
        """Pull with a bar that shows how far it is; raises `Refused` and what else `pull` does."""
        columns = (TextColumn("  {task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True) as bar:
            task = bar.add_task("pulling", total=None)

            def show(pulling: Pulling) -> None:
                bar.update(task, completed=pulling.size, total=pulling.of_size or None)

            pulled = self._pull(progress=show, proving=proving)
        self._tell(pulled)
        if pulled.what != NEW:
            self.console.print(f"  nothing new; release {pulled.manifest.release} stays")
        return pulled

    def go_on(self, alive: Callable[[], bool]) -> int:
        """Poll until the server ends; returns the exit code."""
        while alive():
            self.poll()
            until = monotonic() + self.wait()
            while monotonic() < until and alive():
                sleep(min(1.0, max(0.0, until - monotonic())))
        self._say("the server has ended")
        return PROBLEM

    def poll(self) -> None:
        """Pull once, and tell what came of it. Nothing that goes wrong ends the polling."""
        try:
            pulled = self._pull()
        except OriginGone as problem:
            self._gone += 1
            if self._gone == 1:
                self._say(f"the origin is gone: {problem}; the last good release is served")
        except (Refused, DiskFull, AlreadyPublishing, OSError) as problem:
            self._back()
            # What the clock says is another thing each minute.
            self._once(f"refused: {problem}", str(problem).partition("; the clock here says")[0])
        except Exception as problem:  # A fault of ours in pulling must not take the pages from readers.
            self._once(f"pulling failed: {type(problem).__name__}: {problem}")
        else:
            self._back()
            self._tell(pulled)

    def wait(self) -> float:
        """Return for how many seconds to wait: longer each time while the origin is gone, and never the same."""
        longest = max(LONGEST_WAIT, self.every)
        plain = min(self.every * 2 ** min(self._gone, 10), longest) if self._gone else self.every
        return plain * SystemRandom().uniform(1 - JITTER, 1 + JITTER)

    def _pull(self, **more: Any) -> Pulled:
        return pull(self.origin, self.folder, now=self.now(), tell=self._once, **more)

    def _back(self) -> None:
        if self._gone:
            self._say("the origin is back")
        self._gone = 0

    def _tell(self, pulled: Pulled) -> None:
        if pulled.what == NEW:
            self._told.clear()
            self._say(f"release {pulled.manifest.release}: {pulled.blobs} blobs, {pulled.size / 1000:.0f} KB")

    def _once(self, text: str, key: str = "") -> None:
        if (key or text) not in self._told:
            self._told.add(key or text)
            self._say(text)

    def _say(self, text: str) -> None:
        self.console.print(f"{timezone.localtime(self.now()):%Y-%m-%d %H:%M} {text}", markup=False)


@contextmanager
def _server(host: str, port: int) -> Iterator[Callable[[], bool]]:
    """Serve in a process of its own, so that pulling never slows a reader down."""
    arguments = [sys.executable, "-m", "romduol", "serve", "--host", host, "--port", str(port)]
    # A mirror has no database: what readers would hand in here could be kept nowhere, and the desk would be empty.
    server = subprocess.Popen(arguments, env={**environ, "ROMDUOL_FACES": "public"})  # noqa: S603 (this program itself)
    try:
        yield lambda: server.poll() is None
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def _no_server() -> Iterator[Callable[[], bool]]:
    yield lambda: True


@contextmanager
def _stopping() -> Iterator[None]:
    """Let a service manager's SIGTERM do what Ctrl+C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
