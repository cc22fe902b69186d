"""Giving out: which part of what is published somebody takes away, in which language and form."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from romduol.desk.exports.gathering import NoSuchSource, said_by
from romduol.desk.exports.writing import ENDINGS, MEDIA_TYPES, NotInOneList, file_name, written
from romduol.desk.outlets import NothingToGiveOut, Parts, TooMuchToGiveOut, outlets
from romduol.desk.partners.records import OwnRecord
from romduol.desk.partners.rules.wording import source_id
from romduol.desk.partners.views.own import found_or_404, where_joined
from romduol.desk.partners.views.telling import Teller, part_name
from romduol.desk.publishing.actions import record_given_out, record_own_given_out
from romduol.desk.publishing.forms import CHOOSE, GiveForm, OwnForm
from romduol.desk.publishing.queries import served
from romduol.desk.publishing.views.publishing import TEMPLATES
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.ui import formatting
from romduol.ui.words import languages, phrase, words_of

TITLE = phrase("Give out")
IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a file that are held; what is longer lies on the disk, under no name, until it is sent."""
NOTHING = phrase("Nothing is published that could be given out. Publish first.")
TOO_MUCH = phrase("That is too much to wait for. Take one province or one need, or `romduol hand-out` on the server.")
FORMS = {
    "xlsx": phrase("Spreadsheet (XLSX), for people"),
    "csv": phrase("Table (CSV), for any program"),
    "tables": phrase("Tables of HSDS (zip of CSV)"),
    "hsds": phrase("HSDS JSON, one page"),
    "ndjson": phrase("HSDS JSON, a line for each service"),
}
BOTH, ALL_PROVINCES, ALL_NEEDS = phrase("both"), phrase("Every province"), phrase("Every kind of help")
TAKE_AWAY = phrase("Take your data with you")
SAID_NOTHING = phrase("You have said nothing here yet that counts.")
SAYS_NOTHING = phrase("This source says nothing now.")
IN_TABLES = phrase(
    "Some bodies give nothing and some services name nobody: only the tables hold both. Take the tables."
)
LANGUAGES = {"km": "ខ្មែរ", "en": "English"}


@staff_door(Permission.SEE)
@require_GET
def give_out(request: HttpRequest, lang: str) -> HttpResponse:
    """Show what can be given out."""
    return _page(request, lang)


