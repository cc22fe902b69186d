"""Claims of one source become rows of the table that partners fill in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from romduol.base.phones import NotAPhoneNumber, parse
from romduol.desk.imports.rules.columns import COLUMNS, NOT_KNOWN, NOTHING, SEVERAL, STANDING_OF, Column
from romduol.desk.imports.rules.numbers import numbers_of
from romduol.desk.imports.rules.plain_texts import is_khmer, one_line, tidy
from romduol.desk.imports.sheets.meanings import is_written, word_of
from romduol.desk.imports.terms import NATIONAL
from romduol.knowledge.claims.records import Claim, Rank, Stance, Standing, Subject
from romduol.knowledge.claims.rules.evidence import LINE, line_id
from romduol.knowledge.directory.records import Category, Place
from romduol.knowledge.directory.rules.places import exact_places
from romduol.ui.vocabulary import CODES

Row = dict[str, str]
_BY_PROPERTY = {
    level: {column.property: column for column in COLUMNS.values() if column.level == level and column.language != "km"}
    for level in ("organization", "service", "line")
}
_BY_PROPERTY["service"]["serves"] = COLUMNS["places"]
_STANDINGS = list(Standing)


class _Numbers(NamedTuple):
    """Numbers of one body that share a row: their purpose, what is said of each of them, and the claims."""

    cells: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]


class Rows:
    """Sorts claims by what they are about, and writes the rows."""

    def __init__(
        self,
        places: tuple[Place, ...],
        categories: tuple[Category, ...],
        calling_code: str,
        country: str,
        language: str,
        left_out: Counter[str],
    ) -> None:
        self._places = places
        self._named = {place.code: place for place in places}
        self._categories = {category.id: category for category in categories}
        self._calling_code = calling_code
        self._country = country
        self._language = language
        self._left_out = left_out
        self._of: dict[str, list[Claim]] = defaultdict(list)
        self._kinds: dict[str, str] = {}
        self._bodies_with: defaultdict[str, set[str]] = defaultdict(set)

    def take(self, claims: Iterable[Claim], subjects: Mapping[str, Subject]) -> None:
        """Keep the claims that a row can hold, and count the others by reason."""
        for claim in claims:
            subject = subjects.get(claim.subject)
            kind = "line" if claim.subject.startswith(LINE) else subject.kind if subject else ""
            known = {*_BY_PROPERTY.get(kind, {}), *(("provided_by",) if kind == "service" else ())}
            reason = ""
            if claim.stance is not Stance.ASSERTS or claim.rank is Rank.DEPRECATED:
                reason = "denied"
            elif claim.property not in known or not claim.property:
                reason = "column"
            elif claim.scope:
                reason = "scope"
            if reason:
                self._left_out[reason] += 1
                continue
            self._of[claim.subject].append(claim)
            self._kinds[claim.subject] = kind
            if claim.property == "phone":
                self._bodies_with[claim.value].add(claim.subject)

    def rows(
        self,
        published: Callable[[str, str], str],
        standing: Callable[[Claim], Standing | None] | None,
        told: Sequence[str],
    ) -> Iterator[Row]:
        """Yield the rows in the order of the ids of bodies and services."""
        bodies: dict[str, list[str]] = {subject: [] for subject, kind in self._kinds.items() if kind == "organization"}
        for subject in (subject for subject, kind in self._kinds.items() if kind == "service"):
            providers = self._values(subject, "provided_by")
            self._left_out["provider"] += not providers
            for provider in providers:
                bodies.setdefault(provider, []).append(subject)
        keys = {
            subject: self._key(subject, kind, published)
            for kind, of_kind in (
                ("organization", bodies),
                ("service", {one for all_ in bodies.values() for one in all_}),
            )
            for subject in of_kind
        }
        spoken: set[str] = set()
        for body in sorted(bodies, key=lambda subject: (keys[subject], subject)):
            numbers = self._numbers(body, spoken)
            services = sorted(bodies[body], key=lambda subject: (keys[subject], subject))
            if not (services or self._tells(body)):
                continue
            for place in range(max(len(services), len(numbers), 1)):
                service = services[place] if place < len(services) else ""
                line = numbers[place if place < len(numbers) else 0] if numbers else _Numbers((), ())
                yield self._row(body, service, line, keys, published, standing, told)
        lines = {subject for subject, kind in self._kinds.items() if kind == "line"}
        self._left_out["line"] += sum(len(self._of[line]) for line in lines - spoken)
        for reason in [reason for reason, count in self._left_out.items() if not count]:
            del self._left_out[reason]

    def _row(
        self,
        body: str,
        service: str,
        line: _Numbers,
        keys: Mapping[str, str],
        published: Callable[[str, str], str],
        standing: Callable[[Claim], Standing | None] | None,
        told: Sequence[str],
    ) -> Row:
        row: Row = {"organization_id": keys[body], **self._said(body, "organization"), **dict(line.cells)}
        parents = self._values(body, "part_of")
        if parents:
            row["part_of"] = keys.get(parents[0]) or self._key(parents[0], "organization", published)
            self._left_out["more"] += len(parents) - 1
        lines = [claim for number in line.claims for claim in self._of.get(line_id(number.value), ())]
        about_body = [*self._of.get(body, ()), *self._lines_of(body)]
        checked = _oldest(about_body) if self._tells(body) else None
        row["checked_on"] = checked.isoformat() if checked else ""
        if service:
            row |= {"service_id": keys[service], **self._said(service, "service")}
            day = _oldest(self._of[service])
            row["service_checked_on"] = "" if day == checked else day.isoformat() if day else NOT_KNOWN
        if standing is not None:
            for name in told:
                row[STANDING_OF + name] = _weakest(
                    name, (*about_body, *self._of.get(service, ())), line, lines, standing
                )
        return {name: cell for name, cell in row.items() if cell}

    def _tells(self, body: str) -> bool:
        """Whether the table has room for anything that is said of a body."""
        return bool(self._values(body, "phone") or self._values(body, "part_of") or self._said(body, "organization"))

    def _lines_of(self, body: str) -> list[Claim]:
        """Return what is said of the numbers that are a body's alone.

        What is said of a number of two bodies stands in a row of each, so it says nothing of the day of either.
        """
        numbers = {claim.value for claim in self._of.get(body, ()) if claim.property == "phone"}
        own = sorted(number for number in numbers if self._bodies_with[number] == {body})
        return [claim for number in own for claim in self._of.get(line_id(number), ())]

    def _key(self, subject: str, kind: str, published: Callable[[str, str], str]) -> str:
        """Return the id that the source gave, where it came by an import; else the one that we publish."""
        head = f"{kind}/"
        own = sorted(one.locator for one in self._of.get(subject, ()) if one.locator.startswith(head))
        return own[0].removeprefix(head) if own else published(kind, subject)

    def _values(self, subject: str, name: str) -> list[str]:
        return sorted({claim.value for claim in self._of.get(subject, ()) if claim.property == name})

    # Cells

    def _said(self, subject: str, level: str) -> Row:
        row: Row = {}
        for name, column in _BY_PROPERTY[level].items():
            claims = [claim for claim in self._of.get(subject, ()) if claim.property == name]
            if not claims or name in ("part_of", "phone", ""):
                continue
            row |= self._texts(column, claims) if column.language else self._coded(column, claims)
        return row

    def _texts(self, column: Column, claims: Sequence[Claim]) -> Row:
        """Return the cells of a text in both languages; several texts stand on lines side by side."""
        clean = one_line if column.several == "lines" else tidy
        twin = f"{column.name}_km"
        found = {self._pair(claim, clean) for claim in claims} - {("", "")}
        pairs = _alone(sorted(found if twin in COLUMNS else {(text or khmer, "") for text, khmer in found}))
        room = len(pairs) if column.several == "lines" else 1
        self._left_out["more"] += len(claims) - len(pairs[:room])
        pairs = pairs[:room]
        row = {column.name: _lined(text for text, _ in pairs), twin: _lined(khmer for _, khmer in pairs)}
        return {name: cell for name, cell in row.items() if cell}

    def _pair(self, claim: Claim, clean: Callable[[str], str]) -> tuple[str, str]:
        words = claim.words or {self._language if self._language in ("en", "km") else "en": claim.value}
        self._left_out["language"] += len(words.keys() - {"en", "km"})
        text, khmer = (one if (one := clean(words.get(language, ""))) != NOTHING else "" for language in ("en", "km"))
        return ("", text) if text and not khmer and is_khmer(text) else (text, khmer)

    def _coded(self, column: Column, claims: Sequence[Claim]) -> Row:
        values = sorted({claim.value for claim in claims if is_written(column, claim.value)})
        self._left_out["column"] += len({claim.value for claim in claims}) - len(values)
        if not column.several and len(values) > 1:
            self._left_out["more"] += len(values) - 1
            values = values[:1]
        return {column.name: SEVERAL.join(self._word(column, value) for value in values)}

    def _word(self, column: Column, value: str) -> str:
        if column.codes == "place":
            return self._place(value)
        if column.codes == "category":
            category = self._categories.get(value)
            return category.name.get(self._language, value) if category and self._is_alone(category) else value
        return word_of(column.codes, value, self._language) if column.codes else value

    def _is_alone(self, category: Category) -> bool:
        """Whether no other kind of help has the same name."""
        name = category.name.get(self._language)
        return sum(one.name.get(self._language) == name for one in self._categories.values()) == 1

    def _place(self, code: str) -> str:
        """Return the name of a place where it names no other; else its code."""
        place = self._named.get(code)
        name = place.name.get(self._language, "") if place and code != NATIONAL else ""
        return name if name and len(exact_places(name, self._places)) == 1 else code

    # Numbers

    def _numbers(self, body: str, spoken: set[str]) -> list[_Numbers]:
        """Return the numbers of a body, those together of which the same is said."""
        groups: dict[tuple[tuple[str, str], ...], dict[str, Claim]] = defaultdict(dict)
        for claim in sorted(self._of.get(body, ()), key=lambda one: (one.value, one.purpose, one.id)):
            if claim.property == "phone":
                line = line_id(claim.value)
                spoken.add(line)
                about = self._about(self._of.get(line, ()))
                purpose = word_of("purpose", claim.purpose, self._language) if claim.purpose else ""
                groups[(("phone_purpose", purpose), *about)][claim.value] = claim
        return [
            _Numbers((("phones", SEVERAL.join(map(self._spelled, held.values()))), *about), tuple(held.values()))
            for about, held in sorted(groups.items(), key=lambda one: (one[0], sorted(one[1])))
        ]

    def _about(self, claims: Iterable[Claim]) -> tuple[tuple[str, str], ...]:
        row: Row = {}
        claims = list(claims)
        for name, column in _BY_PROPERTY["line"].items():
            said = [claim for claim in claims if claim.property == name]
            codes = {claim.value for claim in said if name == "cost" and claim.value in CODES["cost"]}
            if codes:
                self._left_out["more"] += len(said) - 1
                row[column.name] = word_of("cost", min(codes), self._language)
            elif said:
                row |= self._texts(column, said) if column.language else self._coded(column, said)
        return tuple(sorted((name, cell) for name, cell in row.items() if cell))

    def _spelled(self, claim: Claim) -> str:
        """Return a number as its source spelled it, where that reads back as this number alone; else as it is dialled.

        Spelled in another way it would be another word of the source, and a table handed in again would change it.
        """
        number, spelled = claim.value, tidy(claim.as_given)
        short = frozenset() if number.startswith("+") else frozenset({number})
        read = numbers_of(spelled, short_codes=short, calling_code=self._calling_code, region=self._country)
        if [(one.value, one.as_given) for one in read] == [(number, spelled)]:
            return spelled
        try:
            return parse(number, short_codes=short, calling_code=self._calling_code, region=self._country).national
        except NotAPhoneNumber:
            return number


def _alone(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs that share a text with none before them: one text is one statement, however it is translated."""
    kept: list[tuple[str, str]] = []
    seen: set[str] = set()
    for pair in pairs:
        texts = {text for text in pair if text}
        if seen.isdisjoint(texts):
            kept.append(pair)
        seen |= texts
    return kept


def _lined(texts: Iterable[str]) -> str:
    """Return texts on lines; a sign stands for none, so that lines side by side belong together."""
    lines = list(texts)
    if not any(lines):
        return ""
    return lines[0] if len(lines) == 1 else "\n".join(line or NOTHING for line in lines)


def _oldest(claims: Iterable[Claim]) -> date | None:
    """Return the oldest day of some claims; None where one of them has none."""
    days = [claim.observed_on for claim in claims]
    return None if None in days or not days else min(day for day in days if day is not None)


def _weakest(
    name: str,
    claims: Iterable[Claim],
    line: _Numbers,
    lines: Iterable[Claim],
    standing: Callable[[Claim], Standing | None],
) -> str:
    """Return the weakest standing among the values of a cell, or nothing where there is none."""
    column = COLUMNS[name]
    if name == "phones":
        asked: Iterable[Claim] = line.claims
    elif column.level == "line":
        asked = (claim for claim in lines if claim.property == column.property)
    else:
        asked = (claim for claim in claims if claim.property == column.property)
    found = [one for claim in asked if (one := standing(claim)) is not None]
    return str(max(found, key=_STANDINGS.index)) if found else ""
