"""Finds what has to be checked in an edition: one item for each spot, under the gravest reason there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from romduol.desk.queue.records import NATIONAL, Item, Kind, Reach
from romduol.desk.queue.rules.naming import Naming
from romduol.desk.queue.rules.reaching import Reaching
from romduol.desk.queue.rules.scoring import days_since, key_of, score
from romduol.knowledge.claims.records import Check, Disagreement, Outcome, ResolvedValue, Severity, Standing
from romduol.knowledge.claims.rules.evidence import LINE
from romduol.knowledge.claims.rules.properties import PROPERTIES, Compare
from romduol.knowledge.directory.records import Edition, Entity, Line, Showing
from romduol.knowledge.directory.rules.lines import DIALS
from romduol.knowledge.guides.records import Guide, GuideText, Translation

ENDS_SOON = timedelta(days=30)
LATELY = timedelta(days=30)
"""For how long a call that nobody answered is a reason to call again."""
TEXT = "text"
"""In place of a property: a guide's text in one language, which is its value."""
GUIDE = "guide:"
UNHEARD = (Outcome.NO_ANSWER,)
Spot = tuple[str, str, str]


def items_of(edition: Edition, checks: Iterable[Check] = ()) -> Iterator[Item]:
    """Yield everything that has to be checked, in no order; `checks` tell of calls that nobody answered."""
    finding = _Finding(edition, checks)
    yield from finding.urgent_lines()
    yield from finding.contradictions()
    yield from finding.values()
    yield from finding.held_back()
    yield from finding.texts()