@staff_door(Permission.SEE)
@require_POST
def give_published(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Give a file of what readers have."""
    try:
        form = GiveForm(request.POST, outlets().parts())
        wanted = form.wanted()
        if form.problems:
            return _page(request, lang, form=form, status=422)
        held = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - the response closes it
        name, media_type = outlets().give(wanted, held)
    except NothingToGiveOut:
        return _page(request, lang, status=409)
    except TooMuchToGiveOut:
        return _page(request, lang, form=form, problem=TOO_MUCH, status=409)
    record_given_out(wanted, form.parts.release, by=who_asks(request).by)
    return _file(held, name, media_type)


@staff_door(Permission.RESOLVE)
@require_POST
def give_source(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Give what one source says now, with where each value stands; it holds numbers that readers do not get."""
    form = OwnForm(request.POST, all_sources(), ENDINGS, languages())
    source = form.one("source")
    try:
        given = said_file(form, source, by=who_asks(request).by)
    except NoSuchSource:
        return _page(request, lang, own=form, problem=SAYS_NOTHING, status=409)
    except NotInOneList:
        return _page(request, lang, own=form, problem=IN_TABLES, status=409)
    return given or _page(request, lang, own=form, status=422)


@staff_door(Permission.PROPOSE)
@require_http_methods(["GET", "POST"])
@where_joined
def take_away(request: HttpRequest, lang: str, code: str) -> HttpResponseBase:
    """Give a body what it said of itself, in the form that it chooses: nobody else's word is in it."""
    record = found_or_404(request, code)
    if request.method != "POST":
        return _own_page(request, lang, record)
    source = source_id(record.verification.subject)
    form = OwnForm(request.POST, (source,), ENDINGS, languages())
    try:
        given = said_file(form, source, by=who_asks(request).by)
    except NoSuchSource:
        return _own_page(request, lang, record, form, problem=SAID_NOTHING, status=409)
    except NotInOneList:
        return _own_page(request, lang, record, form, problem=IN_TABLES, status=409)
    return given or _own_page(request, lang, record, form, status=422)


def said_file(form: OwnForm, source: str, *, by: str) -> HttpResponseBase | None:
    """Return a file of what a source says now, and note who took it; None where the form is not filled in rightly.

    Raises `NoSuchSource` and `NotInOneList`.
    """
    kind, told_in = form.one("own_form"), form.one("own_lang")
    if form.problems:
        return None
    release = served()
    body = written(
        said_by(source, timezone.localdate()),
        kind,
        language=told_in,
        licence=outlets().licence_of(source),
        release=release.manifest.release if release else "",
    )
    record_own_given_out(source, form=kind, lang=told_in, by=by)
    return _file(BytesIO(body), file_name(kind, told_in), MEDIA_TYPES[kind])


def _file(held: BinaryIO, name: str, media_type: str) -> HttpResponseBase:
    held.seek(0)
    headers = {"Cache-Control": "no-store", "Content-Type": media_type}
    return FileResponse(held, as_attachment=True, filename=name, headers=headers)


def _page(
    request: HttpRequest,
    lang: str,
    *,
    form: GiveForm | None = None,
    own: OwnForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    say, problems = words_of(lang).gettext, {**(form.problems if form else {}), **(own.problems if own else {})}
    try:
        parts = outlets().parts()
    except NothingToGiveOut:
        parts, problem = None, problem or NOTHING
    return staff_page(
        request,
        "publishing/give.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        problem=say(problem) if problem else "",
        problems={name: say(text) for name, text in problems.items()},
        sent=(form or own).sent if form or own else {},  # type: ignore[union-attr]
        forms=[(code, say(words)) for code, words in FORMS.items()],
        parts=_parts(parts, lang) if parts else None,
        sources=_sources(lang) if who_asks(request).may(Permission.RESOLVE) else (),
        spoken=_spoken(),
    )


def _own_page(
    request: HttpRequest,
    lang: str,
    record: OwnRecord,
    form: OwnForm | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    say = words_of(lang).gettext
    return staff_page(
        request,
        "publishing/take_away.html",
        TAKE_AWAY,
        folder=TEMPLATES,
        status=status,
        code=record.body.code,
        name=part_name(record.body, Teller(lang)),
        problem=say(problem) if problem else "",
        problems={name: say(text) for name, text in form.problems.items()} if form else {},
        sent=form.sent if form else {},
        forms=[(one, say(words)) for one, words in FORMS.items()],
        spoken=_spoken(),
    )


def _spoken() -> list[tuple[str, str]]:
    return [(code, LANGUAGES.get(code, code)) for code in sorted(languages(), reverse=True)]


def _parts(parts: Parts, lang: str) -> dict[str, object]:
    say = words_of(lang).gettext
    return {
        "release": parts.release,
        "ends": formatting.day(parts.ends, lang),
        "provinces": [("", say(ALL_PROVINCES)), *_named(parts.provinces, lang)],
        "needs": [("", say(ALL_NEEDS)), *_named(parts.needs, lang)],
        "languages": _languages(parts, lang),
    }


def _sources(lang: str) -> list[tuple[str, str]]:
    named = ((key, one.title.get(lang) or next(iter(one.title.values()), key)) for key, one in all_sources().items())
    return [("", words_of(lang).gettext(CHOOSE)), *sorted(named, key=lambda one: one[1])]


def _languages(parts: Parts, lang: str) -> list[tuple[str, str]]:
    return [("both", words_of(lang).gettext(BOTH)), *((code, LANGUAGES.get(code, code)) for code in parts.languages)]


def _named(names: Mapping[str, Mapping[str, str]], lang: str) -> list[tuple[str, str]]:
    return [(code, name.get(lang) or next(iter(name.values()), code)) for code, name in names.items()]
