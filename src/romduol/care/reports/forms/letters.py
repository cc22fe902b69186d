"""Reads a letter: what the door for sealed reports takes, in one file that a sealing page saved and anybody hands in.

    letter = part ‖ part … ‖ SHA-256 of all before it        part = length u32 (big-endian) ‖ bytes

The first part is the text that the door takes, the others are the boxes of its files, in their order. Nothing else is
there: no name, no time, no mark of ours. The digest finds what broke on its way; who breaks it wilfully is found by
whoever opens it. What the parts say is read by `forms/sealed.py`, as what a browser sends.
"""

from __future__ import annotations

from hashlib import sha256

from romduol.care.reports.forms.strict import NotTaken, Refusal
from romduol.care.reports.rules.written import MOST_FILES

LENGTH_BYTES, DIGEST_BYTES = 4, 32
MOST_TEXT = 1024 * 1024
"""Bytes of the text, as of one that a browser sends."""


def read_letter(letter: bytes) -> tuple[bytes, list[bytes]]:
    """Return the text and the files of a letter; raises `NotTaken`."""
    parts: list[bytes] = []
    at, end = 0, len(letter) - DIGEST_BYTES
    if end < 0 or sha256(memoryview(letter)[:end]).digest() != letter[end:]:
        raise NotTaken(Refusal.SHAPE)
    while at < end:
        if len(parts) > MOST_FILES:
            raise NotTaken(Refusal.FILES)
        begins = at + LENGTH_BYTES
        at = begins + int.from_bytes(letter[at:begins])
        if at > end:
            raise NotTaken(Refusal.SHAPE)
        parts.append(letter[begins:at])
    if not parts:
        raise NotTaken(Refusal.SHAPE)
    if len(parts[0]) > MOST_TEXT:
        raise NotTaken(Refusal.SIZE)
    return parts[0], parts[1:]
