"""Counts what a check finds, and keeps no more of each kind than somebody would read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from romduol.desk.imports.records import ERRORS, Finding

MOST_OF_A_KIND = 100


@dataclass(slots=True)
class Tally:
    """All findings counted by code, and the first of each code."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many findings keep the feed out."""
        return sum(count for code, count in self.counts.items() if code in ERRORS)

    @property
    def warnings(self) -> int:
        """How many findings are only said."""
        return self.counts.total() - self.errors

    @property
    def left_out(self) -> int:
        """How many findings were counted and not kept."""
        return self.counts.total() - len(self.kept)


def tallied(findings: Iterable[Finding], most: int = MOST_OF_A_KIND) -> Tally:
    """Count findings; of each code the first `most` are kept, so that a flood of one kind hides no other."""
    tally = Tally()
    for finding in findings:
        tally.counts[finding.code] += 1
        if tally.counts[finding.code] <= most:
            tally.kept.append(finding)
    return tally
