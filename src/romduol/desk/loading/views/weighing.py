"""Tells a second person what they say yes to: whose word it is, and each value that readers would trust."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from romduol.desk.loading.forms import SPEAKS
from romduol.desk.loading.records import Critical, Import
from romduol.desk.loading.rules.saying import OWN
from romduol.desk.loading.views import words
from romduol.desk.resolving.views.telling import Teller
from romduol.knowledge.sources.queries import all_sources
from romduol.ui.words import phrase

SHOWN = 200
"""Values that the page names one by one."""
OWN_VOICE = phrase("a voice of its own")


def weight_told(found: Import, tell: Teller) -> dict[str, Any]:
    """Return who speaks in a list, for which body, and with whose voice it is one."""
    one = found.supplier
    speaks = next((name for name, about in SPEAKS.items() if about == (one.kind, one.grade)), "")
    shared = next((source for source in all_sources().values() if source.lineage == one.lineage), None)
    return {
        "speaks": tell(words.SPEAKS[speaks][0]) if speaks else f"{one.kind}, {one.grade}",
        "body": tell.coded(one.speaks_for) if one.speaks_for else "",
        "voice": "" if one.lineage == one.id else tell.source(shared) if shared else one.lineage,
    }


def critical_told(rows: Iterable[Critical], tell: Teller) -> list[dict[str, Any]]:
    """Return each statement that begins or ends: what it says, and the record that it stands under.

    A record of ours has our name and leads to its page; what the file calls it is told beside.
    """
    found = list(rows)[:SHOWN]
    tell.know({one.subject for one in found if not _from_a_file(one)})
    return [
        {
            "begins": one.begins,
            "property": tell.property(one.property),
            "value": tell.value(one.property, one.value),
            "ours": "" if _from_a_file(one) else tell.coded(one.subject),
            "name": one.name,
        }
        for one in found
    ]


def _from_a_file(one: Critical) -> bool:
    return one.subject.startswith(OWN)
