"""Loads a country pack: read whole, checked whole, then stored in one transaction or not at all."""

import os
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from romduol import __version__
from romduol.desk.packs.reading import read_pack
from romduol.desk.packs.records import LoadReport, Pack
from romduol.desk.packs.yaml_files import PackErrors, PackProblem, read_bytes
from romduol.knowledge.claims.actions import (
    record_checks,
    record_subjects,
    record_withdrawals,
    replace_claims,
)
from romduol.knowledge.claims.queries import imported_from
from romduol.knowledge.directory.actions import record_pack
from romduol.knowledge.directory.queries import loaded_packs
from romduol.knowledge.sources.actions import record_sources
from romduol.knowledge.sources.records import DESK, OWN, READERS

Progress = Callable[[str], None]


class OtherPackLoaded(Exception):
    """One database holds one country pack: another would end every claim of the first."""


def pack_digest(path: Path) -> str:
    """Return the digest of every file of a pack and of the code that reads it; raises `PackErrors`."""
    found = sha256(__version__.encode())
    for file in sorted(file for kind in ("*.yaml", "*.md") for file in path.rglob(kind)):
        name = file.relative_to(path).as_posix()
        found.update(os.fsencode(name) + b"\0" + read_bytes(file, name) + b"\0")
    return found.hexdigest()


def load_pack(path: Path, *, by: str, on: date, progress: Progress = lambda _: None) -> LoadReport:
    """Load a pack from its folder; a pack that has not changed is left alone.

    Raises `PackErrors` with every problem found, and then nothing is stored.
    """
    digest = pack_digest(path)
    loaded = loaded_packs()
    if digest in loaded.values():
        return LoadReport(pack=path.name, unchanged=True)
    progress("reading and checking")
    pack = read_pack(path, on)
    if loaded and pack.info.id not in loaded:
        raise OtherPackLoaded(f"this database holds the pack {', '.join(loaded)}, not {pack.info.id}")
    if any(source.id in (DESK, READERS) or source.id.startswith(OWN) for source in pack.sources):
        told = f"{DESK}, {READERS} and ids that begin with {OWN} are sources of the desk"
        raise PackErrors([PackProblem("sources", 0, "id", told)])
    for source in sorted(imported_from([source.id for source in pack.sources])):
        raise PackErrors([PackProblem("sources", 0, "id", f"{source} is the source of a file that was handed over")])
    progress("storing")
    with transaction.atomic():
        return _store(pack, digest, by=by, on=on)


def _store(pack: Pack, digest: str, *, by: str, on: date) -> LoadReport:
    record_pack(
        info=pack.info,
        needs=pack.needs,
        categories=pack.categories,
        topics=pack.topics,
        situations=pack.situations,
        guides=pack.guides,
        phrases=pack.phrases,
        advice=pack.advice,
        lexicon=pack.lexicon,
        places=pack.places,
        digest=digest,
        by=by,
        on=on,
    )
    counts = {
        "places": len(pack.places),
        "sources": record_sources(pack.sources, by=by, on=on),
        "subjects": record_subjects(pack.subjects, by=by),
    }
    changed = replace_claims(pack.claims, by=by, on=on)
    counts |= {"claims": len(pack.claims), "claims added": changed.added, "claims ended": changed.ended}
    counts |= {
        "checks": record_checks(pack.checks, by=by),
        "withdrawals": record_withdrawals(pack.withdrawals, by=by),
    }
    return LoadReport(pack=pack.info.id, unchanged=False, counts=counts)
