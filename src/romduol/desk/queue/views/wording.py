"""Says in words what a row of the queue tells: what, where, why it stands where it stands, who has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from romduol.desk.checking.queries import path_of_check
from romduol.desk.queue.records import NATIONAL, Counts, Hold, Item, Kind, Owner, Reach, Row
from romduol.desk.queue.rules.finding import GUIDE
from romduol.desk.queue.rules.holding import is_put_off
from romduol.knowledge.claims.records import Severity
from romduol.safety.access.records import Permission, Person
from romduol.ui import vocabulary
from romduol.ui.formatting import day, number
from romduol.ui.words import Words, phrase, words_of

KINDS = {
    Kind.CONTRADICTION: phrase("Contradiction"),
    Kind.LAPSED: phrase("Said long ago"),
    Kind.SINGLE_SOURCE: phrase("One source alone"),
    Kind.UNANSWERED: phrase("Nobody answered"),
    Kind.EXPIRING: phrase("Check ends soon"),
    Kind.HELD_BACK: phrase("Not listed yet"),
    Kind.OUTDATED_TEXT: phrase("Text is out of date"),
    Kind.DRAFTED_TEXT: phrase("Text by a machine"),
    Kind.URGENT_LINE: phrase("Emergency page, never called"),
}
TELLS = {
    Kind.CONTRADICTION: phrase("Sources contradict one another."),
    Kind.LAPSED: phrase("It was true once. Nobody has said so lately."),
    Kind.SINGLE_SOURCE: phrase("One source alone says so, and nobody has checked."),
    Kind.UNANSWERED: phrase("Nobody answered when we called. Try on another day."),
    Kind.EXPIRING: phrase("Our check holds until %(day)s."),
    Kind.HELD_BACK: phrase("Readers see it once somebody else says that people there are free to leave."),
    Kind.OUTDATED_TEXT: phrase("The facts or the first text changed since somebody read this one."),
    Kind.DRAFTED_TEXT: phrase("A machine translated this text. No person has read it."),
    Kind.URGENT_LINE: phrase("It stands on the emergency page, and nobody has called it."),
}
HARM = {
    Severity.CRITICAL: phrase("Wrong, it can put someone in danger"),
    Severity.HIGH: phrase("Wrong, it can lead someone the wrong way"),
    Severity.MEDIUM: phrase("Wrong, it can cost time"),
    Severity.LOW: phrase("Wrong, it does little harm"),
}
OWNERS = {
    Owner.MINE: phrase("Mine"),
    Owner.NOBODY: phrase("Nobody's"),
    Owner.SOMEBODY: phrase("Somebody's"),
    Owner.LATER: phrase("Put off until later"),
}
LANGUAGE_NAMES = {"km": phrase("Khmer"), "en": phrase("English")}


@dataclass(frozen=True, slots=True)
class Told:
    """Words, and the language that they are in."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Card:
    """One row as its page shows it."""

    key: int
    kind: str
    tells: str
    label: Told
    what: str
    said: Told | None
    line: str
    dial: str
    police: bool
    where: tuple[Told, ...]
    why: tuple[str, ...]
    """Harm, age, reach."""
    more: tuple[str, ...]
    who: str
    mine: bool
    free: bool
    """Nobody has it."""
    later: str
    reason: str
    href: str
    """Empty for whoever may not check."""
    leads: str
    """What the link is called."""


