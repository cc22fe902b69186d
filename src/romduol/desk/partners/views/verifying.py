"""For the operator: who may speak for which record, since when and until when; who is verified, and how that ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from romduol.base.signs import typed
from romduol.desk.partners import actions
from romduol.desk.partners.forms import WHY_ENDED, VerifyForm
from romduol.desk.partners.queries import known_numbers, name_of_subject, numbers_to_call, verification, verifications
from romduol.desk.partners.records import How, Verification
from romduol.desk.partners.rules.wording import source_id
from romduol.desk.partners.views import words
from romduol.desk.partners.views.telling import TEMPLATES, Teller, value_told, verification_told
from romduol.knowledge.claims.queries import claims_of_source, joined_today, subject
from romduol.knowledge.claims.records import Claim, ResolvedValue
from romduol.knowledge.directory.queries import NoPackLoaded, loaded_info, subject_with_code
from romduol.knowledge.directory.records import Showing
from romduol.knowledge.directory.rules.codes import page_code, stable_id, value_code
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.safety.accounts.queries import names_of
from romduol.safety.accounts.queries.people import organizations
from romduol.ui.words import phrase

TITLE = phrase("Partners")
VERIFY = phrase("Verify an organisation")
END = phrase("End a verification")
NO_RECORD = phrase("No organisation has this page code. It stands at the end of the address of its page.")
OWN = phrase("You are a member of this organisation: somebody else has to verify it.")


@staff_door(Permission.SET_UP)
@require_safe
def partners(request: HttpRequest, lang: str) -> HttpResponse:
    """List who may speak for which record, and who may not any more."""
    tell, today, found = Teller(lang), timezone.localdate(), verifications()
    names = names_of({by for one in found for by in (one.by, one.ended_by) if by})
    return staff_page(
        request,
        "partners/partners.html",
        TITLE,
        folder=TEMPLATES,
        rows=[_row(one, today, tell, names) for one in found],
        problem=tell(NO_RECORD) if request.GET.get("record") == "none" else "",
    )


def _row(found: Verification, today: date, tell: Teller, names: dict[str, str]) -> dict[str, Any]:
    return {
        **verification_told(found, today, tell, names),
        "record": tell.say(name_of_subject(found.subject, today)),
        # Of a joined record: the one that stays, for which somebody has to verify it.
        "code": _code(found.into or found.subject),
    }


def _code(subject: str) -> str:
    return page_code("organization", stable_id(loaded_info().id, f"organization/{subject}"))


@staff_door(Permission.SET_UP)
@require_safe
def find(request: HttpRequest, lang: str) -> HttpResponse:
    """Lead from a page code to the form in which its organisation is verified: of two that are one, to what stays."""
    code = typed(request.GET.get("code", "")).lower().rsplit("/", 1)[-1]
    stays = _subject(code) if code.isascii() and code.isalnum() else None
    if stays is None:
        return HttpResponseRedirect(f"{reverse('partners', kwargs={'lang': lang})}?record=none")
    return HttpResponseRedirect(reverse("verify", kwargs={"lang": lang, "code": _code(stays)}))


def _subject(code: str) -> str | None:
    try:
        found = subject_with_code(code)
    except NoPackLoaded:
        return None
    if found is None or found.kind != "organization":
        return None
    return joined_today(timezone.localdate()).get(found.id, found.id)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the form of a verification shows: the record, the numbers that others give, who has accounts."""

    about: str
    numbers: list[tuple[ResolvedValue, Showing | None]]
    organizations: Mapping[str, Mapping[str, str]]


@staff_door(Permission.SET_UP)
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, lang: str, code: str) -> HttpResponse:
    """Show how to verify well and which numbers are known, and note what was done."""
    about = _subject(code)
    if about is None:
        raise Http404
    today = timezone.localdate()
    numbers = known_numbers(about, today)
    known = {str(one.pk): one.name for one in organizations()}
    form = VerifyForm(request.POST, list(known), {value_code(one): one for one in numbers_to_call(about, today)})
    shown = _Shown(about, numbers, known)
    if request.method != "POST":
        return _verify_page(request, code, lang, form, shown)
    if not form.read() or form.how is None:
        return _verify_page(request, code, lang, form, shown, status=422)
    try:
        actions.verify(
            organization=request.POST["organization"],
            subject=about,
            how=form.how,
            told=form.told,
            number=form.number,
            by=who_asks(request),
            now=timezone.now(),
        )
    except actions.OwnOrganization:
        form.problems["organization"] = OWN
        return _verify_page(request, code, lang, form, shown, status=422)
    except actions.Unproved:
        return _verify_page(request, code, lang, form, shown, status=409)
    return HttpResponseRedirect(reverse("partners", kwargs={"lang": lang}), status=303)


def _verify_page(
    request: HttpRequest,
    code: str,
    lang: str,
    form: VerifyForm,
    shown: _Shown,
    status: int = 200,
) -> HttpResponse:
    tell = Teller(lang)
    listed = [
        (value_code(one.value), value_told(one, tell), tell(words.SHOWINGS[str(showing)]) if showing else "")
        for one, showing in shown.numbers
    ]
    return staff_page(
        request,
        "partners/verify.html",
        VERIFY,
        folder=TEMPLATES,
        status=status,
        code=code,
        name=tell.say(name_of_subject(shown.about, timezone.localdate())),
        numbers=listed,
        picked=[(one, told["text"]) for one, told, _ in listed if one in form.numbers],
        organizations=[("", tell(phrase("Choose")))]
        + [(key, tell.say(name).striptags()) for key, name in shown.organizations.items()],
        ways=[(str(one), tell(words.HOW[str(one)])) for one in How],
        sent=form.sent or QueryDict(),
        problems={name: tell(text) for name, text in form.problems.items()},
    )


@staff_door(Permission.SET_UP)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Let an organisation speak for a record no more, and show what it said: that stays until somebody decides."""
    found = verification(key)
    if found is None:
        raise Http404
    why = typed(request.POST.get("why", ""))[:1000]
    if request.method == "POST" and why:
        actions.end_verification(key=key, why=why, by=who_asks(request), now=timezone.now())
        return HttpResponseRedirect(reverse("verification-end", kwargs={"lang": lang, "key": key}), status=303)
    return _end_page(request, lang, found, problem=WHY_ENDED if request.method == "POST" else "")


def _end_page(request: HttpRequest, lang: str, found: Verification, *, problem: str) -> HttpResponse:
    tell, today = Teller(lang), timezone.localdate()
    names = names_of({by for by in (found.by, found.ended_by) if by})
    return staff_page(
        request,
        "partners/end.html",
        END,
        folder=TEMPLATES,
        status=422 if problem else 200,
        it=_row(found, today, tell, names),
        said=[_word(one, tell) for one in claims_of_source(source_id(found.subject))],
        problems={"why": tell(problem)} if problem else {},
        sent=request.POST,
    )


def _word(claim: Claim, tell: Teller) -> dict[str, Any]:
    info, known = loaded_info(), subject(claim.subject)
    kind = known.kind if known else ""
    return {
        "what": tell.property(claim.property),
        "value": tell.value(claim.property, claim.value, claim.words),
        "denied": claim.stance == "denies",
        "when": tell.source(claim)["when"],
        "code": page_code(kind, stable_id(info.id, f"{kind}/{claim.subject}")) if kind else "",
        "name": claim.property,
    }
