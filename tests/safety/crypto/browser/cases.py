"""Takes cases of the shared vectors to the browser, and what came of them back; and makes cases by chance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from tests.safety.crypto.browser.vault_page import Thrown, VaultPage

from romduol.safety.crypto.keys import KeyPair, derive_pair, pair_of

Case = dict[str, Any]
DAY_ZERO = date(1970, 1, 1)
TODAY, LAST_DAY = date(2026, 11, 28), date(2027, 2, 28)
KHMER = "ខ្ញុំត្រូវការជំនួយ "


def unhex(case: Case, *names: str) -> tuple[bytes, ...]:
    """Return fields of a case as bytes."""
    return tuple(bytes.fromhex(case[name]) for name in names)


def reasons(results: Iterable[Any]) -> list[Any]:
    """Return why each was refused; what was not stands there as it came."""
    return [result.reason if isinstance(result, Thrown) else result for result in results]


def opening_keys(vault_page: VaultPage, scalars: Iterable[str]) -> dict[str, Any]:
    """Return a key that opens for each scalar, made once each."""
    pairs = {scalar: pair_of(bytes.fromhex(scalar)) for scalar in scalars}
    return dict(zip(pairs, vault_page.each("openingKey", [[pair] for pair in pairs.values()]), strict=True))


def pin_of(case: Case | None) -> Case | None:
    """Return a pin as the browser takes it."""
    return case and {
        "queue": UUID(case["queue"]).bytes,
        "epoch": case["epoch"],
        "digest": bytes.fromhex(case["digest"]),
    }


def days(day: date) -> int:
    """Return a day as the browser takes it."""
    return (day - DAY_ZERO).days


def an_id(chance: Random) -> UUID:
    """Return an id by chance."""
    return UUID(bytes=chance.randbytes(16), version=4)


def a_pair(chance: Random) -> KeyPair:
    """Return a pair by chance."""
    return derive_pair(chance.randbytes(32))
