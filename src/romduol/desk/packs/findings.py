"""Reads what stewards found: checks, and withdrawals of one value, of a whole service or line, or of a place."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from romduol.desk.packs.periods import past_day
from romduol.desk.packs.statements import Names
from romduol.desk.packs.yaml_files import PackProblem, Spot, YamlFile
from romduol.knowledge.claims.records import RECORD, Check, Outcome, Subject, Withdrawal
from romduol.knowledge.claims.rules.properties import LINE, PROPERTIES, SERVICE, Compare
from romduol.knowledge.directory.rules.taking_back import PLACE, place_subject

Problems = list[PackProblem]
AS_A_WHOLE = (SERVICE, LINE)
"""The kinds of subjects that can be taken back as a whole."""


def read_checks(file: YamlFile, known: Mapping[str, str], names: Names, problems: Problems) -> Iterator[Check]:
    """Yield every check of a file; `known` tells the kind of each subject."""
    for place, entry in enumerate(file.data.get("checks", ())):
        spot: Spot = ("checks", place)
        if not _fits(entry, spot, file, known, problems):
            continue
        value = _value(entry, spot, file, names, problems)
        on = day_of(entry, "on", spot, file, problems, names.latest)
        until = day_of(entry, "holds_until", spot, file, problems)
        if on is None or until is None:
            continue
        if until < on:
            problems.append(file.problem((*spot, "holds_until"), "before the day of the check"))
        yield Check(
            subject=entry["subject"],
            property=entry["property"],
            value=value,
            how=entry["how"],
            outcome=Outcome(entry["outcome"]),
            on=on,
            role=entry["role"],
            holds_until=until,
        )


def read_withdrawals(
    file: YamlFile, known: Mapping[str, str], names: Names, problems: Problems
) -> Iterator[Withdrawal]:
    """Yield every withdrawal of a file: of one value, of a whole service or line, of a place."""
    for number, entry in enumerate(file.data.get("withdrawals", ())):
        spot: Spot = ("withdrawals", number)
        pointed = _pointed_at(entry, spot, file, known, names, problems)
        on = day_of(entry, "on", spot, file, problems, names.latest)
        if pointed is not None and on is not None:
            yield Withdrawal(*pointed, on, entry["reason"])


def withdrawn_places(withdrawals: Iterable[Withdrawal]) -> list[Subject]:
    """Return the subjects under which places were taken back: no statement makes them."""
    begins = place_subject("")
    places = {w.subject for w in withdrawals if w.whole and w.subject.startswith(begins)}
    return [Subject(place, PLACE) for place in sorted(places)]


def day_of(
    entry: Mapping[str, Any], name: str, spot: Spot, file: YamlFile, problems: Problems, latest: date | None = None
) -> date | None:
    """Return the day that a field gives, or None where it gives none that can be; nothing may be after `latest`."""
    try:
        return past_day(entry[name], latest)
    except ValueError as error:
        problems.append(file.problem((*spot, name), str(error)))
        return None


def _pointed_at(
    entry: Mapping[str, Any], spot: Spot, file: YamlFile, known: Mapping[str, str], names: Names, problems: Problems
) -> tuple[str, str, str] | None:
    """Return the subject, property and value that a withdrawal takes back, or None where it points at nothing."""
    wrong = _wrong_field(entry, known, names)
    if wrong is not None:
        field, cause = wrong
        problems.append(file.problem((*spot, field) if field in entry else spot, cause))
        return None
    if "place" in entry:
        return place_subject(entry["place"]), RECORD, ""
    if "property" not in entry:
        return entry["subject"], RECORD, ""
    if not _fits(entry, spot, file, known, problems):
        return None
    return entry["subject"], entry["property"], _value(entry, spot, file, names, problems)


def _wrong_field(entry: Mapping[str, Any], known: Mapping[str, str], names: Names) -> tuple[str, str] | None:
    """Return the field at fault, and why, where a withdrawal is neither of a value nor of a whole record."""
    if "place" in entry:
        return _wrong_place(entry, known, names)
    if "subject" not in entry:
        return "subject", "name a subject or a place"
    if ("property" in entry) != ("value" in entry):
        given = "property" if "property" in entry else "value"
        return given, "a property and a value go together; without both, the whole record is taken back"
    kind = known.get(entry["subject"])
    if "property" not in entry and kind is None:
        return "subject", f"no subject is called {entry['subject']}"
    if "property" not in entry and kind not in AS_A_WHOLE:
        return (
            "subject",
            f"only a service or a line is taken back as a whole; of this {kind}, name the property and the value",
        )
    return None


def _wrong_place(entry: Mapping[str, Any], known: Mapping[str, str], names: Names) -> tuple[str, str] | None:
    code = entry["place"]
    for field in ("subject", "property", "value"):
        if field in entry:
            return field, f"a place is taken back as a whole, so there is no {field} beside it"
    if code not in names.places:
        return "place", f"no place has the code {code}"
    if place_subject(code) in known:
        return "place", f"{place_subject(code)} is a {known[place_subject(code)]}: give that another id"
    return None


def _fits(entry: Mapping[str, Any], spot: Spot, file: YamlFile, known: Mapping[str, str], problems: Problems) -> bool:
    """Tell whether there is such a subject, and it can have such a property; else note the problem."""
    kind, prop = known.get(entry["subject"]), PROPERTIES.get(entry["property"])
    if kind is None:
        problems.append(file.problem((*spot, "subject"), f"no subject is called {entry['subject']}"))
    elif prop is None:
        problems.append(file.problem((*spot, "property"), f"no property is called {entry['property']}"))
    elif kind not in prop.kinds:
        problems.append(file.problem((*spot, "property"), f"a {kind} has no {entry['property']}"))
    else:
        return True
    return False


def _value(entry: Mapping[str, Any], spot: Spot, file: YamlFile, names: Names, problems: Problems) -> str:
    value = entry["value"]
    if PROPERTIES[entry["property"]].compare is not Compare.PHONE:
        return str(value).lower() if isinstance(value, bool) else str(value)
    try:
        return names.phone(str(value))
    except ValueError as error:
        problems.append(file.problem((*spot, "value"), str(error)))
        return ""
