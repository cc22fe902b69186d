"""Tells by its first bytes what somebody handed in as a table, and how to save it where we do not read it."""

from __future__ import annotations

import re
from typing import BinaryIO, Literal

from romduol.desk.imports.sheets.cells import SheetRefused

SNIFFED = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_PAGE = re.compile(rb"\s*<(?:!doctype html|html|table|head|body|\?xml[^>]*>\s*<(?:\?mso|html|workbook))", re.IGNORECASE)
_NAMES = (
    (".xlsb", "is_binary"),
    (".ods", "is_ods"),
    (".pdf", "is_pdf"),
    (".doc", "is_word"),
    (".docx", "is_word"),
    (".ppt", "is_slides"),
    (".pptx", "is_slides"),
)


def format_of(stream: BinaryIO, name: str) -> Literal["zip", "text"]:
    """Return whether a file is a zip file or a text; it stands at its beginning after. Raises SheetRefused."""
    head = stream.read(SNIFFED)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(OLE):
        raise SheetRefused(_old(stream))
    if head.startswith(b"%PDF"):
        raise SheetRefused("is_pdf")
    if head.startswith(b"{\\rtf"):
        raise SheetRefused("is_word")
    if _PAGE.match(head):
        raise SheetRefused("is_page")
    if head.startswith((b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ")):
        raise SheetRefused("is_other")
    by_name = next((told for ending, told in _NAMES if name.lower().endswith(ending)), "")
    if by_name:
        raise SheetRefused(by_name)
    return "text"


def _old(stream: BinaryIO) -> str:
    """Tell what a file of the old kind is: a locked workbook, a document, or an old workbook."""
    raw = stream.read(4_000_000)
    stream.seek(0)
    if _ENCRYPTED in raw:
        return "is_encrypted"
    return "is_word" if _WORD in raw else "is_xls"


def require_workbook(names: frozenset[str], content_types: bytes) -> None:
    """Look whether the names in a zip file are those of a plain workbook. Raises SheetRefused."""
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in content_types:
        raise SheetRefused("is_macros")
    if "xl/workbook.bin" in names:
        raise SheetRefused("is_binary")
    if "content.xml" in names and "mimetype" in names:
        raise SheetRefused("is_ods")
    if any(name.startswith("word/") for name in names):
        raise SheetRefused("is_word")
    if any(name.startswith("ppt/") for name in names):
        raise SheetRefused("is_slides")
    if "EncryptedPackage" in names:
        raise SheetRefused("is_encrypted")


def is_workbook(names: frozenset[str]) -> bool:
    """Whether a zip file is a workbook, another document of an office, or the one table that we give out in one."""
    office = ("[Content_Types].xml", "mimetype", "EncryptedPackage")
    tables = [name for name in names if name.lower().endswith((".csv", ".tsv"))]
    alone = len(tables) == 1 and all(name in tables or name.upper().startswith("README") for name in names)
    return any(name in names for name in office) or alone
