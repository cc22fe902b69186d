"""Keeps the key that signs what this server hands out."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "secret_key"


def secret_key_from(given: str, data: Path) -> str:
    """Return ``given``, or the key in the data folder: made once, readable by its owner only."""
    if given:
        return given
    path = data / NAME
    data.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: two workers that start together agree on one key instead of each keeping its own.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()
