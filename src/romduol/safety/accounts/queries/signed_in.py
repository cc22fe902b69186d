"""Reads which browsers are signed in, and as whom."""

from __future__ import annotations

from datetime import datetime

from romduol.safety.accounts.models import Account, FailedTry, SignIn
from romduol.safety.accounts.records import Factors
from romduol.safety.accounts.rules.lasting import IDLE, is_live
from romduol.safety.accounts.rules.locking import REMEMBERED, waits_until


def sign_in_of(session: str, now: datetime) -> SignIn | None:
    """Return the live sign-in with this digest of a session, of an account that is not disabled."""
    found = SignIn.objects.select_related("account").filter(session=session, account__disabled_at=None).first()
    if found is None or not is_live(found.last_seen, found.ends_at, found.ended_at, now):
        return None
    return found


def live_sign_ins(account: Account, now: datetime) -> list[SignIn]:
    """Return where somebody is signed in, the latest first."""
    live = account.sign_ins.filter(ended_at=None, ends_at__gt=now, last_seen__gt=now - IDLE)
    return list(live.order_by("-last_seen"))


def factors_of(account: Account) -> Factors:
    """Return what somebody can prove themselves with."""
    left = account.recovery_codes.filter(used_at=None).count()
    return Factors(account.passkeys.count(), hasattr(account, "code_maker"), left)


def waiting(login: str, browser: str, now: datetime, before: int | None = None) -> datetime | None:
    """Return until when tries for this login (its key) from this browser (or all strangers') are refused.

    `before` leaves out one try, and those that were counted after it.
    """
    tries = FailedTry.objects.filter(login=login, browser=browser, at__gt=now - REMEMBERED)
    if before is not None:
        tries = tries.filter(pk__lt=before)
    return waits_until(list(tries.values_list("at", flat=True)), now)
