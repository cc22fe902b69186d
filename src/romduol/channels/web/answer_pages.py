"""Words an answer's codes for a reader, and draws its page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from romduol.base.khmer import KHMER
from romduol.channels.web import addresses
from romduol.channels.web.forms import Question, title_to_correct
from romduol.channels.web.offering import GRAVE
from romduol.channels.web.sheets import Sheet
from romduol.knowledge.answers.records import Answer, LineOffered, PlaceNamed, ServiceOffered, Urgency
from romduol.knowledge.releases.records import PlainLevel
from romduol.ui import formatting, vocabulary
from romduol.ui.words import Words, phrase, words_of

LEVELS = {
    "checked": PlainLevel.CALLED,
    "first-hand": PlainLevel.SAID,
    "corroborated": PlainLevel.SAID,
    "reported": PlainLevel.SAID,
}
"""Standing -> plain level; every other standing is not relied on."""
LEVEL_WORDS: Mapping[str, str] = {
    PlainLevel.CALLED: phrase("Checked by us."),
    PlainLevel.SAID: phrase("Said by others, not checked by us."),
    PlainLevel.NOT_RELIED: phrase("Do not rely on this."),
}
LATIN = re.compile("[A-Za-z]")
URGENT = (Urgency.EMERGENCY, Urgency.HOURS_72)


@dataclass(frozen=True, slots=True)
class Saying:
    """How the codes of an answer are said in a language."""

    words: Words

    def when(self, date: str) -> str:
        """Return the date of a source in words, as exactly as the source tells."""
        return formatting.period(date, self.words.lang) if date else self.words.gettext(phrase("date unknown"))

    def grade(self, code: str) -> str:
        """Return a grade in words."""
        known = vocabulary.GRADES.get(code)
        return self.words.gettext(known) if known else ""

    def level(self, standing: str) -> str:
        """Return the name of the sign that stands beside a level."""
        return LEVELS.get(standing, PlainLevel.NOT_RELIED).value

    def access(self, code: str) -> str:
        """Return a condition of access in words."""
        known = vocabulary.CODES["access"].get(code)
        return self.words.gettext(known) if known else code

    def relied(self, service: ServiceOffered) -> str:
        """Return how far a service can be relied on, in words."""
        known = LEVEL_WORDS.get(service.level)
        return self.words.gettext(known) if known else service.level

    def year(self, line: LineOffered) -> str:
        """Return the year of the newest word on a line, where any is dated."""
        newest = max((source.date for source in line.sources), default="")
        return newest[:4] or self.words.gettext(phrase("date unknown"))

    def dialled(self, line: LineOffered) -> str:
        """Return what a call button opens."""
        return line.e164 or line.short_code or line.key

    def tongue(self, text: str) -> Markup:
        """Return what others wrote, marked where none of it is in the reader's script."""
        here, there = ("km", "en") if self.words.lang == "km" else (self.words.lang, "km")
        foreign = LATIN.search(text) and not KHMER.search(text) if here == "km" else KHMER.search(text)
        return Markup('<span lang="{}">{}</span>').format(there, text) if foreign else escape(text)

    def place(self, place: PlaceNamed) -> str:
        """Return the name of a place."""
        return place.name_km if self.words.lang == "km" else place.name_en

    def code(self, url: str) -> str:
        """Return the code of the page that a link leads to; by it, what is taken back is cut out."""
        return url.rpartition("/")[2]


def answer_sheet(answer: Answer, asked: Question, kept: str) -> Sheet:
    """Return the page of an answer; `kept` stands where what was typed belongs."""
    words, about = words_of(answer.language), answer.understood
    # Police never stand before what to do, not even where no other line is left.
    first = [line for line in answer.emergency_lines[:1] if line.answered_by != "police"]
    shows = {
        "answer": answer,
        "say": Saying(words),
        "urgent": answer.understood.urgency in URGENT and not answer.refused,
        "first": first,
        "more": answer.emergency_lines[len(first) :],
        "count": len(answer.emergency_lines) + len(answer.lines),
        "grave": bool(GRAVE & {about.need, *about.needs_also}) or about.minor or about.police_harm,
        "kept": kept,
        "asked_place": asked.place,
        "place": answer.place.province_code if answer.place else asked.place,
    }
    # What was asked, and what it was about, stands in no title: a history shows it.
    return Sheet(addresses.ASK, "answer.html", words.gettext(phrase("Answer")), shows)


def form_sheet(asked: Question, lang: str) -> Sheet:
    """Return the form with what was typed and what is wrong with it."""
    words = words_of(lang)
    shows = {"typed": asked.typed, "place": asked.place, "problem": words.gettext(asked.problem)}
    return Sheet(addresses.ASK, "ask.html", title_to_correct(phrase("Ask"), words), shows)
