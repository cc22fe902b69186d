"""Turns what a pack's sources say into claims: one for each value, with an id that stays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from romduol.base import phones
from romduol.desk.packs.addresses import is_address
from romduol.desk.packs.periods import first_day, past_day
from romduol.desk.packs.yaml_files import PackProblem, Spot, YamlFile
from romduol.knowledge.claims.records import Claim, Rank, Stance, Subject
from romduol.knowledge.claims.rules.properties import PROPERTIES, PURPOSES, SAME_AS, Compare, Property
from romduol.knowledge.directory.records import PackInfo
from romduol.knowledge.sources.records import Source

SPACE = uuid5(NAMESPACE_URL, "romduol/claim")
PLACED = frozenset({"works_in", "serves"})
NAMED = frozenset({"part_of", "replaced_by", "provided_by", "operated_by"})


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a statement may name."""

    info: PackInfo
    sources: Mapping[str, Source]
    places: frozenset[str]
    categories: frozenset[str]
    topics: frozenset[str]
    latest: date | None = None
    """Nothing may be dated later."""

    def phone(self, text: str) -> str:
        """Return the E.164 number or short code that the text writes; raises `ValueError` where it writes none."""
        number = phones.parse(
            text,
            short_codes=frozenset(self.info.short_codes),
            calling_code=self.info.calling_code,
            region=self.info.country,
        )
        return number.e164 or number.short_code or ""


class _Wrong(Exception):
    """One value that makes no sense, with the field under it that is at fault."""

    def __init__(self, cause: str, *under: str) -> None:
        super().__init__(cause)
        self.under = under


def read_subjects(
    files: list[YamlFile], names: Names, problems: list[PackProblem]
) -> tuple[tuple[Subject, ...], tuple[Claim, ...]]:
    """Read every subject and claim; the same subject may stand in several files, and its statements add up."""
    entries: list[tuple[YamlFile, Spot, dict[str, Any]]] = [
        (file, ("subjects", place), entry) for file in files for place, entry in enumerate(file.data["subjects"])
    ]
    subjects = _merge(entries, names, problems)
    claims: dict[str, Claim] = {}
    places: dict[str, tuple[YamlFile, Spot]] = {}
    for file, spot, entry in entries:
        for claim, at in _claims(file, spot, entry, subjects, names, problems):
            if claim.id in claims:
                problems.append(file.problem(at, f"{claim.source} already says this of {claim.subject} at this place"))
            claims[claim.id] = claim
            places[claim.id] = (file, at)
    problems.extend(file.problem(at, cause) for (file, at), cause in _circles(claims, places))
    return tuple(subjects.values()), tuple(claims.values())


def _circles(
    claims: Mapping[str, Claim], places: Mapping[str, tuple[YamlFile, Spot]]
) -> Iterator[tuple[tuple[YamlFile, Spot], str]]:
    """Yield each claim by which a body would be part of itself, or in its own place, perhaps round about."""
    for name in ("part_of", "replaced_by"):
        said = [one for one in claims.values() if one.property == name]
        said = [one for one in said if one.stance is Stance.ASSERTS and one.rank is not Rank.DEPRECATED]
        above: dict[str, set[str]] = {}
        for one in said:
            above.setdefault(one.subject, set()).add(one.value)
        for one in said:
            if one.subject in _reached(one.value, above):
                cause = f"{name} leads from {one.subject} back to itself: mark what is wrong with `rank: deprecated`"
                yield places[one.id], cause


