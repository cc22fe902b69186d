"""Reads the vectors: texts become bytes, contexts contexts, and what is written short is written out."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from romduol.safety.crypto.boxes import seal_box
from romduol.safety.crypto.contexts import Context, SealedKind

FOLDER = Path(__file__).parent / "vectors"
Case = dict[str, Any]


def read(name: str) -> dict[str, Any]:
    """Return one file of vectors."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def bytes_of(written: str | Case | list[str | Case]) -> bytes:
    """Return bytes that are written in hexadecimal digits, as what repeats, or as a list of both."""
    if isinstance(written, list):
        return b"".join(bytes_of(part) for part in written)
    if isinstance(written, str):
        return bytes.fromhex(written)
    return bytes.fromhex(written["repeat"]) * int(written["times"])


def context_of(written: Case) -> Context:
    """Return a context."""
    return Context(SealedKind(written["kind"]), UUID(written["subject"]), written["number"])


def written_context(context: Context) -> Case:
    """Return how a context is written."""
    return {"kind": int(context.kind), "subject": str(context.subject), "number": context.number}


def sealed(case: Case) -> bytes:
    """Return the box of a case, sealed anew."""
    payload, secret, bond, salt = (bytes_of(case[name]) for name in ("payload", "secret", "bond", "salt"))
    return seal_box(payload, secret, context_of(case["context"]), bond=bond, salt=salt)


def fits(case: Case, box: bytes) -> bool:
    """Tell whether a box is the one that a case has, written out or as its hash."""
    if "box" in case:
        return bool(box.hex() == case["box"])
    return [len(box), sha256(box).hexdigest()] == [case["box_length"], case["box_sha256"]]


def refused_box(case: Case, made: dict[str, bytes]) -> bytes:
    """Return the bytes of a case that is refused: written out, or parts of boxes `made` before, by name."""
    written = case["box"]
    if isinstance(written, str):
        return bytes.fromhex(written)
    return b"".join(
        bytes.fromhex(part) if isinstance(part, str) else made[part["of"]][part["from"] : part["to"]]
        for part in written["parts"]
    )
