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
ONLY_THESE = phrase("Only question, lang and place are known.")
PROBLEMS: Mapping[str, tuple[int, str]] = {
    "not_allowed": (405, phrase("Only POST is answered here.")),
    "wrong_type": (415, phrase("Send JSON, with the content type application/json.")),
    "too_large": (413, phrase("This is too long to be read. Please keep what matters most.")),
    "not_json": (400, phrase("This is not JSON.")),
    "not_an_object": (400, phrase("Send one JSON object.")),
    "twice": (422, phrase("A field is given twice.")),
    "unknown_field": (422, ONLY_THESE),
    "missing": (422, phrase("This is needed.")),
    "not_text": (422, phrase("This has to be text.")),
    "unknown_language": (422, phrase("This language is not spoken here.")),
    "too_long": (422, phrase("This is too long to be read. Please keep what matters most.")),
    "not_a_number": (422, phrase("This is not a phone number that can be called. Look at the digits again.")),
    "unknown_place": (422, phrase("No place has this code. A province has two digits.")),
    "unknown_parameter": (400, phrase("This parameter is not known here.")),
    "too_many_parameters": (400, phrase("These are more parameters than are read.")),
    "repeated": (400, phrase("This may be given only once.")),
    "not_utf8": (400, phrase("This is not text in `UTF-8`.")),
    "not_words": (400, phrase("This has to be text.")),
    "unreadable_value": (400, phrase("This has to be a text, a number, true or false.")),
    "not_whole": (400, phrase("This has to be a whole number.")),
    "out_of_range": (400, phrase("This number is too small or too large.")),
    "not_yes_no": (400, phrase("This has to be true or false.")),
    "not_an_id": (400, phrase("This has to be the id of a record, a UUID.")),
    "unknown_format": (400, phrase("The formats are json and ndjson.")),
    "not_a_moment": (400, phrase("This has to be a day or a moment, such as `2026-11-22` or `2026-11-22T08:00:00Z`.")),
    "buddhist_year": (400, phrase("This year is counted from the Buddha. Write `2026` and not `2569`.")),
    "no_pages": (400, phrase("ndjson has no pages: it gives every record.")),
    "distance_unknown": (400, phrase("No place here has coordinates. Ask with postcode alone.")),
    "value_too_long": (400, phrase("This is too long to be read.")),
    "no_such_place": (400, phrase("No place has this code. A province has two digits.")),
    "not_found": (404, phrase("There is nothing under this address.")),
    "no_such_record": (404, phrase("No record has this id.")),
    "no_such_feed": (404, phrase("There is no feed in this language.")),
    "withdrawn": (404, phrase("This record was taken back: do not show it any more.")),
    "no_longer_listed": (404, phrase("This record is no longer listed: do not show it any more.")),
    "joined": (404, phrase("This record and another one are the same. Use the one that `into` names.")),
    "withdrawn_since": (
        503,
        phrase("Something was taken back since this was made. It is made anew with the next release."),
    ),
    "too_much": (
        400,
        phrase("This is too much for one file that is made while you wait. Take one province, or `tabular.zip`."),
    ),
    "too_slow": (408, phrase("It did not arrive in time. Please send it again.")),
    "no_length": (411, phrase("Say how long it is, in Content-Length.")),
    "packed": (415, phrase("Send it as it is, without Content-Encoding.")),
    "too_many": (429, phrase("Too many requests. Wait as long as Retry-After says.")),
    "busy": (503, phrase("Busy. Wait as long as Retry-After says.")),
    "nothing_published": (503, phrase("Nothing is published here yet.")),
    "broken": (500, phrase("Something broke on our side")),
}
"""Code -> status and message. No message repeats what was sent."""


class Problem(Exception):
    """What is wrong with a request: a code of `PROBLEMS`, the field it is about, the language to say it in.

    `says` is an English phrase that fits one door better than the usual words of the code; `because` are words of a
    steward, which follow it; `into` is the id of the record to use instead.
    """

    def __init__(
        self,
        code: str,
        field: str | None = None,
        lang: str = SPOKEN_TO_PROGRAMS,
        *,
        says: str | None = None,
        because: str = "",
        into: str = "",
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.lang = lang
        self.says = says or PROBLEMS[code][1]
        self.because = because
        self.into = into

    @property
    def status(self) -> int:
        """The status of the answer."""
        return PROBLEMS[self.code][0]

    def document(self) -> dict[str, Any]:
        """Return the error as the API gives it."""
        message = words_of(self.lang).gettext(self.says)
        told = f"{message} {self.because}" if self.because else message
        more = {"into": self.into} if self.into else {}
        return {"error": {"code": self.code, "field": self.field, "message": told, **more}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was sent; `place` is not looked up yet."""

    question: str
    lang: str
    place: str


def read_question(body: bytes, lang: str = SPOKEN_TO_PROGRAMS) -> Asked:
    """Return the question in a body; raises `Problem`, said in the asked language, or else in `lang`."""
    sent, lang = known_object(body, FIELDS, ONLY_THESE, lang)
    asked = asked_language(sent, lang)
    question = sent_text(sent, "question", lang)
    if len(question) > LONGEST_QUESTION:
        raise Problem("too_long", "question", lang)
    # An empty choice in a form is none.
    place = sent_text(sent, "place", lang) if sent.get("place") not in (None, "") else ""
    return Asked(question, asked, place)


def known_object(body: bytes, fields: tuple[str, ...], only: str, lang: str) -> tuple[Mapping[str, Any], str]:
    """Return the JSON object of a body and the language to answer in; raises `Problem`.

    `only` says in English which fields are known.
    """
    sent = sent_object(body, lang)
    if sent.get("lang") in languages():
        lang = sent["lang"]
    if not sent.keys() <= set(fields):
        raise Problem("unknown_field", lang=lang, says=only)
    return sent, lang


def asked_language(sent: Mapping[str, Any], lang: str) -> str:
    """Return the language that was asked for; raises `Problem` where we do not speak it."""
    asked = sent_text(sent, "lang", lang)
    if asked not in languages():
        raise Problem("unknown_language", "lang", lang)
    return asked


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


def sent_text(sent: Mapping[str, Any], field: str, lang: str, missing: str | None = None) -> str:
    """Return a text that has to be there; raises `Problem`, which `missing` may say in other words."""
    value = sent.get(field)
    if value is None or value == "":
        raise Problem("missing", field, lang, says=missing)
    if not isinstance(value, str):
        raise Problem("not_text", field, lang)
    if not typed(value):
        raise Problem("missing", field, lang, says=missing)
    return typed(value)
