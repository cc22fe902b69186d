"""What others hand over, from the first try to the last undo: the frozen records that other rooms may see."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from romduol.knowledge.sources.records import Grade


class State(StrEnum):
    """How far an import has come."""

    TRYING = "trying"
    """A process of its own reads the file; nothing of it counts."""
    TRIED = "tried"
    """It is known what a load would do; somebody decides."""
    WAITING = "waiting"
    """Somebody asked to load it, and a second person has to say yes."""
    LOADING = "loading"
    LOADED = "loaded"
    UNDONE = "undone"
    REFUSED = "refused"
    """The file as a whole cannot be read as what it says it is."""
    FAILED = "failed"
    """The process that read it ended early; it can be tried again."""
    DECLINED = "declined"
    DROPPED = "dropped"


class Stage(StrEnum):
    """What the process of an import is doing."""

    READING = "reading"
    COMPARING = "comparing"
    """What was read is held against itself and against what is known."""
    LOADING = "loading"


class Failure(StrEnum):
    """Why a process came to nothing; each has words that say what to do."""

    STOPPED = "stopped"
    """It ended, or said nothing for too long."""
    BROKE = "broke"
    DISK_FULL = "disk_full"
    FILE_GONE = "file_gone"
    NO_PACK = "no_pack"
    NO_SCHEMAS = "no_schemas"
    MOVED = "moved"
    """What is known moved between the try and the load, and with it what would be loaded."""
    LETS_GO = "lets_go"
    """Most of what this source says now would end, and nobody agreed to that."""
    SOURCE_TAKEN = "source_taken"
    """A source of the pack or of the desk has this name."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who hands something over: what is asked of a source once, and remembered for the next file."""

    id: str
    """The id of its source."""
    title: Mapping[str, str]
    publisher: str
    kind: str
    """What it is: `data`, `directory`, `operator page`, and what else sources are."""
    grade: Grade
    lineage: str
    """Its own id, or the lineage of a source that is known: two of one publisher are one voice."""
    date: datetime.date | None = None
    """The day of the file, as its publisher gives it."""
    speaks_for: str = ""
    """The body that it speaks for; only such a source may have grade A."""
    url: str = ""
    language: str = ""
    licence: str = ""
    complete: bool = False
    """True where a file is its whole list, so that what is missing in it is no more said."""
    reading: Mapping[str, Any] = field(default_factory=dict)
    """How its files are read: format, columns, and what else the reader remembers."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a load does to what is known of a source."""

    added: int = 0
    ended: int = 0
    kept: int = 0
    subjects_new: int = 0
    subjects_known: int = 0
    ruled: int = 0
    """Claims whose rank a steward gave, and which keep it."""

    @property
    def changes(self) -> bool:
        """True where a load would write anything."""
        return bool(self.added or self.ended)

    @property
    def lets_go(self) -> bool:
        """True where more than half of what is live of the source would end: somebody has to agree to that."""
        return self.ended - self.added > 0 and 2 * self.ended > self.ended + self.kept


@dataclass(frozen=True, slots=True)
class Counts:
    """What a try found, in numbers; records are read, ready, repeated or set aside, and these add up."""

    records: int = 0
    """Records of the file, with those that stand inside others."""
    ready: int = 0
    repeated: int = 0
    """Said again, to the letter, elsewhere in the file."""
    set_aside: int = 0
    by_reason: Mapping[str, int] = field(default_factory=dict)
    """Code of a finding that sets aside -> records that it set aside (one may have several)."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Code of a finding that only leaves a value out -> how often."""
    notes: Mapping[str, int] = field(default_factory=dict)
    """Code of what is only good to know -> how often; a field that is not taken over is told once."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """`organization`, `service`, `line` -> subjects that would be loaded."""
    claims: int = 0
    critical: Mapping[str, int] = field(default_factory=dict)
    """Property that a second person has to look at -> claims of it that begin or end."""
    effect: Effect = field(default_factory=Effect)
    not_running: int = 0
    """Of the claims that end, those of records that the file says are not offered now."""
    alike: int | None = None
    """New records that look like one that we have; None where that was not counted."""


@dataclass(frozen=True, slots=True)
class Import:
    """One file on its way in: who brought it, how far it has come, what it would do or did."""

    id: UUID
    source: str
    supplier: Supplier
    """As it was described when the file came; a load uses this and nothing later."""
    file_name: str
    digest: str
    """The SHA-256 of the file."""
    size: int
    state: State
    stage: str = ""
    read_bytes: int = 0
    read_records: int = 0
    counts: Counts = field(default_factory=Counts)
    staged: str = ""
    """The digest of all that would be loaded: whoever says yes says it to this."""
    let_go: bool = False
    """Somebody agreed that most of what the source says now ends."""
    asked_by: str = ""
    asked_at: datetime.datetime | None = None
    alive_at: datetime.datetime | None = None
    wanted_by: str = ""
    """Who asked to load it."""
    wanted_at: datetime.datetime | None = None
    decided_by: str = ""
    decided_at: datetime.datetime | None = None
    decided_why: str = ""
    loaded_at: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None
    failed: str = ""
    why: str = ""
    """Why the file was refused: a `Cause`, which `imports.causes.cause_in` tells in any language."""

    @property
    def going(self) -> bool:
        """True while a process works on it."""
        return self.state in (State.TRYING, State.LOADING)


@dataclass(frozen=True, slots=True)
class Told:
    """One finding, as it is shown: where in the file, what, and whether it set the record aside."""

    file: str
    record: int | None
    line: int | None
    pointer: str
    code: str
    cause: str
    """A `Cause`, which `imports.causes.cause_in` tells in any language."""
    severity: str
    """`error`, `warning` or `note`."""
    sheet: str = ""
    kind: str = ""
    key: str = ""
    """The id that the file gives the record, where the place alone does not tell which it is."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """One record that is not loaded, with every reason."""

    file: str
    record: int | None
    line: int | None
    kind: str
    key: str
    """The id that the file gives it; empty where the record could not be read that far."""
    name: str
    """What it calls itself, as far as that could be read."""
    findings: tuple[Told, ...]
