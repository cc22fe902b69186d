"""Which column of somebody's table holds what, and what their words mean: kept for each source, and known again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from romduol.base.khmer import fold
from romduol.desk.imports.causes import Cause
from romduol.desk.imports.rules.columns import COLUMNS, NAMES
from romduol.desk.imports.rules.sheet_causes import cause

Days = Literal["", "day_first", "month_first"]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What each heading stands for; a heading that stands for nothing is not taken over."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Heading, as `heading_keys` makes it -> name of our column, or nothing."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Name of our column -> their word, folded -> our code, or nothing where it is to be passed over."""
    days: Days = ""
    """How days such as 03/04/2026 are meant, where the file itself does not show it."""
    reasons: Mapping[str, Cause] = field(default_factory=dict)
    """Heading -> why it was guessed; not kept."""

    def kept(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "columns": dict(self.columns),
            "values": {column: dict(words) for column, words in self.values.items()},
            "days": self.days,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept; a plain heading -> name is taken too. What is of another shape is passed over."""
        columns = kept.get("columns", kept)
        values = kept.get("values", {})
        days = kept.get("days", "")
        return cls(
            columns=_texts(columns),
            values={str(name): _folded(words) for name, words in values.items()} if isinstance(values, Mapping) else {},
            days=days if days in ("day_first", "month_first") else "",
        )

    def taught(self, column: str, words: Mapping[str, str]) -> Self:
        """Return it with what more of their words mean."""
        known = {**self.values.get(column, {}), **_folded(words)}
        return type(self)(self.columns, {**self.values, column: known}, self.days, self.reasons)


def _texts(found: object) -> dict[str, str]:
    if not isinstance(found, Mapping):
        return {}
    return {str(heading): name for heading, name in found.items() if isinstance(name, str)}


def _folded(words: object) -> dict[str, str]:
    return {fold(word): code for word, code in _texts(words).items()}


def heading_keys(header: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column of a file: its heading on one line, with a number where it comes again.

    >>> heading_keys(["Phone", "Phone", ""])
    ('Phone', 'Phone (2)', 'column 3')
    """
    seen: Counter[str] = Counter()
    found = []
    for place, heading in enumerate(header, 1):
        name = " ".join(heading.split()) or f"column {place}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def columns_problem(mapping: ColumnMapping, header: Sequence[str] = ()) -> Cause | None:
    """Return why a table cannot be read so, or None. `header` is that of the file, where there is one."""
    return next(columns_problems(mapping, header), None)


def columns_problems(mapping: ColumnMapping, header: Sequence[str] = ()) -> Iterator[Cause]:
    """Yield everything for which a table cannot be read so."""
    used = Counter(name for name in mapping.columns.values() if name)
    for name, count in used.items():
        if name not in COLUMNS:
            yield cause("unknown_name", name=name)
        elif count > 1:
            yield cause("twice", column=Cause(COLUMNS[name].label))
    if not used.keys() & {*NAMES["organization"], "organization_id"}:
        yield cause("missing_column")
    if header:
        keys = heading_keys(header)
        for heading, name in mapping.columns.items():
            if name and heading not in keys:
                yield cause("not_in_file", heading=heading)


def header_changes(mapping: ColumnMapping, header: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the headings that are gone since a mapping was made, and those that are new."""
    keys = heading_keys(header)
    gone = tuple(heading for heading in mapping.columns if heading not in keys)
    return gone, tuple(heading for heading in keys if heading not in mapping.columns)


def fits(mapping: ColumnMapping, header: Sequence[str]) -> bool:
    """Whether a file has the very columns that a mapping was made for."""
    return header_changes(mapping, header) == ((), ())
