"""What programs get and how to show it: two pages for whoever builds on the directory; tests run their examples."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from romduol.channels.web import addresses
from romduol.channels.web.sheets import Planned, Sheet, Turn, turns
from romduol.channels.web.telling import Teller
from romduol.ui.words import phrase

TITLE = phrase("For programs")
HERE = "http://127.0.0.1:8000"
"""Where a copy is found whose operator has not told its address."""
CODE = re.compile("`([^`]+)`")
LANG = "{lang}"
JSON = "application/json"

Row = tuple[str, str]
"""What is written, such as the name of a parameter, and what it means."""


@dataclass(frozen=True, slots=True)
class Example:
    """A request that a program may send; `{lang}` stands for the language of the page."""

    method: str
    path: str
    body: str
    what: str
    """In English, what comes back."""

    def curl(self, lang: str, base: str) -> str:
        """Return it as a line for a shell."""
        address, body = f"'{base}{self.path.replace(LANG, lang)}'", self.body.replace(LANG, lang)
        return f"curl -s {address} -H 'Content-Type: {JSON}' -d '{body}'" if body else f"curl -s {address}"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, sentences and rows beneath it; in sentences, `this` is for machines."""

    heading: str
    told: Sequence[str] = ()
    rows: Sequence[Row] = ()


