"""One of each kind of page that a reader can meet, and the way to it: what is true of all pages is checked on these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page

LANGUAGES = ("km", "en")


@dataclass(frozen=True)
class PageType:
    """A kind of page: a path under its language, and what a reader types there to be shown the page."""

    name: str
    path: str
    box: str = ""
    """The id of the field that is filled in and sent; empty where opening the path is enough."""
    typed: Mapping[str, str] = field(default_factory=dict)
    """What is typed, by language."""
    problem: bool = False
    """True where the form comes back with what is wrong."""
    answers: bool = False
    """True where the page answers what was typed."""

    def open(self, page: Page, base: str, lang: str) -> None:
        """Go to the page as a reader does."""
        page.goto(f"{base}/{lang}/{self.path}")
        if self.box:
            page.locator(f"#{self.box}").fill(self.typed.get(lang, self.typed.get("", "")))
            with page.expect_navigation():
                page.locator(f"form:has(#{self.box}) button[type=submit]").click()


def asking(name: str, km: str, en: str) -> PageType:
    """Return the page that answers a question."""
    return PageType(name, "q", "question", {"km": km, "en": en}, answers=True)


READ = (
    PageType("home", ""),
    PageType("urgent", "e"),
    PageType("places", "p"),
    PageType("province", "p15"),
    PageType("province with much", "p09"),
    PageType("town", "p0106"),
    PageType("organisations", "o"),
    PageType("organisation", "ocxozs2sysv"),
    PageType("services", "s"),
    PageType("sheet of services", "s-2"),
    PageType("service", "so3ct5klhfv"),
    PageType("lines", "l"),
    PageType("line", "lxdj5hezjpz"),
    PageType("line after a tap", "lflklyhoqov"),
    PageType("line with two owners", "lw6sb4c5aub"),
    PageType("line held back", "ld75jpsxxqr"),
    PageType("number", "n"),
    PageType("ask", "q"),
    PageType("find", "f"),
    PageType("topic", "t1"),
    PageType("topic with figures", "t3"),
    PageType("guides", "g"),
    PageType("guide", "g1"),
    PageType("sheet of a guide", "g10-2"),
    PageType("sources", "c"),
    PageType("source", "cl46bvj2oyz"),
    PageType("disagreements", "d"),
    PageType("how we check", "h"),
    PageType("about", "a"),
    PageType("for programs", "b"),
    PageType("the directory for programs", "b-2"),
    PageType("data to take away", "y"),
    PageType("what a phone still shows", "x"),
    PageType("map", "w"),
    PageType("paper", "k"),
    PageType("paper of a place", "k15"),
    PageType("not found", "404"),
    PageType("broken", "500"),
    PageType("too long", "413"),
    PageType("too many at once", "429"),
)
"""What opening an address shows."""
ANSWERED = (
    PageType("number known", "n", "number", {"km": "១២៨០", "en": "1280"}, answers=True),
    PageType("number with two owners", "n", "number", {"km": "១២៨៨", "en": "1288"}, answers=True),
    PageType("number unknown", "n", "number", {"": "099 000 101"}, answers=True),
    asking("answer, urgent", "គេកំពុងវាយខ្ញុំឥឡូវនេះ", "my boyfriend is beating me now"),
    asking("answer, within days", "ស្រោមអនាម័យរហែក នៅពោធិ៍សាត់", "condom broke. where pursat"),
    asking("answer, not urgent", "ខ្ញុំចង់ធ្វើតេស្តអេដស៍ នៅកំពង់ធំ", "hiv test in kampong thom"),
    asking("answer, place to choose", "តេស្តអេដស៍ នៅកំពត", "hiv test in kampot"),
    asking("answer, refused", "រកស្រីនៅភ្នំពេញ តម្លៃប៉ុន្មាន", "where can i find girls for sex in phnom penh, price"),
    PageType("found", "f", "words", {"km": "ពោធិ៍សាត់", "en": "pursat"}, answers=True),
    PageType("nothing found", "f", "words", {"": "zzqqxx"}, answers=True),
)
"""What a reader types, and what comes back."""
MISTAKEN = (
    PageType("number mistaken", "n", "number", {"": "hello"}, problem=True),
    PageType("question empty", "q", "question", {"": "  "}, problem=True),
    PageType("words empty", "f", "words", {"": "  "}, problem=True),
)
"""What a reader types by mistake: the form comes back with the problem beside it."""
TYPED = (*ANSWERED, *MISTAKEN)
ALL = (*READ, *TYPED)
