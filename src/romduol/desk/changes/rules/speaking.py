"""Decides who may say what: a body that was proved to be itself speaks of its own record, and nobody in its name."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from romduol.desk.changes.records import Change, Speaker, Verb
from romduol.desk.operator.records import SecondYes
from romduol.knowledge.claims.records import Stance
from romduol.knowledge.sources.records import OWN
from romduol.safety.access.records import Permission, Person

NEEDED: Mapping[Verb, Permission] = {
    Verb.CHECK: Permission.CHECK,
    Verb.STATE: Permission.RESOLVE,
    Verb.RANK: Permission.RESOLVE,
    Verb.END: Permission.RESOLVE,
    Verb.RULE: Permission.RESOLVE,
    Verb.WITHDRAW: Permission.WITHDRAW,
}
"""What whoever makes a change must be allowed to do; a body that speaks of itself needs to be let propose alone."""
GONE = frozenset({"closed", "left_country", "replaced"})
TAKES = "takes"
"""Under which name a change tells how many lines and services it takes from readers."""
OF_A_STAY = "of_a_stay"
"""Under which name a change tells that a body with beds describes itself."""
AT_ONCE = 1
"""How many lines and services one body takes from readers within `WITHIN` without a second person."""
WITHIN = timedelta(days=1)


def is_own(source: str) -> bool:
    """Tell whether a source is a body's own word to us."""
    return source.startswith(OWN)


def is_own_word(change: Change) -> bool:
    """Tell whether a change is the word of a body about itself."""
    return "speakers" in change.body


def entries_of(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every claim that a change makes, as plain data."""
    claim = body.get("claim")
    if isinstance(claim, Mapping):
        yield claim
    for name in ("also", "told"):
        yield from body.get(name, ())


def may_make(verb: Verb, subject: str, body: Mapping[str, Any], person: Person, speaker: Speaker | None) -> bool:
    """Tell whether somebody may make a change; with a speaker, whether they may say it for that body."""
    said = list(entries_of(body))
    sources = {entry["source"] for entry in said}
    if speaker is None:
        return NEEDED[verb] in person.permissions and not any(map(is_own, sources))
    about = {subject, *(entry.get("subject") or subject for entry in said)}
    new = body.get("new_subject")
    own = speaker.subjects | ({new["id"]} if new else frozenset())
    return (
        verb is Verb.STATE
        and Permission.PROPOSE in person.permissions
        and speaker.organization in person.organizations
        and sources == {speaker.source}
        and body.get("new_source", {"id": speaker.source})["id"] == speaker.source
        and about <= own
    )


def may_agree(change: Change, person: Person) -> bool:
    """Tell whether somebody may give the second yes: it is another one's change, and not the word of their own body.

    Nor is it the undoing of such a word: whoever said that a number is given up does not bring it back either.
    """
    others = change.by != person.by and Permission.APPROVE in person.permissions
    undone = change.body.get("body") if change.verb is Verb.UNDO else None
    speakers = {*change.body.get("speakers", ()), *(undone or {}).get("speakers", ())}
    return others and not speakers & set(person.organizations)


def own_word_waits(critical: bool, rule: SecondYes, body: Mapping[str, Any], taken: int = 0) -> bool:
    """Tell whether a body's word about itself waits for a second yes.

    What makes readers careful counts at once, whatever the rule; a number, who answers and a new service always wait,
    whatever the rule: whoever got hold of a partner's account must not get a number before readers. Nor may they
    silence a body at one stroke, or write down where its shelter is. `taken` is how many lines and services the body
    has taken from readers within a day.
    """
    if makes_careful(body):
        return takes_too_much(takes(body), taken)
    return critical or always_waits(body) or rule is SecondYes.ALWAYS


def always_waits(body: Mapping[str, Any]) -> bool:
    """Tell whether a body's word waits for what it is, beside numbers: a new service, a link, the words of a shelter.

    A page that is linked can hold any number, and learns who comes.
    """
    links = any(entry["property"] == "website" for entry in entries_of(body))
    return links or "new_subject" in body or bool(body.get(OF_A_STAY))


def takes(body: Mapping[str, Any]) -> int:
    """Return how many lines and services a body's word takes from readers."""
    return int(body.get(TAKES, 0))


def takes_too_much(takes: int, taken: int) -> bool:
    """Tell whether a word takes more from readers than counts at once, after what was taken within a day."""
    return takes > 0 and takes + taken > AT_ONCE


def makes_careful(body: Mapping[str, Any]) -> bool:
    """Tell whether all that a body says takes readers' trust away: it denies, or says that it is gone."""
    return all(
        (entry.get("stance") == Stance.DENIES and entry["property"] != "status")
        or (entry["property"] == "status" and entry["value"] in GONE and entry.get("stance") != Stance.DENIES)
        for entry in entries_of(body)
    )
