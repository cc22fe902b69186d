"""Every test that the threat model names as a guard is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", (HOME / "THREAT_MODEL.md").read_text("utf-8"))))


def test_the_threat_model_names_tests():
    assert NAMED


def names_in(file: Path) -> set[str]:
    """Return the tests of a module, as pytest names them: a function, or a class and its method."""
    found = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
    return found


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_guard_is_there(file, name):
    assert name in names_in(HOME / file)
