"""Asks which column of a table holds what, and what words in it mean that nobody knows here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from romduol.base.khmer import digits
from romduol.base.signs import typed
from romduol.desk.imports.causes import cause_in
from romduol.desk.imports.readings import Reading
from romduol.desk.imports.rules.columns import COLUMNS
from romduol.desk.imports.rules.guessing import guess_columns, is_standing, left_out
from romduol.desk.imports.rules.mappings import ColumnMapping, Days, columns_problems, fits, heading_keys
from romduol.desk.imports.sheets.opening import Sample
from romduol.desk.loading import queries
from romduol.desk.loading.actions import UnderWay
from romduol.desk.loading.actions.holding import begin_held, hold, note_columns
from romduol.desk.loading.forms import TABLES, column_field, word_field
from romduol.desk.loading.queries.folders import file_of
from romduol.desk.loading.queries.holding import (
    Held,
    NothingHeld,
    beginning_of,
    held,
    unknown_words,
)
from romduol.desk.loading.queries.imports import NoSuchImport
from romduol.desk.loading.queries.readings import reading_of
from romduol.desk.loading.views.deciding import BUSY
from romduol.desk.loading.views.listing import TEMPLATES
from romduol.desk.loading.views.one import found_import
from romduol.desk.loading.views.telling import coded, supplier_told
from romduol.desk.resolving.views.telling import Teller
from romduol.knowledge.directory.queries import loaded_words
from romduol.knowledge.directory.rules.places import exact_places
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.ui import vocabulary
from romduol.ui.words import phrase

TITLE = phrase("Which column is what?")
WORDS = phrase("What do these words mean?")
MOST_ASKED = 140
"""Columns that are asked about: a form holds no more. What stands further to the right is not taken over."""
SAMPLES = 3
PLACES = "place"
"""The list of places, as `Column.codes` names it."""
LONGEST_SAMPLE = 60
_WITH_CODE = re.compile(r"\(([^()]+)\)$")
_SWAPPED = re.compile(r"\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
ORDERS: Mapping[Days, str] = {
    "": phrase("not known: rows with such days are set aside"),
    "day_first": phrase("the day comes first"),
    "month_first": phrase("the month comes first"),
}
LEVELS = (
    ("organization", phrase("Of the organisation")),
    ("line", phrase("Of its phone numbers")),
    ("service", phrase("Of the service")),
)


@staff_door(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Show each column with some of its cells, and keep what somebody says of it."""
    found = _held(request, key)
    if isinstance(found, HttpResponse):
        return found
    sample = beginning_of(found.file)
    if sample is None:
        return _begin(request, found, ColumnMapping())
    if request.method != "POST":
        return _page(request, found, sample, _guess(found, sample))
    names = heading_keys(sample.header)
    chosen = {
        name: request.POST.get(column_field(place), "") if place < MOST_ASKED else ""
        for place, name in enumerate(names)
    }
    guessed = _guess(found, sample)
    days = request.POST.get("days", guessed.days)
    mapping = ColumnMapping(chosen, guessed.values, cast(Days, days) if days in ORDERS else "")
    problems = list(columns_problems(mapping, sample.header))
    if problems:
        return _page(request, found, sample, mapping, [coded(cause_in(one, lang)) for one in problems])
    words = unknown_words(found.file, mapping, _reading(found))
    if not words:
        return _begin(request, found, mapping)
    note_columns(found, mapping, words)
    return HttpResponseRedirect(reverse("import-words", kwargs={"lang": lang, "key": key}), status=303)


