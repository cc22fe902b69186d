"""Reads a question that a program sends: a JSON object with `question`, `lang` and perhaps `place`."""

import json
from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from romduol.base.signs import typed
from romduol.ui.words import languages, phrase, words_of

LONGEST_QUESTION = 2_000
"""Code points."""
FIELDS = ("question", "lang", "place")
SPOKEN_TO_PROGRAMS = "en"
"""The language of an error where none was asked for that we have."""
PROBLEMS: Mapping[str, tuple[int, str]] = {
    "not_allowed": (405, phrase("Only POST is answered here.")),
    "wrong_type": (415, phrase("Send JSON, with the content type application/json.")),
    "too_large": (413, phrase("This is too long to be read. Please keep what matters most.")),
    "not_json": (400, phrase("This is not JSON.")),
    "not_an_object": (400, phrase("Send one JSON object.")),
    "twice": (422, phrase("A field is given twice.")),
    "unknown_field": (422, phrase("Only question, lang and place are known.")),
    "missing": (422, phrase("This is needed.")),
    "not_text": (422, phrase("This has to be text.")),
    "unknown_language": (422, phrase("This language is not spoken here.")),
    "too_long": (422, phrase("This is too long to be read. Please keep what matters most.")),
    "unknown_place": (422, phrase("No place has this code. A province has two digits.")),
    "nothing_published": (503, phrase("Nothing is published here yet.")),
    "broken": (500, phrase("Something broke on our side")),
}
"""Code -> status and message. No message repeats what was sent."""


class Problem(Exception):
    """What is wrong with a request: a code of `PROBLEMS`, the field it is about, the language to say it in."""

    def __init__(self, code: str, field: str | None = None, lang: str = SPOKEN_TO_PROGRAMS) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.lang = lang

    @property
    def status(self) -> int:
        """The status of the answer."""
        return PROBLEMS[self.code][0]

    def document(self) -> dict[str, Any]:
        """Return the error as the API gives it."""
        message = words_of(self.lang).gettext(PROBLEMS[self.code][1])
        return {"error": {"code": self.code, "field": self.field, "message": message}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was sent; `place` is not looked up yet."""

    question: str
    lang: str
    place: str


def read_question(body: bytes, lang: str = SPOKEN_TO_PROGRAMS) -> Asked:
    """Return the question in a body; raises `Problem`, said in the asked language, or else in `lang`."""
    sent = sent_object(body, lang)
    if sent.get("lang") in languages():
        lang = sent["lang"]
    if not sent.keys() <= set(FIELDS):
        raise Problem("unknown_field", lang=lang)
    asked = _text(sent, "lang", lang)
    if asked not in languages():
        raise Problem("unknown_language", "lang", lang)
    question = _text(sent, "question", lang)
    if len(question) > LONGEST_QUESTION:
        raise Problem("too_long", "question", lang)
    # An empty choice in a form is none.
    place = _text(sent, "place", lang) if sent.get("place") not in (None, "") else ""
    return Asked(question, asked, place)


def sent_object(body: bytes, lang: str = SPOKEN_TO_PROGRAMS) -> dict[str, Any]:
    """Return the one JSON object of a body, each of its fields there once; raises `Problem`, said in `lang`."""
    try:
        # Some programs begin a text with a mark of its order. What goes too deep, or is no UTF-8, ends here.
        sent = orjson.loads(text := body.removeprefix(BOM_UTF8))
        if not isinstance(sent, dict):
            raise Problem("not_an_object", lang=lang)
        json.loads(text, object_pairs_hook=_once)
    except _Twice:
        raise Problem("twice", lang=lang) from None
    except (ValueError, RecursionError):
        raise Problem("not_json", lang=lang) from None
    return sent


class _Twice(Exception):
    """A field that is given twice: which of the two is meant, nobody can tell."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _text(sent: Mapping[str, Any], field: str, lang: str) -> str:
    value = sent.get(field)
    if value is None or value == "":
        raise Problem("missing", field, lang)
    if not isinstance(value, str):
        raise Problem("not_text", field, lang)
    if not typed(value):
        raise Problem("missing", field, lang)
    return typed(value)
