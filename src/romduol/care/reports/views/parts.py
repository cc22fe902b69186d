"""Reads what a browser sends in parts, in memory alone: a sealed text and sealed files, no file on any disk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from romduol.care.reports.forms.letters import MOST_TEXT
from romduol.care.reports.forms.strict import NotTaken, Refusal
from romduol.care.reports.rules.written import MOST_FILES

SEALED, FILE = "sealed", "file"
"""What the parts are called."""
MOST_BYTES = 26_000_000
"""Of all files together."""
LARGEST_LETTER = MOST_BYTES + MOST_TEXT
"""Bytes of a letter, which holds the text and the files in one."""


class SealedParts(FileUploadHandler):
    """Keeps the files of a request in memory, in the order in which they came."""

    def __init__(self, request: HttpRequest, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(request)
        self.files: list[bytes] = []
        self.refused: Refusal | None = None
        self._most_files = most_files
        self._coming = bytearray()
        self._left = most_bytes

    def new_file(self, field_name: str, *rest: Any, **more: Any) -> None:
        """Begin with a file, or skip it."""
        if field_name != FILE or len(self.files) >= self._most_files:
            self.refused = Refusal.FILES
            raise SkipFile
        self._coming = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take one piece."""
        self._left -= len(raw_data)
        if self._left < 0:
            self.refused = Refusal.SIZE
            raise SkipFile
        self._coming += raw_data

    def file_complete(self, file_size: int) -> None:
        """Keep what came; Django gets no file of it."""
        self.files.append(bytes(self._coming))
        self._coming = bytearray()


def parts_of(request: HttpRequest) -> tuple[str, list[bytes]]:
    """Return the sealed text and the files that came; raises `NotTaken`."""
    fields, files = _arrived(request, SealedParts(request))
    texts = fields.getlist(SEALED)
    if len(texts) != 1 or len(fields) != 1:
        raise NotTaken(Refusal.SHAPE)
    return texts[0], files


def letter_of(request: HttpRequest) -> bytes | None:
    """Return the letter that a form brought, None where nobody chose one; raises `NotTaken`."""
    _, files = _arrived(request, SealedParts(request, most_files=1, most_bytes=LARGEST_LETTER))
    return files[0] if files else None


def _arrived(request: HttpRequest, handler: SealedParts) -> tuple[QueryDict, list[bytes]]:
    request.upload_handlers = [handler]
    request.encoding = "utf-8"
    try:
        fields = request.POST
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        raise NotTaken(Refusal.SHAPE) from None
    if handler.refused:
        raise NotTaken(handler.refused)
    return fields, handler.files
