"""Reads what part of the overview is asked for; what is not known there is as good as nothing asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from romduol.desk.looking.records import Overview


@dataclass(frozen=True, slots=True)
class Part:
    """One province, or one kind of help, or one kind of help in one province."""

    place: str = ""
    need: str = ""

    @property
    def query(self) -> str:
        """Return what an address carries to ask for this part; it names a row and a column, and nobody."""
        asked = {name: value for name, value in (("place", self.place), ("need", self.need)) if value}
        return f"?{urlencode(asked)}" if asked else ""


def part_of(asked: Mapping[str, str], overview: Overview) -> Part:
    """Return the part that is asked for."""
    place, need = asked.get("place", ""), asked.get("need", "")
    return Part(place if place in overview.coverage else "", need if need in overview.needs else "")
