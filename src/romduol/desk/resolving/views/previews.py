"""Tells in words what readers would see otherwise."""

from __future__ import annotations

from markupsafe import Markup

from romduol.desk.resolving.records import Difference, Turn
from romduol.desk.resolving.views import words
from romduol.desk.resolving.views.telling import Teller
from romduol.ui import vocabulary
from romduol.ui.words import phrase

TOLD = {
    Turn.LINE: phrase("%(what)s: %(before)s → %(after)s"),
    Turn.STANDING: phrase("%(what)s: %(before)s → %(after)s"),
    Turn.GONE: phrase("%(what)s: no longer counts"),
    Turn.NEW: phrase("%(what)s: counts now (%(after)s)"),
    Turn.LISTED: phrase("%(what)s: %(before)s → %(after)s"),
    Turn.SETTLED: phrase("Settled: %(what)s"),
    Turn.OPENED: phrase("A contradiction opens: %(what)s. %(before)s"),
}
LISTED = {"listed": phrase("listed for readers"), "": phrase("not listed for readers")}


def difference_told(found: Difference, tell: Teller) -> Markup:
    """Return one difference in words, such as "1280: call button → masked"."""
    return tell(
        TOLD[found.turn],
        what=_what(found, tell),
        before=_state(found, found.before, tell),
        after=_state(found, found.after, tell),
    )


def _what(found: Difference, tell: Teller) -> Markup:
    if found.turn is Turn.LINE:
        return tell.name(found.subject)
    if found.turn is Turn.LISTED:
        return tell.name(found.subject)
    topic = tell.topic(found.subject, found.property)
    if not found.value:
        return topic
    return Markup("{} · {}").format(topic, tell.value(found.property, found.value, found.words))


def _state(found: Difference, code: str, tell: Teller) -> Markup:
    if found.turn is Turn.LINE:
        return tell(words.SHOWINGS[code])
    if found.turn is Turn.LISTED:
        return tell(LISTED[code])
    if found.turn in (Turn.SETTLED, Turn.OPENED):
        return tell(vocabulary.RULES[code]) if code else Markup()
    return tell(words.STANDINGS[code])
