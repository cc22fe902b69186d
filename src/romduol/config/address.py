"""Reads the address of the site, which only its operator can know."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def address_from(text: str) -> str:
    """Return an address such as ``https://romduol.example.org``, or nothing where none is given.

    Raises ImproperlyConfigured for anything that a reader with a piece of paper could not follow.
    """
    found = text.strip().rstrip("/")
    if found and not _leads_somewhere(found):
        raise ImproperlyConfigured(
            f"ROMDUOL_ADDRESS is {text!r}; it must be https:// and the public name of this site, nothing behind it: "
            "https://romduol.example.org"
        )
    return found


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return False
    name = parts.hostname or ""
    # Nothing but a scheme, a name and a port: no user, no path, no question. The name is one of the open net.
    plain = address == f"https://{name}{port}" and name.isascii() and not set(name) & set(" _%\\")
    labels = name.split(".")
    return plain and len(labels) > 1 and all(labels) and not labels[-1].isdigit() and labels[-1] not in PRIVATE


PRIVATE = ("localhost", "local", "internal", "lan", "home")
"""Last parts of names that mean something on one network only."""
