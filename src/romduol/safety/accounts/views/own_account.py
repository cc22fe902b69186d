"""Lets people look after their own account: factors, recovery codes, where they are signed in, the password."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from romduol.safety.access.rules import signed_in_door
from romduol.safety.accounts.actions import factors
from romduol.safety.accounts.actions.factors import LastFactor, WrongCode
from romduol.safety.accounts.actions.hashing import TooBusy, hashed, is_right
from romduol.safety.accounts.actions.passkeys import NotAPasskey, add_passkey, ask_for_new
from romduol.safety.accounts.actions.people import change_password
from romduol.safety.accounts.actions.signing_in import end_all_sign_ins, end_sign_in
from romduol.safety.accounts.actions.tickets import TicketTooOld, read_ticket, write_ticket
from romduol.safety.accounts.forms import Filled, password_form
from romduol.safety.accounts.models import Account
from romduol.safety.accounts.queries.people import listed
from romduol.safety.accounts.queries.signed_in import factors_of, live_sign_ins
from romduol.safety.accounts.records import Ticket
from romduol.safety.accounts.rules.choosing import Wrong
from romduol.safety.accounts.rules.codes import in_groups, setup_address
from romduol.safety.accounts.rules.lasting import FEW_CODES
from romduol.safety.accounts.views.browsers import device_of, site_of, takes_passkeys
from romduol.safety.accounts.views.drawing import BUSY, TOO_OLD, form_page, named, page, role_names, square
from romduol.safety.accounts.views.gates import account_signed_in, posted, proved, to_page
from romduol.ui.words import phrase, words_of

LAST = phrase("This is your only second factor. Add another one first.")


@signed_in_door
def me(request: HttpRequest, lang: str) -> HttpResponse:
    """Show what belongs to one's own account."""
    return _me(request, lang, account_signed_in(request))


@signed_in_door
@proved("me/password")
def password(request: HttpRequest, lang: str) -> HttpResponse:
    """Choose another password; every other browser is signed out."""
    account = account_signed_in(request)
    if request.method != "POST":
        return _password(request, lang, Filled())
    filled = password_form(request.POST, account.login)
    try:
        if not is_right(request.POST.get("old", ""), account.password):
            filled = filled.but(old=Wrong.PASSWORD_OLD)
        if filled.wrong:
            return _password(request, lang, filled)
        encoded = hashed(request.POST["password"])
    except TooBusy:
        return _password(request, lang, Filled(), told=BUSY)
    change_password(account=account, encoded=encoded, now=timezone.now(), but=_here(request))
    return to_page(lang, "me")


@signed_in_door
@proved("me/codes")
def codes(request: HttpRequest, lang: str) -> HttpResponse:
    """Let a phone make codes, in place of the one that did so far."""
    account, now = account_signed_in(request), timezone.now()
    if request.method != "POST":
        return _codes(request, lang, account, Filled())
    try:
        ticket = read_ticket(request.POST.get("ticket", ""), f"codes {account.pk}", now)
        factors.set_code_maker(
            by=f"person:{account.pk}",
            account=account,
            secret=ticket.secret,
            typed=request.POST.get("code", ""),
            now=now,
        )
    except TicketTooOld:
        return _codes(request, lang, account, Filled(), told=TOO_OLD)
    except WrongCode:
        return _codes(request, lang, account, Filled().but(code=Wrong.CODE), ticket)
    return to_page(lang, "me")


@signed_in_door
@proved("me/passkeys")
def passkeys(request: HttpRequest, lang: str) -> HttpResponse:
    """Add a passkey."""
    account, now = account_signed_in(request), timezone.now()
    if request.method != "POST":
        return _passkeys(request, lang, account, Filled())
    try:
        ticket = read_ticket(request.POST.get("ticket", ""), f"passkeys {account.pk}", now)
        add_passkey(
            by=f"person:{account.pk}",
            account=account,
            site=site_of(request),
            challenge=ticket.challenge,
            answer=request.POST.get("answer", ""),
            name=device_of(request),
            now=now,
        )
    except (TicketTooOld, NotAPasskey):
        return _passkeys(request, lang, account, Filled().but(passkey=Wrong.PASSKEY))
    return to_page(lang, "me")


