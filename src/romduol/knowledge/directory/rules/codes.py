"""Stable ids and short neutral page codes."""

from base64 import b32encode
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

PREFIX = {"organization": "o", "service": "s", "line": "l", "source": "c"}


def stable_id(pack: str, key: str) -> str:
    """Return the UUID of a record: the same in every release of the same pack."""
    return str(uuid5(NAMESPACE_URL, f"romduol/{pack}/{key}"))


def page_code(kind: str, uuid: str) -> str:
    """Return a short neutral code for a page address, since a history shows it."""
    return PREFIX.get(kind, "f") + b32encode(UUID(uuid).bytes).decode().lower()[:10]


def part_code(uuid: str) -> str:
    """Return what stands for a need in the names of files, which may lie on a shared phone."""
    return "n" + b32encode(UUID(uuid).bytes).decode().lower()[:6]


def value_code(value: str) -> str:
    """Return a short code for a value, for addresses at the desk: none of them tells a phone number."""
    return b32encode(sha256(value.encode()).digest()).decode().lower()[:10]
