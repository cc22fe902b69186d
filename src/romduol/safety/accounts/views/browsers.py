"""Knows the browser that asks: what it is called, which site it thinks this is, whether it was signed in before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from romduol.safety.accounts.actions.passkeys import Site
from romduol.safety.accounts.queries.keys import login_key
from romduol.safety.accounts.rules.choosing import login_from
from romduol.safety.accounts.rules.devices import device_named

KNOWN = "desk-known"
"""A cookie that a browser gets at a full sign-in: it opens nothing, but strangers' wrong tries do not stop it."""
KEPT = 180 * 24 * 60 * 60
MOST = 5
"""People who share one browser."""
SHORT = 16


def site_of(request: HttpRequest) -> Site:
    """Return the site that a passkey is for: as its operator names it, or as this browser does."""
    return Site(settings.ADDRESS or f"{request.scheme}://{request.get_host()}")


def takes_passkeys(request: HttpRequest) -> bool:
    """Tell whether browsers make passkeys here: under a name, and over a safe connection or on this machine."""
    site = site_of(request)
    is_name = bool(site.host) and not site.host.replace(".", "").isdigit() and ":" not in site.host
    return is_name and (site.origin.startswith("https://") or site.host == "localhost")


def device_of(request: HttpRequest) -> str:
    """Return in plain words what the browser says that it is."""
    return device_named(request.headers.get("User-Agent", ""))


def browser_of(request: HttpRequest, login: str) -> str:
    """Return the sign of a browser that was signed in as this login before; empty for all others."""
    return _signs(request).get(login_key(login_from(login))[:SHORT], "")


def remember(answer: HttpResponseBase, request: HttpRequest, login: str) -> None:
    """Let a browser be known from now on."""
    name, signs = login_key(login)[:SHORT], _signs(request)
    kept = {**{key: sign for key, sign in signs.items() if key != name}, name: signs.get(name) or secrets.token_hex(8)}
    answer.set_cookie(
        KNOWN,
        signing.dumps(dict(list(kept.items())[-MOST:]), salt=KNOWN),
        max_age=KEPT,
        path=settings.SESSION_COOKIE_PATH,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )


def _signs(request: HttpRequest) -> Mapping[str, str]:
    try:
        found: Mapping[str, str] = signing.loads(request.COOKIES.get(KNOWN, ""), salt=KNOWN, max_age=KEPT)
    except signing.BadSignature:
        return {}
    return found
