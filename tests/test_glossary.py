"""The glossary has a row for every code that the rules and the pages use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from romduol.care.queues.records import Body, QueueKind
from romduol.care.reports.records import Kept, Waiting
from romduol.care.reports.rules.written import About, AnswerType, Consent, Status, Who
from romduol.desk.changes.records import State, Verb
from romduol.desk.duplicates.records import EvidenceKind, Likelihood
from romduol.desk.operator.records import SecondYes
from romduol.knowledge.answers.records import Urgency
from romduol.knowledge.claims.records import Origin, Outcome, Rank, Severity, Stance, Standing, Verdict
from romduol.knowledge.claims.rules.properties import PROPERTIES, PURPOSES
from romduol.knowledge.directory.records import PlainLevel, Showing
from romduol.knowledge.guides.records import Translation
from romduol.knowledge.releases.records import Kind
from romduol.knowledge.sources.records import Grade
from romduol.safety.access.records import Permission, Role
from romduol.safety.crypto.contexts import SealedKind

GLOSSARY = Path(__file__).parents[1] / "GLOSSARY.md"
KHMER = re.compile("[\u1780-\u17b3]")
KINDS = (
    Standing,
    PlainLevel,
    Showing,
    Stance,
    Rank,
    Outcome,
    Verdict,
    Origin,
    Grade,
    Severity,
    Kind,
    Translation,
    Urgency,
    Permission,
    Role,
    Verb,
    State,
    SecondYes,
    Likelihood,
    EvidenceKind,
    SealedKind,
    QueueKind,
    Body,
    About,
    Consent,
    Who,
    AnswerType,
    Status,
    Waiting,
    Kept,
)
HEAD = ["Khmer", "English", "code name", "meaning"]


def rows() -> list[tuple[str, list[str]]]:
    """Return (section, cells) for every row of every table."""
    found, section = [], ""
    for line in GLOSSARY.read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| ---"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if cells != HEAD:
                found.append((section, cells))
    return found


def codes(section: str = "") -> set[str]:
    """Return every code name, of one section or of all."""
    return {code for where, cells in rows() if section in ("", where) for code in re.findall(r"`([^`]+)`", cells[2])}


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_has_its_row(kind):
    assert {f"{kind.__name__}.{member.name}" for member in kind} | {kind.__name__} <= codes()


def test_no_row_names_a_member_that_is_no_more():
    kinds = {kind.__name__: kind for kind in KINDS}
    named = [code.split(".") for code in codes() if "." in code and code.split(".")[0] in kinds]
    assert not [code for code in named if code[1] not in kinds[code[0]].__members__]


def test_the_properties_are_those_of_the_schema():
    assert codes("Properties") == set(PROPERTIES)


def test_the_purposes_are_those_of_the_schema():
    assert codes("Purposes of a line") == PURPOSES


@pytest.mark.parametrize(("section", "cells"), rows(), ids=lambda part: part[1] if isinstance(part, list) else None)
def test_a_row_is_whole(section, cells):
    assert len(cells) == 4, f"{section}: {cells}"
    assert KHMER.search(cells[0])
    assert cells[1]
    assert cells[3]


def test_the_khmer_is_called_what_it_is():
    assert "machine-drafted; no person has reviewed it yet" in GLOSSARY.read_text("utf-8")
