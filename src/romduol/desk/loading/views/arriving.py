"""Keeps a file that is handed in, as it arrives: in our own data folder, for its owner alone, no longer than needed.

By then Django knows who sends it (`DoorKeeper` stands before everything that reads a form). Whatever becomes of the
request, nothing that nobody took over stays on the disk.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase

from romduol.desk.loading.queries.holding import HOLDING
from romduol.safety.access.views.origin import is_from_here

View = TypeVar("View", bound=Callable[..., Any])

MARK = "romduol_takes_a_file"
FIELD = "file"
"""The name of the field of a form."""
CHUNK = 64 * 1024
MEGABYTE = 1_000_000
KEPT_FREE = 200 * MEGABYTE
"""Room on the disk that no file may take: publishing needs it, and whoever reads waits for that."""
FORGOTTEN = 24 * 60 * 60
"""Seconds after which what lies about is of a process that was killed."""
SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".json", ".ndjson", ".jsonl", ".zip"})
"""What a name may say of a format; nothing else of a stranger's name comes near the disk."""
LONGEST_NAME = 120


class Fault(StrEnum):
    """Why there is no file after all."""

    NONE = "none"
    EMPTY = "empty"
    TWO = "two"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    NO_ROOM = "no_room"


@dataclass(slots=True)
class Arrival:
    """The one file that a request may bring."""

    most: int
    """Bytes."""
    name: str = ""
    """As whoever sent it calls it, without folders and signs that nobody sees; for showing alone."""
    size: int = 0
    fault: Fault | None = Fault.NONE
    path: Path | None = None
    _open: BinaryIO | None = None

    def begin(self, name: str) -> None:
        """Make room for a file in a folder of its own; `fault` says where there is none."""
        imports = Path(settings.DATA) / "imports"
        try:
            imports.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sweep(imports)
            if shutil.disk_usage(imports).free < self.most + KEPT_FREE:
                self.fault = Fault.NO_ROOM
                return
            folder = imports / f"arriving-{uuid4().hex}"
            folder.mkdir(mode=0o700)
            suffix = Path(name).suffix.lower()
            self.path = folder / f"file{suffix if suffix in SUFFIXES else ''}"
            self._open = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except OSError:
            self._give_up(Fault.NO_ROOM)
            return
        self.name, self.size, self.fault = _shortened(name), 0, Fault.BROKEN

    def add(self, piece: bytes) -> bool:
        """Write the next piece; tells whether there may be more."""
        if self._open is None:
            return False
        if self.size + len(piece) > self.most:
            return self._give_up(Fault.TOO_LARGE)
        try:
            self._open.write(piece)
        except OSError:
            return self._give_up(Fault.NO_ROOM)
        self.size += len(piece)
        return True

    def end(self) -> None:
        """Note that all of it is there."""
        if self._open is None:
            return
        try:
            self._open.close()
        except OSError:
            self._give_up(Fault.NO_ROOM)
            return
        self._open, self.fault = None, None
        if not self.size:
            self._give_up(Fault.EMPTY)

    def refuse(self, fault: Fault) -> None:
        """Keep nothing of what came, for this reason."""
        self._give_up(fault)

    def remove(self) -> None:
        """Leave nothing on the disk, but what somebody moved away."""
        if self._open is not None:
            self._open.close()
        if self.path is not None:
            shutil.rmtree(self.path.parent, ignore_errors=True)
        self._open = self.path = None

    def _give_up(self, fault: Fault) -> bool:
        self.remove()
        self.fault = fault
        return False


def _sweep(imports: Path) -> None:
    """Remove what a process left that was killed while somebody sent a file, and tables that nobody came back to."""
    before = time.time() - FORGOTTEN
    for folder in (*imports.glob("arriving-*"), *imports.glob(f"{HOLDING}*")):
        if folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)


def _shortened(name: str) -> str:
    stem, suffix = Path(name).stem, Path(name).suffix
    return f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}"[:LONGEST_NAME]


def takes_a_file(view: View) -> View:
    """Mark a view that a file may be sent to; all others never see one."""
    setattr(view, MARK, True)
    return view


def arrival_of(request: HttpRequest) -> Arrival:
    """Return what arrived with a form; `fault` is None where there is a file at `path`."""
    if request.method == "POST":
        _ = request.POST
    found = getattr(request, "arrival", None)
    return found if isinstance(found, Arrival) else Arrival(0)


class Arrivals:
    """Middleware that removes what arrived and was not taken over, whatever became of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request."""
        try:
            return self.get_response(request)
        finally:
            found = getattr(request, "arrival", None)
            if isinstance(found, Arrival):
                found.remove()


class FileHandler(FileUploadHandler):
    """Writes a file where the view takes one, and throws every other away as it comes."""

    chunk_size = CHUNK

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._arrival: Arrival | None = None
        match = getattr(request, "resolver_match", None)
        if request is not None and match is not None and getattr(match.func, MARK, False) and is_from_here(request):
            self._arrival = Arrival(most=settings.UPLOAD_MB * MEGABYTE)
            request.arrival = self._arrival  # type: ignore[attr-defined]

    def new_file(self, field_name: str, file_name: str, *rest: Any, **more: Any) -> None:
        """Begin with a file, or skip it."""
        arrival = self._arrival
        if arrival is None or field_name != FIELD:
            raise SkipFile
        if arrival.fault is not Fault.NONE:
            arrival.refuse(Fault.TWO)
            raise SkipFile
        arrival.begin(file_name)
        if arrival.path is None:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write one piece."""
        if self._arrival is None or not self._arrival.add(raw_data):
            raise SkipFile

    def file_complete(self, file_size: int) -> None:
        """Note the end; the view finds the file by `arrival_of`."""
        if self._arrival is not None:
            self._arrival.end()
