"""The OpenAPI document: written from the tables that requests are read by, so that it cannot say anything else."""

import re
from collections.abc import Iterable

from romduol import __version__
from romduol.channels.api.giving.choosing import MEDIA_TYPES
from romduol.channels.api.hsds.profile import DEFINITIONS, PROFILE, fields_on
from romduol.channels.api.licence import LICENSE, LICENSE_URL
from romduol.channels.api.parameters import LONGEST_WORDS, MOST_OF_ONE, PARAMETERS, Parameter, Shape
from romduol.channels.api.questions import LONGEST_QUESTION, PROBLEMS
from romduol.channels.api.routes import LISTINGS, Listing
from romduol.channels.api.schemas import NAMES, NULL, TEXT, UUID, YES_NO, Document, schemas
from romduol.knowledge.releases.records import Edition

NAME_OF_FILES = r"directory(-[0-9]{2})?(-n[a-z2-7]{6})?-[a-z]{2}(-[a-z]{2})*\.(json|ndjson|zip|csv|xlsx)(\.zip)?"
JSON, LINES = "application/json", "application/x-ndjson"


def openapi_document(edition: Edition) -> Document:
    """Return the description of the API in the form of OpenAPI 3.1."""
    languages = list(edition.info.languages)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Romduol",
            "version": __version__,
            "summary": "Help, rights and safe reporting: each fact with its source, its date and its standing.",
            "description": (
                "HSDS 3.1 feeds in each language, and what they rest on. Read only; no key, no cookie. "
                "Never show a number without its standing, and never one of the police first."
            ),
            "license": {"name": LICENSE, "url": LICENSE_URL},
        },
        "servers": [{"url": edition.info.address or "/"}],
        "paths": dict(_paths(languages)),
        "components": {"schemas": schemas(), "responses": _failures()},
    }


def _paths(languages: list[str]) -> Iterable[tuple[str, Document]]:
    lang = {"name": "lang", "in": "path", "required": True, "schema": {"enum": languages}}
    about = _answer("What the feed is", {"$ref": "#/components/schemas/About"})
    yield "/api/hsds/{lang}/", {"parameters": [lang], "get": _operation("about", "About the feed", about)}
    for listing in LISTINGS.values():
        yield from _of_listing(listing, lang)
    tabular = {"description": "A data package of CSV files", "content": {"application/zip": {}}}
    yield (
        "/api/hsds/{lang}/tabular.zip",
        {"parameters": [lang], "get": _operation("tabular", "The whole feed as a tabular package", tabular)},
    )
    for name, does in OTHERS.items():
        found = _answer(does, {"type": "object"})
        yield f"/api/{name}", {"get": _operation(re.sub(r"\W", "_", name), does, found)}
    yield (
        "/api/files",
        {"get": _operation("files", "Which files can be taken away", _answer("Them", {"type": "object"}))},
    )
    yield "/api/files/{name}", _of_files()
    claim = {"name": "id", "in": "path", "required": True, "schema": UUID}
    told = _answer("The claim", {"type": "object", "required": ["id", "subject", "property", "value", "source"]})
    yield (
        "/api/claims/{id}",
        {"parameters": [claim], "get": _operation("claim", "One claim of one source", told)},
    )
    for name, does, fields in POSTED:
        yield f"/api/{name}", {"post": _posted(name, does, fields, languages)}


OTHERS = {
    "disagreements": "Where sources differ",
    "sources": "Every source, its grade and its date",
    "places": "Every place, its codes and spellings",
    "hsds/profile": "What these feeds add to HSDS",
    "openapi.json": "This description",
}
"""Document -> what it holds."""
OF_EVERY_ADDRESS = (400, 404, 405, 429, 500, 503)
NO_SUCH_PIECE = 416
OF_A_BODY = (408, 411, 413, 415)
"""Statuses of refusals: those that any address may give, and those of whatever reads a body."""
POSTED = (
    ("answers", "Answer a question in anyone's words", {"question": LONGEST_QUESTION}),
    ("numbers", "Is this number safe?", {"number": 0}),
)
"""Address, what it does, and its needed texts with their longest length; 0 where none is told."""


