"""Copies of country packs that a test may edit, and what they are found to disagree on."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.made_once import made_once

from romduol.desk.packs import lexicon
from romduol.desk.packs.actions import load_pack
from romduol.desk.packs.reading import read_pack
from romduol.desk.packs.records import LoadReport, Pack
from romduol.desk.packs.yaml_files import PackErrors, PackProblem
from romduol.knowledge.answers.rules.understanding.reading import phrase_keys
from romduol.knowledge.claims.records import Disagreement, Resolution
from romduol.knowledge.claims.rules.resolving import resolve

ROOT = Path(__file__).parents[2]
KH = ROOT / "content" / "kh"
TINY = ROOT / "tests" / "packs" / "tiny"
TODAY = date(2026, 11, 22)

# The words of a lexicon are the same in every copy of a pack that a test edits, and reading them is half of the work.
vars(lexicon)["phrase_keys"] = lru_cache(maxsize=None)(phrase_keys)

LETTER: dict[str, Any] = {
    "id": "invented-letter",
    "title": {"en": "A letter (invented)"},
    "publisher": "Invented",
    "kind": "news",
    "date": "2025-06",
    "grade": "C",
    "lineage": "invented-letter",
    "url": None,
    "language": "en",
}
"""A dated source that no pack has, in a voice of its own."""


def picture_of(pack: Pack, today: date = TODAY) -> Resolution:
    """Return the picture that a pack gives of a day."""
    return resolve(pack.claims, pack.checks, pack.withdrawals, pack.sources_by_id(), today)


@lru_cache
def untouched(folder: Path) -> Pack:
    """Return a pack of the repository, read once."""
    return read_pack(folder)


def load_tiny(*, by: str, on: date) -> LoadReport:
    """Load the tiny pack into an empty database; that it is always loaded in the same way, other tests see to."""
    done: LoadReport = made_once(f"the tiny country, {by}, {on}", lambda: load_pack(TINY, by=by, on=on))
    return done


@dataclass(frozen=True, slots=True)
class PackCopy:
    """A pack in a folder of its own; each edit is checked to have hit something."""

    folder: Path

    @classmethod
    def of(cls, pack: Path, folder: Path) -> "PackCopy":
        """Copy a pack."""
        shutil.copytree(pack, folder)
        return cls(folder)

    def replace(self, file: str, old: str, new: str) -> None:
        """Change one passage of a file; it must stand there exactly once."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{file} holds {text.count(old)} times: {old}"
        path.write_text(text.replace(old, new), "utf-8")

    def write(self, file: str, body: Any) -> None:
        """Write a whole file."""
        (self.folder / file).write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")

    def data(self, file: str) -> Any:
        """Return a file as plain data, every scalar as the text that stands there."""
        return yaml.load((self.folder / file).read_text("utf-8"), yaml.BaseLoader)

    def add(self, subject: str, kind: str, says: dict[str, Any], source: str = "invented-letter", **more: Any) -> None:
        """Let one more source say something; the invented letter comes along."""
        if not (self.folder / "sources/invented.yaml").exists():
            self.write("sources/invented.yaml", {"sources": [LETTER]})
        number = len(list((self.folder / "statements").glob("*.yaml")))
        statement = {"source": source, "at": f"invented line {number}", "says": says, **more}
        entry = {"id": subject, "kind": kind, "statements": [statement]}
        self.write(f"statements/zz_{number:03}.yaml", {"subjects": [entry]})

    def add_source(self, **more: Any) -> None:
        """Add a source like the letter, but for what is given."""
        self.write(f"sources/{more['id']}.yaml", {"sources": [{**LETTER, **more}]})

    def find(self, value: str, *, on: date = date(2026, 11, 1), outcome: str = "right", **about: str) -> None:
        """Let a steward find a phone number right, wrong, moved or closed."""
        days = {"on": str(on), "holds_until": str(on.replace(year=on.year + 1))}
        about = {"property": "phone", "how": "call", "role": "steward", **about}
        self.write("checks.yaml", {"checks": [{**about, "value": value, "outcome": outcome, **days}]})

    def withdraw(self, subject: str, value: str) -> None:
        """Take a phone number back."""
        entry = {"subject": subject, "property": "phone", "value": value, "on": "2026-11-01", "reason": {"en": "Dead."}}
        self.write("withdrawals.yaml", {"withdrawals": [entry]})

    def read(self) -> Pack:
        """Read the copy."""
        return read_pack(self.folder)

    def disagreements(self) -> tuple[Disagreement, ...]:
        """Return what the copy is found to disagree on."""
        return picture_of(self.read()).disagreements


def problems(copy: PackCopy) -> list[PackProblem]:
    """Return what is wrong with a copy that cannot be read."""
    with pytest.raises(PackErrors) as caught:
        copy.read()
    return caught.value.problems


def as_text(points: Iterable[tuple[str, ...]]) -> set[str]:
    """Return points as short texts: rule, subject, property, purpose where there is one."""
    return {" ".join(part for part in point if part) for point in points}
