"""Makes the vectors of what people remember, type and hold: words, receipts, cards, locks, pins."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from romduol.safety.crypto.boxes import seal_box
from romduol.safety.crypto.cards import show_card
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.epochs import Pin
from romduol.safety.crypto.keys import derive_pair
from romduol.safety.crypto.members import MAX_ROUNDS, MIN_ROUNDS, Lock, MemberKeys, lock_member
from romduol.safety.crypto.pins import seal_pins
from romduol.safety.crypto.receipts import check_digit, derive_receipt, show_code
from romduol.safety.crypto.words import comparable

Case = dict[str, Any]
MEMBER = UUID("0b8f6f0e-6a0b-4a51-9d43-0c3a3f0e7a11")
OTHER_MEMBER = UUID("5d1f2c84-90f7-4d0e-8a63-b1f6a1f2c3d4")
QUEUES = (UUID("11111111-1111-4111-8111-111111111111"), UUID("eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee"))
PASSPHRASE = "ចង្កៀង  ៣ រលត់ Lantern"


def fixed(name: str) -> bytes:
    """Return 32 bytes that are the same in every run."""
    return sha256(f"romduol vector {name}".encode()).digest()


def whole(digits: str) -> str:
    """Return 23 digits with their check digit."""
    return digits + check_digit(digits)


CODES = tuple(map(whole, ("0" * 23, "12345678901234567890123", "90817263544536271809988")))


def in_khmer(digits: str) -> str:
    """Return digits as Khmer digits."""
    return digits.translate({0x30 + digit: 0x17E0 + digit for digit in range(10)})


def words() -> Case:
    """Return texts and the bytes that they become."""
    typed = [
        "",
        "   ",
        "Lantern",
        "lantern",
        " two\t\r\n words\u00a0here\u3000",
        "\u0085one\u2028\u2029\u1680two\u202f",
        "ចង្កៀង\u200bរលត់",
        "\ufeffចង្កៀង\u200c រលត់\u200d\u2060",
        "លេខ ០១២៣៤៥៦៧៨៩",
        "\uff2c\uff41\uff4e\uff54\uff45\uff52\uff4e \uff11\uff12",
        "cafe\u0301",
        "caf\u00e9",
        "cafe\u200d\u0301",
        "\ufb01sh \u2460",
        "a\x1cb",
        "🏮",
        PASSPHRASE,
    ]
    return {
        "about": "What somebody remembers, as it is typed, and the bytes that it becomes.",
        "cases": [{"typed": text, "comparable": comparable(text).hex()} for text in typed],
        "refused": [],
    }


def receipts() -> Case:
    """Return codes with the secrets they make, and how codes are typed, well and badly."""
    code = CODES[1]
    typed = [
        show_code(code),
        in_khmer(show_code(code)),
        f"  {code[:12]}\u200b-{in_khmer(code[12:])}\n",
        "\u2013".join(code),
        ".".join(show_code(code).split()),
        show_code(code).replace(" ", "\u00a0\u2009"),
        "\ufeff" + "\u00b7".join(show_code(code).split()) + "\u00ad",
    ]
    refused = [
        ("one digit too few", code[:-1], "length"),
        ("one digit too many", code + "0", "length"),
        ("nothing", " - ", "length"),
        ("a letter", code[:-1] + "O", "sign"),
        ("a digit of another script", code[:-1] + "\u0663", "sign"),
        ("a wide digit", "\uff11" + code[1:], "sign"),
        ("a sign, and a digit too few", "+" + code[2:], "sign"),
        ("another first digit", "2" + code[1:], "check"),
        ("another last digit", code[:-1] + str((int(code[-1]) + 1) % 10), "check"),
        ("two neighbours that changed places", code[1] + code[0] + code[2:], "check"),
        ("the last two changed places", code[:-2] + code[-1] + code[-2], "check"),
    ]
    return {
        "about": "Receipts: the secrets that a code and a safety word make, and what is taken for a code.",
        "cases": [_receipt(code, word) for code, word in zip(CODES, ("", "", "ចង្កៀង ៣"), strict=True)]
        + [_receipt(code, "Lantern")],
        "typed": [{"typed": text, "code": code} for text in typed],
        "refused": [{"why": why, "typed": text, "reason": reason} for why, text, reason in refused],
    }


def _receipt(code: str, word: str) -> Case:
    made = derive_receipt(code, word)
    return {
        "code": code,
        "word": word,
        "locator": made.locator.hex(),
        "token": made.token.hex(),
        "key": made.key.hex(),
        "locator_hash": made.locator_hash.hex(),
        "token_hash": made.token_hash.hex(),
    }


def cards() -> Case:
    """Return secrets with their rows, and how cards are typed, well and badly."""
    secret = fixed("card")
    rows = show_card(secret)
    first, second, third, fourth = rows
    typed = [
        "\n".join(rows),
        "".join(rows).lower(),
        " ".join("-".join((row[:5], row[5:10], row[10:])) for row in rows),
        "\n".join(rows).replace("0", "O").replace("1", "I"),
        "\n".join(rows).lower().replace("0", "o").replace("1", "l"),
        "\u200b" + "\u2011".join("".join(rows)) + "\r\n",
    ]
    other = "Z" if second[3] != "Z" else "Y"
    refused: list[tuple[str, str, str, int | None]] = [
        ("a sign too few", "".join(rows)[:-1], "length", None),
        ("a sign too many", "".join(rows) + "0", "length", None),
        ("nothing", "\n", "length", None),
        ("a sign of no card", "".join((first, second, "U" + third[1:], fourth)), "sign", 3),
        ("a digit of another script", "".join((first, second, third, fourth[:-1] + "\u17e3")), "sign", 4),
        ("a wrong sign", "".join((first, second[:3] + other + second[4:], third, fourth)), "check", 2),
        ("a wrong check sign", "".join((first, second, third, fourth[:-1] + _next(fourth[-1]))), "check", 4),
        ("two signs that changed places", "".join((first, second, _swapped(third), fourth)), "check", 3),
        ("the first wrong row is named", "".join((first, _swapped(second), "U" + third[1:], fourth)), "check", 2),
        ("two rows that changed places", "".join((first, third, second, fourth)), "check", 2),
        ("more than 32 bytes", "".join(("Z" * 13 + check_of("Z" * 13, 1), second, third, fourth)), "sign", 1),
    ]
    return {
        "about": "Cards: 32 bytes as four rows of signs, and what is taken for a card.",
        "cases": [_card(each) for each in (secret, bytes(32), b"\xff" * 32, bytes(range(32)))],
        "typed": [{"typed": text, "secret": secret.hex()} for text in typed],
        "refused": [{"why": why, "typed": text, "reason": reason, "row": row} for why, text, reason, row in refused],
    }


def _card(secret: bytes) -> Case:
    return {"secret": secret.hex(), "rows": list(show_card(secret))}


def _next(sign: str) -> str:
    return "1" if sign == "0" else "0"


def _swapped(row: str) -> str:
    """Return a row in which the first sign and the next other one changed places."""
    place = next(place for place, sign in enumerate(row) if sign != row[0])
    return row[place] + row[1:place] + row[0] + row[place + 1 :]


def check_of(signs: str, row: int) -> str:
    """Return the check sign of a row (1 to 4) by the sum as the specification writes it, power by power."""
    alphabet, total, power = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", row, 1
    for sign in signs:
        power = times(power, 2)
        total ^= times(power, alphabet.index(sign))
    return alphabet[total]


def times(one: int, other: int) -> int:
    """Return a product in GF(32), by hand: multiply, then divide by x⁵ + x² + 1."""
    product = 0
    for place in range(5):
        product ^= (one << place) if other >> place & 1 else 0
    for place in reversed(range(5, 9)):
        product ^= (0b100101 << (place - 5)) if product >> place & 1 else 0
    return product


def member_keys(name: str = "member") -> MemberKeys:
    """Return a member's keys that are the same in every run."""
    return MemberKeys(derive_pair(fixed(f"{name} seal")), derive_pair(fixed(f"{name} sign")), fixed(f"{name} store"))