def _of_listing(listing: Listing, lang: Document) -> Iterable[tuple[str, Document]]:
    name = NAMES[listing.name]
    page = _answer(f"{listing.does}, a page of them", {"$ref": f"#/components/schemas/{name}Page"})
    page["content"][LINES] = {"schema": TEXT}
    parameters = [_described(one, listing) for one in listing.described]
    body = {
        "required": False,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "properties": {one.name: {"anyOf": [_schema(one), NULL]} for one in listing.described},
                    "additionalProperties": False,
                }
            }
        },
    }
    yield (
        f"/api/hsds/{{lang}}/{listing.name}",
        {
            "parameters": [lang],
            "get": {**_operation(listing.name, listing.does, page), "parameters": parameters},
            "post": {
                **_operation(f"{listing.name}_sent", f"{listing.does}, asked for in the body", page, OF_A_BODY),
                "parameters": parameters,
                "requestBody": body,
            },
        },
    )
    one = _answer("The record with all that belongs to it", {"$ref": f"#/components/schemas/{name}"})
    uuid = {"name": "id", "in": "path", "required": True, "schema": UUID}
    more = [_described(PARAMETERS[field], listing) for field in listing.of_one]
    yield (
        f"/api/hsds/{{lang}}/{listing.name}/{{id}}",
        {
            "parameters": [lang, uuid],
            "get": {
                **_operation(f"{listing.name}_one", f"One of: {listing.does}", one),
                "parameters": more,
            },
        },
    )


def _of_files() -> Document:
    """Return how a file is taken away: whole, of a province, of a need; `directory-15-km.csv`."""
    name = {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "directory, a province's code, what /api/files gives for a need, the language, the ending.",
        "schema": {"type": "string", "pattern": f"^{NAME_OF_FILES}$"},
    }
    found = _answer("The file", TEXT)
    found["content"] = {media_type: {} for media_type in MEDIA_TYPES.values()}
    found["headers"]["Content-Disposition"] = {"schema": TEXT}
    piece = {"description": "A piece of the file, as Range asks for it", "content": found["content"]}
    operation = _operation("file", "What is published, as a file", found, (NO_SUCH_PIECE,))
    operation["responses"]["206"] = piece
    return {"parameters": [name], "get": operation}


def _described(parameter: Parameter, listing: Listing) -> Document:
    beyond = " Beyond the specification." if parameter.name in listing.beyond else ""
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.does + beyond,
        "schema": _schema(parameter),
        **({"explode": True} if parameter.many else {}),
    }


def _schema(parameter: Parameter) -> Document:
    match parameter.shape:
        case Shape.WHOLE | Shape.METERS:
            found: Document = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
        case Shape.YES_NO:
            found = YES_NO
        case Shape.ID:
            found = UUID
        case Shape.MOMENT:
            found = {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
        case Shape.FORMAT:
            found = {"enum": ["json", "ndjson"]}
        case Shape.PLACE:
            found = {"type": "string", "pattern": "^(KH-)?[0-9]{2,8}$"}
        case Shape.WORDS:
            found = {"type": "string", "maxLength": LONGEST_WORDS}
    return {"type": "array", "items": found, "maxItems": MOST_OF_ONE} if parameter.many else found


def _posted(name: str, does: str, fields: dict[str, int], languages: list[str]) -> Document:
    texts = {one: {**TEXT, "minLength": 1, **({"maxLength": most} if most else {})} for one, most in fields.items()}
    schema = {
        "type": "object",
        "required": [*fields, "lang"],
        "properties": {
            **texts,
            "lang": {"enum": languages},
            **({"place": {"anyOf": [TEXT, NULL]}} if name == "answers" else {}),
        },
        "additionalProperties": False,
    }
    return {
        **_operation(name, does, _answer(does, {"type": "object"}), (*OF_A_BODY, 422)),
        "requestBody": {"required": True, "content": {JSON: {"schema": schema}}},
    }


def _operation(name: str, does: str, answer: Document, failures: Iterable[int] = ()) -> Document:
    told = {str(code): {"$ref": f"#/components/responses/{code}"} for code in sorted({*OF_EVERY_ADDRESS, *failures})}
    return {"operationId": name, "summary": does, "responses": {"200": answer, **told}}


def _answer(does: str, schema: Document) -> Document:
    text = {"schema": TEXT}
    headers = {"ETag": text, "Romduol-Release": text, "Link": text}
    return {"description": does, "headers": headers, "content": {JSON: {"schema": schema}}}


def _failures() -> Document:
    codes: dict[int, list[str]] = {}
    for code, (status, _) in PROBLEMS.items():
        codes.setdefault(status, []).append(code)
    return {
        str(status): {
            "description": f"Refused: {', '.join(codes.get(status, ['see the message']))}",
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}},
        }
        for status in sorted({*codes, *OF_EVERY_ADDRESS, *OF_A_BODY, NO_SUCH_PIECE})
    }


def profile_document() -> Document:
    """Return what the feeds add to HSDS: for each of its objects the added fields, as a patch of its schema."""
    objects = sorted({name for field in PROFILE for name in field.on})
    return {
        "name": "Romduol",
        "hsds": "3.1",
        "license": LICENSE,
        "objects": {
            name: {
                "properties": {
                    field.name: {**field.schema, "description": field.description} for field in fields_on(name)
                }
            }
            for name in objects
        },
        "definitions": DEFINITIONS,
    }
