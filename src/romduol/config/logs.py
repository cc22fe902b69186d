"""Writes log lines that cannot give a reader away: no address, no path, no typed word."""

from __future__ import annotations

import logging
import traceback
from copy import copy
from types import TracebackType

from django.http import HttpRequest


class QuietFormatter(logging.Formatter):
    """Keeps level, logger and place of a fault; drops what came with the request.

    The message of an exception often repeats the value that broke it ("invalid literal: …"), so a
    traceback keeps the type of the exception and the lines of code, and not its message.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and for a fault the lines of code that led to it."""
        # A copy: other handlers get the record as it came. The text of the traceback may have been kept by
        # one of them, with the message in it, so it is made anew.
        quiet = copy(record)
        quiet.exc_text = None
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            quiet.msg, quiet.args = _about(request, record), None
        return super().format(quiet)

    def formatException(self, ei: object) -> str:  # noqa: N802 (the name is the standard library's)
        """Return the exception's type and where it came from, without its message."""
        if not isinstance(ei, tuple) or ei[0] is None:
            return ""
        return describe_fault(ei[0], ei[2])


def describe_fault(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return the type of an exception and the file, line and function of each frame."""
    frames = [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    return "\n".join([kind.__name__, *frames])


def _about(request: HttpRequest, record: logging.LogRecord) -> str:
    status = getattr(record, "status_code", "")
    match = request.resolver_match
    name = (match.view_name or "unnamed") if match else "no view"
    return f"{request.method} {name} {status}".strip()
