"""An organisation's recovery seed: two key pairs, and five shares in words, three of which give it back (SLIP-39)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics  # type: ignore[import-untyped]
from shamir_mnemonic.wordlist import WORD_INDEX_MAP  # type: ignore[import-untyped]

from romduol.safety.crypto.errors import Mistyped
from romduol.safety.crypto.keys import SECRET_BYTES, KeyPair, derive_pair, fingerprint, hkdf, random_bytes
from romduol.safety.crypto.words import listed_words

SHARES = 5
NEEDED = 3
SHARE_WORDS = 33
ITERATION_EXPONENT = 1


class NotTogether(Mistyped):
    """Shares that are each in order, but not of one seed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, reason="check")


class NotEnough(ValueError):
    """Fewer different shares than give a seed back; `missing` says how many more."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{NEEDED} different shares are needed; {missing} more to come")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class RecoveryKeys:
    """What custodians hold together: a pair that epochs are sealed to, and a pair that signs where no member can."""

    seal: KeyPair
    sign: KeyPair

    @property
    def fingerprint(self) -> str:
        """The digits by which custodians and members compare the public halves."""
        return fingerprint(b"romduol vault recovery", self.seal.public + self.sign.public)


@dataclass(frozen=True, slots=True)
class CheckedShare:
    """One share that is in order by itself: which of the five it is, and the set that it says it belongs to."""

    number: int
    set: int
    mnemonic: str = field(repr=False)


def new_seed() -> bytes:
    """Return a new seed of 32 bytes, from the system's own randomness."""
    return random_bytes(SECRET_BYTES)


def recovery_keys(seed: bytes) -> RecoveryKeys:
    """Return the two key pairs that a seed makes."""
    if len(seed) != SECRET_BYTES:
        raise ValueError(f"a recovery seed is {SECRET_BYTES} bytes")
    seal, sign = (derive_pair(hkdf(seed, b"romduol vault recovery " + part)) for part in (b"seal", b"sign"))
    return RecoveryKeys(seal, sign)


def split(seed: bytes) -> tuple[str, ...]:
    """Return five shares of 33 words; each time others, and only those of one time belong together."""
    if len(seed) != SECRET_BYTES:
        raise ValueError(f"a recovery seed is {SECRET_BYTES} bytes")
    (shares,) = generate_mnemonics(1, [(NEEDED, SHARES)], seed, extendable=True, iteration_exponent=ITERATION_EXPONENT)
    return tuple(shares)


def check_share(text: str, place: int = 1) -> CheckedShare:
    """Return a share that is in order by itself; `place` is how messages call it.

    Raises `Mistyped`: `length`, `sign` (a word of no list, `row` is its number), `check`. No message holds a word.
    """
    words = listed_words(text)
    if len(words) != SHARE_WORDS:
        raise Mistyped(f"share {place}: a share has {SHARE_WORDS} words; {len(words)} came", reason="length")
    for number, word in enumerate(words, start=1):
        if word not in WORD_INDEX_MAP:
            message = f"share {place}: word {number} is not in the list of words that shares are made of"
            raise Mistyped(message, reason="sign", row=number)
    return _read(" ".join(words), place)


def join(shares: Iterable[str]) -> bytes:
    """Return the seed of three shares or more, in any order; the same share twice counts once.

    Raises `Mistyped`, `NotTogether` (one of them), `NotEnough`. A wrong seed comes back for one forgery in 2³²;
    the fingerprint of its keys tells.
    """
    checked = [check_share(share, place) for place, share in enumerate(shares, start=1)]
    _expect_one_set(checked)
    different = list({share.mnemonic: share for share in checked}.values())
    if len(different) < NEEDED:
        raise NotEnough(NEEDED - len(different))
    if len({share.number for share in different}) != len(different):
        raise NotTogether("two different shares have the same number")
    first, *more = different[: NEEDED - 1], *different[NEEDED - 1 :]
    seeds = {_combined([*first, other]) for other in more}
    if len(seeds) != 1:
        raise NotTogether("the shares do not belong together")
    return seeds.pop()


def _read(mnemonic: str, place: int) -> CheckedShare:
    try:
        share = Share.from_mnemonic(mnemonic)
    except MnemonicError:
        # Its own message begins with the words of the share.
        raise Mistyped(f"share {place}: a word is wrong, or two changed places", reason="check") from None
    if not _is_ours(share):
        raise Mistyped(f"share {place}: it is a share of another kind of secret", reason="check")
    return CheckedShare(share.index + 1, share.identifier, mnemonic)


def _is_ours(share: Share) -> bool:
    kind = (share.extendable, share.iteration_exponent, share.group_count, share.member_threshold, len(share.value))
    return kind == (True, ITERATION_EXPONENT, 1, NEEDED, SECRET_BYTES) and share.index < SHARES


def _expect_one_set(shares: Sequence[CheckedShare]) -> None:
    sets = [share.set for share in shares]
    if len(set(sets)) < 2:
        return
    most = max(sets, key=sets.count)
    others = [str(place) for place, found in enumerate(sets, start=1) if found != most]
    if 2 * sets.count(most) > len(sets):
        raise NotTogether(f"of another set than the rest: share {', '.join(others)}")
    raise NotTogether("the shares are of different sets")


def _combined(shares: Sequence[CheckedShare]) -> bytes:
    try:
        return bytes(combine_mnemonics([share.mnemonic for share in shares]))
    except MnemonicError:
        raise NotTogether("the shares do not belong together: at least one of them was changed") from None
