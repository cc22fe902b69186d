"""Serves the scripts that `make bundles` makes, each under a name that changes with what is in it."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from romduol.safety import crypto

BUNDLES = Path(crypto.__file__).resolve().parent / "browser" / "bundles"
FOREVER = "private, max-age=31536000, immutable"
_SIGNS = 20


def script_name(bundle: str) -> str:
    """Return the name of a bundle, such as `keys-3f…`; empty where nobody has made it."""
    data = made(bundle)
    return f"{bundle}-{signs_of(data)}" if data else ""


def signs_of(data: bytes) -> str:
    """Return the part of a script's name that changes with what is in it."""
    return sha256(data).hexdigest()[:_SIGNS]


def script_data(name: str) -> bytes:
    """Return the bundle of this very name; empty for one that is not there, or not any more."""
    bundle = name.rpartition("-")[0]
    known = bundle.isascii() and bundle.isalnum()
    return made(bundle) if known and name == script_name(bundle) else b""


def made(bundle: str) -> bytes:
    """Return a bundle; empty where nobody has made it."""
    path = BUNDLES / f"{bundle}.js"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return b""


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> bytes:
    return path.read_bytes()
