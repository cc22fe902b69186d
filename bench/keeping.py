"""Keeps the figures of a run in var/bench/latest.json; what was not measured keeps those of an earlier run."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench.api import Api
from bench.checking import Checking
from bench.desk import Desk
from bench.duplicates import Duplicates
from bench.giving import Giving
from bench.growth import Growth
from bench.loading import Loading
from bench.mirroring import Pull
from bench.questions import Reading
from bench.rendering import HOME
from bench.reports.measuring import Reports
from bench.searching.measuring import Searching
from bench.serving import Serving
from bench.sizes import PageType
from bench.soak import Soak
from bench.vault.measuring import Vault
from bench.views import Views
from bench.withdrawing import Withdrawing

KEPT = HOME / "var" / "bench" / "latest.json"


@dataclass(slots=True)
class Measured:
    """What one run found; empty where it was not asked for or failed."""

    pages: list[PageType] = field(default_factory=list)
    note: str = ""
    """Why pages are missing, where they are."""
    views: Views | None = None
    growth: list[Growth] = field(default_factory=list)
    serving: Serving | None = None
    soak: Soak | None = None
    api: Api | None = None
    mirroring: list[Pull] = field(default_factory=list)
    withdrawing: list[Withdrawing] = field(default_factory=list)
    questions: Reading | None = None
    searching: list[Searching] = field(default_factory=list)
    checking: Checking | None = None
    desk: list[Desk] = field(default_factory=list)
    loading: list[Loading] = field(default_factory=list)
    duplicates: Duplicates | None = None
    giving: Giving | None = None
    vault: Vault | None = None
    reports: Reports | None = None
    failed: bool = False


def keep(measured: Measured) -> None:
    """Write the figures of this run over those of earlier ones, half by half."""
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    run = {
        "on": datetime.now(UTC).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    kept |= {name: {**run, **figures} for name, figures in _figures(measured).items()}
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")


WHOLE = ("views", "serving", "api", "soak", "questions", "checking", "duplicates", "giving", "vault", "reports")
IN_PARTS = {
    "growth": "sizes",
    "mirroring": "pulls",
    "withdrawing": "runs",
    "searching": "sizes",
    "desk": "sizes",
    "loading": "sizes",
}
"""Half -> what its parts are called."""
CALLED = {"searching": "search"}


def _figures(measured: Measured) -> dict[str, dict[str, Any]]:
    """Return what there is of each half."""
    found: dict[str, dict[str, Any]] = {}
    if measured.pages:
        found["pages"] = {"note": measured.note, "types": [asdict(page) for page in measured.pages]}
    for name in WHOLE:
        if getattr(measured, name):
            found[name] = asdict(getattr(measured, name))
    for name, parts in IN_PARTS.items():
        if getattr(measured, name):
            found[CALLED.get(name, name)] = {parts: [asdict(one) for one in getattr(measured, name)]}
    return found
