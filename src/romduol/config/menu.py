"""Tells what the menu of the desk holds for whoever is signed in, and what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from romduol.care.feedback import counts as feedback
from romduol.desk.changes.queries import waiting_count
from romduol.desk.duplicates.queries import open_count as duplicates_open
from romduol.desk.loading import counts as imports
from romduol.desk.operator.queries import operator, trial_has_ended
from romduol.desk.publishing.queries import served
from romduol.desk.publishing.rules.ageing import Ageing, age_of
from romduol.desk.resolving.queries.contradictions import open_count
from romduol.desk.suggestions import counts as suggestions
from romduol.safety.access.records import Permission
from romduol.safety.access.views.keeping import person_of
from romduol.safety.access.views.pages import language_of
from romduol.ui.words import phrase


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: where it leads, its words, its picture, who sees it, how much waits there."""

    name: str
    """The name of its address."""
    words: str
    icon: str
    permission: Permission | None
    waiting: Callable[[], int] | None = None
    while_left: Callable[[], bool] | None = None
    """Tells whether it is needed still, where it is not always."""
    serious: Callable[[], int] | None = None
    """How much waits there that can put somebody in danger: told on every page of the desk."""


def something_left() -> bool:
    """Tell whether this copy is still a trial."""
    return not (operator().name and trial_has_ended())


MENU = (
    Entry("queue", phrase("To check"), "check", Permission.SEE),
    Entry(
        "suggestions",
        phrase("From readers"),
        "talk",
        Permission.RESOLVE,
        suggestions.waiting,
        serious=suggestions.serious_waiting,
    ),
    Entry(
        "feedback",
        phrase("Feedback"),
        "heart",
        Permission.RESOLVE,
        feedback.serious_waiting,
        serious=feedback.serious_waiting,
    ),
    Entry("contradictions", phrase("Contradictions"), "scales", Permission.SEE, open_count),
    Entry("duplicates", phrase("Doubles"), "pair", Permission.RESOLVE, duplicates_open),
    Entry("find-record", phrase("Find a record"), "find", Permission.SEE),
    Entry("imports", phrase("Take in"), "tray", Permission.IMPORT, imports.waiting),
    Entry("inbox", phrase("Inbox"), "lock", Permission.ANSWER),
    Entry("publishing", phrase("Publish"), "book", Permission.PUBLISH, waiting_count),
    Entry("looking", phrase("Overview"), "pin", Permission.SEE),
    Entry("give-out", phrase("Give out"), "paper", Permission.SEE),
    Entry("own", phrase("Our record"), "hand", Permission.PROPOSE),
    Entry("people", phrase("People"), "people", Permission.INVITE),
    Entry("feedback_cards", phrase("Cards"), "paper", Permission.SEE),
    Entry("partners", phrase("Partners"), "check", Permission.SET_UP),
    Entry("inbox-queues", phrase("Inboxes"), "tray", Permission.SET_UP),
    Entry("inbox-keys", phrase("Your keys"), "shield", Permission.ANSWER),
    Entry("audit", phrase("Audit"), "paper", Permission.AUDIT),
    Entry("setup", phrase("Set up"), "shield", Permission.SET_UP, while_left=something_left),
    Entry("me", phrase("My account"), "person", None),
)


def menu_for(request: HttpRequest) -> list[dict[str, object]]:
    """Return the entries that whoever is signed in may open."""
    person = getattr(request, "person", None)
    if person is None:
        return []
    lang = language_of(request)
    held = [entry for entry in MENU if entry.permission is None or entry.permission in person.permissions]
    return [shown for entry in held if (shown := _shown(entry, lang, request))]


def _shown(entry: Entry, lang: str, request: HttpRequest) -> dict[str, object] | None:
    href = reverse(entry.name, urlconf="romduol.config.urls_staff", kwargs={"lang": lang})
    if entry.while_left is not None and request.path != href and not entry.while_left():
        return None
    waiting = entry.waiting() if entry.waiting else 0
    return {
        "href": href,
        "words": entry.words,
        "icon": entry.icon,
        "current": request.path == href,
        "waiting": waiting,
        "serious": entry.serious() if entry.serious else 0,
    }


AGEING = {
    Ageing.OLD: phrase("What readers have is older than two days. The server does not publish by itself."),
    Ageing.ENDING: phrase("What readers have ends within a week. Publish before, or every page tells readers so."),
    Ageing.ENDED: phrase("The time of what readers have is over, and every page tells them so. Publish now."),
}


def notes_for(request: HttpRequest) -> list[str]:
    """Return what every page of the desk says first: that what readers have grows old, or ends soon.

    Not to partners: they see nothing of the desk but their own record.
    """
    person = person_of(request)
    release = served() if person is not None and person.may(Permission.SEE) else None
    if release is None:
        return []
    age = age_of(release.manifest.made_on, release.manifest.expires_on, timezone.now())
    return [AGEING[age.warning]] if age.warning else []
