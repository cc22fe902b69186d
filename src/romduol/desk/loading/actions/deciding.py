"""Somebody asks to load what was tried; where it could do harm, somebody else says yes first."""

from datetime import datetime
from uuid import UUID

from romduol.desk.loading.records import Import
from romduol.safety.access.records import Person


def ask_to_load(
    import_id: UUID, *, seen: str, let_go: bool = False, by: Person, now: datetime, start: bool = True
) -> Import:
    """Let an import that was tried be loaded: at once in a process of its own, or once a second person said yes.

    `seen` is its `staged` that whoever asks looked at; `let_go` agrees that most of what the source says now ends.
    Raises `NoSuchImport`, `NotNow`, `SeenOther`, `NotAllowed`, and `UnderWay`.
    """
    raise NotImplementedError


def say_yes(import_id: UUID, *, seen: str, by: Person, now: datetime, start: bool = True) -> Import:
    """Let an import that waits be loaded in a process of its own.

    Raises `NoSuchImport`, `NotNow`, `SeenOther`, `UnderWay`, and `NotAllowed` for one's own or without the permission.
    """
    raise NotImplementedError


def decline(import_id: UUID, *, why: str, by: Person, now: datetime) -> Import:
    """Let an import that waits come to nothing; whoever asked for it may do so too. Its files are deleted.

    Raises `NoSuchImport`, `NotNow` and `NotAllowed`.
    """
    raise NotImplementedError


def drop_import(import_id: UUID, *, by: str, now: datetime) -> Import:
    """Forget an import that was tried, refused or failed; its files are deleted. Raises `NoSuchImport`, `NotNow`."""
    raise NotImplementedError


def load_as_operator(import_id: UUID, *, let_go: bool = False, by: str, now: datetime) -> Import:
    """Let the operator of the server load what was tried, as they load a pack; `load` is to follow.

    Raises `NoSuchImport`, `NotNow` and `UnderWay`.
    """
    raise NotImplementedError
