"""Reads the address of the site, which only its operator can know."""

from __future__ import annotations

import re

from django.core.exceptions import ImproperlyConfigured

ADDRESS = re.compile(r"https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?P<last>[a-z][a-z0-9-]*)(?::(?P<port>\d{1,5}))?")
PRIVATE = ("localhost", "local", "internal", "lan", "home")
"""Last parts of names that mean something on one network only."""


def address_from(text: str) -> str:
    """Return an address such as ``https://romduol.example.org``, or nothing where none is given.

    Raises ImproperlyConfigured for anything that a reader with a piece of paper could not follow.
    """
    found = text.strip().removesuffix("/").lower()
    if found and not _leads_somewhere(found):
        raise ImproperlyConfigured(
            f"ROMDUOL_ADDRESS is {text!r}; it must be https:// and the public name of this site, nothing behind it: "
            "https://romduol.example.org"
        )
    return found


def _leads_somewhere(address: str) -> bool:
    found = ADDRESS.fullmatch(address)
    return found is not None and found["last"] not in PRIVATE and 0 < int(found["port"] or 443) < 1 << 16
