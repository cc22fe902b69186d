"""Lets administrators invite people, give and end roles, disable accounts and name organisations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from romduol.base.naturals import natural
from romduol.safety.access.records import Permission, Person, Role
from romduol.safety.access.rules import staff_door
from romduol.safety.accounts.actions import people as acts
from romduol.safety.accounts.forms import Filled, invitation_form, organization_form
from romduol.safety.accounts.models import Account, Organization
from romduol.safety.accounts.queries import names_of
from romduol.safety.accounts.queries.people import account_of, everybody, listed, open_invitations, organizations
from romduol.safety.accounts.rules.giving import SHELL, LastAdministrator, OwnRole, may_give
from romduol.safety.accounts.views.drawing import form_page, named, page, role_names, role_options, square
from romduol.safety.accounts.views.gates import posted, proved, to_page
from romduol.ui.words import phrase, words_of

LARGEST_ID = 2**31 - 1


class NothingChosen(ValueError):
    """The form came without an organisation or a role, which browsers send that know no `required`."""


REFUSALS = {
    NothingChosen: phrase("Choose an organisation and a role."),
    OwnRole: phrase("Nobody changes their own roles. Ask another administrator."),
    LastAdministrator: phrase("This is the last administrator. Make somebody else one first."),
}

BY_COMMAND = phrase("a command on the server")


@staff_door(Permission.INVITE)
def people(request: HttpRequest, lang: str) -> HttpResponse:
    """List everybody, the links that are still good, the organisations."""
    invitations = list(open_invitations(timezone.now()))
    return page(
        request,
        "people.html",
        phrase("People"),
        people=everybody(),
        invitations=invitations,
        organizations=organizations(),
        role_names=role_names(lang),
        names={**names_of(one.made_by for one in invitations), SHELL: words_of(lang).gettext(BY_COMMAND)},
        named=lambda name: named(name, lang),
        at=timezone.localtime,
    )


@staff_door(Permission.INVITE)
@proved("people/invite")
def invite(request: HttpRequest, lang: str) -> HttpResponse:
    """Make a one-time link, and show it this once."""
    known = {str(found.pk): found for found in organizations()}
    if request.method != "POST":
        return _invite(request, lang, known, Filled({"name": "", "organization": ""}))
    filled = invitation_form(request.POST, known)
    if filled.wrong:
        return _invite(request, lang, known, filled)
    token = acts.invite(
        by=_person(request).by,
        name=filled.given["name"],
        roles=filled.roles,
        organization=known[filled.given["organization"]],
        now=timezone.now(),
    )
    path = f"/desk/{lang}/welcome/{token}"
    link = f"{settings.ADDRESS}{path}" if settings.ADDRESS else request.build_absolute_uri(path)
    name = filled.given["name"]
    return page(request, "invited.html", phrase("The link"), link=link, square=square(link), name=name)


@staff_door(Permission.INVITE)
@posted
def invitation_end(request: HttpRequest, lang: str, which: UUID) -> HttpResponse:
    """Make a link useless."""
    acts.revoke_invitation(by=_person(request).by, which=which, now=timezone.now())
    return to_page(lang, "people")


@staff_door(Permission.INVITE)
def person(request: HttpRequest, lang: str, which: UUID) -> HttpResponse:
    """Show one person's roles, and how to change them."""
    return _shown(request, lang, _account(which))


@staff_door(Permission.INVITE)
@posted
@proved("people")
def change(request: HttpRequest, lang: str, which: UUID, deed: str) -> HttpResponse:
    """Give or end a role, disable or enable an account."""
    account = _account(which)
    if deed not in DEEDS:
        raise Http404
    try:
        DEEDS[deed](request, account, timezone.now())
    except tuple(REFUSALS) as problem:
        return _shown(request, lang, account, told=REFUSALS[type(problem)], status=422)
    return to_page(lang, f"people/{account.pk}")


@staff_door(Permission.INVITE)
def new_organization(request: HttpRequest, lang: str) -> HttpResponse:
    """Add an organisation."""
    if request.method != "POST":
        return _organization(request, Filled({"km": "", "en": ""}), phrase("A new organisation"))
    filled = organization_form(request.POST)
    if filled.wrong:
        return _organization(request, filled, phrase("A new organisation"))
    acts.found_organization(by=_person(request).by, name=_said(filled), now=timezone.now())
    return to_page(lang, "people")


@staff_door(Permission.INVITE)
def organization(request: HttpRequest, lang: str, which: UUID) -> HttpResponse:
    """Call an organisation otherwise."""
    found = Organization.objects.filter(pk=which).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        given = {tongue: found.name.get(tongue, "") for tongue in ("km", "en")}
        return _organization(request, Filled(given), phrase("Organisation"))
    filled = organization_form(request.POST)
    if filled.wrong:
        return _organization(request, filled, phrase("Organisation"))
    acts.rename_organization(by=_person(request).by, organization=found, name=_said(filled))
    return to_page(lang, "people")


def _give(request: HttpRequest, account: Account, now: datetime) -> None:
    known = {str(found.pk): found for found in organizations()}
    where, role = known.get(request.POST.get("organization", "")), request.POST.get("role", "")
    if where is None or role not in list(Role):
        raise NothingChosen
    acts.give_role(by=_person(request).by, account=account, organization=where, role=Role(role), now=now)


def _end(request: HttpRequest, account: Account, now: datetime) -> None:
    held = natural(request.POST.get("membership", ""), LARGEST_ID)
    if held is None:
        raise Http404
    acts.end_role(by=_person(request).by, account=account, which=held, now=now)


def _disable(request: HttpRequest, account: Account, now: datetime) -> None:
    acts.disable(by=_person(request).by, account=account, now=now)


def _enable(request: HttpRequest, account: Account, now: datetime) -> None:
    acts.enable(by=_person(request).by, account=account)


DEEDS: Mapping[str, Callable[[HttpRequest, Account, datetime], None]] = {
    "give": _give,
    "end": _end,
    "disable": _disable,
    "enable": _enable,
}


def _shown(request: HttpRequest, lang: str, account: Account, told: str = "", status: int = 200) -> HttpResponse:
    return page(
        request,
        "person.html",
        phrase("Roles"),
        status=status,
        rest=f"people/{account.pk}",
        told=words_of(lang).gettext(told) if told else "",
        who=listed(account),
        own=not may_give(_person(request).by, str(account.pk)),
        roles=role_options(lang),
        role_names=role_names(lang),
        organizations=[(str(found.pk), named(found.name, lang)) for found in organizations()],
        named=lambda name: named(name, lang),
    )


def _invite(request: HttpRequest, lang: str, known: Mapping[str, Organization], filled: Filled) -> HttpResponse:
    options = [(key, named(found.name, lang)) for key, found in known.items()]
    shows = {"roles": role_options(lang), "chosen": filled.roles, "organizations": options}
    return form_page(request, "invite.html", phrase("Invite somebody"), filled, **shows)


def _organization(request: HttpRequest, filled: Filled, title: str) -> HttpResponse:
    return form_page(request, "organization.html", title, filled)


def _said(filled: Filled) -> dict[str, str]:
    return {lang: name for lang, name in filled.given.items() if name}


def _account(which: UUID) -> Account:
    found = account_of(which)
    if found is None:
        raise Http404
    return found


def _person(request: HttpRequest) -> Person:
    found: Person = request.person  # type: ignore[attr-defined]
    return found