class _Finding:
    """One walk through an edition; what is found once is not found again for a lesser reason."""

    def __init__(self, edition: Edition, checks: Iterable[Check]) -> None:
        self.edition, self.today = edition, edition.today
        self.reaching, self.naming = Reaching(edition), Naming(edition)
        self.tries = _unanswered(checks, edition.today)
        self.found: set[Spot] = set()

    def urgent_lines(self) -> Iterator[Item]:
        """Yield the lines of the emergency page that nobody ever called."""
        named = dict.fromkeys(key for situation in self.edition.situations for key in situation.lines)
        for key in named:
            line = self.edition.lines.get(key)
            if line is None or line.showing is Showing.DO_NOT_CALL or any(value.check for value in line.owned):
                continue
            value = line.owned[0] if line.owned else line.entity.first(DIALS)
            if value is not None and value.check is None:
                self.found.add((value.subject, value.property, value.value))
                # Nobody called it, so nothing tells how old the word is that it still answers.
                yield self._of_value(value, Kind.URGENT_LINE, line=line, since=None, severity=Severity.CRITICAL)

    def contradictions(self) -> Iterator[Item]:
        """Yield every open disagreement."""
        for found in self.edition.disagreements:
            line = self._line(found)
            facts: dict[str, Any] = {"rule": found.rule, "settle": found.would_settle, "sides": len(found.positions)}
            if line is not None and line.police:
                facts["police"] = True
            if found.left_open:
                facts["left_open"] = True
            yield self._item(
                Kind.CONTRADICTION,
                (found.subject, found.property, found.purpose, found.scope, found.id),
                severity=found.severity,
                reach=self.reaching.of(found.subject),
                since=self._said_on(found),
                line=line.national if line else "",
                label=self.naming.subject(found.subject),
                facts=facts,
            )

    def values(self) -> Iterator[Item]:
        """Yield single values: lapsed, ending soon, from one voice, not answered."""
        lines = [line.entity for line in self.edition.lines.values()]
        for entities in (self.edition.organizations.values(), self.edition.services.values(), lines):
            yield from self._of_entities(entities)
        yield from self._of_entities(self.edition.statements.values())

    def held_back(self) -> Iterator[Item]:
        """Yield residential care that is not listed until somebody else attests that people are free to leave."""
        for service in dict.fromkeys(one for services in self.edition.held_back.values() for one in services):
            # Nobody is misled by what is not shown, but whoever needs a bed does not find it.
            yield self._item(
                Kind.HELD_BACK,
                (service, "free_to_leave", "", "", ""),
                severity=Severity.HIGH,
                reach=self.reaching.of(service),
                since=None,
                label=self.naming.subject(service),
            )

    def texts(self) -> Iterator[Item]:
        """Yield guides whose translation is outdated or drafted by a machine, or whose facts changed since."""
        for guide in self.edition.guides.values():
            for lang, text in guide.texts.items():
                kind = _kind_of_text(guide, text)
                if kind is not None:
                    yield self._text(guide, lang, kind)

    def _text(self, guide: Guide, lang: str, kind: Kind) -> Item:
        stale = kind is Kind.OUTDATED_TEXT
        return self._item(
            kind,
            (GUIDE + guide.id, TEXT, "", "", lang),
            severity=Severity.HIGH if stale else Severity.MEDIUM,
            reach=Reach(situations=len(guide.needs), sections=len(guide.texts[lang].sections)),
            since=None,
            label={code: text.title for code, text in guide.texts.items()},
            facts={"path": guide.code, "lang": lang, "changed": len(guide.changed)},
        )

    def _of_entities(self, entities: Iterable[Entity]) -> Iterator[Item]:
        for entity in entities:
            for values in entity.facts.values():
                for value in values:
                    kind = self._kind_of_value(value)
                    if kind is not None:
                        yield self._of_value(value, kind)

    def _kind_of_value(self, value: ResolvedValue) -> Kind | None:
        spot = (value.subject, value.property, value.value)
        if spot in self.found or value.standing in (Standing.WITHDRAWN, Standing.OUTWEIGHED):
            return None
        if spot in self.tries:
            return Kind.UNANSWERED
        if value.standing is Standing.LAPSED:
            return Kind.LAPSED
        if value.check is not None:
            return Kind.EXPIRING if value.check.holds_until - self.today <= ENDS_SOON else None
        if value.standing is Standing.DISPUTED or PROPERTIES[value.property].severity is not Severity.CRITICAL:
            return None
        return Kind.SINGLE_SOURCE if len(value.voices) <= 1 else None

    def _of_value(self, value: ResolvedValue, kind: Kind, *, line: Line | None = None, **more: Any) -> Item:
        line = line or self._line_of(value)
        facts: dict[str, Any] = {"said": dict(self.naming.value(value)), "checked": value.check is not None}
        if value.check is not None:
            facts["until"] = value.check.holds_until.isoformat()
        tries = self.tries.get((value.subject, value.property, value.value), ())
        if tries:
            facts |= {"tries": len(tries), "tried": max(tries).isoformat()}
        if line is not None and line.police:
            facts["police"] = True
        is_phone = PROPERTIES[value.property].compare is Compare.PHONE
        about = {
            "severity": PROPERTIES[value.property].severity,
            "since": value.check.on if value.check else value.said_on,
            "reach": self.reaching.of_phone(value.subject, value.value.lstrip("+"))
            if is_phone
            else self.reaching.of(value.subject),
        }
        return self._item(
            kind,
            (value.subject, value.property, value.purpose, value.scope, value.value),
            line=line.national if line else "",
            label=self.naming.subject(value.subject),
            facts=facts,
            **{**about, **more},
        )

    def _item(
        self,
        kind: Kind,
        spot: tuple[str, str, str, str, str],
        *,
        severity: Severity,
        reach: Reach,
        since: date | None,
        label: Mapping[str, str],
        line: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> Item:
        subject, name, purpose, _, value = spot
        own = self.edition.lines.get(subject.removeprefix(LINE)) if subject.startswith(LINE) else None
        # An address holds no digit of a number: a line stands there under the code of its page.
        facts = {**(facts or {}), "code": own.entity.code if own else ""}
        return Item(
            key=key_of(spot),
            kind=kind,
            subject=subject,
            property=name,
            severity=severity,
            score=score(severity, days_since(since, self.today), reach.total),
            purpose=purpose,
            value=value,
            line=line,
            label=label,
            since=since,
            reach=reach,
            provinces=(NATIONAL,) if subject.startswith(GUIDE) else self.reaching.provinces(subject),
            facts={name: fact for name, fact in facts.items() if fact},
        )

    def _line_of(self, value: ResolvedValue) -> Line | None:
        """Return the number to dial about a value: itself, its line, or the best line of its body."""
        lines = self.edition.lines
        if PROPERTIES[value.property].compare is Compare.PHONE:
            return lines.get(value.value.lstrip("+"))
        return self._best_line(value.subject)

    def _line(self, found: Disagreement) -> Line | None:
        return self._best_line(found.subject)

    def _best_line(self, subject: str) -> Line | None:
        lines = self.edition.lines
        if subject.startswith(LINE):
            line = lines.get(subject.removeprefix(LINE))
            return line if line is None or line.showing is not Showing.DO_NOT_CALL else None
        service = self.edition.services.get(subject)
        given = (
            [value.value for name in ("operated_by", "provided_by") for value in service.all(name)] if service else []
        )
        keys = [key for body in (subject, *given) for key in self.edition.lines_of.get(body, ())[:1]]
        return next((lines[key] for key in keys if lines[key].showing is not Showing.DO_NOT_CALL), None)

    def _said_on(self, found: Disagreement) -> date | None:
        sources = self.edition.sources
        days = [claim.observed_on or sources[claim.source].date for side in found.positions for claim in side.claims]
        return max((day for day in days if day is not None), default=None)


def _kind_of_text(guide: Guide, text: GuideText) -> Kind | None:
    if text.translation is Translation.OUTDATED or (guide.changed and text.translation is Translation.ORIGINAL):
        return Kind.OUTDATED_TEXT
    return Kind.DRAFTED_TEXT if text.translation is Translation.MACHINE_DRAFTED else None


def _unanswered(checks: Iterable[Check], today: date) -> dict[Spot, list[date]]:
    """Return the days of late on which nobody answered, for each spot that nobody found anything about since."""
    tried: defaultdict[Spot, list[date]] = defaultdict(list)
    found: dict[Spot, date] = {}
    for check in checks:
        if check.on > today or (check.ended_on is not None and check.ended_on <= today):
            continue
        spot = (check.subject, check.property, check.value)
        if check.outcome in UNHEARD:
            tried[spot].append(check.on)
        else:
            found[spot] = max(check.on, found.get(spot, check.on))
    late = {
        spot: [day for day in days if day >= today - LATELY and day > found.get(spot, date.min)]
        for spot, days in tried.items()
    }
    return {spot: days for spot, days in late.items() if days}
