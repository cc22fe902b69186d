"""Reads the XML parts of a workbook piece by piece: no definitions, no entities, nothing held that was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from romduol.desk.imports.sheets.cells import SheetRefused


class Bounded:
    """A part of a workbook that is only read as long as what is held of it stays small."""

    def __init__(self, part: IO[bytes], most: int) -> None:
        self._part = part
        self._most = most
        self._since = 0
        self.size = 0
        self.row = 0

    def read(self, count: int = -1) -> bytes:
        """Read on. Raises SheetRefused where nothing was let go of for too long."""
        if self._since > self._most:
            raise SheetRefused("too_long", row=self.row)
        raw = self._part.read(count if count > 0 else 1 << 16)
        self._since += len(raw)
        self.size += len(raw)
        return raw

    def let_go(self) -> None:
        """Say that what was read so far is no longer held."""
        self._since = 0


def elements(part: Bounded, *, ends: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """Yield each element of these names as it ends, its name without a namespace; afterwards it is emptied."""
    stack: list[Element] = []
    try:
        for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                stack.append(element)
                continue
            stack.pop()
            name = local(element.tag)
            if name in ends:
                yield name, element
                element.clear()
                if stack:
                    stack[-1].remove(element)
                part.let_go()
    except DefusedXmlException:
        raise SheetRefused("entities") from None
    except (ParseError, ValueError, LookupError):
        raise SheetRefused("damaged") from None


def local(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """Return the first child of this name."""
    return next((one for one in element if local(one.tag) == name), None)
