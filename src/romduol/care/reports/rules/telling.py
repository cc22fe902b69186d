"""The words of what somebody chooses among, and which inboxes a report may go to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from romduol.care.queues.records import Body, Inbox, QueueKind
from romduol.care.reports.rules.written import About, Consent, Status, Who
from romduol.ui.words import phrase

OFFERED = (QueueKind.TRAFFICKING, QueueKind.VIOLENCE, QueueKind.CHILD)
"""In the order in which they are offered."""
ABOUT_WORDS: Mapping[About, str] = {
    About.ME: phrase("About me"),
    About.OTHER: phrase("About somebody else"),
}
KIND_WORDS: Mapping[QueueKind, str] = {
    QueueKind.TRAFFICKING: phrase("Held, sold, or forced to work"),
    QueueKind.VIOLENCE: phrase("Violence, threats or extortion"),
    QueueKind.CHILD: phrase("A child is used or harmed"),
}
PICTURES: Mapping[str, str] = {
    About.ME: "person",
    About.OTHER: "people",
    QueueKind.TRAFFICKING: "cuffs",
    QueueKind.VIOLENCE: "bolt",
    QueueKind.CHILD: "child",
}
"""What is chosen by a button -> its picture."""
CONSENT_WORDS: Mapping[Consent, str] = {
    Consent.TELL: phrase("Only know it, and do nothing"),
    Consent.HELP: phrase("Help me"),
    Consent.PASS_WITHOUT_NAME: phrase("Pass it on without anything that shows who I am"),
    Consent.PASS_IN_FULL: phrase("Pass on all of it"),
}
WHO_WORDS: Mapping[Who, str] = {
    Who.PARTNER: phrase("Partner"),
    Who.FAMILY: phrase("Family"),
    Who.CLIENT: phrase("Client"),
    Who.EMPLOYER: phrase("Boss or employer"),
    Who.POLICE: phrase("Police"),
    Who.OFFICIAL: phrase("Another official"),
    Who.STRANGER: phrase("A stranger"),
    Who.OTHER: phrase("Somebody else"),
}
STATUS_WORDS: Mapping[Status, str] = {
    Status.RECEIVED: phrase("It was received."),
    Status.WORKING: phrase("Somebody works on it."),
    Status.PASSED_ON: phrase("It was passed on."),
    Status.CLOSED: phrase("It is closed. If you add something, it opens again."),
}
NOBODY_CHOSEN = phrase("Please choose who may read it.")
NOT_OPEN = phrase("One of those whom you chose takes nothing just now. Please open this page anew and choose again.")
TOO_MANY = phrase("Please choose fewer of them.")
NOT_TO_POLICE = phrase(
    "About adults, nothing goes to police from here, unless somebody is in danger now. Reports that were meant well "
    "have sent workers into detention. Take the police away, or say below that somebody is in danger."
)
MOST_QUEUES = 8
Inboxes: TypeAlias = Sequence[Inbox]


def is_police(inbox: Inbox) -> bool:
    """Tell whether police read an inbox."""
    return inbox.queue.body is Body.POLICE


def apart(inboxes: Inboxes) -> tuple[Inboxes, Inboxes]:
    """Return the inboxes of those who support, and those of police, which are offered apart from them."""
    return [one for one in inboxes if not is_police(one)], [one for one in inboxes if is_police(one)]


def chosen_before(inboxes: Inboxes) -> frozenset[str]:
    """Return the ids that a new form has ticked: the only one that supports, where there is no other; never police."""
    support, _ = apart(inboxes)
    return frozenset(str(one.queue.id) for one in support) if len(support) == 1 else frozenset()


def may_go_to_police(about: About, kind: str, *, danger: bool, child: bool) -> bool:
    """Tell whether somebody may send this to police: their own story always, another adult's only in danger now."""
    return about is About.ME or kind == QueueKind.CHILD or danger or child


def problem_with(chosen: Inboxes, missing: bool, about: About, kind: str, *, danger: bool, child: bool) -> str:
    """Return what is wrong with the inboxes that somebody chose, in our English; empty where nothing is."""
    if missing:
        return NOT_OPEN
    if not chosen:
        return NOBODY_CHOSEN
    if len(chosen) > MOST_QUEUES:
        return TOO_MANY
    if any(map(is_police, chosen)) and not may_go_to_police(about, kind, danger=danger, child=child):
        return NOT_TO_POLICE
    return ""
