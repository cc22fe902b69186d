"""Reads who is there, who is signed in, and what they prove themselves with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from romduol.safety.accounts.models import Account, Organization

PERSON = "person:"


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Return the name behind each ``by`` string; one that is no person's (a role, a command) stays as it is."""
    asked = set(ids)
    people = {by: found for by in asked if (found := _id_in(by))}
    names = {str(pk): name for pk, name in Account.objects.filter(pk__in=people.values()).values_list("pk", "name")}
    return {by: names.get(str(people.get(by, "")), by) for by in asked}


def organization_names(ids: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """Return language -> name of each organisation."""
    return {str(pk): name for pk, name in Organization.objects.filter(pk__in=set(ids)).values_list("pk", "name")}


def _id_in(by: str) -> UUID | None:
    try:
        return UUID(by.removeprefix(PERSON)) if by.startswith(PERSON) else None
    except ValueError:
        return None
