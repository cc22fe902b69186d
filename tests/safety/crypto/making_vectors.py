"""Makes the files of vectors that Python and the browser must agree on.

Run it as `python -m tests.safety.crypto.making_vectors`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tests.safety.crypto.making_boxes import boxes
from tests.safety.crypto.making_keys import envelopes, keys
from tests.safety.crypto.vectors_read import FOLDER

Maker = Callable[[], Mapping[str, Any]]
FILES: dict[str, Maker] = {"boxes.json": boxes, "envelopes.json": envelopes, "keys.json": keys}
OTHERS = ("making_words", "making_chains")
"""Modules that make more files; each has `FILES` as this one has."""


def files() -> dict[str, Maker]:
    """Return what makes each file, by its name."""
    found = dict(FILES)
    for name in OTHERS:
        module = f"tests.safety.crypto.{name}"
        if find_spec(module):
            found |= import_module(module).FILES
    return found


def written(content: Mapping[str, Any]) -> str:
    """Return a file of vectors as it is written: the same text for the same content."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in files().items():
        (FOLDER / name).write_text(written(make()), encoding="utf-8")


if __name__ == "__main__":
    main()
