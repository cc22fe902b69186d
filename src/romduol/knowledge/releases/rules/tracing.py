"""Notes what each page reads of an edition, so that only pages whose reading changed are drawn again."""

from collections import defaultdict
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from sys import intern
from typing import Any, Generic, TypeVar

import orjson

from romduol.knowledge.directory.records import Edition

Row = TypeVar("Row")
Reads = set[int]
"""The numbers of the rows that were read."""
WHOLE = "*"
"""Stands behind the name of a table that is read as a whole: all its keys, their order, all its rows."""
SIZE = 16
"""Bytes of a digest: 128 bits, so that no two rows ever share one by chance."""
ABSENT = b"absent"
"""Stands for a row that is not there; no row is written so."""


class UnknownTable(LookupError):
    """A row of a table that this edition and this code do not have."""


def canonical(value: object) -> bytes:
    """Return a value as bytes that are equal where the value is; raises TypeError for what is no plain record.

    Order counts in lists and in mappings alike, since it is the order in which things are drawn.
    """
    return orjson.dumps(value)


def digest_of(*parts: bytes) -> bytes:
    """Return one digest of several parts, each of which tells where it ends."""
    return blake2b(b"".join(parts), digest_size=SIZE).digest()


class WatchesAnother(ValueError):
    """A log watches one edition only, since it remembers what its rows looked like."""


class Log:
    """Which rows of one edition are read, by whom, and what a row looked like: number -> table, key, digest."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        # The name of a table once, however many rows of it a file gives back.
        self.rows: list[tuple[str, str]] = [(intern(table), key) for table, key in known]
        """Table and key of each row ever read; its place is its number."""
        self.scope: Reads | None = None
        """What is read just now; None where nobody asks."""
        self.edition: Edition | None = None
        self.numbers: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for number, (table, key) in enumerate(self.rows):
            self.numbers[table][key] = number
        self._digests: list[bytes | None] = [None] * len(self.rows)
        self._tables: dict[str, Callable[[str], bytes]] = {}
        self._derived: dict[tuple[str, str], Any] = {}

    def note(self, table: str, key: str) -> None:
        """Note that a row is read, whether it is there or not: absence is a fact too."""
        if self.scope is not None:
            self.scope.add(self.number(table, key))

    def number(self, table: str, key: str) -> int:
        """Return the number of a row; a new one for a row that nobody has read yet."""
        found = self.numbers[table].get(key)
        if found is None:
            found = self.numbers[table][key] = len(self.rows)
            self.rows.append((table, key))
            self._digests.append(None)
        return found

    @contextmanager
    def reading(self, reads: Reads | None = None) -> Iterator[Reads]:
        """Note what is read within in a set of its own; what stands around does not see it."""
        around, own = self.scope, set() if reads is None else reads
        self.scope = own
        try:
            yield own
        finally:
            self.scope = around

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Read without noting: for what becomes a row itself."""
        around, self.scope = self.scope, None
        try:
            yield
        finally:
            self.scope = around

    def serve(self, table: str, row: Callable[[str], bytes]) -> None:
        """Tell how the rows of a table are found again, as canonical bytes, when a record is verified."""
        self._tables[table] = row

    def derive(self, derived: "Derived[Row]", parts: tuple[str, ...]) -> Row:
        """Return a row of a derived table, worked out once and never in the name of the page that asks."""
        key = orjson.dumps(parts).decode()
        self.note(derived.name, key)
        found: Row = self._derive(derived, key, parts)
        return found

    def _derive(self, derived: "Derived[Row]", key: str, parts: Iterable[str]) -> Row:
        known = (derived.name, key)
        if known not in self._derived:
            with self.unseen():
                self._derived[known] = derived.work(self.edition, *parts)
        found: Row = self._derived[known]
        return found

    def digest(self, number: int) -> bytes:
        """Return the digest of a row: table, key and content. Raises `UnknownTable`, and IndexError for no row."""
        found = self._digests[number]
        if found is None:
            table, key = self.rows[number]
            found = self._digests[number] = digest_of(canonical((table, key)), self._content(table, key))
        return found

    def _content(self, table: str, key: str) -> bytes:
        serve = self._tables.get(table)
        if serve is not None:
            return serve(key)
        if table not in DERIVED:
            raise UnknownTable(table)
        try:
            return canonical(self._derive(DERIVED[table], key, orjson.loads(key)))
        except LookupError:  # What it was derived from is gone.
            return ABSENT

    def trace(self, given: object, numbers: Iterable[int]) -> bytes:
        """Return one digest over what a page was given and all rows that it read; raises LookupError."""
        known = self._digests
        return digest_of(canonical(given), *[known[number] or self.digest(number) for number in numbers])