def locks() -> Case:
    """Return members' keys locked for their devices, and what does not open."""
    cases = [_locked(0, PASSPHRASE, MIN_ROUNDS), _locked(4_294_967_295, "six plain words", MIN_ROUNDS + 1)]
    first = cases[0]
    base = {name: first[name] for name in ("member", "device", "passphrase", "device_secret", "lock", "wrap")}
    lock = bytes.fromhex(first["lock"])
    shown = seal_box(
        member_keys().pack(), fixed("lock"), Context(SealedKind.MEMBER_KEYS, MEMBER, 0), salt=fixed("wrap")
    )
    return {
        "about": "A member's keys under passphrase and device secret: what the server keeps, and what is refused.",
        "cases": cases,
        "refused": [
            base | {"why": why, "reason": reason} | changed
            for why, reason, changed in (
                ("another passphrase", "other-key", {"passphrase": "ចង្កៀង ៣ រលត់ lantern"}),
                ("another device secret", "other-key", {"device_secret": fixed("another device").hex()}),
                ("a wrap under another secret", "other-key", {"wrap": shown.hex()}),
                ("another device", "other-context", {"device": 1}),
                ("another member", "other-context", {"member": str(OTHER_MEMBER)}),
                ("a lock of fewer rounds", "malformed", {"lock": Lock(lock[6:], MIN_ROUNDS - 1).pack().hex()}),
                ("a lock of no rounds", "malformed", {"lock": Lock(lock[6:], 0).pack().hex()}),
                ("a lock that takes hours", "malformed", {"lock": Lock(lock[6:], 2**32 - 1).pack().hex()}),
                ("a lock of one round too many", "malformed", {"lock": Lock(lock[6:], MAX_ROUNDS + 1).pack().hex()}),
                ("another derivation", "malformed", {"lock": (lock[:1] + b"\x02" + lock[2:]).hex()}),
                ("another version", "malformed", {"lock": (b"\x02" + lock[1:]).hex()}),
                ("a lock that is too short", "malformed", {"lock": lock[:-1].hex()}),
                ("a lock that is too long", "malformed", {"lock": (lock + b"\x00").hex()}),
            )
        ],
    }


