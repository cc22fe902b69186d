"""Reads what is told first: the phrases of urgent screens, the tiles of the emergency page, the advice of answers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from romduol.desk.packs.yaml_files import PackProblem, Spot, YamlFile
from romduol.knowledge.claims.rules.properties import PURPOSES
from romduol.knowledge.directory.records import Advice, Phrase, Situation, advice_from


@dataclass(frozen=True, slots=True)
class Known:
    """What the words may name."""

    subjects: Collection[str]
    lines: Collection[str]
    """Line subjects (`line-1280`) of which something is said."""
    categories: Collection[str]
    sections: Collection[str]
    """`guide#section`."""


class Checked:
    """One file whose entries name things that are said elsewhere; what they name in vain becomes a problem."""

    def __init__(self, file: YamlFile, key: str, problems: list[PackProblem]) -> None:
        self.file = file
        self.key = key
        self.problems = problems

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries of the file."""
        found: list[dict[str, Any]] = self.file.data.get(self.key, [])
        return found

    def wrong(self, place: int, name: str, cause: str) -> None:
        """Note a problem at a field of an entry."""
        spot: Spot = (self.key, place, name)
        self.problems.append(self.file.problem(spot, cause))

    def names(self, place: int, name: str, named: Iterable[str], known: Collection[str], cause: str) -> None:
        """Note each name that nothing is called by."""
        for missing in named:
            if missing not in known:
                self.wrong(place, name, cause.format(missing))

    def once(self, place: int, name: str, ids: Iterable[str], seen: set[str]) -> None:
        """Note each id that was there before."""
        for one in ids:
            if one in seen:
                self.wrong(place, name, f"{one} is already there")
            seen.add(one)


def read_phrases(file: YamlFile, known: Known, problems: list[PackProblem]) -> dict[str, Phrase]:
    """Return the phrases of the urgent screens by their id."""
    checked, seen = Checked(file, "phrases", problems), set[str]()
    found = {}
    for place, entry in enumerate(checked.entries()):
        checked.once(place, "id", [entry["id"]], seen)
        rests_on = tuple(entry.get("rests_on", ()))
        checked.names(place, "rests_on", rests_on, known.subjects, "no subject is called {}")
        found[entry["id"]] = Phrase(entry["id"], entry["text"], rests_on)
    return found


def read_situations(
    file: YamlFile, phrases: Mapping[str, Phrase], known: Known, problems: list[PackProblem]
) -> tuple[Situation, ...]:
    """Return the tiles of the emergency page, their phrases written out."""
    checked, seen = Checked(file, "situations", problems), set[str]()
    return tuple(
        _situation(place, entry, phrases, known, checked, seen) for place, entry in enumerate(checked.entries())
    )


def _situation(
    place: int,
    entry: dict[str, Any],
    phrases: Mapping[str, Phrase],
    known: Known,
    checked: Checked,
    seen: set[str],
) -> Situation:
    checked.once(place, "id", [entry["id"]], seen)
    said = {name: [entry[name]] if name != "more" else list(entry.get(name, ())) for name in ("name", "do", "more")}
    for name, ids in said.items():
        checked.names(place, name, ids, phrases, "urgent.yaml has no phrase called {}")
    used = [phrases[one] for ids in said.values() for one in ids if one in phrases]
    rests_on = dict.fromkeys([*(one for phrase in used for one in phrase.rests_on), *entry.get("rests_on", ())])
    checked.names(place, "rests_on", entry.get("rests_on", ()), known.subjects, "no subject is called {}")
    _lines(place, entry["lines"], known, checked)
    words = {name: tuple(phrases[one].text for one in ids if one in phrases) for name, ids in said.items()}
    return Situation(
        **{
            **entry,
            "name": next(iter(words["name"]), {}),
            "do": next(iter(words["do"]), {}),
            "more": words["more"],
            "lines": tuple(entry["lines"]),
            "rests_on": tuple(rests_on),
        }
    )


def _lines(place: int, keys: Iterable[str], known: Known, checked: Checked) -> None:
    for key in keys:
        if f"line-{key}" not in known.lines:
            checked.wrong(place, "lines", f"nothing is said of line {key}")


def read_advice(
    file: YamlFile,
    phrases: Mapping[str, Phrase],
    situations: Iterable[Situation],
    known: Known,
    problems: list[PackProblem],
) -> tuple[Advice, ...]:
    """Return what answers tell first about each situation and need."""
    checked, seen = Checked(file, "advice", problems), set[str]()
    tiles = {situation.id for situation in situations}
    found = []
    for place, entry in enumerate(checked.entries()):
        checked.once(place, "for", entry["for"], seen)
        checked.names(place, "tile", filter(None, [entry.get("tile", "")]), tiles, "emergency.yaml has no tile {}")
        checked.names(place, "phrases", entry.get("phrases", ()), phrases, "urgent.yaml has no phrase called {}")
        if known.sections:
            checked.names(place, "sections", entry.get("sections", ()), known.sections, "no guide has a section {}")
        checked.names(place, "in_time", entry.get("in_time", ()), entry.get("sections", ()), "{} is not in sections")
        checked.names(place, "purposes", entry.get("purposes", ()), PURPOSES, "no purpose is called {}")
        checked.names(place, "categories", entry.get("categories", ()), known.categories, "no category is called {}")
        checked.names(place, "disagreements", entry.get("disagreements", ()), known.subjects, "no subject is called {}")
        _lines(place, entry.get("lines", ()), known, checked)
        told = {"about" if name == "for" else name: part for name, part in entry.items()}
        found.append(advice_from(told))
    return tuple(found)