class Watched(Mapping[str, Row]):
    """A table of an edition that notes each row it is asked for; whoever goes through it reads the whole."""

    __slots__ = ("_log", "_name", "_numbers", "_rows")

    def __init__(self, rows: Mapping[str, Row], name: str, log: Log) -> None:
        self._rows, self._name, self._log = rows, name, log
        self._numbers = log.numbers[name]
        log.serve(name, self._content)
        log.serve(name + WHOLE, self._whole)

    def __getitem__(self, key: str) -> Row:
        self._note(key)
        return self._rows[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return a row, or the default; that there is none is noted as well."""
        self._note(key)
        return self._rows.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note(str(key))
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def keys(self) -> KeysView[str]:
        """Return all keys."""
        return self._all().keys()

    def values(self) -> ValuesView[Row]:
        """Return all rows."""
        return self._all().values()

    def items(self) -> ItemsView[str, Row]:
        """Return all keys with their rows."""
        return self._all().items()

    def _note(self, key: str) -> None:
        scope = self._log.scope
        if scope is not None:
            number = self._numbers.get(key)
            scope.add(self._log.number(self._name, key) if number is None else number)

    def _all(self) -> Mapping[str, Row]:
        self._log.note(self._name + WHOLE, "")
        return self._rows

    def _content(self, key: str) -> bytes:
        return canonical(self._rows[key]) if key in self._rows else ABSENT

    def _whole(self, _: str) -> bytes:
        # Digests and not the rows themselves: the whole of a large table would not fit beside it.
        found = blake2b(digest_size=SIZE)
        for key, row in self._rows.items():
            found.update(canonical(key) + digest_of(canonical(row)))
        return found.digest()


def watched(edition: Edition, log: Log) -> Edition:
    """Return the same edition, of which every attribute and every row is noted where it is read.

    Its mappings are noted row by row, the fields of its records (`info`) and all else (`today`) one by one, so that
    a page depends on the day only where it tells the day. What is a field of `Edition` is covered without being named.
    Raises `WatchesAnother`.
    """
    if log.edition is not None:
        raise WatchesAnother
    shown = {field.name: _shown(getattr(edition, field.name), field.name, log) for field in fields(edition)}
    view: Edition = _view(edition, "edition", shown, log)
    log.edition = view
    return view


def log_of(edition: Edition) -> Log | None:
    """Return the log that an edition is watched by, or None."""
    found: Log | None = getattr(edition, "log", None)
    return found


def _shown(value: Any, name: str, log: Log) -> object:
    """Return what stands for an attribute and notes by itself; None where reading the attribute is what is noted."""
    if isinstance(value, Mapping):
        return Watched(value, name, log)
    if is_dataclass(value):
        return _view(value, name, {}, log)
    return None


def _view(record: Any, table: str, shown: Mapping[str, object], log: Log) -> Any:
    """Return a record that looks like another one and notes which of its attributes are read."""
    view: Any = object.__new__(_watching(type(record)))
    for name, value in (("log", log), ("record", record), ("table", table), ("shown", shown)):
        object.__setattr__(view, name, value)
    names = frozenset(field.name for field in fields(record))
    log.serve(table, lambda name: canonical(getattr(record, name)) if name in names else ABSENT)
    return view


def _watching(kind: Any) -> Any:
    """Return the class of the views of a record: of its type, with every field noted where it is read."""
    own = {field.name: property(_reader(field.name)) for field in fields(kind)}
    return type(f"Watched{kind.__name__}", (kind,), {"__slots__": ("log", "record", "shown", "table"), **own})


def _reader(name: str) -> Callable[[Any], object]:
    def read(view: Any) -> object:
        shown = view.shown.get(name)
        if shown is not None:
            return shown
        view.log.note(view.table, name)
        return getattr(view.record, name)

    return read


class Derived(Generic[Row]):
    """A table that is worked out from the edition: a page depends on the row that it reads, not on what made it.

    So a change of one line reaches only the pages whose lists it changed. `work` is a pure function of the edition and
    of the words of the key, and returns plain records, so that any row can be worked out again to be compared.
    """

    def __init__(self, work: Callable[..., Row]) -> None:
        self.work: Callable[..., Row] = work
        self.name = f"{work.__module__}.{work.__qualname__}"
        self.__doc__ = work.__doc__
        DERIVED[self.name] = self

    def __call__(self, edition: Edition, *key: str) -> Row:
        log = log_of(edition)
        return self.work(edition, *key) if log is None else log.derive(self, key)


DERIVED: dict[str, Derived[Any]] = {}
"""Every derived table by its name; modules that are imported add theirs."""


class Memo(Generic[Row]):
    """Values by key, each worked out once; whoever uses one reads what it was made of."""

    def __init__(self, log: Log, make: Callable[[str], Row]) -> None:
        self._log = log
        self._make = make
        self._known: dict[str, tuple[Row, tuple[int, ...]]] = {}

    def __call__(self, key: str) -> Row:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._work_out(key)
        if self._log.scope is not None:
            self._log.scope.update(found[1])
        return found[0]

    def _work_out(self, key: str) -> tuple[Row, tuple[int, ...]]:
        reads: Reads = set()
        try:
            with self._log.reading(reads):
                return self._make(key), tuple(reads)
        finally:
            # Also where it fails: whoever goes on without the value has learnt that it fails.
            if self._log.scope is not None:
                self._log.scope |= reads
