"""Parts Khmer and English text into sentences, each with the notes in brackets that stand behind it."""

import re

# A Latin stop ends a sentence, but not before a small letter or a digit: "Art. 24" and "e.g. a" go on.
_STOPS = r"[។៕]|[.!?…](?=[\s\"”’)»\[]|$)"
_CLOSING = r"[\"”’)»]*"
_NOTES = r"(?:\s*\[\^[^\]\s]*\])*"
_END = re.compile(rf"(?:{_STOPS}){_CLOSING}{_NOTES}(?=\s|$|[\u1780-\u17b3])")
_GOES_ON = re.compile(r"\s+[a-z0-9]")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text in their order, each with its end; white space around them is dropped."""
    found, start = [], 0
    for end in _END.finditer(text):
        if end[0][0] == "." and "[" not in end[0] and _GOES_ON.match(text, end.end()):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return tuple(one for one in found if one)
