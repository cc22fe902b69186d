"""Reads what a page of the release is headed, to say which page something was handed in about."""

from __future__ import annotations

import re

from markupsafe import Markup

_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_DIGITS = re.compile(r'<span class="digits">(.*?)</span>', re.DOTALL)
_MARKS = re.compile(r"<!--.*?-->|<(?!/?span)[^>]*>", re.DOTALL)


def heading(html: str) -> Markup:
    """Return what a page of ours is headed, with nothing of its marks but that of another language."""
    found = _HEADING.search(html)
    return Markup(" ".join(_MARKS.sub(" ", _DIGITS.sub(r"\1", found[1])).split()) if found else "")  # noqa: S704 - a page of the release
