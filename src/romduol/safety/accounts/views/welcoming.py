"""Lets somebody who was invited choose name, login, password and a second factor, all on one page."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from romduol.safety.access.rules import public_door
from romduol.safety.accounts.actions.factors import WrongCode, new_recovery_codes, new_secret, set_code_maker
from romduol.safety.accounts.actions.hashing import TooBusy, hashed
from romduol.safety.accounts.actions.passkeys import NotAPasskey, add_passkey, ask_for_new
from romduol.safety.accounts.actions.people import LoginTaken, NotInvited, accept, invitation_of
from romduol.safety.accounts.actions.signing_in import sign_in
from romduol.safety.accounts.actions.tickets import TicketTooOld, read_ticket, write_ticket
from romduol.safety.accounts.forms import Filled, account_form
from romduol.safety.accounts.models import Account, Invitation
from romduol.safety.accounts.records import Ticket
from romduol.safety.accounts.rules.choosing import Wrong
from romduol.safety.accounts.rules.codes import in_groups, setup_address
from romduol.safety.accounts.rules.sealing import digest
from romduol.safety.accounts.views.browsers import device_of, remember, site_of, takes_passkeys
from romduol.safety.accounts.views.drawing import BUSY, TOO_OLD, form_page, named, page, role_options, square
from romduol.ui.words import phrase, words_of

FAILURES = {
    WrongCode: ("code", Wrong.CODE),
    NotAPasskey: ("passkey", Wrong.PASSKEY),
    LoginTaken: ("login", Wrong.LOGIN_TAKEN),
}
TITLE = phrase("Welcome to the desk")


@public_door
def welcome(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """Show the page of a link, which stays good; or make the account, and the link is used up."""
    try:
        invitation = invitation_of(token, timezone.now())
        if request.method == "POST":
            return _accepted(request, lang, token, invitation)
    except NotInvited:
        return page(request, "gone.html", phrase("This link is not good any more"), status=410)
    return _form(request, lang, token, invitation, Filled({"name": invitation.name, "login": ""}))


def _accepted(request: HttpRequest, lang: str, token: str, invitation: Invitation) -> HttpResponse:
    filled = account_form(request.POST)
    try:
        ticket = read_ticket(request.POST.get("ticket", ""), _purpose(token), timezone.now())
    except TicketTooOld:
        return _form(request, lang, token, invitation, Filled(filled.given), told=TOO_OLD)
    if filled.wrong:
        return _form(request, lang, token, invitation, filled, ticket)
    try:
        account, codes = _make(request, token, ticket, filled)
    except tuple(FAILURES) as problem:
        field, wrong = FAILURES[type(problem)]
        return _form(request, lang, token, invitation, filled.but(**{field: wrong}), ticket)
    except TooBusy:
        return _form(request, lang, token, invitation, filled, ticket, told=BUSY)
    answer = page(request, "codes.html", phrase("Your recovery codes"), codes=codes, fresh=True)
    remember(answer, request, account.login)
    return answer


def _make(request: HttpRequest, token: str, ticket: Ticket, filled: Filled) -> tuple[Account, list[str]]:
    """Make the account with its factor and its codes, or nothing of it; then sign in."""
    encoded, now = hashed(request.POST["password"]), timezone.now()
    with transaction.atomic():
        account = accept(
            token=token,
            account_id=UUID(ticket.account),
            name=filled.given["name"],
            login=filled.given["login"],
            encoded=encoded,
            now=now,
        )
        _set_factor(request, account, ticket)
        codes = new_recovery_codes(by=f"person:{account.pk}", account=account, now=now)
    sign_in(request.session, account=account, browser="", device=device_of(request), now=now)
    return account, codes


def _set_factor(request: HttpRequest, account: Account, ticket: Ticket) -> None:
    by, now, answer = f"person:{account.pk}", timezone.now(), request.POST.get("answer", "")
    if not answer:
        set_code_maker(by=by, account=account, secret=ticket.secret, typed=request.POST.get("code", ""), now=now)
        return
    add_passkey(
        by=by,
        account=account,
        site=site_of(request),
        challenge=ticket.challenge,
        answer=answer,
        name=device_of(request),
        now=now,
    )


def _form(
    request: HttpRequest,
    lang: str,
    token: str,
    invitation: Invitation,
    filled: Filled,
    ticket: Ticket | None = None,
    told: str = "",
) -> HttpResponse:
    ticket, ask = _ticket(request, invitation, ticket)
    roles = [option for option in role_options(lang) if option[0] in invitation.roles]
    return form_page(
        request,
        "welcome.html",
        TITLE,
        filled,
        told=words_of(lang).gettext(told) if told else "",
        roles=roles,
        organization=named(invitation.organization.name, lang),
        secret=in_groups(ticket.secret),
        square=square(setup_address(ticket.secret, filled.given["login"] or invitation.name)),
        passkey={"ask": ask, "ticket": write_ticket(ticket, _purpose(token))},
    )


def _ticket(request: HttpRequest, invitation: Invitation, before: Ticket | None) -> tuple[Ticket, str]:
    """Return the ticket of a page, with the secret of the one before it, and what a browser is asked for a passkey."""
    account_id = before.account if before else str(uuid4())
    secret, made_at = (before.secret, before.made_at) if before else (new_secret(), timezone.now().timestamp())
    ask, challenge = "", ""
    if takes_passkeys(request):
        ask, challenge = ask_for_new(site_of(request), account_id=UUID(account_id), name=invitation.name or "desk")
    return Ticket(account_id, secret, challenge, made_at), ask


def _purpose(token: str) -> str:
    return f"welcome {digest(token)}"
