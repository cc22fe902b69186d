"""Signs people in and out: the password, then a second factor; or a passkey alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import IntegrityError, OperationalError, connection, transaction

from romduol.safety.accounts.actions.hashing import is_right
from romduol.safety.accounts.actions.sessions import SIGN_IN, stored_key
from romduol.safety.accounts.models import Account, FailedTry, SignIn
from romduol.safety.accounts.queries.keys import login_key
from romduol.safety.accounts.queries.signed_in import waiting
from romduol.safety.accounts.rules.choosing import login_from, wrong_with_login
from romduol.safety.accounts.rules.lasting import LONGEST
from romduol.safety.accounts.rules.locking import REMEMBERED
from romduol.safety.accounts.rules.sealing import digest
from romduol.safety.audit.actions import record

HALF_SIGNED, SINCE, PROVED_AT = "half", "since", "proved_at"
"""What a session holds: whose password was right, and when; or which sign-in it is, and when a factor was shown."""
FORGOTTEN = timedelta(days=30)
"""Sign-ins that ended longer ago are removed; the audit still tells when somebody signed in."""


class NotSignedIn(Exception):
    """The login, the password or the code is wrong; which of them is told to nobody."""


class MustWait(Exception):
    """Too many wrong tries: until this moment none is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many wrong tries")
        self.until = until


def begin_try(*, login: str, browser: str, now: datetime) -> FailedTry:
    """Count a try as failed before it is looked at, so that many at the same moment win nothing; raises MustWait."""
    key = login_key(login)
    until = waiting(key, browser, now)
    if until is not None:
        raise MustWait(until)
    counted = FailedTry.objects.create(login=key, browser=browser, at=now)
    # Others may have come between the look and the count: whoever is counted after them sees them now.
    until = waiting(key, browser, now, before=counted.pk)
    if until is not None:
        counted.delete()
        raise MustWait(until)
    return counted


def check_password(*, login: str, password: str, browser: str, now: datetime) -> Account:
    """Return whose login and password these are; raises NotSignedIn, MustWait, TooBusy."""
    login = login_from(login)
    counted = begin_try(login=login, browser=browser, now=now)
    # What no login looks like is not asked for: PostgreSQL would break on some of it.
    known = Account.objects.filter(login=login, disabled_at=None) if wrong_with_login(login) is None else None
    account = known.first() if known is not None else None
    try:
        right = is_right(password, account.password if account else None)
    except BaseException:
        counted.delete()  # Nothing was looked at.
        raise
    if account is None or not right:
        raise NotSignedIn
    counted.delete()
    return account


def half_sign_in(session: SessionBase, account: Account, now: datetime) -> None:
    """Remember that the password was right, under a new key; it lets nobody see anything yet."""
    session.flush()
    session[HALF_SIGNED], session[SINCE] = str(account.pk), now.timestamp()


@transaction.atomic
def sign_in(
    session: SessionBase, *, account: Account, browser: str, device: str, now: datetime, challenge: str = ""
) -> SignIn:
    """Sign a browser in under a new session key; raises NotSignedIn where this answer of a passkey was used before."""
    session.flush()
    session[SIGN_IN] = ""
    session.create()
    try:
        with transaction.atomic():
            made = SignIn.objects.create(
                account=account,
                session=stored_key(str(session.session_key)),
                began=now,
                last_seen=now,
                ends_at=now + LONGEST,
                device=device,
                proof=digest(challenge) if challenge else None,
            )
    except IntegrityError:
        session.flush()
        raise NotSignedIn from None
    session[SIGN_IN], session[PROVED_AT] = str(made.pk), now.timestamp()
    FailedTry.objects.filter(login=login_key(account.login), browser=browser).delete()
    record(by=f"person:{account.pk}", verb="sign_in", subject=("account", str(account.pk)), detail={"device": device})
    _forget(now)
    return made


def note_seen(sign_in: SignIn, now: datetime) -> None:
    """Write down that a sign-in is in use. Where somebody else writes just now, a later request does it."""
    with suppress(OperationalError), _at_once():
        SignIn.objects.filter(pk=sign_in.pk).update(last_seen=now)


@contextmanager
def _at_once() -> Iterator[None]:
    """Wait for nobody who writes, so that a page does not stand still for a note beside it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(waits)}")


@transaction.atomic
def end_sign_in(*, by: str, account: Account, which: UUID, now: datetime) -> bool:
    """End one sign-in of an account; tells whether there was one to end."""
    return bool(_ended(by, account, {"pk": which}, now))


@transaction.atomic
def end_all_sign_ins(*, by: str, account: Account, now: datetime, but: UUID | None = None) -> int:
    """End every sign-in of an account, but for one if it is named; returns how many."""
    return _ended(by, account, {}, now, but)


def _ended(by: str, account: Account, which: dict[str, UUID], now: datetime, but: UUID | None = None) -> int:
    live = account.sign_ins.filter(ended_at=None, ends_at__gt=now, **which)
    live = live.exclude(pk=but) if but else live
    Session.objects.filter(session_key__in=list(live.values_list("session", flat=True))).delete()
    count = live.update(ended_at=now)
    if count:
        record(by=by, verb="sign_out", subject=("account", str(account.pk)), detail={"browsers": count})
    return count


def _forget(now: datetime) -> None:
    """Throw away what is no longer needed."""
    FailedTry.objects.filter(at__lt=now - REMEMBERED).delete()
    SignIn.objects.filter(ends_at__lt=now - FORGOTTEN).delete()
    Session.objects.filter(expire_date__lt=now).delete()
