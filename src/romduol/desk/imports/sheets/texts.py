"""Reads a CSV file: finds out how it is written, decodes it as it comes, and tells where it goes wrong."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from romduol.desk.imports.records import Limits
from romduol.desk.imports.sheets.cells import MOST_ROWS, Cell, Sheet, SheetRefused, SheetRow, require_width

CHUNK = 1 << 16
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = ",;\t|"
_SNIFFED_LINES = 20


class TextTable:
    """A table of one sheet in a text file."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        """Find out the encoding from the first bytes; the stream stands at its beginning."""
        self._stream = stream
        self._limits = limits
        self._read = 0
        head = stream.read(CHUNK)
        self._encoding = encoding_of(head)
        self._head = head

    def read(self) -> int:
        """Return how many bytes were read."""
        return self._read

    def sheets(self) -> Iterator[Sheet]:
        """Yield the one sheet."""
        yield Sheet("", self._rows())

    def _rows(self) -> Iterator[SheetRow]:
        lines = self._lines()
        head = [line for _, line in zip(range(_SNIFFED_LINES), lines, strict=False)]
        skipped = 0
        separator = ""
        if head and head[0].strip().lower().startswith("sep=") and len(head[0].strip()) == 5:
            separator, skipped = head[0].strip()[4], 1
        separator = separator or separator_of(head)
        reader = csv.reader(_chained(head[skipped:], lines), delimiter=separator, strict=True)
        number, line = skipped, skipped + 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise SheetRefused("quotes", line=line) from None
            number += 1
            if number > MOST_ROWS:
                raise SheetRefused("too_many", most=MOST_ROWS)
            require_width(len(cells))
            yield SheetRow(number, line, [Cell(cell) for cell in cells])
            line = skipped + reader.line_num + 1

    def _lines(self) -> Iterator[str]:
        """Yield the lines, each with one sign at its end whatever the file has there."""
        decoder = codecs.getincrementaldecoder(self._encoding)()
        ends = io.IncrementalNewlineDecoder(None, translate=True)
        rest, line = "", 1
        for chunk, last in self._chunks():
            try:
                text = decoder.decode(chunk, last)
            except UnicodeDecodeError as problem:
                # What was held back of the chunk before comes first in what the decoder was given.
                at = self._read - len(problem.object) + problem.start
                line += problem.object[: problem.start].count(b"\n") + rest.count("\n")
                raise SheetRefused("encoding", line=line, byte=at) from None
            parts = (rest + ends.decode(text, last)).split("\n")
            rest = parts.pop()
            for part in parts:
                line += 1
                yield part + "\n"
            if len(rest) > self._limits.record:
                raise SheetRefused("too_long", row=line)
        if rest:
            yield rest

    def _chunks(self) -> Iterator[tuple[bytes, bool]]:
        chunk = self._head
        while chunk:
            self._read += len(chunk)
            following = self._stream.read(CHUNK)
            yield chunk, not following
            chunk = following


def encoding_of(head: bytes) -> str:
    """Return the encoding that the first bytes of a file tell; UTF-8 where none does."""
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if marked:
        return marked
    zeros = [head[start::2].count(0) for start in (0, 1)]
    if head and max(zeros) > len(head) // 10:
        # Latin letters and digits have a zero beside them in UTF-16, before or behind.
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    return "utf-8"


def separator_of(lines: Sequence[str]) -> str:
    """Return what stands between the cells: that which parts these lines into the most columns, and as many in each."""
    best, most = ",", 0.0
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if any(map(str.strip, row))]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        score = usual * wide.count(usual) / len(widths)
        if score > most:
            best, most = separator, score
    return best


def _chained(head: Sequence[str], rest: Iterator[str]) -> Iterator[str]:
    yield from head
    yield from rest
