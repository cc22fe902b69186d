"""Puts differences, releases and runs into the words of whoever reads the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from markupsafe import Markup, escape

from romduol.desk.publishing.queries import shown_with
from romduol.desk.publishing.records import Difference, Failure, Happened, Lapse, Run, RunKind
from romduol.desk.publishing.rules.ageing import age_of
from romduol.desk.publishing.views import words
from romduol.desk.resolving.views.telling import Teller
from romduol.desk.resolving.views.words import SHOWINGS, STANDINGS
from romduol.knowledge.releases.records import Manifest
from romduol.knowledge.releases.rules.manifests import is_rolled_back
from romduol.safety.accounts.queries import names_of
from romduol.ui.words import phrase

KHMER, LETTERS = re.compile("[\u1780-\u17ff]"), re.compile("[^\\W\\d_]")
SHOWN = 60
"""Differences of one kind that a page tells; there are more in the preview."""
STATES = {
    **dict.fromkeys((Happened.NUMBER_ADDED, Happened.NUMBER_REMOVED, Happened.TAKEN_BACK), SHOWINGS),
    Happened.SHOWN_OTHERWISE: SHOWINGS,
    **dict.fromkeys((Happened.VALUE_ADDED, Happened.VALUE_REMOVED, Happened.STANDING_CHANGED), STANDINGS),
    Happened.TRANSLATION_CHANGED: words.TRANSLATIONS,
}


NAMING = (Happened.OTHER_OWNER, Happened.RECORD_JOINED, Happened.RECORD_PARTED)
"""What names records before and after."""


def sections(found: Iterable[Difference], tell: Teller) -> list[dict[str, Any]]:
    """Return differences by what they do to readers, for a page."""
    listed = list(found)
    tell.know({one.subject for one in listed if not one.label} | _owners(listed))
    return [_section(kind, list(some), tell) for kind, some in groupby(listed, key=lambda one: one.happened)]


def _owners(found: Iterable[Difference]) -> set[str]:
    return {body for one in found if one.happened in NAMING for body in f"{one.before} {one.after}".split()}


def _section(kind: Happened, some: Sequence[Difference], tell: Teller) -> dict[str, Any]:
    return {
        "heading": tell(words.HEADINGS[kind]),
        "count": len(some),
        "told": [told(one, tell) for one in some[:SHOWN]],
        "more": max(0, len(some) - SHOWN),
    }


def told(one: Difference, tell: Teller) -> dict[str, Any]:
    """Return one difference in words: who, what, on how many pages."""
    pages = ""
    if one.pages is not None:
        pages = tell.ngettext("on %(num)s page", "on %(num)s pages", one.pages)
    return {"who": who(one, tell), "what": _what(one, tell), "pages": pages, "happened": str(one.happened)}


def who(one: Difference | Lapse, tell: Teller) -> Markup:
    """Return what a difference is about."""
    if one.kind == "site":
        return Markup()
    return tell.say(one.label) if one.label else tell.name(one.subject)


def _what(one: Difference, tell: Teller) -> Markup:
    known = STATES.get(one.happened, {})
    before, after = (tell(known.get(state, state)) for state in (one.before, one.after))
    if one.happened in NAMING:
        before, after = (_names(state, tell) for state in (one.before, one.after))
    if one.happened is Happened.KEEPER_CHANGED:
        after = tell.foreign(one.after) if one.after else tell(words.TRIAL)
    return tell(
        words.ITEMS[one.happened],
        name=tell.property(one.property),
        lang=tell(words.LANGUAGES.get(one.property, one.property)),
        value=value_told(one.property, one.value, tell),
        before=before,
        after=after,
    )


def value_told(name: str, value: str, tell: Teller) -> Markup:
    """Return a value in words; a text in another language than the page's is marked as such, by its letters."""
    words = tell.value(name, value)
    if words != escape(value) or not LETTERS.search(value):
        return words
    return tell.foreign(value, "km" if KHMER.search(value) else "en")


def _names(bodies: str, tell: Teller) -> Markup:
    return Markup(", ").join(map(tell.name, bodies.split())) or tell("not known.")


def lapse_told(one: Lapse, tell: Teller) -> dict[str, Any]:
    """Return a value that will lapse, for a page."""
    return {
        "who": who(one, tell),
        "what": tell.property(one.property),
        "value": value_told(one.property, one.value, tell),
        "on": tell.day(one.on),
        "code": tell.codes.get(one.subject, ""),
    }


def release_told(manifest: Manifest, now: datetime, tell: Teller) -> dict[str, Any]:
    """Return a release for a page: its age and its end in words, and how near that is."""
    age = age_of(manifest.made_on, manifest.expires_on, now)
    shown = shown_with(manifest.serial)
    names = names_of([shown.by] if shown and shown.by else [])
    return {
        "serial": manifest.serial,
        "made": tell.moment(manifest.made_on),
        "age": _ago(age.hours, tell),
        "day": tell.day(manifest.edition_of),
        "expires": tell.day(timezone.localdate(manifest.expires_on)),
        "left": _left(age.days_left, tell),
        "warning": str(age.warning),
        "pages": manifest.pages,
        "back": is_rolled_back(manifest),
        "reason": shown.reason if shown else "",
        "who": names.get(shown.by, "") if shown else "",
    }


def _ago(hours: int, tell: Teller) -> Markup:
    if hours < 1:
        return tell(phrase("less than an hour ago"))
    if hours < 48:
        return tell.ngettext("%(num)s hour ago", "%(num)s hours ago", hours)
    return tell.ngettext("%(num)s day ago", "%(num)s days ago", hours // 24)


def _left(days: int, tell: Teller) -> Markup:
    if days < 0:
        return tell(phrase("its time is over"))
    if days == 0:
        return tell(phrase("today"))
    return tell.ngettext("in %(num)s day", "in %(num)s days", days)


def run_told(run: Run | None, tell: Teller) -> Mapping[str, Any] | None:
    """Return a run for a page: who asked, when, how far it has come, how it ended."""
    if run is None:
        return None
    return {
        "who": names_of([run.by]).get(run.by, run.by),
        "when": tell.moment(run.asked_at),
        "ended": tell.moment(run.ended_at) if run.ended_at else "",
        "going": run.going,
        "pages": run.pages,
        "failed": tell(words.KEPT_FAILURES.get(run.failed, words.FAILURES[Failure.BROKE])) if run.failed else "",
        "serial": run.serial,
        "publishing": run.kind is RunKind.PUBLISH,
        "waiting": run.waiting,
    }
