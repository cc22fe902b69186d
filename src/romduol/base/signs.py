"""Signs that nobody can see: found in what is kept, left out of what is typed, made visible where it is told."""

import re

# Control signs but tab and the ends of lines; what turns the direction of the text around it; halves of a sign;
# and code points that are none.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_CARRIAGE = "\r"
# Joiners and spaces of no width have their place between Khmer letters, but alone they are nothing.
_NOTHING = re.compile(r"[\s\u00ad\u115f\u1160\u17b4\u17b5\u200b-\u200f\u2060-\u2064\u3164\ufeff]+")
LONGEST_TOLD = 500


def unseen(text: str) -> str:
    """Return what a text holds that may not stand in one which is kept, or nothing."""
    found = _UNSEEN.search(text)
    if found:
        return f"{code_point(found[0])} may not stand here: nobody can see it"
    return "nothing of this can be seen" if text and _NOTHING.fullmatch(text) else ""


def typed(text: str) -> str:
    """Return what somebody typed or pasted, without signs that nobody can see; empty where nothing is left."""
    found = _UNSEEN.sub("", text.replace("\r\n", "\n").replace(_CARRIAGE, "\n")).strip()
    return "" if _NOTHING.fullmatch(found) else found


def first_seen(text: str) -> str:
    """Return the first sign of a text that draws something; empty where none does.

    >>> first_seen(" \\u200b=1+1")
    '='
    """
    nothing = _NOTHING.match(text)
    return text[nothing.end() if nothing else 0 :][:1]


def code_point(sign: str | int) -> str:
    """Return the name of a sign that cannot be shown.

    >>> code_point("\\x07")
    'U+0007'
    """
    return f"U+{sign if isinstance(sign, int) else ord(sign):04X}"


def shown(text: str, most: int = LONGEST_TOLD) -> str:
    """Return a text as a terminal may get it: on one line, no longer than it can be read, signs unseen written out."""
    short = text if len(text) <= most else f"{text[:most]}…"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in short)
