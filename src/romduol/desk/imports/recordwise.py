"""All that is checked of one record by itself, and what is noted of it for the end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from romduol.desk.imports.causes import Cause
from romduol.desk.imports.ledger import Ledger
from romduol.desk.imports.records import Finding, Limits, Place, found_at
from romduol.desk.imports.rules.kinds import PARENT_OF, POINTED_TO, POINTS_TO
from romduol.desk.imports.rules.values import CONTROL, Problem, object_problems
from romduol.desk.imports.rules.walking import Node, pointer, walked
from romduol.desk.imports.schemas import FeedSchemas
from romduol.ui.words import phrase

METADATA = phrase("metadata is not imported: it holds old values and the names of those who changed them")
PERSONS = phrase("names of persons are not imported")
TOO_DEEP = phrase("it goes deeper than %(most)s levels")
_POINTING = frozenset(POINTS_TO)


class RecordChecks:
    """Schema, rules and notes for one record after another."""

    def __init__(self, schemas: FeedSchemas | None, ledger: Ledger, limits: Limits) -> None:
        self._schemas = schemas
        self._ledger = ledger
        self._limits = limits

    def of_record(self, record: dict[str, Any], kind: str, place: Place, *, spoiled: bool = False) -> Iterator[Finding]:
        """Yield what is wrong with a record and all that is nested in it."""
        nodes, values, too_deep = walked(record, kind, self._limits.depth)
        if too_deep is not None:
            deepest = Cause(TOO_DEEP, most=self._limits.depth)
            yield found_at(place, _short(pointer(too_deep)), "too_deep", deepest)
            return
        known = []
        for node in nodes:
            for field, code, cause in self.problems(node):
                where = pointer(node.path, field)
                known.append(where)
                yield found_at(place, where, code, cause)
            self._note(node, place)
        yield from self.left_out(nodes, place)
        every = values <= self._limits.values
        yield from self._against_schema(record, kind, place, known, every=every)

    def of_row(self, record: dict[str, Any], kind: str, place: Place, *, first: bool) -> Iterator[Finding]:
        """Yield what is wrong with a row of a table; the pointer is the column.

        That a table is not imported is said at its `first` row alone.
        """
        known = []
        node = Node(kind, record, None)
        for field, code, cause in self.problems(node):
            known.append(f"/{field}")
            yield found_at(place, field, code, cause)
        for field, value in record.items():
            if isinstance(value, str) and CONTROL.search(value):
                yield found_at(place, field, "control_character", Cause(phrase("this cell holds control characters")))
        self._note(node, place, table=True)
        by_pointer = [*self.left_out([node], place)] if first else []
        by_pointer += self._against_schema(record, kind, place, known, table=True, every=True)
        for found in by_pointer:
            yield found_at(place, found.pointer.removeprefix("/"), found.code, found.cause)

    def problems(self, node: Node) -> list[Problem]:
        """Return what is wrong with one object by itself."""
        return object_problems(node.kind, node.fields)

    def left_out(self, nodes: Iterable[Node], place: Place) -> Iterator[Finding]:
        """Yield what of a record is not imported."""
        return _not_imported(nodes, place)

    def _against_schema(
        self, record: Any, kind: str, place: Place, known: Collection[str], *, table: bool = False, every: bool
    ) -> Iterator[Finding]:
        """Yield what the schema does not allow, but for formats of which a rule said in plainer words what is wrong."""
        if self._schemas is None:
            return
        try:
            for where, keyword, cause in self._schemas.problems(kind, record, table=table, every=every):
                if keyword != "format" or where not in known:
                    yield found_at(place, where, "schema", cause)
        except ValueError:
            cause = Cause(phrase("the schema cannot be applied to this record"))
            yield found_at(place, "", "schema", cause)

    def _note(self, node: Node, place: Place, *, table: bool = False) -> None:
        fields, top = node.fields, node.path is None
        own = fields.get("id")
        if isinstance(own, str) and (top or node.kind in POINTED_TO):
            self._ledger.saw(node.kind, own, place, top=top)
        if not _POINTING.isdisjoint(fields):
            for field, held in fields.items():
                if field in POINTS_TO and isinstance(held, str) and held:
                    self._ledger.points(POINTS_TO[field], held, place, field if table else pointer(node.path, field))
        field = PARENT_OF.get(node.kind, "")
        if field not in fields:
            return
        parent = fields.get(field)
        if isinstance(parent, str) and isinstance(own, str) and parent:
            where = field if table else pointer(node.path, field)
            self._ledger.descends(node.kind, own, parent, place, where)
            if field not in POINTS_TO:
                self._ledger.points(node.kind, parent, place, where)


def _not_imported(nodes: Iterable[Node], place: Place) -> Iterator[Finding]:
    """Yield once for a record what of it is left out for the sake of people."""
    metadata = next((node for node in nodes if node.kind == "metadata"), None)
    if metadata:
        yield found_at(place, pointer(metadata.path), "metadata", Cause(METADATA))
    for node in nodes:
        field = _person(node)
        if field:
            yield found_at(place, pointer(node.path, field), "personal_name", Cause(PERSONS))
            return


def _person(node: Node) -> str | None:
    if node.kind == "contact" and node.fields.get("name"):
        return "name"
    return "attention" if node.kind == "address" and node.fields.get("attention") else None


def _short(text: str, most: int = 120) -> str:
    return text if len(text) <= most else text[:most] + "…"
