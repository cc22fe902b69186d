"""What something is sealed as: a kind, what it belongs to, and its number there."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from romduol.safety.crypto.errors import Malformed, OtherContext

VERSION = 1
SUITE = 1
PREFIX = bytes((VERSION, SUITE))
_LAYOUT = struct.Struct(">BBB16sI")
CONTEXT_BYTES = _LAYOUT.size
MAX_NUMBER = 2**32 - 1


class SealedKind(IntEnum):
    """Everything that the vault seals, by the code that stands in its bytes."""

    MEMBER_KEYS = 0x01
    EPOCH_KEY = 0x02
    REPORTER_KEYS = 0x03
    PINS = 0x04
    REPORT = 0x10
    ADDITION = 0x11
    ANSWER = 0x12
    ATTACHMENT = 0x13
    NOTE = 0x14
    REFERRAL = 0x20
    REFERRAL_REPLY = 0x21
    CASE_ENTRY = 0x30
    OUTREACH_EVENT = 0x31
    AUDIT_ENTRY = 0x40


@dataclass(frozen=True, slots=True)
class Context:
    """What something is sealed as. `subject` is what it belongs to, or itself; `number` says which of several there."""

    kind: SealedKind
    subject: UUID
    number: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.number <= MAX_NUMBER:
            raise ValueError(f"a number of a context is 0 to {MAX_NUMBER}, not {self.number}")

    def pack(self) -> bytes:
        """Return the 23 bytes that stand in front of whatever is sealed as this."""
        return _LAYOUT.pack(VERSION, SUITE, self.kind, self.subject.bytes, self.number)


def read_context(data: bytes) -> Context:
    """Return the context that a box or an envelope begins with; raises `Malformed`."""
    if len(data) < CONTEXT_BYTES:
        raise Malformed("it is shorter than what it would say it is")
    version, suite, kind, subject, number = _LAYOUT.unpack_from(data)
    check_prefix(version, suite)
    try:
        return Context(SealedKind(kind), UUID(bytes=subject), number)
    except ValueError as problem:
        raise Malformed(f"no kind has the code {kind:#04x}") from problem


def check_prefix(version: int, suite: int) -> None:
    """Refuse what another version or another suite made; raises `Malformed`."""
    if (version, suite) != (VERSION, SUITE):
        raise Malformed(f"version {version}, suite {suite}: this program reads version {VERSION}, suite {SUITE}")


def expect(data: bytes, context: Context) -> None:
    """Refuse bytes that were sealed as anything but this; raises `Malformed` or `OtherContext`."""
    found = read_context(data)
    if found != context:
        raise OtherContext(
            f"it was sealed as another thing than {context.kind.name.lower().replace('_', ' ')} expected here"
        )
