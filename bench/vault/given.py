"""What is sealed, opened and remembered while the vault is measured: invented, and the same in each run."""

from random import Random
from uuid import UUID

from romduol.safety.crypto.receipts import check_digit

SEAL, OPEN, RECEIPT, UNLOCK = "seal", "open", "receipt", "unlock"
SMALL, LARGE = 2_000, 200_000
"""Bytes of a payload."""
_DIGITS = "09" * 11 + "0"
CODE, WORD = _DIGITS + check_digit(_DIGITS), "lotus"
MEMBER, DEVICE, PASSPHRASE, DEVICE_SECRET = UUID(int=7, version=4), 1, "nine small boats go home", bytes(range(32))


def payloads(size: int, count: int) -> list[bytes]:
    """Return invented payloads."""
    random = Random(size)  # noqa: S311
    return [random.randbytes(size) for _ in range(count)]
