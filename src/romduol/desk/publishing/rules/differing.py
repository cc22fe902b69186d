"""Tells how what readers will get differs from what they get, as codes that become words."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from romduol.desk.publishing.records import Difference, Happened, Seen, Snapshot
from romduol.desk.publishing.rules.seeing import JOINED, KEEPER, OWNERS, SHOWING, TEXT, TRANSLATION, VALUE, value_in
from romduol.knowledge.directory.records import Showing

NOT_IN_FULL = {Showing.WITHHELD, Showing.DO_NOT_CALL, ""}
IMPORTANCE = {happened: place for place, happened in enumerate(Happened)}


def differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    """Return all that readers will get otherwise, what concerns numbers first; rows that are equal may be left out."""
    found = [one for key in before.keys() | after.keys() for one in _of(before.get(key), after.get(key))]
    return sorted(found, key=_order)


def _order(one: Difference) -> tuple[object, ...]:
    return (IMPORTANCE[one.happened], one.kind, one.subject, one.property, one.value)


def _of(old: Seen | None, new: Seen | None) -> Iterator[Difference]:
    if old is None or new is None:
        yield from _come_or_gone(old, new)
        return
    if JOINED in old.sides or JOINED in new.sides:
        yield from _joined(old, new)
        return
    for side in sorted(old.sides.keys() | new.sides.keys()):
        was, becomes = old.sides.get(side, ""), new.sides.get(side, "")
        if was != becomes:
            yield from _side(side, old, new, was, becomes)


def _come_or_gone(old: Seen | None, new: Seen | None) -> Iterator[Difference]:
    seen = new or old
    if seen is None:
        return
    if seen.kind == "line":
        yield from _number(seen, _showing(old), _showing(new))
    elif seen.kind == "contradiction":
        yield _settled_or_found(seen, gone=new is None)
    elif JOINED in seen.sides:
        return  # Readers had no such record before, or have none afterwards.
    else:
        yield _told(seen, Happened.RECORD_REMOVED if new is None else Happened.RECORD_ADDED)


def _joined(old: Seen, new: Seen) -> Iterator[Difference]:
    """Yield that a record became another one, or is one of its own again; what it said is told of that other one."""
    was, becomes = old.sides.get(JOINED, ""), new.sides.get(JOINED, "")
    if becomes and was != becomes:
        yield _told(old if old.label else new, Happened.RECORD_JOINED, before=was, after=becomes)
    elif was and not becomes:
        yield _told(new, Happened.RECORD_PARTED, before=was)


def _showing(seen: Seen | None) -> str:
    return seen.sides.get(SHOWING, "") if seen else ""


def _settled_or_found(seen: Seen, *, gone: bool) -> Difference:
    subject, _, name = seen.sides.get("about", "").partition("|")
    happened = Happened.CONTRADICTION_SETTLED if gone else Happened.CONTRADICTION_FOUND
    return Difference(happened, subject or seen.id, seen.kind, seen.code, seen.label, name)


def _side(side: str, old: Seen, new: Seen, was: str, becomes: str) -> Iterator[Difference]:
    for begins, tell in SIDES.items():
        if side.startswith(begins):
            yield from tell(side.removeprefix(begins) if begins != VALUE else side, old, new, was, becomes)


def _told(seen: Seen, happened: Happened, **more: Any) -> Difference:
    return Difference(happened, seen.id, seen.kind, seen.code, seen.label, **more)


def _showing_side(_: str, old: Seen, new: Seen, was: str, becomes: str) -> Iterator[Difference]:
    # Whose number it was is what tells a reader of the list which one it is, once nobody is said to own it.
    yield from _number(new if new.label else old, was, becomes)


def _number(seen: Seen, was: str, becomes: str) -> Iterator[Difference]:
    given, gives = was not in NOT_IN_FULL, becomes not in NOT_IN_FULL
    if becomes == Showing.DO_NOT_CALL:
        happened = Happened.TAKEN_BACK
    elif given != gives:
        happened = Happened.NUMBER_ADDED if gives else Happened.NUMBER_REMOVED
    elif was and becomes:
        happened = Happened.SHOWN_OTHERWISE
    else:
        return  # Nobody got it before, and nobody will.
    yield _told(seen, happened, property="phone", value=seen.sides.get("number", ""), before=was, after=becomes)


def _owners_side(_: str, old: Seen, new: Seen, was: str, becomes: str) -> Iterator[Difference]:
    # A number that is new or gone says so itself.
    if was and becomes:
        yield _told(new, Happened.OTHER_OWNER, value=new.sides.get("number", ""), before=was, after=becomes)


def _value_side(side: str, old: Seen, new: Seen, was: str, becomes: str) -> Iterator[Difference]:
    name, value = value_in(side)
    happened = Happened.STANDING_CHANGED
    if not (was and becomes):
        if name == "phone":
            return  # Its line says so.
        happened = Happened.VALUE_ADDED if becomes else Happened.VALUE_REMOVED
    yield _told(new, happened, property=name, value=value, before=was, after=becomes)


def _text_side(lang: str, old: Seen, new: Seen, was: str, becomes: str) -> Iterator[Difference]:
    yield _told(new, Happened.TEXT_CHANGED, property=lang)


def _translation_side(lang: str, old: Seen, new: Seen, was: str, becomes: str) -> Iterator[Difference]:
    yield _told(new, Happened.TRANSLATION_CHANGED, property=lang, before=was, after=becomes)


def _keeper_side(_: str, old: Seen, new: Seen, was: str, becomes: str) -> Iterator[Difference]:
    yield _told(new, Happened.KEEPER_CHANGED, before=was, after=becomes)


Tell = Callable[[str, Seen, Seen, str, str], Iterable[Difference]]
SIDES: dict[str, Tell] = {
    SHOWING: _showing_side,
    OWNERS: _owners_side,
    VALUE: _value_side,
    TEXT: _text_side,
    TRANSLATION: _translation_side,
    KEEPER: _keeper_side,
}
"""How a side begins -> what tells a change of it; a side that is not here only helps to tell."""
