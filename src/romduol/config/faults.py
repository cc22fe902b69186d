"""Shows a fault in the browser where `ROMDUOL_DEBUG` is on: its type and the lines of code, and no value at all."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter

from romduol.config.logs import describe_fault


class QuietReporter(ExceptionReporter):
    """Tells what a log tells: the page that Django would draw repeats what was sent, names, codes and words."""

    def get_traceback_text(self) -> SafeString:
        """Return the type of the fault, and file, line and function of each frame."""
        return mark_safe(self._told())  # noqa: S308 - plain text, sent as such

    def get_traceback_html(self) -> SafeString:
        """Return the same as a page."""
        return format_html("<!doctype html><title>A fault</title><pre>{}</pre>", self._told())

    def _told(self) -> str:
        return describe_fault(self.exc_type, self.tb) if self.exc_type else ""
