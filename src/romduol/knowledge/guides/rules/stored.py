"""Reads a guide back from its stored form."""

from collections.abc import Mapping
from typing import Any

from romduol.knowledge.guides.records import Guide, GuideText, Section, Translation


def guide_from(entry: Mapping[str, Any]) -> Guide:
    """Return a guide from the form that `dataclasses.asdict` gives it."""
    texts = {lang: _text(text) for lang, text in entry["texts"].items()}
    return Guide(**{**entry, "needs": tuple(entry["needs"]), "changed": tuple(entry["changed"]), "texts": texts})


def _text(entry: Mapping[str, Any]) -> GuideText:
    sections = tuple(Section(**{**one, "rests_on": tuple(one["rests_on"])}) for one in entry["sections"])
    return GuideText(**{**entry, "sections": sections, "translation": Translation(entry["translation"])})
