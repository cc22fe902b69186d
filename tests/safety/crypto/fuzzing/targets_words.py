"""What is fed to the readers of what people type and hold: receipts, cards, shares, words, locks, bundles, pins."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from shamir_mnemonic import Share  # type: ignore[import-untyped]
from tests.safety.crypto.fuzzing.targets import Target
from tests.safety.crypto.sealing_by_hand import fixed
from tests.safety.crypto.vectors_read import read

from romduol.safety.crypto.boxes import seal_box
from romduol.safety.crypto.cards import read_card, show_card
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.errors import Malformed, Mistyped, NotOpened
from romduol.safety.crypto.keys import pair_of
from romduol.safety.crypto.members import MAX_ROUNDS, MIN_ROUNDS, read_lock, read_member
from romduol.safety.crypto.pins import open_pins, seal_pins
from romduol.safety.crypto.receipts import check_digit, read_code, show_code
from romduol.safety.crypto.recovery import NotEnough, check_share, join
from romduol.safety.crypto.words import INVISIBLE, comparable

MEMBER = UUID(bytes=fixed("a member", 16))
STORE, SALT = fixed("a store"), fixed("a salt")


def _typed(data: bytes) -> str:
    """Return a text of any signs; bytes that are no UTF-8 become halves of pairs, as a browser may send them."""
    return data.decode("utf-8", "surrogateescape")


def codes(data: bytes) -> None:
    """Whatever is typed is a receipt, the same again as it is printed, or mistyped."""
    try:
        code = read_code(_typed(data))
    except Mistyped as problem:
        _says_nothing(problem)
        return
    assert len(code) == 24
    assert code.isascii()
    assert code.isdigit()
    assert check_digit(code[:-1]) == code[-1]
    assert read_code(show_code(code)) == code


def cards(data: bytes) -> None:
    """Whatever is typed is a card, the same again as it is printed, or mistyped in one of four rows."""
    if len(data) == 32:
        assert read_card("\n".join(show_card(data))) == data
    try:
        secret = read_card(_typed(data))
    except Mistyped as problem:
        _says_nothing(problem)
        return
    assert read_card(" ".join(show_card(secret))) == secret


def _says_nothing(problem: Mistyped) -> None:
    assert problem.reason in {"length", "sign", "check"}
    assert problem.row is None or problem.row > 0
    assert str(problem).isascii()


def words(data: bytes) -> None:
    """Whatever is remembered becomes bytes without what cannot be seen, and the same bytes when typed again."""
    made = comparable(_typed(data))
    text = made.decode()
    assert comparable(text) == made
    assert text == text.strip(" ")
    assert "  " not in text
    assert not set(text) & set(INVISIBLE)
    assert not any("\u17e0" <= sign <= "\u17e9" for sign in text)


def locks(data: bytes) -> None:
    """Any bytes are a lock that is neither easy nor endless, the same again when packed, or malformed."""
    try:
        lock = read_lock(data)
    except Malformed:
        return
    assert lock.pack() == data
    assert MIN_ROUNDS <= lock.rounds <= MAX_ROUNDS


def bundles(data: bytes) -> None:
    """Any bytes are keys whose halves belong together, the same again when packed, or malformed."""
    try:
        keys = read_member(data)
    except Malformed:
        return
    assert keys.pack() == data
    assert pair_of(keys.seal.scalar) == keys.seal
    assert pair_of(keys.sign.scalar) == keys.sign


def pins(data: bytes) -> None:
    """Whatever stands in a box of pins is pins, the same again when sealed, or refused."""
    box = seal_box(data, STORE, Context(SealedKind.PINS, MEMBER, 1), salt=SALT)
    try:
        opened = open_pins(box, STORE, MEMBER, 1)
    except NotOpened:
        return
    assert seal_pins(opened, STORE, MEMBER, 1, salt=SALT) == box


def _share(data: bytes) -> Share:
    value = data[8:40].ljust(32 if data[7] % 4 else 16, b"\x00")
    groups, needed = data[4] % 16 + 1, data[6] % 16 + 1
    identifier = int.from_bytes(data[:2]) % 2**15
    extendable, exponent = data[2] % 2 == 0, data[3] % 16
    return Share(identifier, extendable, exponent, 0, 1, groups, data[5] % 16, needed, value)


def shares(data: bytes) -> None:
    """Whatever is typed, and whatever share anybody makes, is one of our five or mistyped, and gives no seed alone."""
    tried = [_typed(data)]
    if len(data) >= 8:
        tried.append(_share(data).mnemonic())
    for text in tried:
        try:
            share = check_share(text)
        except Mistyped as problem:
            _says_nothing(problem)
            continue
        assert 1 <= share.number <= 5
        assert _missing(text) == 2


def _missing(share: str) -> int:
    try:
        join([share, share])
    except NotEnough as problem:
        return problem.missing
    return 0


def _texts(name: str, *fields: str) -> Iterator[bytes]:
    file = read(name)
    for case in [*file["cases"], *file.get("typed", ()), *file["refused"]]:
        yield from (case[field].encode("utf-8", "surrogatepass") for field in fields if field in case)


def _card_seeds() -> Iterator[bytes]:
    yield from _texts("cards.json", "typed")
    yield from ("\n".join(case["rows"]).encode() for case in read("cards.json")["cases"])


def _hex(name: str, field: str) -> Iterator[bytes]:
    file = read(name)
    yield from (bytes.fromhex(case[field]) for case in [*file["cases"], *file["refused"]] if field in case)


def _pin_seeds() -> Iterator[bytes]:
    yield b"\x00\x00"
    yield b"\x00\x01" + MEMBER.bytes + b"\x00\x00\x00\x01" + fixed("digest")
    yield b"\x00\x02" + b"".join(bytes((number,)) * 16 + b"\x00\x00\x00\x01" + fixed("digest") for number in (1, 2))


def _share_seeds() -> Iterator[bytes]:
    yield b"\x01\x02\x00\x01\x00\x02\x02\x01" + fixed("a share")
    yield _share(b"\x01\x02\x00\x01\x00\x02\x02\x01" + fixed("a share")).mnemonic().encode()


TARGETS = {
    "codes": Target(codes, lambda: _texts("receipts.json", "code", "typed"), 100),
    "cards": Target(cards, _card_seeds, 150),
    "words": Target(words, lambda: _texts("words.json", "typed"), 200),
    "locks": Target(locks, lambda: _hex("locks.json", "lock"), 50),
    "bundles": Target(bundles, lambda: _hex("locks.json", "bundle"), 250),
    "pins": Target(pins, _pin_seeds, 300),
    "shares": Target(shares, _share_seeds, 300, weight=3),
}
