"""Reads people, their roles and their organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from romduol.safety.access.records import Permission, Person, Role
from romduol.safety.access.rules import ROLES, permissions_of
from romduol.safety.accounts.models import Account, Invitation, Membership, Organization
from romduol.safety.accounts.records import Held, Listed


def person(account: Account) -> Person:
    """Return who an account is at the desk, by the roles that they hold now."""
    rows = list(account.memberships.filter(ended_at=None).order_by("since", "id"))
    organizations = tuple(dict.fromkeys(str(row.organization_id) for row in rows))
    return Person(str(account.pk), account.name, permissions_of(Role(row.role) for row in rows), organizations)


def organizations_as(account: str, role: Role) -> frozenset[str]:
    """Return the ids of the organisations for which an account that is not shut holds a role now."""
    rows = Membership.objects.filter(account=UUID(account), role=role, ended_at=None, account__disabled_at=None)
    return frozenset(str(one) for one in rows.values_list("organization", flat=True))


def account_of(key: str | UUID) -> Account | None:
    """Return an account by its id."""
    try:
        return Account.objects.filter(pk=UUID(str(key))).first()
    except ValueError:
        return None


def everybody() -> list[Listed]:
    """Return every account with its roles: who can sign in first, then by name."""
    accounts = Account.objects.annotate(seen=Max("sign_ins__last_seen")).order_by("name", "login")
    held = _held_by(accounts)
    rows = [_listed(account, account.seen, held.get(account.pk, ())) for account in accounts]
    return sorted(rows, key=lambda row: row.disabled)


def listed(account: Account) -> Listed:
    """Return one account with its roles."""
    seen = account.sign_ins.aggregate(seen=Max("last_seen"))["seen"]
    return _listed(account, seen, _held_by([account]).get(account.pk, ()))


def _listed(account: Account, seen: datetime | None, held: tuple[Held, ...]) -> Listed:
    return Listed(str(account.pk), account.name, account.login, account.disabled_at is not None, seen, held)


def _held_by(accounts: Iterable[Account]) -> dict[UUID, tuple[Held, ...]]:
    found: dict[UUID, tuple[Held, ...]] = {}
    live = Membership.objects.filter(account__in=list(accounts), ended_at=None).select_related("organization")
    for row in live.order_by("since", "id"):
        held = Held(row.pk, Role(row.role), str(row.organization_id), row.organization.name)
        found[row.account_id] = (*found.get(row.account_id, ()), held)
    return found


def organizations() -> list[Organization]:
    """Return every organisation, the oldest first."""
    return list(Organization.objects.order_by("made_at", "id"))


def open_invitations(now: datetime) -> QuerySet[Invitation]:
    """Return the invitations that can still be used, the newest first."""
    live = Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now)
    return live.select_related("organization").order_by("-made_at")


def live_administrators() -> QuerySet[Membership]:
    """Return the rows that make somebody who can sign in an administrator."""
    return Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at=None, account__disabled_at=None)


def approvers() -> int:
    """Return how many people who can sign in may give the second yes."""
    roles = [role for role, told in ROLES.items() if Permission.APPROVE in told.permissions]
    live = Membership.objects.filter(role__in=roles, ended_at=None, account__disabled_at=None)
    return live.values("account").distinct().count()
