"""What the last preview drew, and each page as readers would get it and as they have it."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from romduol.desk.publishing.queries.releases import served
from romduol.desk.publishing.records import Difference, DrawnPage, Happened, Preview

INDEX = "index.json"


def preview_folder() -> Path:
    """Return the folder of the preview: beside the releases, and never handed out."""
    return Path(settings.DATA) / "preview"


def preview() -> Preview | None:
    """Return the last preview that was drawn; None where there is none, or it cannot be read."""
    try:
        found = json.loads((preview_folder() / INDEX).read_text("utf-8"))
        return _preview(found)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _preview(found: dict[str, Any]) -> Preview:
    return Preview(
        **{
            **found,
            "day": date.fromisoformat(found["day"]),
            "made_at": datetime.fromisoformat(found["made_at"]),
            "pages": tuple(DrawnPage(*page) for page in found["pages"]),
            "differences": tuple(
                Difference(**{**one, "happened": Happened(one["happened"])}) for one in found["differences"]
            ),
        }
    )


def drawn_page(path: str) -> bytes | None:
    """Return a page as readers would get it: as drawn for the preview, else as it stands in the release."""
    found = preview()
    drawn = next((page for page in found.pages if page.path == path), None) if found else None
    if drawn is None:
        return released_page(path)
    try:
        return (preview_folder() / "blobs" / drawn.blob).read_bytes() if drawn.blob else None
    except OSError:
        return None


def released_page(path: str) -> bytes | None:
    """Return a page of the web channel as readers get it now; None where there is none."""
    release = served()
    entry = release.entry(path) if release else None
    if release is None or entry is None or entry.private or not entry.media_type.startswith("text/html"):
        return None
    return release.plain(path, entry)


def policy_of(path: str) -> str:
    """Return the policy under which readers are shown a page; that of any page where this one is new."""
    release = served()
    if release is None:
        return ""
    entry = release.entry(path)
    policies = release.manifest.policies
    return policies.get(entry.policy, "") if entry else next(iter(policies.values()), "")
