"""Documents as bytes, the same bytes for the same claims: a record a line, or one page of an API."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from romduol.desk.exports.hsds.records import About, Document
from romduol.desk.imports.rules.shape import PROFILE

ORGANIZATIONS, SERVICES = "organizations.ndjson", "services.ndjson"
"""Names under which a reader knows what the records are."""


def ndjson(records: Sequence[Document]) -> bytes:
    """Return records one a line."""
    return b"".join(orjson.dumps(record, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE) for record in records)


def page(records: Sequence[Document], about: About) -> bytes:
    """Return records as one page, with whose they are and under which licence."""
    made = {
        "total_items": len(records),
        "total_pages": 1,
        "page_number": 1,
        "size": len(records),
        "first_page": True,
        "last_page": True,
        "empty": not records,
        "contents": list(records),
        PROFILE: {
            "source": about.source,
            "title": about.title,
            "licence": about.licence,
            "release": about.release,
            "day": about.day.isoformat(),
        },
    }
    return orjson.dumps(made, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
