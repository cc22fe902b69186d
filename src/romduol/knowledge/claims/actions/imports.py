"""What a load of a file writes: what is gone of its source ends, what is new begins; all else is left alone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from romduol.knowledge.claims.actions.bulk import Writer, add_subjects, roomy
from romduol.knowledge.claims.queries import live_of_source, was_live_of_source
from romduol.knowledge.claims.rules.merging import Live, Step, Wanted, merged
from romduol.safety.audit import actions as audit

BATCH = 250
"""Rows that are written at once. Larger ones are slower: Python's collector of garbage walks what waits."""
TOLD_EVERY = 2_000
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ImportChanged:
    """How many claims of a source began, ended, and stayed; of how many the rank that a steward gave was kept."""

    added: int
    ended: int
    kept: int
    ruled: int
    began: Mapping[str, int] = field(default_factory=dict)
    """Property -> claims of it that began."""
    over: Mapping[str, int] = field(default_factory=dict)
    """Property -> claims of it that ended."""
    changed: Mapping[str, int] = field(default_factory=dict)
    """Property -> claims of it that began, ended, or say something else."""


def add_imported_subjects(subjects: Iterable[tuple[str, str]], *, by: str) -> int:
    """Store the subjects of a file, by id and kind, that are not stored yet; returns how many these are.

    Call it inside a transaction. Where there is none, nothing is written.
    """
    added = add_subjects(subjects, BATCH)
    if added:
        audit.record(by=by, verb="record_subjects", subject=("subjects", "all"), detail={"count": added})
    return added


def replace_imported(
    wanted: Iterable[Wanted],
    *,
    source: str,
    whole: bool,
    at: datetime,
    by: str,
    why: str = "",
    tell: Tell = lambda count: None,
) -> ImportChanged:
    """Make these the live claims that files say of a source, each with its key once and in the order of the keys.

    A row that is gone ends where the file is the `whole` list of its source. Rows of a pack or of the desk are left
    alone, and a rank given at the desk stays. Neither side is held in memory. Call it inside a transaction; the source
    and the subjects must be stored. `tell` hears how many keys were walked.
    """
    return _write(merged(live_of_source(source), wanted, whole=whole), source, at=at, by=by, why=why, tell=tell)


def restore_imported(
    *, source: str, before: datetime, at: datetime, by: str, why: str = "", tell: Tell = lambda count: None
) -> ImportChanged:
    """Make live what files said of a source right before a moment. Call it inside a transaction."""
    was = was_live_of_source(source, before)
    return _write(merged(live_of_source(source), was, whole=True), source, at=at, by=by, why=why, tell=tell)


def _write(steps: Iterator[Step], source: str, *, at: datetime, by: str, why: str, tell: Tell) -> ImportChanged:
    changed = _Changed(Writer(source, at=at, by=by, why=why))
    with roomy():
        for walked, step in enumerate(steps, 1):
            changed.take(step)
            if walked % TOLD_EVERY == 0:
                tell(walked)
        found = changed.done()
    if found.added or found.ended:
        detail = {"added": found.added, "ended": found.ended, "kept": found.kept}
        audit.record(by=by, verb="replace_imported", subject=("source", source), detail=detail)
    return found


class _Changed:
    """What a walk changes, written in batches: an ended row first, so that its key is free."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._ending: list[Live] = []
        self._beginning: list[Wanted] = []
        self._added = self._ended = self._kept = self._ruled = 0
        self._began: Counter[str] = Counter()
        self._over: Counter[str] = Counter()
        self._changed: Counter[str] = Counter()

    def take(self, step: Step) -> None:
        ends, begins, ruled = step
        self._ruled += ruled
        if ends is None and begins is None:
            self._kept += 1
            return
        said = begins.said if begins is not None else ends.said  # type: ignore[union-attr]
        self._changed[said.property] += 1
        if ends is not None:
            self._ending.append(ends)
            self._over[ends.said.property] += 1
        if begins is not None:
            self._beginning.append(begins)
            self._began[begins.said.property] += 1
        if len(self._beginning) >= BATCH or len(self._ending) >= BATCH:
            self._flush()

    def done(self) -> ImportChanged:
        self._flush()
        return ImportChanged(
            self._added,
            self._ended,
            self._kept,
            self._ruled,
            began=dict(self._began),
            over=dict(self._over),
            changed=dict(self._changed),
        )

    def _flush(self) -> None:
        if self._ending:
            self._writer.end(self._ending)
        if self._beginning:
            self._writer.begin(self._beginning)
        self._ended += len(self._ending)
        self._added += len(self._beginning)
        self._ending, self._beginning = [], []
