"""Invites people, gives and ends roles, disables accounts, founds organisations."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from romduol.safety.access.records import Role
from romduol.safety.accounts.actions.signing_in import end_all_sign_ins
from romduol.safety.accounts.models import Account, Invitation, Membership, Organization
from romduol.safety.accounts.queries.people import live_administrators, open_invitations
from romduol.safety.accounts.rules.giving import LastAdministrator, OwnRole, may_give, stays_administered
from romduol.safety.accounts.rules.lasting import INVITED, is_open
from romduol.safety.accounts.rules.sealing import digest
from romduol.safety.audit.actions import record


class NotInvited(Exception):
    """The link is unknown, used, revoked or too old; which of them is told to nobody."""


class LoginTaken(Exception):
    """Somebody else has this login."""


@transaction.atomic
def found_organization(*, by: str, name: Mapping[str, str], now: datetime) -> Organization:
    """Add an organisation; `name` is language -> words."""
    made = Organization.objects.create(name=dict(name), made_at=now)
    record(by=by, verb="found", subject=("organization", str(made.pk)), detail={"name": dict(name)})
    return made


@transaction.atomic
def rename_organization(*, by: str, organization: Organization, name: Mapping[str, str]) -> None:
    """Call an organisation otherwise."""
    detail = {"from": organization.name, "to": dict(name)}
    organization.name = dict(name)
    organization.save(update_fields=["name"])
    record(by=by, verb="rename", subject=("organization", str(organization.pk)), detail=detail)


@transaction.atomic
def invite(*, by: str, name: str, roles: Collection[Role], organization: Organization, now: datetime) -> str:
    """Return the token of a new one-time link: it is told once, and only its digest stays."""
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        digest=digest(token),
        name=name,
        roles=sorted(roles),
        organization=organization,
        made_by=by,
        made_at=now,
        expires_at=now + INVITED,
    )
    detail = {"roles": sorted(roles), "organization": str(organization.pk)}
    record(by=by, verb="invite", subject=("invitation", str(made.pk)), detail=detail)
    return token


@transaction.atomic
def revoke_invitation(*, by: str, which: UUID, now: datetime) -> bool:
    """Make a link useless; tells whether it was still good."""
    gone = open_invitations(now).filter(pk=which).update(revoked_at=now)
    if gone:
        record(by=by, verb="revoke", subject=("invitation", str(which)))
    return bool(gone)


def invitation_of(token: str, now: datetime) -> Invitation:
    """Return the invitation of a link without using it; raises NotInvited."""
    found = Invitation.objects.select_related("organization").filter(digest=digest(token)).first()
    if found is None or not is_open(found.expires_at, found.used_at, found.revoked_at, now):
        raise NotInvited
    return found


@transaction.atomic
def accept(*, token: str, account_id: UUID, name: str, login: str, encoded: str, now: datetime) -> Account:
    """Use a link up and make the account, with a password that is hashed already; raises NotInvited, LoginTaken.

    The caller sets the second factor in the same transaction, so that there is no account without one.
    """
    invitation = invitation_of(token, now)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(used_at=now):
        raise NotInvited
    try:
        with transaction.atomic():
            account = Account.objects.create(id=account_id, login=login, name=name, password=encoded, created_at=now)
    except IntegrityError:
        raise LoginTaken from None
    for role in invitation.roles:
        Membership.objects.create(account=account, organization=invitation.organization, role=Role(role), since=now)
    detail = {"invitation": str(invitation.pk), "roles": invitation.roles}
    record(by=f"person:{account.pk}", verb="accept", subject=("account", str(account.pk)), detail=detail)
    return account


@transaction.atomic
def give_role(*, by: str, account: Account, organization: Organization, role: Role, now: datetime) -> None:
    """Give somebody a role; what they hold already stays as it is. Raises OwnRole."""
    _refuse_own(by, account)
    _, made = Membership.objects.get_or_create(
        account=account, organization=organization, role=role, ended_at=None, defaults={"since": now}
    )
    if made:
        detail = {"role": role, "organization": str(organization.pk)}
        record(by=by, verb="give_role", subject=("account", str(account.pk)), detail=detail)


@transaction.atomic
def end_role(*, by: str, account: Account, which: int, now: datetime) -> None:
    """End a role that somebody holds; raises OwnRole, LastAdministrator."""
    _refuse_own(by, account)
    held = account.memberships.filter(pk=which, ended_at=None).first()
    if held is None:
        return
    if held.role == Role.ADMINISTRATOR:
        _refuse_last(account, but=held.pk)
    Membership.objects.filter(pk=held.pk).update(ended_at=now)
    detail = {"role": held.role, "organization": str(held.organization_id)}
    record(by=by, verb="end_role", subject=("account", str(account.pk)), detail=detail)
    if not live_administrators().filter(account=account).exists():
        _revoke_all_of(account, by=by, now=now)


@transaction.atomic
def disable(*, by: str, account: Account, now: datetime) -> None:
    """Shut an account and end all its sign-ins; raises OwnRole, LastAdministrator."""
    _refuse_own(by, account)
    _refuse_last(account)
    if Account.objects.filter(pk=account.pk, disabled_at=None).update(disabled_at=now):
        end_all_sign_ins(by=by, account=account, now=now)
        record(by=by, verb="disable", subject=("account", str(account.pk)))
        _revoke_all_of(account, by=by, now=now)


@transaction.atomic
def enable(*, by: str, account: Account) -> None:
    """Open an account again, with the roles that were not ended."""
    _refuse_own(by, account)
    if Account.objects.filter(pk=account.pk).exclude(disabled_at=None).update(disabled_at=None):
        record(by=by, verb="enable", subject=("account", str(account.pk)))


@transaction.atomic
def change_password(*, account: Account, encoded: str, now: datetime, but: UUID | None = None) -> None:
    """Set a new password, hashed already, and end every sign-in but for the one that it was changed in."""
    by = f"person:{account.pk}"
    Account.objects.filter(pk=account.pk).update(password=encoded)
    end_all_sign_ins(by=by, account=account, now=now, but=but)
    record(by=by, verb="change_password", subject=("account", str(account.pk)))


def _revoke_all_of(account: Account, *, by: str, now: datetime) -> None:
    """Make the links of somebody useless who may invite no more: else they let themselves in again by one of them."""
    for link in open_invitations(now).filter(made_by=f"person:{account.pk}"):
        revoke_invitation(by=by, which=link.pk, now=now)


def _refuse_own(by: str, account: Account) -> None:
    if not may_give(by, str(account.pk)):
        raise OwnRole


def _refuse_last(account: Account, but: int | None = None) -> None:
    """Refuse where nobody would be left; locks the rows, so that two cannot take one another away."""
    rows = list(live_administrators().select_for_update().order_by("pk"))
    left = [row for row in rows if (row.pk != but if but else row.account_id != account.pk)]
    if not stays_administered(before=len(rows), after=len(left)):
        raise LastAdministrator