class Wording:
    """The words of one page of the queue, for one person."""

    def __init__(
        self, lang: str, person: Person | None, counts: Counts, names: Mapping[str, str], today: date, root: str
    ) -> None:
        self.lang, self.words, self.person = lang, words_of(lang), person
        self.counts, self.names, self.today, self.root = counts, names, today, root

    def card(self, row: Row) -> Card:
        """Return a row in words."""
        item, hold = row.item, row.hold
        mine = self.person is not None and hold.taken_by == self.person.by
        href, leads = self._leads(item)
        put_off = is_put_off(hold, self.today)
        return Card(
            key=item.key,
            kind=self._(KINDS[item.kind]),
            tells=self._tells(item),
            label=self.label(item),
            what=self.what(item),
            said=self.said(item),
            line=item.line,
            dial=item.value if item.value.startswith("+") else item.line.replace(" ", ""),
            police=bool(item.facts.get("police")),
            where=tuple(self.province(code) for code in item.provinces[:4]),
            why=self.why(item),
            more=tuple(self._more(item)),
            who=self._who(row, mine=mine),
            mine=mine,
            free=not hold.taken_by,
            later=self._("Put off until %(day)s") % {"day": day(hold.until, self.lang)}
            if put_off and hold.until
            else "",
            reason=hold.reason if put_off else "",
            href=href,
            leads=self._(leads) if leads else "",
        )

    def card_of(self, item: Item) -> Card:
        """Return an item in words, without who has it."""
        return self.card(Row(item, Hold(item.key)))

    def said_in_each(self, item: Item) -> dict[str, str]:
        """Return the value in Khmer and in English, or nothing where there are no words for it."""
        if item.kind is Kind.CONTRADICTION:
            return {}
        found = {lang: Wording(lang, None, self.counts, {}, self.today, "").said(item) for lang in ("km", "en")}
        return {lang: told.text for lang, told in found.items() if told} if all(found.values()) else {}

    def why(self, item: Item) -> tuple[str, str, str]:
        """Return in three short parts why an item stands where it stands: harm, age, reach."""
        return (self._(HARM[item.severity]), self._age(item), self._reach(item))

    def parts(self, reach: Reach) -> list[str]:
        """Return in words what an item's reach is made of."""
        ngettext = self.words.ngettext
        counted = (
            (ngettext("%(num)s place", "%(num)s places", reach.places), reach.places),
            (ngettext("%(num)s service", "%(num)s services", reach.services), reach.services),
            (ngettext("%(num)s situation", "%(num)s situations", reach.situations), reach.situations),
            (ngettext("%(num)s part of a guide", "%(num)s parts of guides", reach.sections), reach.sections),
        )
        return [told % {"num": number(count)} for told, count in counted if count]

    def label(self, item: Item) -> Told:
        """Return whom or what an item is about."""
        if item.label:
            return self.best(item.label)
        return Told(self._("Nobody knows who answers"), self.lang)

    def what(self, item: Item) -> str:
        """Return which value it is: its property, and what a phone line is for."""
        if item.subject.startswith(GUIDE):
            return self._(LANGUAGE_NAMES.get(item.value, item.value))
        parts = [vocabulary.PROPERTIES.get(item.property, item.property), vocabulary.PURPOSES.get(item.purpose, "")]
        return ", ".join(self._(part) for part in parts if part)

    def said(self, item: Item) -> Told | None:
        """Return the value in words, where it is no number."""
        if item.facts.get("said"):
            return self.best(item.facts["said"])
        if item.kind is Kind.CONTRADICTION:
            rule = vocabulary.RULES[item.facts["rule"]]
            return Told(self._(rule), self.lang)
        codes = vocabulary.CODES.get(item.property, {}) | vocabulary.TRUTH
        if item.value in codes and item.property != "phone":
            return Told(self._(codes[item.value]), self.lang)
        return Told(self._("The whole country"), self.lang) if item.value == NATIONAL else None

    def province(self, code: str) -> Told:
        """Return the name of a province."""
        if code == NATIONAL:
            return Told(self._("The whole country"), self.lang)
        return self.best(self.counts.provinces.get(code) or {"en": code})

    def best(self, texts: Mapping[str, str]) -> Told:
        """Return words in the language of the page, else in another one, which is then told."""
        for lang in (self.lang, "en", *texts):
            if texts.get(lang):
                return Told(texts[lang], lang)
        return Told("", self.lang)

    def at(self, moment: datetime) -> str:
        """Return the day of a moment in words."""
        return day(timezone.localtime(moment).date(), self.lang)

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Return what each filter offers, with how many items there are."""
        items = self.counts.items
        provinces = sorted((self.province(code).text, code) for code in self.counts.provinces if code != NATIONAL)
        places = [(NATIONAL, self._("The whole country")), *((code, name) for name, code in provinces)]
        return {
            "provinces": [("", self._("Everywhere")), *((c, _with(n, items.get((c, ""), 0))) for c, n in places)],
            "kinds": [
                ("", self._("Everything")),
                *(
                    (str(kind), _with(self._(name), items["", kind]))
                    for kind, name in KINDS.items()
                    if ("", kind) in items
                ),
            ],
            "owners": [("", self._("Anybody's")), *((str(owner), self._(name)) for owner, name in OWNERS.items())],
        }

    def _(self, text: str) -> str:
        return self.words.gettext(text)

    def _tells(self, item: Item) -> str:
        told = self._(TELLS[item.kind])
        return told % {"day": self._iso(item.facts["until"])} if item.kind is Kind.EXPIRING else told

    def _more(self, item: Item) -> list[str]:
        facts, found = item.facts, []
        if facts.get("tries"):
            told = self.words.ngettext(
                "No answer on %(num)s day, last on %(day)s",
                "No answer on %(num)s days, last on %(day)s",
                facts["tries"],
            )
            found.append(told % {"num": number(facts["tries"]), "day": self._iso(facts["tried"])})
        settled_by = vocabulary.SETTLED_BY.get(facts.get("settle", ""))
        if settled_by:
            found.append(self._(settled_by))
        if facts.get("left_open"):
            found.append(self._("Somebody looked at it and left it open."))
        return found

    def _age(self, item: Item) -> str:
        if item.since is not None:
            told = phrase("Checked on %(day)s") if item.facts.get("checked") else phrase("Said on %(day)s")
            return self._(told) % {"day": day(item.since, self.lang)}
        if item.kind is Kind.URGENT_LINE:
            return self._("Never called")
        texts = item.subject.startswith(GUIDE) or item.kind is Kind.HELD_BACK
        return self._("Nobody has looked at it") if texts else self._("No source gives a date")

    def _reach(self, item: Item) -> str:
        total = item.reach.total
        told = self.words.ngettext("Stands in %(num)s answer", "Stands in %(num)s answers", total)
        return told % {"num": number(total)} if total else self._("Stands in no answer yet")

    def _who(self, row: Row, *, mine: bool) -> str:
        hold = row.hold
        if not hold.taken_by or hold.taken_at is None:
            return ""
        on, given = self.at(hold.taken_at), self.names.get(hold.given_by, "")
        who = self.names.get(hold.taken_by, "")
        if mine and given:
            return self._("Yours since %(day)s, from %(name)s") % {"day": on, "name": given}
        if mine:
            return self._("Yours since %(day)s") % {"day": on}
        return self._("%(name)s has it since %(day)s") % {"name": who, "day": on}

    def _leads(self, item: Item) -> tuple[str, str]:
        """Return where whoever takes an item goes on, and what the link there is called."""
        if item.kind is Kind.CONTRADICTION:
            return f"{self.root}contradictions/{item.value}", phrase("See both sides")
        if item.subject.startswith(GUIDE):
            return f"/{item.value}/{item.facts['path']}", phrase("Read the text")
        if self.person is None or not self.person.may(Permission.CHECK):
            return "", ""
        leads = phrase("Call and record") if item.line else phrase("Check and record")
        # The code of a line's page is in the row: to ask for it fifty times would read the whole pack as often.
        address = item.facts.get("code") or item.subject
        return f"{self.root}{path_of_check(address, item.property, item.value)}?item={item.key}", leads

    def _iso(self, text: str) -> str:
        return day(date.fromisoformat(text), self.lang)


def _with(name: str, items: int) -> str:
    return f"{name} ({number(items)})"


def both_languages(text: str, parts: Mapping[str, Mapping[str, str]] | None = None) -> list[Told]:
    """Return a text of ours in Khmer and in English, whatever the language of the page; parts by language."""
    found: list[Told] = []
    for lang in ("km", "en"):
        words: Words = words_of(lang)
        filled: dict[str, Any] = dict((parts or {}).get(lang, {}))
        found.append(Told(words.gettext(text) % filled if filled else words.gettext(text), lang))
    return found
