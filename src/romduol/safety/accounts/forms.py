"""Reads what people at the desk fill in, and tells field by field what will not do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from romduol.base.signs import typed
from romduol.safety.access.records import Role
from romduol.safety.accounts.actions.hashing import is_usual
from romduol.safety.accounts.rules.choosing import (
    Wrong,
    login_from,
    wrong_with_login,
    wrong_with_name,
    wrong_with_password,
)
from romduol.ui.words import phrase, words_of

WORDS: Mapping[Wrong, str] = {
    Wrong.LOGIN_SHAPE: phrase("Use 3 to 40 small Latin letters and digits; dots and hyphens may stand between them."),
    Wrong.LOGIN_TAKEN: phrase("Somebody else has this login. Choose another one."),
    Wrong.NAME_EMPTY: phrase("Write a name."),
    Wrong.NAME_SIGNS: phrase("Write a shorter name, with letters that can be seen."),
    Wrong.PASSWORD_SHORT: phrase("Use at least 12 signs. Four words in a row are easy to remember."),
    Wrong.PASSWORD_LONG: phrase("Use at most 200 signs."),
    Wrong.PASSWORD_USUAL: phrase("Many people use this password, so it is tried first. Choose another one."),
    Wrong.PASSWORD_LOGIN: phrase("The password must not contain the login."),
    Wrong.PASSWORD_DIFFERS: phrase("The two passwords are not the same. Type both again."),
    Wrong.PASSWORD_OLD: phrase("This is not the password that you have now."),
    Wrong.CODE: phrase("This code is not right, or was used before. Wait for the next one and type it."),
    Wrong.PASSKEY: phrase("The passkey did not work here. Try again, or use another way."),
    Wrong.ROLES_EMPTY: phrase("Choose at least one role."),
    Wrong.ORGANIZATION_EMPTY: phrase("Write the name in at least one language."),
    Wrong.ORGANIZATION_UNCHOSEN: phrase("Choose one."),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came: what may be shown again, and what is wrong with which field."""

    given: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Wrong] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()

    def but(self, **wrong: Wrong) -> Filled:
        """Return the form with more that is wrong with it."""
        return Filled(self.given, {**self.wrong, **wrong}, self.roles)

    def told(self, lang: str) -> dict[str, str]:
        """Return what is wrong, in words, by field."""
        return {name: words_of(lang).gettext(WORDS[why]) for name, why in self.wrong.items()}


def account_form(sent: QueryDict) -> Filled:
    """Read name, login and a new password."""
    name, login = typed(sent.get("name", "")), login_from(sent.get("login", ""))
    wrong = {"name": wrong_with_name(name), "login": wrong_with_login(login), **_wrong_with_passwords(sent, login)}
    return Filled({"name": name, "login": login}, _found(wrong))


def password_form(sent: QueryDict, login: str) -> Filled:
    """Read a new password."""
    return Filled({}, _found(_wrong_with_passwords(sent, login)))


def invitation_form(sent: QueryDict, organizations: Collection[str]) -> Filled:
    """Read who is invited, as what, for which of the organisations that there are."""
    name, organization = typed(sent.get("name", "")), sent.get("organization", "")
    roles = tuple(role for role in Role if role in sent.getlist("roles"))
    wrong = {
        "name": wrong_with_name(name),
        "roles": None if roles else Wrong.ROLES_EMPTY,
        "organization": None if organization in organizations else Wrong.ORGANIZATION_UNCHOSEN,
    }
    return Filled({"name": name, "organization": organization}, _found(wrong), roles)


def organization_form(sent: QueryDict) -> Filled:
    """Read the names of an organisation."""
    given = {lang: typed(sent.get(f"name_{lang}", "")) for lang in ("km", "en")}
    wrong = {f"name_{lang}": wrong_with_name(name) for lang, name in given.items() if name}
    if not any(given.values()):
        wrong["name_km"] = Wrong.ORGANIZATION_EMPTY
    return Filled(given, _found(wrong))


def _wrong_with_passwords(sent: QueryDict, login: str) -> dict[str, Wrong | None]:
    password = sent.get("password", "")
    wrong = wrong_with_password(password, login, is_usual=is_usual(password))
    return {"password": wrong or (Wrong.PASSWORD_DIFFERS if sent.get("twice", "") != password else None)}


def _found(wrong: Mapping[str, Wrong | None]) -> dict[str, Wrong]:
    return {name: why for name, why in wrong.items() if why is not None}
