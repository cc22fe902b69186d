"""Pulls a release folder from a web server: resumed where it broke off, bounded in bytes, seconds and tries."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError, SSLError

from romduol.knowledge.releases.queries.origins import (
    AT_A_TIME,
    BrokeOff,
    FolderOrigin,
    NotThere,
    Origin,
    OriginGone,
    allowed,
    append,
    begun,
    joined,
)
from romduol.knowledge.releases.rules.naming import CURRENT, KEYRING, WITHDRAWN

TRIES = 4
"""How often a blob is asked for before the origin counts as gone; each time only the rest of it is pulled."""
PAUSE = 0.5
"""Seconds before the second try; twice as long before each further one."""
PATIENCE = 60.0
SLOWEST = 200
"""Bytes a second, beyond `PATIENCE`: slower than any line that a release could come over."""
REDIRECTS = 3
ASKED_OFTEN = (CURRENT, KEYRING, WITHDRAWN)
FOLDERS = ("", "release/")
"""Where the release folder may stand below an address: there, or where a server of ours hands it out."""
NEUTRAL = {"User-Agent": "romduol", "Accept-Encoding": "identity", "Accept": "*/*"}
"""No version: whoever keeps an origin need not know which fault a copy still has."""


def origin_of(source: str) -> Origin:
    """Return the origin that a folder or an address names; raises ValueError where it names neither."""
    if "://" not in source:
        return FolderOrigin(Path(source))
    try:
        parts = urlsplit(source)
        named = bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", source)
    except ValueError:
        named = False
    if not named or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise ValueError(f"{source} is neither a folder nor an address that begins with http:// or https://")
    if parts.username is not None or parts.password is not None:
        # It would stand in every line that tells of the origin.
        raise ValueError("an address of a copy has no name and no password in it: all that it hands out is public")
    return HttpOrigin(source)


class HttpOrigin:
    """A release folder on a web server: one of ours, or any that hands out files."""

    def __init__(self, address: str, *, tries: int = TRIES, pause: float = PAUSE) -> None:
        self.address = address if address.endswith("/") else f"{address}/"
        self.clock: datetime | None = None
        self.tries = tries
        self.pause = pause
        # No wait is as long as an answer asks for: it could ask for a year.
        again = Retry(total=2, redirect=False, status=0, backoff_factor=pause, respect_retry_after_header=False)
        self._pool = PoolManager(
            num_pools=4, maxsize=8, headers=NEUTRAL, retries=again, timeout=Timeout(connect=10, read=30)
        )
        self._folder: str | None = None
        self._known: dict[str, tuple[str, bytes]] = {}

    def read(self, name: str, most: int) -> bytes:
        """Return a small file: what is asked for often comes again only where it has changed."""
        if name not in ASKED_OFTEN:
            return self._document(self._folder or "", name, most)
        folders = FOLDERS if self._folder is None else (self._folder,)
        for folder in folders:
            try:
                found = self._document(folder, name, most)
            except NotThere:
                continue
            # Some servers answer any address with a page; none of our files is one.
            if self._folder is None and not found.startswith(b"{"):
                continue
            self._folder = folder
            return found
        self._folder = None
        raise NotThere(f"{self.address} has no {name}: is this the address of a copy, or of its release folder?")

    def fetch(self, name: str, size: int, into: BinaryIO) -> int:
        """Pull the rest of a blob, and again the rest where the connection breaks."""
        came = 0
        for pause in self._pauses():
            before = begun(into, size)
            try:
                return came + self._rest(name, size, into)
            except BrokeOff:
                came += max(0, into.seek(0, os.SEEK_END) - before)
                if pause is None:
                    raise
            sleep(pause)
        return came

    def _pauses(self) -> Iterator[float | None]:
        """Yield for how long to wait after each try that breaks off; None after the last."""
        yield from (self.pause * 2**tried for tried in range(self.tries - 1))
        yield None

    def _document(self, folder: str, name: str, most: int) -> bytes:
        address = f"{self.address}{folder}{allowed(name)}"
        tag, held = self._known.get(address, ("", b""))
        for pause in self._pauses():
            response = self._ask(address, {"If-None-Match": tag} if tag else {})
            if response.status == HTTPStatus.NOT_MODIFIED:
                response.release_conn()
                return held
            try:
                found = joined(_pieces(response, most + 1, PATIENCE), most, name)
                break
            except BrokeOff:
                if pause is None:
                    raise
            sleep(pause)
        if name in ASKED_OFTEN:
            self._known[address] = (response.headers.get("ETag", ""), found)
        return found

    def _rest(self, name: str, size: int, into: BinaryIO) -> int:
        start = begun(into, size)
        if start == size:
            return 0
        address = f"{self.address}{self._folder or ''}{allowed(name)}"
        response = self._ask(address, {"Range": f"bytes={start}-"} if start else {})
        if start and not _continues(response, start, size):
            into.truncate(0)
            if response.status != HTTPStatus.OK:
                response.close()
                response = self._ask(address, {})
            start = 0
        if not start and response.status != HTTPStatus.OK:
            response.close()
            raise OriginGone(f"{address} answers {response.status} to what was asked whole")
        return append(_pieces(response, size - start, PATIENCE + size / SLOWEST), into)

    def _ask(self, address: str, more: dict[str, str]) -> BaseHTTPResponse:
        """Return the answer, its bytes not read yet; raises `OriginGone` and `NotThere`."""
        for _ in range(REDIRECTS + 1):
            response = self._once(address, more)
            self._note_clock(response)
            target = response.get_redirect_location()
            if not target:
                return _usable(response, address, more)
            response.close()
            address = _followed(address, target)
        raise OriginGone(f"{self.address} sends one from place to place")

    def _once(self, address: str, more: dict[str, str]) -> BaseHTTPResponse:
        try:
            return self._pool.request(
                "GET", address, headers={**NEUTRAL, **more}, redirect=False, preload_content=False, decode_content=False
            )
        except (HTTPError, ValueError) as problem:
            raise OriginGone(f"{self.address} cannot be reached: {_why(problem)}") from problem

    def _note_clock(self, response: BaseHTTPResponse) -> None:
        try:
            moment = parsedate_to_datetime(response.headers.get("Date", ""))
            self.clock = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError, OverflowError):
            self.clock = None


def _pieces(response: BaseHTTPResponse, most: int, patience: float) -> Iterator[bytes]:
    """Yield at most so many bytes within so many seconds; raises `OriginGone` where they break off."""
    until, left = monotonic() + patience, most
    try:
        while left > 0 and (data := response.read1(min(AT_A_TIME, left), decode_content=False)):
            left -= len(data)
            yield data
            if monotonic() > until:
                raise OriginGone("the origin is too slow")
        if response.length_remaining and left > 0:
            raise BrokeOff("the connection broke off")
    except (HTTPError, OSError) as problem:
        raise BrokeOff(f"the connection broke off: {_why(problem)}") from problem
    finally:
        # Whole answers leave their connection to the next one; whatever else would still come is not waited for.
        if response.length_remaining == 0:
            response.release_conn()
        else:
            response.close()


def _continues(response: BaseHTTPResponse, start: int, size: int) -> bool:
    found = re.fullmatch(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", response.headers.get("Content-Range", ""))
    whole = found is not None and found[3] in (str(size), "*")
    return response.status == HTTPStatus.PARTIAL_CONTENT and found is not None and int(found[1]) == start and whole


def _usable(response: BaseHTTPResponse, address: str, asked: dict[str, str]) -> BaseHTTPResponse:
    wanted = {HTTPStatus.OK}
    if "Range" in asked:
        wanted |= {HTTPStatus.PARTIAL_CONTENT, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE}
    if "If-None-Match" in asked:
        wanted.add(HTTPStatus.NOT_MODIFIED)
    if response.status in wanted:
        return response
    response.close()
    if response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise NotThere(f"{address} is not there")
    raise OriginGone(f"{address} answers {response.status}")


def _followed(address: str, target: str) -> str:
    try:
        found = urljoin(address, target)
        old, new = urlsplit(address).scheme, urlsplit(found).scheme
    except ValueError as problem:
        raise OriginGone(f"{address} sends one to where nothing can be") from problem
    if new != "https" and not (new == old == "http"):
        raise OriginGone(f"{address} sends one on by {new or 'nothing'}; only http and https are followed")
    return found


def _why(problem: Exception) -> str:
    reason = getattr(problem, "reason", None) or problem
    if isinstance(reason, SSLError):
        return f"its certificate is not accepted ({reason}); is the clock of this machine right?"
    return str(reason)
