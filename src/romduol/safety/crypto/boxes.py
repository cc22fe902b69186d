"""One payload under one secret: padded, committed to, sealed piece by piece."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from romduol.safety.crypto.contexts import CONTEXT_BYTES, Context, SealedKind, expect
from romduol.safety.crypto.errors import Damaged, Malformed, OtherKey
from romduol.safety.crypto.keys import SECRET_BYTES, hkdf, random_bytes
from romduol.safety.crypto.padding import BUCKETS, MARK, TooLarge, fits, padded_length, padding

NO_BOND = bytes(32)
SALT_BYTES = 32
COMMITMENT_BYTES = 32
HEAD_BYTES = CONTEXT_BYTES + SALT_BYTES + COMMITMENT_BYTES
PIECE_BYTES = 65_536
TAG_BYTES = 16
CHUNK_BYTES = PIECE_BYTES + TAG_BYTES
MAX_CHUNKS = 65_536
MAX_PADDED = MAX_CHUNKS * PIECE_BYTES


def new_secret() -> bytes:
    """Return a new secret for one box."""
    return random_bytes(SECRET_BYTES)


def seal_box(
    payload: bytes, secret: bytes, context: Context, *, bond: bytes = NO_BOND, salt: bytes | None = None
) -> bytes:
    """Return the box of a payload. `salt` is for vectors alone; raises `TooLarge`."""
    return b"".join(seal_pieces((payload,), secret, context, bond=bond, salt=salt))


def open_box(box: bytes, secret: bytes, context: Context, *, bond: bytes = NO_BOND) -> bytes:
    """Return the payload of a box; raises `Malformed`, `OtherContext`, `OtherKey` or `Damaged`."""
    return b"".join(open_pieces((box,), secret, context, bond=bond))


def box_length(length: int, context: Context) -> int:
    """Return how many bytes the box of a payload of `length` bytes has."""
    padded = padded_length(length, context.kind)
    return HEAD_BYTES + padded + TAG_BYTES * -(-padded // PIECE_BYTES)


def seal_pieces(
    source: Iterable[bytes], secret: bytes, context: Context, *, bond: bytes = NO_BOND, salt: bytes | None = None
) -> Iterator[bytes]:
    """Yield the box of a payload that comes in parts of any length, with one piece in memory; raises `TooLarge`."""
    salt = random_bytes(SALT_BYTES) if salt is None else salt
    cipher, commitment = _keys(secret, bond, salt, context)
    yield context.pack() + salt + commitment
    for number, (piece, last) in enumerate(_with_last(_cut(_padded(source, context), PIECE_BYTES))):
        yield cipher.encrypt(_nonce(number, last), piece, None)


def open_pieces(source: Iterable[bytes], secret: bytes, context: Context, *, bond: bytes = NO_BOND) -> Iterator[bytes]:
    """Yield the payload of a box that comes in parts of any length, with one piece in memory.

    What was yielded counts only once the end is reached: before it, `Damaged` may tell that the box was cut off.
    Raises `Malformed`, `OtherContext`, `OtherKey` or `Damaged`.
    """
    parts = _Parts(source)
    head = parts.take(HEAD_BYTES)
    expect(head, context)
    if len(head) < HEAD_BYTES:
        raise Malformed("it is shorter than the head of a box")
    salt, commitment = head[CONTEXT_BYTES : CONTEXT_BYTES + SALT_BYTES], head[CONTEXT_BYTES + SALT_BYTES :]
    cipher, expected = _keys(secret, bond, salt, context)
    if not hmac.compare_digest(commitment, expected):
        raise OtherKey("another secret or another bond opens it")
    yield from _unpadded(_pieces(parts, cipher), context)


def _keys(secret: bytes, bond: bytes, salt: bytes, context: Context) -> tuple[AESGCM, bytes]:
    if len(secret) != SECRET_BYTES or len(bond) != len(NO_BOND) or len(salt) != SALT_BYTES:
        raise ValueError("secret, bond and salt are 32 bytes each")
    if context.kind is SealedKind.EPOCH_KEY:
        raise ValueError("the key of an epoch is in envelopes alone")
    okm = hkdf(secret + bond, b"romduol vault box" + context.pack(), 64, salt=salt)
    return AESGCM(okm[:32]), okm[32:]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11) + bytes((last,))


def _padded(source: Iterable[bytes], context: Context) -> Iterator[bytes]:
    length = 0
    for part in source:
        length += len(part)
        if length >= MAX_PADDED:
            raise TooLarge(f"a box holds less than {MAX_PADDED} bytes")
        yield part
    yield padding(length, context.kind)


def _cut(source: Iterable[bytes], size: int) -> Iterator[bytes]:
    parts = _Parts(source)
    while piece := parts.take(size):
        yield piece


def _with_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    held = next(pieces, None)
    while held is not None:
        following = next(pieces, None)
        yield held, following is None
        held = following


def _pieces(parts: _Parts, cipher: AESGCM) -> Iterator[bytes]:
    chunks = _with_last(iter(lambda: parts.take(CHUNK_BYTES), b""))
    number = -1
    for number, (chunk, last) in enumerate(chunks):
        if number >= MAX_CHUNKS:
            raise Malformed("it has more chunks than a box can have")
        if len(chunk) <= TAG_BYTES:
            raise Damaged("it was cut off")
        try:
            yield cipher.decrypt(_nonce(number, last), chunk, None)
        except InvalidTag as problem:
            raise Damaged("it was changed or cut off") from problem
    if number < 0:
        raise Damaged("it was cut off")


def _unpadded(pieces: Iterator[bytes], context: Context) -> Iterator[bytes]:
    """Hold back what may be padding, the mark and the zeros after it, as a mere count of bytes."""
    length, held = 0, 0
    for piece in pieces:
        length += len(piece)
        body = piece.rstrip(b"\x00")
        zeros = len(piece) - len(body)
        if body:
            yield _held(held)
            marked = body.endswith(MARK)
            held = 1 + zeros if marked else 0
            yield body[:-1] if marked else piece
        elif 0 < held <= BUCKETS[-1]:
            held += zeros
        else:  # Zeros that no mark begins, or more than any padding has, are of the payload.
            yield _held(held)
            yield piece
            held = 0
    if not held or not fits(length - held, length, context.kind):
        raise Damaged("its padding is not one")


def _held(count: int) -> bytes:
    return MARK + bytes(count - 1) if count else b""


class _Parts:
    """Parts of any length, taken in pieces of a wanted one."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = iter(source)
        self._rest = memoryview(b"")

    def take(self, size: int) -> bytes:
        """Return the next bytes, fewer than `size` only at the end."""
        taken = bytearray()
        while wanted := size - len(taken):
            if not self._rest:
                part = next(self._source, None)
                if part is None:
                    break
                self._rest = memoryview(part)
                continue
            # Copied at once: a source may fill the same bytes again for its next part.
            taken += self._rest[:wanted]
            self._rest = self._rest[wanted:]
        return bytes(taken)