EXAMPLES = (
    Example("GET", "/api/sources", "", phrase("Who says what is said here")),
    Example("GET", "/api/places", "", phrase("Places, their codes and other spellings")),
    Example("GET", "/api/disagreements", "", phrase("Where sources disagree")),
    Example("POST", "/api/numbers", '{"number": "099 000 198", "lang": "{lang}"}', phrase("Is this number safe?")),
    Example(
        "POST",
        "/api/answers",
        '{"question": "hiv test in pursat", "lang": "{lang}"}',
        phrase("A question in anyone's words"),
    ),
)
HSDS_EXAMPLES = (
    Example("GET", "/api/hsds/{lang}/services?per_page=2&full=true", "", phrase("Two services with all about them")),
    Example(
        "GET",
        "/api/hsds/{lang}/services?postcode=15&minimal=true",
        "",
        phrase("Services of one province, only their ids"),
    ),
    Example("GET", "/api/hsds/{lang}/services?modified_after=2026-01-01", "", phrase("What changed since a day")),
    Example("GET", "/api/hsds/{lang}/organizations?format=ndjson", "", phrase("All organisations, one on a line")),
    Example("POST", "/api/hsds/{lang}/services", '{"search": "hiv test"}', phrase("Words to find, in a body")),
)
"""Shown beside the others."""
FIRST = (
    Part(
        phrase("How to show a number"),
        (
            phrase("Never show a fact without its standing, its source and its date."),
            phrase("Police never come first. Where police answer, say so: `description` of each phone has the words."),
            phrase(
                "Only lines in `phones` get a call button. Those in `lines_held` have a mask and a link: show them."
            ),
            phrase("What was taken back must go from your pages too. Ask for changes at least once a day."),
        ),
    ),
    Part(
        phrase("Addresses"),
        rows=(
            ("/api/hsds/{lang}/", phrase("The directory, in the form of `HSDS 3.1`; the next page tells more")),
            ("/api/hsds/profile", phrase("What we add: standing, sources, access, translations")),
            ("/api/hsds/{lang}/tabular.zip", phrase("All of it as tables")),
            (
                "/api/files",
                phrase("Files: of all, of a province, of a need, as `xlsx`, `csv`, `zip`, `json`, `ndjson`"),
            ),
            ("/api/openapi.json", phrase("All addresses, for machines")),
            ("/api/claims/{id}", phrase("One statement: who says it, where, when, and who says otherwise")),
            ("/api/sources", phrase("Who says what is said here")),
            ("/api/places", phrase("Places, their codes and other spellings")),
            ("/api/disagreements", phrase("Where sources disagree")),
            ("POST /api/numbers", phrase("Is this number safe?")),
            ("POST /api/answers", phrase("A question in anyone's words")),
        ),
    ),
    Part(
        phrase("What stays as it is"),
        (
            phrase("Ids stay. Fields are added, never taken away without warning."),
            phrase("What will go away says so for at least twelve months, in the headers `Deprecation` and `Sunset`."),
            phrase("Each answer names its release and its licence: in the body, or as `Romduol-Release` and `Link`."),
            phrase("`ETag` and `If-None-Match` save you from reading the same twice."),
        ),
    ),
    Part(
        phrase("When something is wrong"),
        (
            phrase("`error` has a `code` for programs, the `field`, and a `message` for people; never what was sent."),
            phrase("Who asks too often gets `429` and `Retry-After`. For much, take the tables, or `romduol mirror`."),
        ),
    ),
    Part(
        phrase("Licence"),
        (phrase("`CC BY-SA 4.0`: name Romduol and the release, say what you changed, and share it alike."),),
    ),
    Part(
        phrase("What this site keeps of you"),
        (
            phrase("Nothing. There is no key, no account and no cookie. No question and no number is stored."),
            phrase(
                "Send private words in a body (`POST`), never in an address: addresses are written down on the way."
            ),
        ),
    ),
)
SECOND = (
    Part(
        phrase("Lists"),
        (
            phrase("They stand under `/api/hsds/{lang}/`, for `GET`, and for `POST` with the same names in a body."),
            phrase("Each record has its own address: add `/` and its `id`."),
            phrase(
                "A list has `total_items`, `total_pages`, `page_number`, `size`, `first_page`, `last_page`, `empty`, "
                "and its records in `contents`."
            ),
            phrase("All parameters count together. One that is not known is refused with `400`."),
        ),
        (
            ("services", phrase("Kinds of help, with who gives it")),
            ("organizations", phrase("Who gives help")),
            ("service_at_locations", phrase("Which help serves which place. A place is an area, never an address.")),
            ("taxonomies, taxonomy_terms", phrase("Needs and kinds of help")),
        ),
    ),
    Part(
        phrase("Parameters"),
        rows=(
            ("search", phrase("Words to find")),
            ("page, per_page", phrase("Which page, from `1`; how many records, from `1` to `500`, else `50`")),
            ("format", phrase("`json`, or `ndjson`: every record, one on a line")),
            ("full", phrase("`true`: all that belongs to a record, within it")),
            ("minimal", phrase("`true`: `id` and `last_modified` only")),
            (
                "modified_after",
                phrase(
                    "What changed since a day. What was taken back comes too, with `status` `defunct` and an `alert`."
                ),
            ),
            ("taxonomy_term_id, taxonomy_id", phrase("Of one need or kind of help")),
            ("organization_id", phrase("Of one organisation")),
            ("full_service", phrase("For organisations: `true`, with whole services")),
            ("postcode", phrase("The government's code of a place, as `15` or `KH-15`. We know no post codes.")),
            ("proximity", phrase("Is refused (`distance_unknown`): no place here has coordinates.")),
            ("top_only, parent_id", phrase("For terms: the highest ones, or those below one")),
        ),
    ),
)


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield both pages."""
    for turn, parts in turns(addresses.PROGRAMS, ("first", "second"), 1):
        yield Planned(turn.here, {"first": what_there_is, "second": directory}[parts[0]], (turn,))


def what_there_is(teller: Teller, path: str, turn: Turn) -> Sheet:
    """Return what programs get, and on which terms."""
    return _sheet(teller, path, turn, FIRST, ())


def directory(teller: Teller, path: str, turn: Turn) -> Sheet:
    """Return how to ask for the directory, and examples."""
    return _sheet(teller, path, turn, SECOND, (*EXAMPLES, *HSDS_EXAMPLES))


def _sheet(teller: Teller, path: str, turn: Turn, parts: Sequence[Part], examples: Sequence[Example]) -> Sheet:
    reader = teller.reader
    base = reader.edition.info.address or HERE
    shows = {
        "turn": turn,
        "parts": [_part(part, teller) for part in parts],
        "examples": [(reader.gettext(one.what), one.curl(reader.lang, base)) for one in examples],
    }
    return Sheet(path, "programs.html", reader.gettext(TITLE), shows)


def _part(part: Part, teller: Teller) -> dict[str, object]:
    say, lang = teller.reader.gettext, teller.reader.lang
    return {
        "heading": say(part.heading),
        "told": [coded(say(text), lang) for text in part.told],
        "rows": [(name.replace(LANG, lang), coded(say(text), lang)) for name, text in part.rows],
    }


def coded(text: str, lang: str) -> Markup:
    """Return a text in which what machines read stands as such; it is the same in every language."""
    marked = CODE.sub(r'<code lang="en">\1</code>', str(escape(text)))
    return Markup(marked.replace(LANG, lang))  # noqa: S704 (escaped just before)