@signed_in_door
@posted
@proved("me")
def codes_end(request: HttpRequest, lang: str) -> HttpResponse:
    """Take no more codes of the phone."""
    account = account_signed_in(request)
    try:
        factors.remove_code_maker(by=f"person:{account.pk}", account=account)
    except LastFactor:
        return _me(request, lang, account, told=LAST, status=422)
    return to_page(lang, "me")


@signed_in_door
@posted
@proved("me")
def passkey_end(request: HttpRequest, lang: str, which: int) -> HttpResponse:
    """Forget a passkey."""
    account = account_signed_in(request)
    try:
        factors.remove_passkey(by=f"person:{account.pk}", account=account, which=which)
    except LastFactor:
        return _me(request, lang, account, told=LAST, status=422)
    return to_page(lang, "me")


@signed_in_door
@posted
@proved("me")
def paper(request: HttpRequest, lang: str) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    account = account_signed_in(request)
    made = factors.new_recovery_codes(by=f"person:{account.pk}", account=account, now=timezone.now())
    return page(request, "codes.html", phrase("Your recovery codes"), codes=made, fresh=False)


@signed_in_door
@posted
def sign_ins_end(request: HttpRequest, lang: str) -> HttpResponse:
    """Sign one other browser out, or all others."""
    account, which, now = account_signed_in(request), request.POST.get("which", ""), timezone.now()
    by = f"person:{account.pk}"
    if which == "others":
        end_all_sign_ins(by=by, account=account, now=now, but=_here(request))
    elif (key := _uuid(which)) is not None:
        end_sign_in(by=by, account=account, which=key, now=now)
    return to_page(lang, "me")


def _me(request: HttpRequest, lang: str, account: Account, told: str = "", status: int = 200) -> HttpResponse:
    found, roles = factors_of(account), role_names(lang)
    held = [(roles[held.role], named(held.organization_name, lang)) for held in listed(account).held]
    return page(
        request,
        "me.html",
        phrase("My account"),
        status=status,
        told=words_of(lang).gettext(told) if told else "",
        account=account,
        held=held,
        factors=found,
        few=found.recovery_codes <= FEW_CODES,
        keys=list(account.passkeys.order_by("added_at", "pk")),
        takes_passkeys=takes_passkeys(request),
        sign_ins=live_sign_ins(account, timezone.now()),
        here=_here(request),
        at=timezone.localtime,
    )


def _password(request: HttpRequest, lang: str, filled: Filled, told: str = "") -> HttpResponse:
    return form_page(
        request,
        "password.html",
        phrase("Another password"),
        filled,
        told=words_of(lang).gettext(told) if told else "",
        login=account_signed_in(request).login,
    )


def _codes(
    request: HttpRequest, lang: str, account: Account, filled: Filled, ticket: Ticket | None = None, told: str = ""
) -> HttpResponse:
    ticket = ticket or Ticket(secret=factors.new_secret(), made_at=timezone.now().timestamp())
    return form_page(
        request,
        "phone.html",
        phrase("Codes on a phone"),
        filled,
        told=words_of(lang).gettext(told) if told else "",
        secret=in_groups(ticket.secret),
        square=square(setup_address(ticket.secret, account.login)),
        ticket=write_ticket(ticket, f"codes {account.pk}"),
    )


def _passkeys(request: HttpRequest, lang: str, account: Account, filled: Filled) -> HttpResponse:
    passkey = {}
    if takes_passkeys(request):
        ask, challenge = ask_for_new(site_of(request), account_id=account.pk, name=account.login, known=account)
        ticket = Ticket(challenge=challenge, made_at=timezone.now().timestamp())
        passkey = {"ask": ask, "ticket": write_ticket(ticket, f"passkeys {account.pk}")}
    return form_page(request, "passkey.html", phrase("A new passkey"), filled, passkey=passkey)


def _here(request: HttpRequest) -> UUID | None:
    found = getattr(request, "sign_in", None)
    return found.pk if found else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
