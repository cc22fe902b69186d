"""Puts a change into force: each verb writes claims, checks, rulings or withdrawals, and returns which rows it made."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from romduol.desk.changes.records import Change, Verb
from romduol.desk.changes.rules.saying import check_of, claim_of, plain_claim, ruling_of
from romduol.desk.changes.rules.speaking import entries_of, is_own
from romduol.knowledge.claims import actions as claims
from romduol.knowledge.claims.queries import joined_with, live_row, rows_about
from romduol.knowledge.claims.records import Claim, Origin, Rank, Subject
from romduol.knowledge.claims.rules.properties import LINE, PROPERTIES, SAME_AS
from romduol.knowledge.sources.actions import record_sources
from romduol.knowledge.sources.queries import all_sources, stored_source

Made = dict[str, Any]
Apply = Callable[[Change, str, datetime], Made]


def apply(change: Change, *, by: str, now: datetime) -> Made:
    """Write what a change says, inside the caller's transaction; returns what `undo` needs to know."""
    return APPLY[change.verb](change, by, now)


def _check(change: Change, by: str, now: datetime) -> Made:
    """Record a check, and what else the same call told: each of those is a claim of its own."""
    pk = claims.record_check(check_of(change), why=change.why, by=by, at=now)
    told = change.body.get("told", ())
    replaced = _replaced(told, change, by, now)
    return {"check": pk, "claims": [_stated(entry, change, by, now) for entry in told], "replaced": replaced}


def _state(change: Change, by: str, now: datetime) -> Made:
    # A new source comes in with its first word, so that one which waits is not among the sources of readers yet.
    if change.body.get("new_source"):
        record_sources([stored_source(change.body["new_source"])], by=by, on=_day(now))
    if change.body.get("new_subject"):
        claims.record_subjects([Subject(**change.body["new_subject"])], by=by)
    entries = list(entries_of(change.body))
    replaced = _replaced([one for one in entries if not PROPERTIES[one["property"]].many], change, by, now)
    replaced += _ended_instead(change, by, now)
    return {"claims": [_stated(entry, change, by, now) for entry in entries], "replaced": replaced}


def _ended_instead(change: Change, by: str, now: datetime) -> list[Made]:
    """End the words of the same voice in whose place these stand, as far as nobody ended them yet."""
    sources = _voice({one["source"] for one in entries_of(change.body)})
    rows = [live_row(key) for key in change.body.get("instead", ())]
    own = [row.said for row in rows if row is not None and row.origin is Origin.DESK and isinstance(row.said, Claim)]
    return [
        plain_claim(claims.end_claim(said.id, why=change.why, by=by, at=now)) for said in own if said.source in sources
    ]


def _voice(sources: set[str]) -> set[str]:
    """Return sources, with what a body said itself as a record that is joined with theirs."""
    known = all_sources()
    bodies: set[str] = set().union(*(joined_with(known[key].speaks_for) for key in sources if is_own(key)))
    return sources | {key for key, one in known.items() if is_own(key) and one.speaks_for in bodies}


def _replaced(entries: Iterable[Mapping[str, Any]], change: Change, by: str, now: datetime) -> list[Made]:
    """End what the same source of the desk said before of the same things, and return it.

    Else the desk's word of last year would contradict its word of today, and neither would count.
    """
    spots = {(one.get("subject") or change.subject, one["property"], one["source"]) for one in entries}
    before = {said.id: said for subject, name, source in sorted(spots) for said in _said_before(subject, name, source)}
    return [plain_claim(claims.end_claim(said.id, why=change.why, by=by, at=now)) for said in before.values()]


def _said_before(subject: str, name: str, source: str) -> list[Claim]:
    """Return the live claims of the desk about one property in which one source speaks.

    Of a record that is joined with others they are those about all of them: the picture is one.
    """
    own = {subject} if name == SAME_AS else joined_with(subject)
    rows = (row for row in rows_about(subject, name) if row.origin is Origin.DESK and row.ended_on is None)
    said = (row.said for row in rows if isinstance(row.said, Claim))
    return [one for one in said if one.subject in own and (one.property, one.source) == (name, source)]


def _stated(entry: Mapping[str, Any], change: Change, by: str, now: datetime) -> str:
    subject = entry.get("subject") or change.subject
    made = claims.add_claim(claim_of(entry, subject, _day(now)), why=change.why, by=by, at=now)
    return made.id


def _rank(change: Change, by: str, now: datetime) -> Made:
    body = change.body
    before = live_row(body["claim"])
    after = claims.rank_claim(
        body["claim"], rank=Rank(body["rank"]), reason=body.get("reason", ""), why=change.why, by=by, at=now
    )
    if before is None or not isinstance(before.said, Claim):
        raise claims.NotLive(after.id)
    return {
        "claim": after.id,
        "rank": str(before.said.rank),
        "reason": before.said.reason,
        "ruled": before.ruled,
    }


def _end(change: Change, by: str, now: datetime) -> Made:
    ended = claims.end_claim(change.body["claim"], why=change.why, by=by, at=now)
    return {"ended": plain_claim(ended)}


def _rule(change: Change, by: str, now: datetime) -> Made:
    return {"ruling": claims.rule(ruling_of(change, _day(now)), why=change.why, by=by, at=now)}


def _withdraw(change: Change, by: str, now: datetime) -> Made:
    """Write down what was taken back; `desk.checking` has taken it off the served pages before."""
    body = change.body
    subject = Subject(change.subject, body.get("kind", LINE))
    claims.take_back(subject, on=_day(now), reason=body["reason"], by=by)
    return {}


def _undo(change: Change, by: str, now: datetime) -> Made:
    """End what the undone change made, and begin again what it ended."""
    made, verb = change.body["made"], Verb(change.body["verb"])
    if "check" in made:
        claims.end_check(made["check"], why=change.why, by=by, at=now)
    for key in made.get("claims", ()):
        claims.end_claim(key, why=change.why, by=by, at=now)
    if verb is Verb.RANK:
        rank, reason, ruled = Rank(made["rank"]), made["reason"], made["ruled"]
        claims.rank_claim(made["claim"], rank=rank, reason=reason, ruled=ruled, why=change.why, by=by, at=now)
    for entry in (*made.get("replaced", ()), *([made["ended"]] if "ended" in made else ())):
        claims.add_claim(claim_of(entry, entry["subject"], _day(now)), why=change.why, by=by, at=now)
    if "ruling" in made:
        claims.end_ruling(made["ruling"], why=change.why, by=by, at=now)
    return {}


def _day(now: datetime) -> date:
    return timezone.localdate(now)


APPLY: Mapping[Verb, Apply] = {
    Verb.CHECK: _check,
    Verb.STATE: _state,
    Verb.RANK: _rank,
    Verb.END: _end,
    Verb.RULE: _rule,
    Verb.WITHDRAW: _withdraw,
    Verb.UNDO: _undo,
}
