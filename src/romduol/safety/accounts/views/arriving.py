"""Signs people in and out: login and password, then a code or a passkey; or a passkey alone."""

from __future__ import annotations

import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from romduol.safety.access.rules import public_door, signed_in_door
from romduol.safety.accounts.actions.factors import check_code
from romduol.safety.accounts.actions.hashing import TooBusy
from romduol.safety.accounts.actions.passkeys import ask_for_proof, check_passkey
from romduol.safety.accounts.actions.signing_in import (
    PROVED_AT,
    MustWait,
    NotSignedIn,
    check_password,
    end_sign_in,
    half_sign_in,
    sign_in,
)
from romduol.safety.accounts.actions.tickets import TicketTooOld, read_ticket, write_ticket
from romduol.safety.accounts.forms import WORDS
from romduol.safety.accounts.models import Account
from romduol.safety.accounts.queries.signed_in import factors_of
from romduol.safety.accounts.records import Ticket
from romduol.safety.accounts.rules.choosing import Wrong
from romduol.safety.accounts.rules.lasting import FEW_CODES
from romduol.safety.accounts.views.browsers import browser_of, device_of, remember, site_of, takes_passkeys
from romduol.safety.accounts.views.drawing import UNPROVED, page, refusal
from romduol.safety.accounts.views.gates import account_signed_in, posted, to_page
from romduol.safety.accounts.views.middleware import half_signed
from romduol.ui.words import phrase

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "passkey.js"
INSIDE = re.compile(r"[a-z0-9-]+(?:/[A-Za-z0-9._-]+)*")
FAILURES = (NotSignedIn, MustWait, TooBusy, TicketTooOld)


@public_door
def enter(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for login and password, or for a passkey alone."""
    if request.method != "POST":
        return to_page(lang) if getattr(request, "person", None) else _enter_page(request, lang)
    login = request.POST.get("login", "")
    try:
        if request.POST.get("answer"):
            account, challenge = _answered(request, "in")
            return _arrived(request, lang, account, challenge)
        account = check_password(
            login=login,
            password=request.POST.get("password", ""),
            browser=browser_of(request, login),
            now=timezone.now(),
        )
    except FAILURES as problem:
        return _enter_page(request, lang, problem, login)
    half_sign_in(request.session, account, timezone.now())
    return to_page(lang, "second")


@public_door
def second(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for the second factor, after the right password."""
    account = half_signed(request)
    if account is None:
        return to_page(lang, "in")
    if request.method != "POST":
        return _factor_page(request, lang, account, "second")
    try:
        challenge = _proved(request, account, "second")
        return _arrived(request, lang, account, challenge)
    except FAILURES as problem:
        return _factor_page(request, lang, account, "second", problem)


@signed_in_door
def again(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for a factor again, before what can do harm in other hands."""
    account = account_signed_in(request)
    to = request.POST.get("to") or request.GET.get("to", "")
    to = to if INSIDE.fullmatch(to) else "me"
    if request.method != "POST":
        return _factor_page(request, lang, account, "again", to=to)
    try:
        _proved(request, account, "again")
    except FAILURES as problem:
        return _factor_page(request, lang, account, "again", problem, to=to)
    request.session[PROVED_AT] = timezone.now().timestamp()
    return to_page(lang, to)


@signed_in_door
@posted
def leave(request: HttpRequest, lang: str) -> HttpResponse:
    """Sign this browser out."""
    account = account_signed_in(request)
    end_sign_in(by=f"person:{account.pk}", account=account, which=request.sign_in.pk, now=timezone.now())  # type: ignore[attr-defined]
    request.session.flush()
    return to_page(lang, "in")


@public_door
def script(request: HttpRequest, lang: str) -> HttpResponse:
    """Return the script that asks the browser for a passkey."""
    return HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")


def _proved(request: HttpRequest, account: Account, purpose: str) -> str:
    """Prove an account by what was sent; returns the challenge of a passkey, or nothing."""
    if request.POST.get("answer"):
        return _answered(request, f"{purpose} {account.pk}", account)[1]
    browser = browser_of(request, account.login)
    check_code(account=account, typed=request.POST.get("code", ""), browser=browser, now=timezone.now())
    return ""


def _answered(request: HttpRequest, purpose: str, account: Account | None = None) -> tuple[Account, str]:
    ticket = read_ticket(request.POST.get("ticket", ""), purpose, timezone.now())
    found = check_passkey(
        site=site_of(request),
        challenge=ticket.challenge,
        answer=request.POST["answer"],
        now=timezone.now(),
        account=account,
    )
    return found, ticket.challenge


def _arrived(request: HttpRequest, lang: str, account: Account, challenge: str) -> HttpResponse:
    sign_in(
        request.session,
        account=account,
        browser=browser_of(request, account.login),
        device=device_of(request),
        now=timezone.now(),
        challenge=challenge,
    )
    rotate_token(request)
    few = factors_of(account).recovery_codes <= FEW_CODES
    answer = to_page(lang, "me" if few else "")
    remember(answer, request, account.login)
    return answer


def asked(request: HttpRequest, purpose: str, account: Account | None = None) -> dict[str, str]:
    """Return what a page holds that asks for a passkey; nothing where browsers make none."""
    if not takes_passkeys(request):
        return {}
    ask, challenge = ask_for_proof(site_of(request), account)
    return {
        "ask": ask,
        "ticket": write_ticket(Ticket(challenge=challenge, made_at=timezone.now().timestamp()), purpose),
    }


def _enter_page(request: HttpRequest, lang: str, problem: Exception | None = None, login: str = "") -> HttpResponse:
    status, told = refusal(problem, lang) if problem else (200, "")
    return page(
        request, "in.html", phrase("Sign in"), status=status, told=told, login=login, passkey=asked(request, "in")
    )


def _factor_page(
    request: HttpRequest, lang: str, account: Account, purpose: str, problem: Exception | None = None, to: str = ""
) -> HttpResponse:
    unproved = WORDS[Wrong.CODE] if request.POST.get("code") else UNPROVED
    status, told = refusal(problem, lang, unproved) if problem else (200, "")
    factors = factors_of(account)
    passkey = asked(request, f"{purpose} {account.pk}", account) if factors.passkeys else {}
    title = phrase("One more step") if purpose == "second" else phrase("Is it still you?")
    shows = {"told": told, "factors": factors, "passkey": passkey, "purpose": purpose, "to": to, "name": account.name}
    return page(request, "second.html", title, status=status, **shows)
