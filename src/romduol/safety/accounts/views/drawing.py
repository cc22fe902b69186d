"""Draws the pages of accounts: which folder, which square codes, how much time is left."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from markupsafe import Markup

from romduol.safety.access.records import Role
from romduol.safety.access.rules import ROLES
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.safety.accounts.actions.hashing import TooBusy
from romduol.safety.accounts.actions.signing_in import MustWait
from romduol.safety.accounts.forms import Filled
from romduol.ui.words import phrase, words_of

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
UNPROVED = phrase("The login, the password or the code is not right.")
WAIT = phrase(
    "Too many wrong tries. Wait %(minutes)s minutes; or use a browser in which you signed in before, or a passkey."
)
BUSY = phrase("Many people are signing in at this moment. Wait a few seconds and try again.")
TOO_OLD = phrase("This page was open for too long. It is new now: please fill it in again.")


def page(request: HttpRequest, template: str, title: str, *, status: int = 200, **shows: Any) -> HttpResponse:
    """Return a page of accounts."""
    return staff_page(request, f"accounts/{template}", title, folder=TEMPLATES, status=status, **shows)


def form_page(request: HttpRequest, template: str, title: str, filled: Filled, **shows: Any) -> HttpResponse:
    """Return a page with a form: empty, or as it came, with what is wrong beside each field."""
    told = filled.told(language_of(request))
    return page(request, template, title, status=422 if told else 200, given=filled.given, wrong=told, **shows)


def refusal(problem: Exception, lang: str, unproved: str = UNPROVED) -> tuple[int, str]:
    """Return status and words for a sign-in that did not succeed; `unproved` says what was not right."""
    words = words_of(lang)
    if isinstance(problem, MustWait):
        minutes = max(1, ceil((problem.until - timezone.now()).total_seconds() / 60))
        return 429, words.gettext(WAIT) % {"minutes": minutes}
    if isinstance(problem, TooBusy):
        return 503, words.gettext(BUSY)
    return 422, words.gettext(unproved)


def square(text: str) -> Markup:
    """Return a text as a square code, to be photographed from the page."""
    made = segno.make(text, error="m", micro=False)
    drawn = made.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by the library: numbers and colours


def role_options(lang: str) -> list[tuple[Role, str, str]]:
    """Return each role with its name and what it lets somebody do, in the language of the page."""
    words = words_of(lang)
    return [(role, words.gettext(told.name), words.gettext(told.tells)) for role, told in ROLES.items()]


def role_names(lang: str) -> dict[Role, str]:
    """Return what each role is called."""
    return {role: name for role, name, _ in role_options(lang)}


def named(name: Mapping[str, str], lang: str) -> str:
    """Return a name in this language, or in the first that it has."""
    return name.get(lang) or next(iter(name.values()), "")
