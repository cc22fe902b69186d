"""The words of "Is this number safe?": what its evidence means for who wants to call it."""

from collections.abc import Mapping
from datetime import date

from romduol.knowledge.answers.records import ClaimedOwner
from romduol.knowledge.releases.records import Showing
from romduol.ui import formatting
from romduol.ui.vocabulary import UNANSWERED
from romduol.ui.words import phrase, words_of

LONGEST_NUMBER = 40
"""Code points of what may be typed as a number."""
NO_NUMBER = phrase("Please type a phone number.")
TOO_LONG = phrase("This is too long for a phone number.")
NOT_A_NUMBER = phrase("This is not a phone number that can be called. Look at the digits again.")
NOT_KNOWN = phrase(
    "No source known to us names this number. That does not mean that it is safe, and not that it is unsafe."
)
LISTEN_FIRST = phrase("If you call it, listen first. Do not give your name yet.")
ADVICE = {
    Showing.CALL: phrase("Good evidence says whose number this is."),
    Showing.CALL_UNCONFIRMED: phrase(
        "This is a short number, so it is nobody's private phone. Who answers it is not confirmed."
    ),
    Showing.SECOND: phrase("The body itself gave this number, but long ago or without a date."),
    Showing.AFTER_TAP: phrase(
        "The body has a line, but nobody has confirmed this number. Listen first. Do not give your name yet."
    ),
    Showing.TWO_OWNERS: phrase(
        "Sources name different owners for this number. Listen first. Do not give your name yet."
    ),
    Showing.WITHHELD: phrase(
        "Only unsigned or outdated sources give this number. It may be somebody's private phone. Better not call."
    ),
    Showing.DO_NOT_CALL: phrase("Do not call this number. It was taken back as wrong or unsafe."),
}
STOP = frozenset({Showing.WITHHELD, Showing.DO_NOT_CALL, Showing.TWO_OWNERS})
"""Where it is safer not to call."""
LEVELS: Mapping[str, str] = {
    "called": phrase("We checked this on %(day)s."),
    "said": phrase("Somebody says so. We have not called."),
    "lapsed": phrase("True in %(year)s, not checked since."),
    "disputed": phrase("Do not rely on this. Sources disagree."),
    "outweighed": phrase("Do not rely on this. A better source says otherwise."),
    "withdrawn": phrase("Do not rely on this. It was found wrong or unsafe."),
}


def why_relied(owner: ClaimedOwner, lang: str) -> str:
    """Return in words how far it can be relied on that a number belongs to a body."""
    if owner.standing == "lapsed" and owner.unanswered:
        return words_of(lang).gettext(UNANSWERED)
    text = words_of(lang).gettext(LEVELS.get(owner.standing, LEVELS.get(owner.level, LEVELS["said"])))
    day = formatting.day(date.fromisoformat(owner.checked_on), lang) if owner.checked_on else ""
    return text % {"day": day, "year": owner.said_on[:4]}
