"""What decides whether a release is needed, and how its parts are named and checked."""

from datetime import date, datetime, timedelta
from hashlib import sha256

import orjson

from romduol.knowledge.releases.records import Entry, Manifest

LIFE = timedelta(days=30)
"""For how long a release may be shown before it has to be made again."""


def blob_name(stored: bytes) -> str:
    """Return the name of a blob: the SHA-256 of its bytes as stored."""
    return sha256(stored).hexdigest()


def blob_path(name: str) -> str:
    """Return where a blob lies below the release folder."""
    return f"blobs/{name[:2]}/{name}"


def is_due(current: Manifest | None, facts: str, today: date) -> bool:
    """Tell whether a new release is needed: the facts changed, some value lapsed, or it nears its end."""
    if current is None or current.facts != facts:
        return True
    if current.fresh_until is not None and today > current.fresh_until:
        return True
    return (current.expires_on.date() - today) < LIFE / 3


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the canonical bytes of a manifest: sorted keys, so that equal manifests are equal bytes."""
    return orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


class ManifestUnreadable(ValueError):
    """A manifest that is not whole."""


def manifest_from(data: bytes) -> Manifest:
    """Read a manifest back; raises `ManifestUnreadable` where it is truncated or not one."""
    try:
        found = orjson.loads(data)
        entries = {path: Entry(**entry) for path, entry in found.pop("entries").items()}
        for name in ("made_on", "expires_on"):
            found[name] = datetime.fromisoformat(found[name])
        found["edition_of"] = date.fromisoformat(found["edition_of"])
        if found["fresh_until"]:
            found["fresh_until"] = date.fromisoformat(found["fresh_until"])
        return Manifest(**found, entries=entries)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ManifestUnreadable(f"the manifest is not whole: {error}") from error