def _reached(start: str, above: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _merge(
    entries: list[tuple[YamlFile, Spot, dict[str, Any]]], names: Names, problems: list[PackProblem]
) -> dict[str, Subject]:
    found: dict[str, Subject] = {}
    where: dict[str, tuple[YamlFile, Spot]] = {}
    for file, spot, entry in entries:
        seen = found.get(entry["id"])
        topic = entry.get("topic", seen.topic if seen else "")
        label = entry.get("label") or (seen.label if seen else {})
        caution = entry.get("caution") or (seen.caution if seen else {})
        if seen and (seen.kind != entry["kind"] or (seen.topic and seen.topic != topic)):
            problems.append(file.problem(spot, f"{entry['id']} is a {seen.kind} {seen.topic} elsewhere".rstrip()))
        if topic and topic not in names.topics:
            problems.append(file.problem((*spot, "topic"), f"no topic is called {topic}"))
        found[entry["id"]] = Subject(entry["id"], entry["kind"], topic, label, caution)
        where.setdefault(entry["id"], (file, spot))
    for subject in found.values():
        if subject.kind == "statement" and not (subject.topic and subject.label):
            file, spot = where[subject.id]
            problems.append(file.problem(spot, f"{subject.id} has no topic or no label in any file"))
    return found


def _claims(
    file: YamlFile,
    spot: Spot,
    entry: dict[str, Any],
    subjects: Mapping[str, Subject],
    names: Names,
    problems: list[PackProblem],
) -> Iterator[tuple[Claim, Spot]]:
    for place, statement in enumerate(entry.get("statements", ())):
        at: Spot = (*spot, "statements", place)
        if statement["source"] not in names.sources:
            problems.append(file.problem((*at, "source"), f"no source is called {statement['source']}"))
            continue
        try:
            observed = past_day(statement.get("observed_on"), names.latest)
        except ValueError as error:
            problems.append(file.problem((*at, "observed_on"), str(error)))
            continue
        for name, said in statement["says"].items():
            for number, value in enumerate(said if isinstance(said, list) else [said]):
                under: Spot = (*at, "says", name, number) if isinstance(said, list) else (*at, "says", name)
                try:
                    yield _claim(entry, statement, name, value, observed, subjects, names), under
                except _Wrong as wrong:
                    problems.append(file.problem((*under, *wrong.under), str(wrong)))


def _claim(
    entry: dict[str, Any],
    statement: dict[str, Any],
    name: str,
    said: Any,
    observed: date | None,
    subjects: Mapping[str, Subject],
    names: Names,
) -> Claim:
    prop = _property(name, entry["kind"])
    long = said if isinstance(said, dict) and "value" in said else {"value": said}
    source = names.sources[statement["source"]]
    value, words = _said(long["value"], prop, source, subjects, names)
    purpose = _purpose(long, prop)
    rank = Rank(long.get("rank", "normal"))
    if rank is Rank.DEPRECATED and not long.get("reason"):
        raise _Wrong("a deprecated value needs a reason", "rank")
    stance = Stance(long.get("stance", "asserts"))
    scope = long.get("scope", "")
    key = (entry["id"], name, purpose, scope, value, stance, source.id, statement["at"])
    return Claim(
        id=str(uuid5(SPACE, "\n".join((names.info.id, *key)))),
        subject=entry["id"],
        property=name,
        value=value,
        source=source.id,
        locator=statement["at"],
        stance=stance,
        purpose=purpose,
        scope=scope,
        words=words,
        as_given=str(long["value"]) if prop.compare is Compare.PHONE else "",
        observed_on=observed,
        hedged=bool(long.get("hedged", statement.get("hedged", False))),
        rank=rank,
        reason=long.get("reason", ""),
        recorded_on=names.info.recorded_on,
    )


def _property(name: str, kind: str) -> Property:
    prop = PROPERTIES.get(name)
    if prop is None:
        raise _Wrong(f"no property is called {name}")
    if name == SAME_AS:
        raise _Wrong("whether two records are one is for a person at the desk: no source says it")
    if kind not in prop.kinds:
        raise _Wrong(f"a {kind} has no {name}")
    return prop


def _purpose(long: Mapping[str, Any], prop: Property) -> str:
    purpose = str(long.get("purpose", ""))
    if prop.compare is Compare.PHONE and not purpose:
        raise _Wrong("a phone needs a purpose: " + ", ".join(sorted(PURPOSES)))
    if purpose and purpose not in PURPOSES:
        raise _Wrong(f"no purpose is called {purpose}", "purpose")
    return purpose


def _said(
    value: Any, prop: Property, source: Source, subjects: Mapping[str, Subject], names: Names
) -> tuple[str, dict[str, str]]:
    if isinstance(value, dict):
        if not _may_be_text(prop):
            raise _Wrong(f"{prop.name} takes a plain value, not a text in languages")
        lead = source.language if source.language in value else next(iter(value))
        return value[lead], dict(value)
    if prop.compare is Compare.WORDS:
        return str(value), {source.language or "en": str(value)}
    if prop.compare is Compare.PHONE:
        try:
            return names.phone(str(value)), {}
        except ValueError as error:
            raise _Wrong(str(error)) from None
    plain = str(value).lower() if isinstance(value, bool) else str(value)
    _is_known(plain, prop, subjects, names)
    return plain, {}


def _may_be_text(prop: Property) -> bool:
    if prop.compare is Compare.WORDS:
        return True
    plain = PLACED | NAMED | {"category", "website"}
    return prop.compare is Compare.CODE and prop.codes is None and prop.name not in plain


def _is_known(value: str, prop: Property, subjects: Mapping[str, Subject], names: Names) -> None:
    if prop.codes is not None and value not in prop.codes:
        raise _Wrong(f"{value} is none of {', '.join(sorted(prop.codes))}")
    if prop.name in PLACED and value != "national" and value not in names.places:
        raise _Wrong(f"no place has the code {value}")
    if prop.name == "category" and value not in names.categories:
        raise _Wrong(f"no category is called {value}")
    named = subjects.get(value) if prop.name in NAMED else None
    if prop.name in NAMED and (named is None or named.kind != "organization"):
        raise _Wrong(f"no organization is called {value}")
    if prop.name == "website" and not value.startswith("https://"):
        raise _Wrong("only https:// addresses are linked")
    if prop.name == "website" and not is_address(value):
        raise _Wrong("this is no address of a website")
    if prop.name == "founded":
        _is_year(value)


def _is_year(value: str) -> None:
    try:
        first_day(value)
    except ValueError as error:
        raise _Wrong(str(error)) from None