@staff_door(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Ask what words mean that are in no list of ours; what nobody says stays unknown, and is told in the report."""
    found = _held(request, key)
    if isinstance(found, HttpResponse):
        return found
    mapping = ColumnMapping.of(found.columns)
    sent: dict[str, str] = {}
    strange: set[str] = set()
    if request.method == "POST":
        for place, (column, word) in enumerate(found.words):
            field = word_field(place)
            sent[field] = typed(request.POST.get(field, ""))
            code = _code_meant(sent[field], column, found)
            if code:
                mapping = mapping.taught(column, {word: code})
            elif sent[field]:
                strange.add(field)
        if not strange:
            return _begin(request, found, mapping)
    tell = Teller(lang)
    return staff_page(
        request,
        "loading/words.html",
        WORDS,
        folder=TEMPLATES,
        it=_told(found, tell),
        key=str(key),
        rows=[
            (word_field(place), word, tell(COLUMNS[column].label), _options(column, tell))
            for place, (column, word) in enumerate(found.words)
        ],
        sent=sent,
        strange=strange,
        status=422 if strange else 200,
        places=_offered_places(tell) if _asks_for_places(found) else [],
    )


@staff_door(Permission.IMPORT)
@require_POST
def columns_again(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Ask anew what the columns of a table hold that was tried already."""
    found, file, by = found_import(key), file_of(key), who_asks(request).by
    if file is None or file.suffix not in TABLES:
        raise Http404
    new = uuid5(key, "columns")
    of = {"file": file, "file_name": found.file_name, "of": found.source, "instead_of": str(key)}
    hold(key=new, by=by, **of)  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("import-columns", kwargs={"lang": lang, "key": new}), status=303)


def knows_its_columns(reading: Mapping[str, Any], file: Path) -> bool:
    """Tell whether it is remembered what each column of this very table holds, or whether it is no table at all."""
    sample = beginning_of(file)
    if sample is None:
        return True
    kept = reading.get("columns")
    return isinstance(kept, dict) and fits(ColumnMapping.of(kept), sample.header)


def _held(request: HttpRequest, key: UUID) -> Held | HttpResponse:
    """Return the table that waits, or lead to the import that it became."""
    try:
        return held(key, who_asks(request).by)
    except NothingHeld:
        pass
    try:
        queries.import_of(key, timezone.now())
    except NoSuchImport:
        raise Http404 from None
    return HttpResponseRedirect(reverse("import", kwargs={"lang": language_of(request), "key": key}), status=303)


def _begin(request: HttpRequest, found: Held, mapping: ColumnMapping) -> HttpResponse:
    try:
        begin_held(found, mapping, by=who_asks(request).by, now=timezone.now())
    except UnderWay:
        sample = beginning_of(found.file)
        tell = Teller(language_of(request))
        return _page(request, found, sample or Sample("", [], []), mapping, [tell(BUSY)], status=409)
    kwargs = {"lang": language_of(request), "key": found.key}
    return HttpResponseRedirect(reverse("import", kwargs=kwargs), status=303)


def _reading(found: Held) -> Reading:
    return reading_of(queries.supplier(found.supplier), timezone.localdate())


def _remembered(found: Held) -> ColumnMapping:
    kept = found.columns or queries.supplier(found.supplier).reading.get("columns", {})
    return ColumnMapping.of(kept) if isinstance(kept, dict) else ColumnMapping()


def _guess(found: Held, sample: Sample) -> ColumnMapping:
    """Return what the columns seem to hold; what somebody said of a heading before comes first."""
    guessed = guess_columns(sample.header, sample.rows, _reading(found).places)
    said = _remembered(found)
    taken = {name for heading, name in said.columns.items() if name and heading in guessed.columns}
    chosen = {
        heading: said.columns.get(heading, "" if name in taken else name) for heading, name in guessed.columns.items()
    }
    reasons = {heading: why for heading, why in guessed.reasons.items() if heading not in said.columns}
    return ColumnMapping(chosen, said.values, said.days or guessed.days, reasons)


