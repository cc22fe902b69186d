"""The texts of a workbook, which it keeps once each in a part of its own; they wait on the disk: memory stays flat."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from romduol.desk.imports.rules.legacy_khmer import typed_in
from romduol.desk.imports.sheets.cells import Cell
from romduol.desk.imports.sheets.xml_parts import Bounded, child, elements, local

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
BATCH = 2_000
CACHE_KB = 8_000


class Strings:
    """The shared texts by their place, each with the old font that a part of it is typed in."""

    def __init__(self) -> None:
        # An empty name is a database of this connection's own, which SQLite moves from memory to the disk as it grows.
        self._database = sqlite3.connect("")
        self._database.executescript(
            f"PRAGMA cache_size = -{CACHE_KB}; PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"
            "CREATE TABLE strings (at INTEGER PRIMARY KEY, text TEXT, font TEXT);"
        )

    def fill(self, part: Bounded) -> None:
        """Read all texts. Raises SheetRefused."""
        waiting: list[tuple[int, str, str]] = []
        for at, (_, element) in enumerate(elements(part, ends=frozenset({"si"}))):
            waiting.append((at, *text_of(element)))
            if len(waiting) >= BATCH:
                self._write(waiting)
        self._write(waiting)

    def _write(self, waiting: list[tuple[int, str, str]]) -> None:
        self._database.executemany("INSERT INTO strings VALUES (?, ?, ?)", waiting)
        waiting.clear()

    def at(self, place: str) -> Cell:
        """Return the text at a place; an empty one where there is none."""
        if not (place.isascii() and place.isdigit() and len(place) < 10):
            return Cell("")
        row = self._database.execute("SELECT text, font FROM strings WHERE at = ?", (int(place),)).fetchone()
        return Cell(row[0], "text", row[1]) if row else Cell("")

    def close(self) -> None:
        """Throw everything away."""
        self._database.close()


def text_of(element: Element) -> tuple[str, str]:
    """Return a text that may be made of parts in several fonts, and the old Khmer font among them, or nothing."""
    texts, font = [], ""
    for part, name in _parts(element):
        text = part.text or ""
        texts.append(text)
        if name and typed_in(name, text):
            font = name
    return _plain("".join(texts)), font


def _parts(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield each piece of text with the name of its font; what is only there to be spoken is left out."""
    for one in element:
        name = local(one.tag)
        if name == "t":
            yield one, ""
        elif name == "r":
            look, text = child(one, "rPr"), child(one, "t")
            font = child(look, "rFont") if look is not None else None
            if text is not None:
                yield text, "" if font is None else font.get("val", "")


def _plain(text: str) -> str:
    """Return a text with the signs that XML cannot hold, which Excel writes as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
