"""Tells changes: who, when, what, why, how far they have come, and what can be done about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from markupsafe import Markup

from romduol.desk.changes.queries import NoSuchChange, change, people_in
from romduol.desk.changes.records import Change, State, Verb
from romduol.desk.changes.rules import can_be_undone
from romduol.desk.resolving.views import words
from romduol.desk.resolving.views.telling import Teller
from romduol.knowledge.claims.rules.properties import SAME_AS
from romduol.safety.access.records import Permission, Person
from romduol.safety.accounts.queries import names_of
from romduol.ui.words import phrase


def changes_told(found: Iterable[Change], tell: Teller, person: Person) -> list[dict[str, Any]]:
    """Return changes for a page."""
    listed = list(found)
    names = names_of(people_in(listed))
    return [change_told(one, names, tell, person) for one in listed]


def change_told(found: Change, names: Mapping[str, str], tell: Teller, person: Person) -> dict[str, Any]:
    """Return one change for a page."""
    return {
        "id": str(found.id),
        "verb": tell(verb_words(found)),
        "what": what_told(found, tell),
        "who": names.get(found.by, found.by),
        "when": tell.moment(found.at),
        "why": found.why,
        "note": found.note,
        "next": found.body.get("next", ""),
        "state": str(found.state),
        "state_words": tell(words.STATES[str(found.state)]),
        "decided": decided_told(found, names, tell),
        "can_be_undone": can_be_undone(found) and person.may(Permission.RESOLVE),
        "own": found.by == person.by,
    }


def verb_words(found: Change) -> str:
    """Return what a change did, as one of our texts: that two records are one is no fact like the others."""
    verb = str(found.body["verb"] if found.verb is Verb.UNDO else found.verb)
    if found.property == SAME_AS and verb in (Verb.STATE, Verb.RANK, Verb.END):
        joins = verb == Verb.STATE and found.verb is not Verb.UNDO
        return words.JOINED if joins else words.PARTED
    return words.VERBS[str(found.verb)]


def decided_told(found: Change, names: Mapping[str, str], tell: Teller) -> Markup:
    """Return who gave the second yes or no, and when."""
    if found.decided_at is None:
        return Markup()
    said = (
        phrase("Yes from %(who)s, %(when)s")
        if found.state is not State.DECLINED
        else phrase("No from %(who)s, %(when)s")
    )
    who = names.get(found.decided_by, "") or names.get(found.by, found.by)
    told = tell(said, who=who, when=tell.moment(found.decided_at))
    return Markup("{}: {}").format(told, found.decided_why) if found.decided_why else told


def what_told(found: Change, tell: Teller) -> Markup:
    """Return what a change does, in words."""
    body = found.body
    if found.property == SAME_AS:
        return tell(words.IS_THE_SAME, goes=tell.coded(found.subject), stays=tell.coded(found.value))
    if found.verb is Verb.UNDO:
        return tell(words.VERBS[body["verb"]])
    value = tell.value(
        found.property, found.value, body.get("claim", {}).get("words") if found.verb is Verb.STATE else None
    )
    if found.verb is Verb.RANK:
        return Markup("{}: {}").format(value, tell(words.RANKS[body["rank"]]))
    if found.verb is Verb.CHECK:
        outcome = tell(words.OUTCOMES.get(body["outcome"], body["outcome"]))
        return Markup("{}: {}, {}").format(value, outcome, tell(words.WAYS.get(body["how"], body["how"])))
    if found.verb is Verb.RULE:
        told = tell(words.VERDICTS[body["verdict"]])
        return Markup("{}: {}").format(told, tell.say(body["reason"])) if body.get("reason") else told
    return value or tell.name(found.subject)


def made_told(act: str, tell: Teller, person: Person) -> dict[str, Any] | None:
    """Return the change that a form has just made, for the page that it leads to; None where there is none."""
    try:
        found = change(UUID(act), by=person)
    except (ValueError, NoSuchChange):
        return None
    return changes_told([found], tell, person)[0] if found.by == person.by else None
