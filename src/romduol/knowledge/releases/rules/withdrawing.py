"""Stub until the pages carry marks."""

from collections.abc import Mapping, Sequence

from romduol.knowledge.releases.records import Withdrawn

NOTICES = "_/notices.json"


def without(
    body: bytes,
    media_type: str,
    path: str,
    items: Sequence[Withdrawn],
    drawn: frozenset[str],
    notices: Mapping[str, Mapping[str, str]],
) -> bytes:
    return body


def expired(body: bytes, path: str, notices: Mapping[str, Mapping[str, str]], days: Mapping[str, str]) -> bytes:
    return body
