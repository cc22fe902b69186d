"""Answers "Is this number safe?" from what a release keeps of it and from what was taken back since, purely."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from romduol.base import phones
from romduol.knowledge.answers.records import ClaimedOwner, NumberAnswer, NumberHead, Said
from romduol.knowledge.answers.rules.masking import masks_over, spellings
from romduol.knowledge.directory.records import Showing
from romduol.knowledge.directory.rules.lines import CALLABLE
from romduol.knowledge.releases.records import Kind, Withdrawn

Records = Mapping[str, Any]
TakenBack = Mapping[str, Withdrawn]


def read_number(text: str, head: NumberHead, withdrawn: TakenBack) -> phones.PhoneNumber:
    """Return the one number that somebody typed; raises `NotAPhoneNumber`."""
    short = {item.key for item in _lines(withdrawn) if phones.is_short_key(item.key)}
    return phones.parse(
        text, short_codes=short.union(head.short_codes), calling_code=head.calling_code, region=head.country
    )


def answer_number(asked: NumberAnswer, record: Records | None, head: NumberHead, withdrawn: TakenBack) -> NumberAnswer:
    """Complete the answer about a number by what the release keeps of it, and by what was taken back since.

    `asked` holds what the number itself tells. Its digits stay as they were typed: a release keeps none of a number
    that readers do not get in full.
    """
    answer = _known(asked, record, head, withdrawn) if record is not None else asked
    item = withdrawn.get(f"{Kind.LINE}:{asked.key}")
    if item is not None:
        answer = _taken_back(answer, item)
    return replace(answer, better=()) if answer.showing in CALLABLE else answer


def _known(asked: NumberAnswer, record: Records, head: NumberHead, withdrawn: TakenBack) -> NumberAnswer:
    since = ((item.key, item.masked or "...") for item in _lines(withdrawn))
    kept = masks_over(since, head.calling_code).over({**record, "better": _still_good(record, head, withdrawn)})
    kept.pop("national", None)
    kept["owners"] = tuple(
        ClaimedOwner(**{**owner, "sources": tuple(Said(**said) for said in owner["sources"])})
        for owner in kept["owners"]
    )
    kept["listed_by"] = tuple(Said(**said) for said in kept["listed_by"])
    kept["better"] = tuple(kept["better"])
    return replace(asked, kind="known", **kept)


def _still_good(record: Records, head: NumberHead, withdrawn: TakenBack) -> list[Records]:
    gone = {digits for item in _lines(withdrawn) for digits in spellings(item.key, head.calling_code)}
    return [other for other in record["better"] if re.sub(r"\D", "", other["national"]) not in gone]


def _taken_back(answer: NumberAnswer, item: Withdrawn) -> NumberAnswer:
    return replace(
        answer,
        kind="known",
        showing=str(Showing.DO_NOT_CALL),
        withdrawn=dict(item.reason),
        masked=answer.masked or item.masked,
        code=answer.code or item.code,
    )


def _lines(withdrawn: TakenBack) -> Iterator[Withdrawn]:
    return (item for item in withdrawn.values() if item.kind == Kind.LINE)