def _locked(device: int, passphrase: str, rounds: int) -> Case:
    keys, device_secret = member_keys(), fixed("device")
    made = lock_member(
        keys,
        MEMBER,
        device,
        passphrase,
        device_secret,
        salt=fixed("lock salt"),
        rounds=rounds,
        box_salt=fixed("wrap salt"),
    )
    return {
        "member": str(MEMBER),
        "device": device,
        "passphrase": passphrase,
        "device_secret": device_secret.hex(),
        "bundle": keys.pack().hex(),
        "lock": made.lock.hex(),
        "wrap": made.wrap.hex(),
        "door": made.door.hex(),
        "wrap_salt": fixed("wrap salt").hex(),
    }


def pins() -> Case:
    """Return pins and their boxes, and boxes that hold none."""
    store = member_keys().store
    two = [Pin(queue, epoch, fixed(f"statement {epoch}")) for queue, epoch in zip(QUEUES, (7, 1), strict=True)]

    def as_read(pin: Pin) -> Case:
        return {"queue": str(pin.queue), "epoch": pin.epoch, "digest": pin.digest.hex()}

    def case(number: int, pins: list[Pin]) -> Case:
        box = seal_pins(reversed(pins), store, MEMBER, number, salt=fixed(f"pins {number}"))
        return _pinned(number, box) | {"pins": [as_read(pin) for pin in pins], "salt": fixed(f"pins {number}").hex()}

    def sealed(payload: bytes) -> Case:
        return _pinned(3, seal_box(payload, store, Context(SealedKind.PINS, MEMBER, 3), salt=fixed("pins 3")))

    one, other = (pin.queue.bytes + pin.epoch.to_bytes(4) + pin.digest for pin in two)
    never = two[0].queue.bytes + bytes(4) + two[0].digest
    good = case(3, two)
    return {
        "about": "What a member has seen of each queue, in a box under their own key; the pins by queue.",
        "cases": [case(0, []), case(1, two[:1]), good],
        "refused": [
            _pinned(4, bytes.fromhex(good["box"])) | {"why": "an older box", "reason": "other-context"},
            good | {"why": "another member's", "reason": "other-context", "member": str(OTHER_MEMBER)},
            good | {"why": "another key", "reason": "other-key", "store": fixed("another store").hex()},
            sealed(b"") | {"why": "no count", "reason": "malformed"},
            sealed(b"\x00\x02" + one) | {"why": "fewer than counted", "reason": "malformed"},
            sealed(b"\x00\x01" + one + other) | {"why": "more than counted", "reason": "malformed"},
            sealed(b"\x00\x02" + other + one) | {"why": "out of order", "reason": "malformed"},
            sealed(b"\x00\x02" + one + one) | {"why": "a queue twice", "reason": "malformed"},
            sealed(b"\x00\x01" + never) | {"why": "an epoch that is none", "reason": "malformed"},
        ],
    }


def _pinned(number: int, box: bytes) -> Case:
    return {"member": str(MEMBER), "number": number, "store": member_keys().store.hex(), "box": box.hex()}


FILES: dict[str, Callable[[], Case]] = {
    "words.json": words,
    "receipts.json": receipts,
    "cards.json": cards,
    "locks.json": locks,
    "pins.json": pins,
}
