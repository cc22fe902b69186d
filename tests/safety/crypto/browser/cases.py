"""Takes cases of the shared vectors to the browser, and what came of them back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tests.safety.crypto.browser.vault_page import Thrown, VaultPage

from romduol.safety.crypto.keys import pair_of

Case = dict[str, Any]


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
