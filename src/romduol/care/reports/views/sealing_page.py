"""Draws the sealing page: one file that seals without a network, with the forms, lines and chains of its day inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from markupsafe import Markup

from romduol.care.keys.views.serving import BUNDLES, made
from romduol.care.queues import queries as queues
from romduol.care.queues.records import Inbox
from romduol.care.queues.rules import chain_of, day_of, told
from romduol.care.reports.forms.plain import Told
from romduol.care.reports.rules.telling import ABOUT_WORDS, OFFERED, chosen_before
from romduol.care.reports.rules.written import MOST_TEXT_BYTES, Report
from romduol.care.reports.views.letter_words import NEEDS_A_SCRIPT, letter_words
from romduol.care.reports.views.pages import Around, around, template_of, vars_of
from romduol.care.reports.views.wording import days_of
from romduol.care.reports.views.writing import abouts, kinds_of, writing
from romduol.safety.access.views.pages import FIRST_LANGUAGE
from romduol.ui.assets import alone_policy, leaving_script
from romduol.ui.formatting import day
from romduol.ui.words import languages, phrase, words_of

BUNDLE, LICENCES = "letter", "licences.txt"
"""Made by tools/bundles.sh; the second goes wherever the first goes."""
LIFE = timedelta(days=60)
"""For how long a page may be used at most: whoever joins or leaves an inbox changes its key, and it is of no use."""
SHORTEST = timedelta(days=14)
"""How long a key must go on for its inbox to stand in a page: what ends sooner would end the whole page."""
_EPOCH = date(1970, 1, 1)
_ENDS_A_SCRIPT = ("</script", "<!--")


class NoPage(Exception):
    """No sealing page can be made now; the message says why, for the operator."""


@dataclass(frozen=True, slots=True)
class SealingPage:
    """A sealing page, and what whoever hands it out should know of it."""

    html: bytes
    until: date
    """Its last day."""
    inboxes: tuple[Inbox, ...]
    left_out: tuple[Inbox, ...]
    """Inboxes that live, and whose key ends too soon."""


def sealing_page(now: datetime) -> SealingPage:
    """Return the page for the inboxes that live now; raises `NoPage`, and `Http404` where nothing is published."""
    script = made(BUNDLE).decode()
    if not script:
        raise NoPage("the script that seals is missing; make it with: make bundles")
    if any(sign in script.lower() for sign in _ENDS_A_SCRIPT):
        raise NoPage("the script that seals cannot stand in a page")
    today = day_of(now)
    living = [one for one in queues.living(None, now) if one.queue.kind in OFFERED]
    inboxes = [one for one in living if _last_day(one) - today >= SHORTEST]
    if not inboxes:
        raise NoPage("no inbox takes reports whose key goes on for two weeks: docs/how-to/inboxes-and-keys.md")
    until = min(today + LIFE, *map(_last_day, inboxes))
    html = _page(script, inboxes, today, until, [told(one, now) for one in inboxes])
    left = tuple(one for one in living if one not in inboxes)
    return SealingPage(html.encode(), until, tuple(inboxes), left)


def _last_day(inbox: Inbox) -> date:
    return chain_of(inbox).last.statement.last_day


def _page(script: str, inboxes: Sequence[Inbox], today: date, until: date, queues_told: list[dict[str, Any]]) -> str:
    tongues = sorted(languages(), key=lambda lang: lang != FIRST_LANGUAGE)
    for one in queues_told:
        del one["opened_hours_ago"]  # True on the day on which it was made, and never again.
    kept = {"made": (today - _EPOCH).days, "until": (until - _EPOCH).days, "site": _site(), "queues": queues_told}
    spoken = {lang: {"words": letter_words(lang), "days": days_of(lang)} for lang in tongues}
    steps = [
        (f"{lang}-{name}", Markup(html))  # noqa: S704 - drawn by our own templates
        for lang in tongues
        for name, html in _steps(lang, inboxes, today, until)
    ]
    leaving = leaving_script()
    return template_of("alone/page", FIRST_LANGUAGE).render(
        title=words_of(FIRST_LANGUAGE).gettext(phrase("Note")),
        frame=around(FIRST_LANGUAGE).frame,
        policy=alone_policy(leaving, script),
        tongues=[(lang, _own_name(lang)) for lang in tongues],
        waiting=[(lang, words_of(lang).gettext(NEEDS_A_SCRIPT)) for lang in tongues],
        steps=steps,
        told={"lang": FIRST_LANGUAGE, "tongues": spoken, "longest": MOST_TEXT_BYTES, "kept": kept},
        licences=(BUNDLES / LICENCES).read_text("utf-8"),
        leaving=Markup(leaving),  # noqa: S704 - our own files
        seals=Markup(script),  # noqa: S704 - our own files
    )


def _steps(lang: str, inboxes: Sequence[Inbox], today: date, until: date) -> Iterator[tuple[str, str]]:
    """Yield each step by its name: the forms of the site, drawn by the same templates, for what somebody may choose."""
    frame = _frame(lang, today, until, around(lang, alone=True))
    kinds = [kind for kind in OFFERED if any(one.queue.kind is kind for one in inboxes)]
    yield "start", template_of("start", lang).render(about=abouts(), **frame)
    yield "over", template_of("alone/over", lang).render(**frame)
    for about in ABOUT_WORDS:
        yield f"kinds-{about}", template_of("kinds", lang).render(about=about, kinds=kinds_of(kinds), **frame)
        for kind in kinds:
            theirs = [one for one in inboxes if one.queue.kind is kind]
            new = Told(Report(kind, about), chosen=chosen_before(theirs))
            yield f"write-{about}-{kind}", template_of("write", lang).render(**writing(lang, new, theirs), **frame)


def _frame(lang: str, today: date, until: date, found: Around) -> Mapping[str, Any]:
    alone = {"begins": day(today, lang), "until": day(until, lang)}
    return {
        **vars_of(found),
        "path": "",
        "here": "",
        "sealing": None,
        "outer": "reader/alone/step.html",
        "alone": alone,
    }


def _own_name(lang: str) -> str:
    """Return how a language calls itself, as the pages of another one name it."""
    elsewhere = next(other for other in languages() if other != lang)
    names: dict[str, str] = dict(around(elsewhere).frame["others"])
    return names.get(lang, lang)


def _site() -> str:
    """Return how people type the name of the site; dots where the operator has told none."""
    return settings.ADDRESS.removeprefix("https://") or "…"
