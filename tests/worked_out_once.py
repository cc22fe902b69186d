"""What is costly and always the same for the same input is worked out once in a run, however many tests need it.

Each stands for a pure function of ours or of a library's, under the name by which one module calls it; the function
itself stays as it is, and has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, wraps
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

PUBLISHING = "romduol.knowledge.releases.actions.publishing"
GUIDES = "romduol.desk.packs.guides"
YAML_FILES = "romduol.desk.packs.yaml_files"
UNDERSTANDING = "romduol.knowledge.answers.rules.understanding"
MANY_PAGES = 3_000
MANY_FILES = 1_000


def begin() -> None:
    """Let these be worked out once from now on."""
    _replace(f"{UNDERSTANDING}.documents", "with_features", _by_what_it_says)
    _replace(GUIDES, "read_guide_file", _by_its_bytes)
    # A copy of a pack is the pack but for a line or two.
    _replace(YAML_FILES, "parse_yaml", lru_cache(MANY_FILES))
    for name in ("links", "unread_link", "phone_like"):
        _replace(GUIDES, name, cache)
    for module in ("phrases", "vocabulary"):
        _replace(f"{UNDERSTANDING}.{module}", "phrase_keys", cache)
    likeness = import_module(f"{UNDERSTANDING}.likeness").Likeness
    likeness._says = _by_who_says_it(likeness._says)
    _replace("romduol.config.wires", "code_digest", cache)
    _replace(PUBLISHING, "brotli", _packing_once)


def _replace(module: str, name: str, once: Callable[[Any], Any]) -> None:
    names = vars(import_module(module))
    names[name] = once(names[name])


def _by_what_it_says(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    known: dict[str, Any] = {}

    @wraps(work)
    def once(given: Any) -> Any:
        key = repr(given)
        if key not in known:
            known[key] = work(given)
        return known[key]

    return once


def _by_who_says_it(says: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Of something that nothing is added to once it has been asked; it is kept, so that no other has its id."""
    known: dict[int, tuple[Any, dict[Any, Any]]] = {}

    @wraps(says)
    def once(who: Any, given: Any) -> Any:
        told = known.setdefault(id(who), (who, {}))[1]
        if given not in told:
            told[given] = says(who, given)
        return told[given]

    return once


def _by_its_bytes(read: Callable[..., Any]) -> Callable[..., Any]:
    """Of a file with no problem: one that has some is read anew each time, so that they are told."""
    known: dict[tuple[bytes, str], Any] = {}

    @wraps(read)
    def once(path: Path, name: str, problems: list[Any]) -> Any:
        key = (path.read_bytes(), name) if path.is_file() else (b"", "")
        if key in known:
            return known[key]
        before = len(problems)
        found = read(path, name, problems)
        if found is not None and len(problems) == before and path.is_file():
            known[key] = found
        return found

    return once


def _packing_once(brotli: Any) -> SimpleNamespace:
    return SimpleNamespace(**{**vars(brotli), "compress": lru_cache(MANY_PAGES)(brotli.compress)})
