"""Adds, uses and removes second factors: one-time codes of a phone, passkeys, recovery codes on paper."""

from __future__ import annotations

import secrets
from datetime import datetime

import pyotp
from django.db import transaction

from romduol.safety.accounts.actions.signing_in import NotSignedIn, begin_try
from romduol.safety.accounts.models import Account, CodeMaker, Passkey, RecoveryCode
from romduol.safety.accounts.queries.keys import key_for
from romduol.safety.accounts.queries.signed_in import factors_of
from romduol.safety.accounts.rules.codes import (
    ALPHABET,
    RECOVERY_COUNT,
    RECOVERY_SIGNS,
    as_typed,
    is_one_time,
    right_step,
)
from romduol.safety.accounts.rules.sealing import NONCE_BYTES, NotSealedHere, keyed_digest, seal, unseal
from romduol.safety.audit.actions import record


class WrongCode(Exception):
    """The code is not the one that stands on the phone now, or was used before."""


class LastFactor(Exception):
    """Without this factor the account would have none."""


def new_secret() -> str:
    """Return a secret for one-time codes: 160 bits, as base 32."""
    return pyotp.random_base32()


@transaction.atomic
def set_code_maker(*, by: str, account: Account, secret: str, typed: str, now: datetime) -> None:
    """Take one-time codes of this secret from now on, once a first one is right; raises WrongCode."""
    step = right_step(secret, as_typed(typed), -1, now)
    if step is None:
        raise WrongCode
    sealed = seal(secret, str(account.pk), key_for("codes"), secrets.token_bytes(NONCE_BYTES))
    CodeMaker.objects.update_or_create(
        account=account, defaults={"sealed": sealed, "last_counter": step, "added_at": now}
    )
    record(by=by, verb="add_factor", subject=("account", str(account.pk)), detail={"kind": "codes"})


@transaction.atomic
def remove_code_maker(*, by: str, account: Account) -> None:
    """Take no more one-time codes; raises LastFactor."""
    if not factors_of(account).passkeys:
        raise LastFactor
    CodeMaker.objects.filter(account=account).delete()
    record(by=by, verb="remove_factor", subject=("account", str(account.pk)), detail={"kind": "codes"})


@transaction.atomic
def remove_passkey(*, by: str, account: Account, which: int) -> None:
    """Forget a passkey; raises LastFactor."""
    left = factors_of(account)
    if left.passkeys < 2 and not left.codes:
        raise LastFactor
    gone, _ = Passkey.objects.filter(account=account, pk=which).delete()
    if gone:
        record(by=by, verb="remove_factor", subject=("account", str(account.pk)), detail={"kind": "passkey"})


@transaction.atomic
def new_recovery_codes(*, by: str, account: Account, now: datetime) -> list[str]:
    """Make ten new codes in place of all before; they are shown once, and only digests stay."""
    made = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_SIGNS)) for _ in range(RECOVERY_COUNT)]
    RecoveryCode.objects.filter(account=account).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=_recovery_digest(account, code), made_at=now) for code in made
    )
    record(by=by, verb="make_recovery_codes", subject=("account", str(account.pk)), detail={"count": len(made)})
    return made


def check_code(*, account: Account, typed: str, browser: str, now: datetime) -> None:
    """Prove somebody by a code of their phone or their paper, which then is used up; raises NotSignedIn, MustWait."""
    counted = begin_try(login=account.login, browser=browser, now=now)
    if not _used_up(account, as_typed(typed), now):
        raise NotSignedIn
    counted.delete()


def _used_up(account: Account, typed: str, now: datetime) -> bool:
    return _took_step(account, typed, now) if is_one_time(typed) else _took_recovery_code(account, typed, now)


def _took_step(account: Account, typed: str, now: datetime) -> bool:
    maker = CodeMaker.objects.filter(account=account).first()
    if maker is None:
        return False
    try:
        secret = unseal(maker.sealed, str(account.pk), key_for("codes"))
    except NotSealedHere:  # The server's key was changed or lost since: no code of this phone counts any more.
        return False
    step = right_step(secret, typed, maker.last_counter, now)
    # Of two that send the same code at the same moment, only one moves the counter.
    return step is not None and bool(
        CodeMaker.objects.filter(account=account, last_counter__lt=step).update(last_counter=step)
    )


@transaction.atomic
def _took_recovery_code(account: Account, typed: str, now: datetime) -> bool:
    found = RecoveryCode.objects.filter(account=account, digest=_recovery_digest(account, typed), used_at=None)
    if not found.update(used_at=now):
        return False
    record(by=f"person:{account.pk}", verb="use_recovery_code", subject=("account", str(account.pk)))
    return True


def _recovery_digest(account: Account, code: str) -> str:
    return keyed_digest(f"{account.pk} {code}", key_for("recovery"))
