"""Reads a country pack from its folder: shape first, then sense, every problem with file, line and field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from romduol.desk.packs.addresses import is_address
from romduol.desk.packs.findings import day_of, read_checks, read_withdrawals, withdrawn_places
from romduol.desk.packs.guide_files import FILE_NAME
from romduol.desk.packs.guides import FOLDER as GUIDES
from romduol.desk.packs.guides import Nameable, read_guides, sections_of
from romduol.desk.packs.lexicon import FOLDER as LEXICON
from romduol.desk.packs.lexicon import read_lexicon
from romduol.desk.packs.periods import past_day
from romduol.desk.packs.places import link_problems, read_places, tile_problems
from romduol.desk.packs.records import Pack
from romduol.desk.packs.schema import shape_problems
from romduol.desk.packs.seen import SEEN, compared, digests_of, read_seen
from romduol.desk.packs.statements import Names, read_subjects
from romduol.desk.packs.urgent import Known, read_advice, read_phrases, read_situations
from romduol.desk.packs.yaml_files import PackErrors, PackProblem, YamlFile, read_yaml
from romduol.knowledge.claims.rules.evidence import line_id
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.directory.records import Category, Need, PackInfo, Place, Topic
from romduol.knowledge.sources.records import Grade, Source
from romduol.ui.words import languages

FOLDERS = ("sources", "statements", LEXICON)
OPTIONAL = ("topics", "short_codes", "urgent", "emergency", "advice", "checks", "withdrawals")

NOTES = ("left_out.yaml", "left_out_independent.yaml", "words.yaml", "coverage.yaml")
"""What is left out and why, which words are not used, what the seed guides tell where: beside a pack, not in it."""
READ = frozenset({*(f"{name}.yaml" for name in ("pack", "places", "taxonomy", *OPTIONAL)), *NOTES, SEEN})


@dataclass(slots=True)
class _Folder:
    """The files of a pack, and the problems found so far."""

    path: Path
    latest: date | None = None
    """Nothing may be dated later; None where the reader does not know what day it is."""
    problems: list[PackProblem] = field(default_factory=list)

    def one(self, name: str) -> YamlFile:
        """Read one named file; a missing optional file is an empty one."""
        path = self.path / f"{name}.yaml"
        # A link that leads nowhere is a file that somebody meant to be there.
        if not path.exists() and not path.is_symlink():
            if name not in OPTIONAL:
                self.problems.append(PackProblem(path.name, 0, "", "this file is missing from the pack"))
            return YamlFile(path.name, {}, {})
        return self._read(path, path.name, name)

    def many(self, folder: str) -> list[YamlFile]:
        """Read every file of a folder, in the order of their names."""
        paths = sorted((self.path / folder).glob("*.yaml"))
        if not paths and folder != LEXICON:
            self.problems.append(PackProblem(f"{folder}/", 0, "", "no .yaml file in this folder"))
        return [self._read(path, f"{folder}/{path.name}", folder) for path in paths]

    def _read(self, path: Path, name: str, schema: str) -> YamlFile:
        try:
            file = read_yaml(path, name)
        except PackErrors as errors:
            self.problems.extend(errors.problems)
            return YamlFile(name, {}, {})
        wrong = shape_problems(file, schema)
        self.problems.extend(wrong)
        return YamlFile(name, {}, {}) if wrong else file

    def no_strangers(self) -> None:
        """Name every file that nothing reads: a withdrawal in a misspelt file would be lost without a word."""
        kinds = ("*.yaml", "*.yml", "*.md")
        for path in sorted(path for kind in kinds for path in self.path.rglob(kind)):
            name = path.relative_to(self.path).as_posix()
            if not _is_read(path.relative_to(self.path)):
                self.problems.append(PackProblem(name, 0, "", "no part of a pack has this name"))

    def stop_here_if_wrong(self) -> None:
        """Raise what was found, so that sense is only looked for in files of the right shape."""
        if self.problems:
            raise PackErrors(self.problems)


def _is_read(path: Path) -> bool:
    """Tell whether some part of a pack has this name, as seen from its folder."""
    if path.suffix == ".md":
        return path.parent.as_posix() == GUIDES and FILE_NAME.fullmatch(path.name) is not None
    in_folder = path.parent.as_posix() in FOLDERS
    return path.suffix == ".yaml" and (in_folder or path.as_posix() in READ)


def read_pack(path: Path, today: date | None = None) -> Pack:
    """Read a whole pack.

    With `today`, nothing may be dated later than it, or than the day on which the pack was recorded.
    Raises `PackErrors` with every problem found; nothing is half-read.
    """
    folder = _Folder(path)
    if not path.is_dir():
        raise PackErrors([PackProblem(str(path), 0, "", "no such folder")])
    folder.no_strangers()
    files = {name: folder.one(name) for name in ("pack", "places", "taxonomy", *OPTIONAL)}
    source_files, statement_files = folder.many("sources"), folder.many("statements")
    lexicon_files = folder.many(LEXICON)
    folder.stop_here_if_wrong()
    info = _info(files["pack"], files["short_codes"].data, folder)
    folder.stop_here_if_wrong()
    folder.latest = max(today, info.recorded_on) if today else None
    places = _places(files["places"], info, files["pack"].data, folder)
    folder.stop_here_if_wrong()
    needs, categories = _taxonomy(files["taxonomy"], folder)
    sources = _sources(source_files, folder)
    names = Names(
        info=info,
        sources={source.id: source for source in sources},
        places=frozenset(place.code for place in places),
        categories=frozenset(category.id for category in categories),
        topics=frozenset(topic["id"] for topic in files["topics"].data.get("topics", ())),
        latest=folder.latest,
    )
    subjects, claims = read_subjects(statement_files, names, folder.problems)
    known = {subject.id: subject.kind for subject in subjects}
    _speakers(source_files, known, folder)
    _unique(files["topics"], "topics", [topic["id"] for topic in files["topics"].data.get("topics", ())], folder)
    _unique(files["topics"], "topics", [topic["code"] for topic in files["topics"].data.get("topics", ())], folder)
    lines = {line_id(claim.value) for claim in claims if PROPERTIES[claim.property].one_owner} | known.keys()
    withdrawals = tuple(read_withdrawals(files["withdrawals"], known, names, folder.problems))
    nameable = Nameable(
        subjects=frozenset(lines),
        needs=frozenset(need.id for need in needs),
        languages=info.languages,
        pages=frozenset({*(topic["code"] for topic in files["topics"].data.get("topics", ())), *_place_pages(places)}),
        short_codes=frozenset(info.short_codes),
        latest=folder.latest,
    )
    seen, now = read_seen(path, folder.problems, folder.latest), digests_of(claims)
    guides = tuple(compared(guide, seen, now) for guide in read_guides(path, nameable, folder.problems))
    named = Known(known, lines, names.categories, sections_of(guides))
    phrases = read_phrases(files["urgent"], named, folder.problems)
    situations = read_situations(files["emergency"], phrases, named, folder.problems)
    pack = Pack(
        info=info,
        places=places,
        needs=needs,
        categories=categories,
        topics=tuple(Topic(**topic) for topic in files["topics"].data.get("topics", ())),
        situations=situations,
        phrases=tuple(phrases.values()),
        advice=read_advice(files["advice"], phrases, situations, named, folder.problems),
        sources=sources,
        subjects=(*subjects, *withdrawn_places(withdrawals)),
        claims=claims,
        checks=tuple(read_checks(files["checks"], known, names, folder.problems)),
        withdrawals=withdrawals,
        guides=guides,
        lexicon=read_lexicon(lexicon_files, nameable.needs, folder.problems),
    )
    folder.stop_here_if_wrong()
    return pack


def _place_pages(places: tuple[Place, ...]) -> Iterator[str]:
    return (f"p{place.code}" for place in places if place.level == "province" or place.town_of_guide)


def _info(file: YamlFile, short_codes: dict[str, Any], folder: _Folder) -> PackInfo:
    data = file.data
    if not is_address(data.get("exit_url", "https://x")):
        folder.problems.append(file.problem(("exit_url",), "this is no address of a website"))
    for place, lang in enumerate(data["languages"]):
        if lang not in languages():
            cause = f"the pages have no words in {lang}; they have {', '.join(languages())}"
            folder.problems.append(file.problem(("languages", place), cause))
    return PackInfo(
        id=data["id"],
        country=data["country"],
        name=data["name"],
        languages=tuple(data["languages"]),
        recorded_on=day_of(data, "recorded_on", (), file, folder.problems) or date.min,
        operator=data["operator"],
        calling_code=data.get("calling_code", ""),
        exit_url=data.get("exit_url", PackInfo.__dataclass_fields__["exit_url"].default),
        short_codes=tuple(entry["code"] for entry in short_codes.get("short_codes", ())),
        wording=data.get("wording", {}),
    )


def _places(file: YamlFile, info: PackInfo, meta: dict[str, Any], folder: _Folder) -> tuple[Place, ...]:
    overlay = file.data["places"]
    _unique(file, "places", [entry["code"] for entry in overlay], folder)
    try:
        places = read_places(overlay, gazetteer=meta.get("gazetteer"), pack=info.id)
    except ValueError as error:
        folder.problems.append(file.problem(("places",), str(error)))
        return ()
    folder.problems.extend(link_problems(file, places))
    folder.problems.extend(tile_problems(file, places))
    return places


def _taxonomy(file: YamlFile, folder: _Folder) -> tuple[tuple[Need, ...], tuple[Category, ...]]:
    needs = tuple(Need(entry["id"], entry["name"], entry.get("open_eligibility") or "") for entry in file.data["needs"])
    known = {need.id for need in needs}
    for place, entry in enumerate(file.data["categories"]):
        if entry["need"] not in known:
            folder.problems.append(file.problem(("categories", place, "need"), f"no need is called {entry['need']}"))
    _unique(file, "needs", [need.id for need in needs], folder)
    _unique(file, "categories", [entry["id"] for entry in file.data["categories"]], folder)
    return needs, tuple(Category(**entry) for entry in file.data["categories"])


def _sources(files: list[YamlFile], folder: _Folder) -> tuple[Source, ...]:
    found: dict[str, Source] = {}
    for file in files:
        for place, entry in enumerate(file.data["sources"]):
            if entry["id"] in found:
                folder.problems.append(
                    file.problem(("sources", place, "id"), f"a source called {entry['id']} is already there")
                )
                continue
            if entry.get("url") and not is_address(entry["url"]):
                folder.problems.append(file.problem(("sources", place, "url"), "this is no address of the web"))
            try:
                day = past_day(entry["date"], folder.latest)
            except ValueError as error:
                folder.problems.append(file.problem(("sources", place, "date"), str(error)))
                day = None
            found[entry["id"]] = _source(entry, day)
    return tuple(found.values())


def _source(entry: dict[str, Any], day: date | None) -> Source:
    period = entry["date"]
    return Source(
        id=entry["id"],
        title=entry["title"],
        publisher=entry["publisher"],
        kind=entry["kind"],
        grade=Grade(entry["grade"]),
        lineage=entry["lineage"],
        date=day,
        date_text="" if period is None else str(period),
        date_inferred=entry.get("date_inferred", False),
        speaks_for=entry.get("speaks_for") or "",
        url=entry.get("url") or "",
        language=entry.get("language") or "",
        note=entry.get("note", {}),
    )


def _speakers(files: list[YamlFile], known: Mapping[str, str], folder: _Folder) -> None:
    for file in files:
        for place, entry in enumerate(file.data["sources"]):
            body = entry.get("speaks_for")
            if body and known.get(body) != "organization":
                folder.problems.append(
                    file.problem(("sources", place, "speaks_for"), f"no organization is called {body}")
                )


def _unique(file: YamlFile, key: str, ids: list[str], folder: _Folder) -> None:
    for place, name in enumerate(ids):
        if name in ids[:place]:
            folder.problems.append(file.problem((key, place), f"{name} is already there"))
