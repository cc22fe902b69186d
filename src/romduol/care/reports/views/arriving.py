"""Takes what a form without a script brings, in memory alone: texts, and few files, none of which touches a disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from romduol.care.reports.forms.plain import FILE, Arrived, Fault
from romduol.care.reports.rules.written import LARGEST_FILE, MOST_FILES


class NotArrived(ValueError):
    """A form that broke off, or that is none."""


@dataclass(slots=True)
class Coming:
    """A file that is coming in."""

    name: str
    type: str
    data: bytearray = field(default_factory=bytearray, repr=False)


class InMemory(FileUploadHandler):
    """Keeps the files of a form in memory, in the order in which they came; what is too much is read and let go."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.arrived: list[Arrived] = []
        self.fault: Fault | None = None
        self._coming: Coming | None = None

    def new_file(self, field_name: str, file_name: str, content_type: str | None, *rest: Any, **more: Any) -> None:
        """Begin with a file, or skip it."""
        self._coming = None
        if field_name != FILE:
            raise SkipFile
        if len(self.arrived) >= MOST_FILES:
            self.fault = Fault.FILES
            raise SkipFile
        self._coming = Coming(file_name, content_type or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take one piece."""
        if self._coming is None:
            return
        if len(self._coming.data) + len(raw_data) > LARGEST_FILE:
            self.fault, self._coming = Fault.SIZE, None
            raise SkipFile
        self._coming.data += raw_data

    def file_complete(self, file_size: int) -> None:
        """Keep what came; Django gets no file of it. A field that nobody used brings an empty one."""
        coming, self._coming = self._coming, None
        if coming is not None and coming.data:
            self.arrived.append(Arrived(coming.name, coming.type, bytes(coming.data)))


def form_of(request: HttpRequest) -> tuple[QueryDict, list[Arrived], Fault | None]:
    """Return the texts and the files of a form, and what was too much of these; raises `NotArrived`."""
    handler = InMemory(request)
    request.upload_handlers = [handler]
    request.encoding = "utf-8"
    try:
        texts = request.POST
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        raise NotArrived from None
    return texts, handler.arrived, handler.fault
