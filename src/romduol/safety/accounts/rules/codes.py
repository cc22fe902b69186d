"""Decides which one-time codes and recovery codes are right."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

from romduol.base.khmer import digits, visible

STEP = 30
"""Seconds that a code stands on the phone."""
DRIFT = 1
"""Steps that a phone's clock may be off, each way."""
DIGITS = 6
ISSUER = "Romduol"
RECOVERY_COUNT = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""No sign looks like another on paper."""
RECOVERY_SIGNS = 10


def right_step(secret: str, typed: str, last: int, now: datetime) -> int | None:
    """Return the step of a right code, or None. A code of the step `last`, or of one before, was used and is wrong."""
    here = int(now.timestamp()) // STEP
    made = pyotp.HOTP(secret, digits=DIGITS)
    for step in range(here - DRIFT, here + DRIFT + 1):
        if step > last and hmac.compare_digest(made.at(step), typed):
            return step
    return None


def as_typed(text: str) -> str:
    """Return a typed code as it is compared: small letters, digits of any script, no signs in between."""
    return "".join(sign for sign in digits(visible(text)).lower() if sign.isascii() and sign.isalnum())


def is_one_time(typed: str) -> bool:
    """Tell whether what was typed is a code of a phone, and not one on paper."""
    return len(typed) == DIGITS and typed.isdigit()


def setup_address(secret: str, login: str) -> str:
    """Return what the square code holds that an app for codes photographs."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).provisioning_uri(name=login or None, issuer_name=ISSUER)


def in_groups(code: str, size: int = 4) -> str:
    """Return a secret or a code as people read it aloud: in groups."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))