def _page(
    request: HttpRequest,
    found: Held,
    sample: Sample,
    mapping: ColumnMapping,
    problems: Sequence[str] = (),
    status: int = 422,
) -> HttpResponse:
    tell = Teller(language_of(request))
    return staff_page(
        request,
        "loading/columns.html",
        TITLE,
        folder=TEMPLATES,
        status=status if problems else 200,
        it=_told(found, tell),
        key=str(found.key),
        sheet=sample.sheet,
        problems=problems,
        rows=[_column(place, head, sample, mapping, tell) for place, head in enumerate(sample.header[:MOST_ASKED])],
        days=[(code, tell(text)) for code, text in ORDERS.items()] if _has_days(mapping, sample) else [],
        order=mapping.days,
        beyond=max(0, len(sample.header) - MOST_ASKED),
        groups=[
            (tell(name), [(one.name, tell(one.label)) for one in COLUMNS.values() if one.level == level])
            for level, name in LEVELS
        ],
    )


def _has_days(mapping: ColumnMapping, sample: Sample) -> bool:
    """Tell whether a column seems to hold days of which nobody can tell day and month apart, or one said so before."""
    if mapping.days:
        return True
    held = [place for place, key in enumerate(heading_keys(sample.header)) if "checked" in mapping.columns.get(key, "")]
    return any(_SWAPPED.match(digits(row[place])) for row in sample.rows for place in held if place < len(row))


def _column(place: int, heading: str, sample: Sample, mapping: ColumnMapping, tell: Teller) -> dict[str, Any]:
    key = heading_keys(sample.header)[place]
    refused, why = left_out(heading), mapping.reasons.get(key)
    cells = [row[place].strip() for row in sample.rows if place < len(row) and row[place].strip()]
    return {
        "field": column_field(place),
        "heading": key,
        "cells": [cell[:LONGEST_SAMPLE] for cell in dict.fromkeys(cells)][:SAMPLES],
        "chosen": mapping.columns.get(key, ""),
        "never": tell(refused.why) if refused else "",
        "ours": is_standing(heading),
        "why": coded(cause_in(why, tell.lang)) if why is not None else tell(phrase("Said before.")),
    }


def _told(found: Held, tell: Teller) -> dict[str, Any]:
    return {**supplier_told(queries.supplier(found.supplier), tell), "file": found.file_name}


def _asks_for_places(found: Held) -> bool:
    return any(COLUMNS[column].codes == PLACES for column, _ in found.words)


def _options(column: str, tell: Teller) -> list[tuple[str, str]]:
    """Return what to choose from; nothing for places, whose long list stands on the page once."""
    codes = COLUMNS[column].codes
    return [] if codes == PLACES else [(code, str(words)) for code, words in _named_codes(codes, tell).items()]


def _offered_places(tell: Teller) -> list[tuple[str, str]]:
    """Return code and name of every place to choose from; a name that several have carries its code."""
    named = _named_codes(PLACES, tell)
    often = Counter(named.values())
    return [(code, f"{name} ({code})" if often[name] > 1 else name) for code, name in named.items()]


def _code_meant(sent: str, column: str, found: Held) -> str:
    """Return the code that was chosen, or that of the one place that was named; nothing for anything else."""
    codes = COLUMNS[column].codes
    coded = _WITH_CODE.search(sent)
    for code in (sent, coded[1] if coded else ""):
        if code in _named_codes(codes, Teller("en")):
            return code
    named = exact_places(sent, _reading(found).places) if codes == PLACES and sent else ()
    return named[0].code if len(named) == 1 else ""


def _named_codes(codes: str, tell: Teller) -> dict[str, Any]:
    """Return the codes of a list, each in words."""
    _, categories, places = loaded_words()
    if codes == "category":
        return {one.id: tell.say(one.name).striptags() for one in categories.values()}
    if codes == PLACES:
        return {code: tell.say(place.name).striptags() for code, place in places.items()}
    known = vocabulary.PURPOSES if codes == "purpose" else vocabulary.CODES.get(codes, {})
    return {code: tell(words) for code, words in known.items()}
