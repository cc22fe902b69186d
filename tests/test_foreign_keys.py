"""Foreign keys given as text escape the import contracts; here they meet the same order."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import Model

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def ranks() -> dict[str, tuple[str, int]]:
    """Return package -> (container, rank) from the layer contracts; rank 0 is the highest."""
    contracts = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return {
        f"{container}.{name.strip('() ')}": (container, rank)
        for contract in contracts
        if contract["type"] == "layers" and contract["id"] != "files"
        for container in contract["containers"]
        for rank, layer in enumerate(contract["layers"])
        for name in layer.split("|")
    }


def may_know(here: str, there: str) -> bool:
    """Tell whether the module ``here`` may point at the module ``there``, by every contract that has both."""
    order = ranks()
    for upper, (container, rank) in order.items():
        for lower, (other, other_rank) in order.items():
            if container != other or upper == lower:
                continue
            if _within(here, upper) and _within(there, lower) and rank >= other_rank:
                return False
    return True


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def foreign_keys() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = field.related_model
            if not field.auto_created and isinstance(target, type) and issubclass(target, Model):
                yield f"{model.__name__}.{field.name}", model.__module__, target.__module__


def test_foreign_keys_follow_the_layers():
    wrong = [name for name, here, there in foreign_keys() if not may_know(here, there)]
    assert not wrong, f"these point upwards or sideways: {wrong}"


def test_the_order_is_the_one_of_the_contracts():
    assert may_know("romduol.knowledge.claims.models", "romduol.knowledge.sources.models")
    assert not may_know("romduol.knowledge.sources.models", "romduol.knowledge.claims.models")
    assert not may_know("romduol.knowledge.guides.models", "romduol.knowledge.directory.models")
    assert not may_know("romduol.safety.audit.models", "romduol.knowledge.sources.models")
    assert not may_know("romduol.care.cases.models", "romduol.desk.queue.models")


def test_the_audit_points_at_nothing():
    assert not [name for name, here, _ in foreign_keys() if "safety.audit" in here]
