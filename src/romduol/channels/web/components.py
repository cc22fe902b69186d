"""Draws every component of the pages on one page, with invented bodies and numbers: to look at, never to publish."""

from dataclasses import replace

from markupsafe import Markup, escape

from romduol.channels.web.answer_pages import Saying
from romduol.channels.web.guide_rows import Linked
from romduol.channels.web.line_cards import LineCard, Point
from romduol.channels.web.pages.disagreements import Row, Side
from romduol.channels.web.pages.services import ServiceRow
from romduol.channels.web.rendering import draw_with
from romduol.channels.web.sheets import Sheet, Turn
from romduol.channels.web.telling import Told, Voice
from romduol.knowledge.answers.records import Guided, LineOffered, Quoted, ServiceOffered
from romduol.ui.words import words_of

FRAME = {
    "root": "#",
    "trial": True,
    "drafted": True,
    "exit": "about:blank",
    "day": "22 November 2026",
    "others": [],
    "provinces": [("1", "Upper Bank"), ("2", "Lower Bank")],
}
SHOWINGS = ("call", "call_unconfirmed", "second", "after_tap", "withheld", "do_not_call", "two_owners")
"""Every way in which the number of a line is shown, or is not."""
CALLS = ("button", "second", "listen_first", "withheld")
"""The same for a line of an answer."""
COLOURS = ("paper", "card", "ink", "soft", "edge", "leaf", "leaf-tint", "alarm", "alarm-tint", "petal", "focus")

VOICES = (
    Voice(Markup("Page of Lantern"), "#", "15 September 2026", "A: the body about itself", "first line", hedged=False),
    Voice(Markup("An unsigned list"), "#", "date unknown", "D: unsigned or unknown", "", hedged=True),
)
WHYS = {
    "called": "We called on 3 November 2026.",
    "said": "Lantern says so. We have not called.",
    "not_relied": "Do not rely on this. Sources disagree.",
}


def drawn(lang: str) -> str:
    """Return the page in a language: the components speak it, what is said about them is English."""
    return draw_with(FRAME, lang, Sheet("components", "components.html", "Components", _shows(lang)))


def _shows(lang: str) -> dict[str, object]:
    lines = [offered(call, place) for place, call in enumerate(CALLS, 1)]
    return {
        "colours": COLOURS,
        "levels": [told(level) for level in WHYS],
        "torn": replace(told("not_relied"), against=VOICES[:1], rivals=(told("said"),), torn=True),
        "cards_shown": [card(showing, place) for place, showing in enumerate(SHOWINGS, 1)],
        "services": [_service("STI tests", "said"), _service("Legal aid", "not_relied")],
        "disagreement": _disagreement(),
        "turn": Turn(2, 3, "s"),
        "guides": [Linked("#", name, Markup("A guide"), Markup("What it is about.")) for name in ("heart", "scales")],
        "offered": lines,
        "service": _given(lines[0]),
        "passages": [Guided("urgent", "", "Go to a public hospital now.", "", "original", (), "en")],
        "say": Saying(words_of(lang)),
    }


def told(level: str) -> Told:
    """Return an invented value of a plain level."""
    return Told(Markup("Free of charge"), level, WHYS[level], VOICES, (), hedged=False, torn=False, scope=Markup())


def card(showing: str, place: int) -> LineCard:
    """Return an invented line that is shown in this way."""
    digits = f"099 000 10{place}"
    return LineCard(
        mark=f"line:85599000{place}",
        href="#",
        showing=showing,
        digits="099 ... ..7" if showing in ("withheld", "do_not_call") else digits,
        tel=f"+8559900010{place}",
        owners=(Markup('<a href="#">Lantern</a>'),),
        police=showing == "two_owners",
        purposes=("someone to talk to",),
        caution=Markup("Only for people under 25.") if showing == "call" else None,
        gone=Markup(),
        year="2016",
        only_listed=False,
        withdrawn=Markup(),
        told=told("not_relied" if showing in ("second", "two_owners") else "said"),
        points=(Point("hours", "Hours", (told("said"),)),),
    )


def offered(call: str, place: int) -> LineOffered:
    """Return an invented line of an answer."""
    return LineOffered(
        number=f"099 000 11{place}",
        e164=f"+8559900011{place}",
        short_code=None,
        owner="Lantern",
        answered_by="ngo",
        tells="",
        purpose="helpline",
        standing="first-hand",
        call=call,
        sources=(Quoted("Page of Lantern", "2026-09-15", "A", "#"),),
        checked_on=None,
        key=f"8559900011{place}",
        url="#",
        level=WHYS["said"],
        notes=("Hours: day and night", "Cost: free"),
    )


def _given(line: LineOffered) -> ServiceOffered:
    return ServiceOffered(
        id="00000000-0000-5000-8000-000000000001",
        name="PEP within 3 days",
        organization="Lantern",
        place="Lower Bank",
        lines=(replace(line, number="099 000 120", key="85599000120", e164="+85599000120"),),
        access=("free", "anonymous"),
        standing="reported",
        sources=(Quoted("An unsigned list", "", "D", "#"),),
        url="#/s1",
        level="said",
        why="It gives PEP, in Lower Bank.",
        barriers=("Far from the road.",),
    )


def _service(name: str, level: str) -> ServiceRow:
    return ServiceRow("service:s1", "#", escape(name), (Markup("Lantern"),), (Markup("Lower Bank"),), told(level), ())


def _disagreement() -> Row:
    sides = (Side(Markup("099 000 101"), VOICES[:1]), Side(Markup("099 000 102"), VOICES[1:]))
    return Row(
        anchor="d1",
        about=Markup("Lantern"),
        href="#",
        name="Phone",
        purpose="",
        rule="Two values where there is one.",
        severity="high",
        independent=True,
        settle="A call.",
        sides=sides,
    )
