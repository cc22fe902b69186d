"""Makes the vectors of threads: a report, what is written around it, and what is refused in its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.safety.crypto.people import id_named
from tests.safety.crypto.sealing_by_hand import envelope_by_hand, fixed, pair_named
from tests.safety.crypto.vectors_read import Case

from romduol.safety.crypto.boxes import NO_BOND, seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.receipts import check_digit, derive_receipt
from romduol.safety.crypto.threads import OwnThread, Thread, seal_reporter_keys

CODE = "60215748393047561829304"
WORD = "ផ្កាឈូក"
REPORT, OTHER_REPORT = id_named("report"), id_named("another report")
QUEUES = (pair_named("epoch 1"), pair_named("epoch 4 of another queue"))
REPORTER = pair_named("the reporter")
BOND = fixed("bond")
OWN = OwnThread(Thread(REPORT, BOND, REPORTER.public), REPORTER)
WRITTEN = "គេយកលិខិតឆ្លងដែនរបស់ខ្ញុំទៅ។ They took my passport."
HEAD = BOND + REPORTER.public
READERS: dict[SealedKind, tuple[KeyPair, ...]] = {
    SealedKind.ADDITION: QUEUES,
    SealedKind.ANSWER: (REPORTER, *QUEUES),
    SealedKind.NOTE: QUEUES[:1],
    SealedKind.ATTACHMENT: QUEUES,
}


def threads() -> dict[str, Any]:
    """Return the file of threads."""
    return {
        "about": "A report and its thread by docs/vault.md, made by our own Python and the tests' own HPKE from fixed "
        "inputs; envelopes stand in the order of `readers` (scalars). `opens` says what a refused case is opened as.",
        "cases": [_case("for two queues, with a safety word", WORD)],
        "refused": list(_refused()),
    }


@cache
def _receipt_key(word: str) -> bytes:
    return derive_receipt(CODE + check_digit(CODE), word).key


def _case(name: str, word: str) -> Case:
    key = _receipt_key(word)
    return {
        "name": name,
        "report": str(REPORT),
        "code": CODE + check_digit(CODE),
        "word": word,
        "receipt_key": key.hex(),
        "bond": BOND.hex(),
        "reporter": {"scalar": REPORTER.scalar.hex(), "public": REPORTER.public.hex()},
        "written": WRITTEN,
        "submission": {
            **_record(Context(SealedKind.REPORT, REPORT), HEAD + WRITTEN.encode(), QUEUES, NO_BOND),
            "reporter_box": seal_reporter_keys(OWN, key, salt=fixed("salt of the reporter's keys")).hex(),
        },
        "messages": [_message(kind, readers) for kind, readers in READERS.items()],
    }


def _message(kind: SealedKind, readers: tuple[KeyPair, ...]) -> Case:
    itself, written = id_named(f"the {kind.name}"), f"{kind.name.lower()}: យើងបានអានហើយ"
    return {
        "kind": int(kind),
        "itself": str(itself),
        "written": written,
        **_record(Context(kind, itself), written.encode(), readers, BOND),
    }


def _record(context: Context, payload: bytes, readers: tuple[KeyPair, ...], bond: bytes) -> Case:
    secret, salt = fixed(f"secret of {context}"), fixed(f"salt of {context}")
    return {
        "box": seal_box(payload, secret, context, bond=bond, salt=salt).hex(),
        "envelopes": [_envelope(secret, reader, context) for reader in readers],
        "readers": [reader.scalar.hex() for reader in readers],
    }


def _envelope(secret: bytes, reader: KeyPair, context: Context) -> str:
    return envelope_by_hand(
        secret, reader.public, context, pair_named(f"ephemeral {context} {reader.public.hex()}")
    ).hex()


def _refused() -> Iterator[Case]:
    yield from _reports()
    yield from _reporter_keys()
    yield from _messages()


def _reports() -> Iterator[Case]:
    for why, payload in (
        ("a report without a reporter's key", HEAD[:-1]),
        ("a report whose reporter's key is no point of the curve", BOND + b"\x04" + bytes(64) + b"written"),
        ("a report whose bond binds nothing", NO_BOND + REPORTER.public + b"written"),
    ):
        yield _no_report(why, "malformed", payload)
    yield _no_report(
        "a report that is sealed as another", "other-context", HEAD, sealed_as=Context(SealedKind.REPORT, OTHER_REPORT)
    )
    yield _no_report(
        "an addition in place of a report", "other-context", HEAD, sealed_as=Context(SealedKind.ADDITION, REPORT)
    )
    yield _no_report("a report whose box has a bond", "other-key", HEAD, bond=BOND)


def _no_report(
    why: str, reason: str, payload: bytes, *, sealed_as: Context | None = None, bond: bytes = NO_BOND
) -> Case:
    record = _record(sealed_as or Context(SealedKind.REPORT, REPORT), payload, QUEUES[:1], bond)
    return {"why": why, "reason": reason, "opens": "report", "report": str(REPORT), **record}


def _reporter_keys() -> Iterator[Case]:
    whole = REPORTER.scalar + REPORTER.public + BOND
    other = pair_named("another reporter")
    for why, reason, payload in (
        ("the reporter's keys are a byte short", "malformed", whole[:-1]),
        ("the reporter's keys are a byte long", "malformed", whole + b"\x00"),
        ("the halves of the reporter's key do not fit", "malformed", REPORTER.scalar + other.public + BOND),
        ("the reporter's scalar is zero", "malformed", bytes(32) + REPORTER.public + BOND),
        ("the reporter's scalar is too large", "malformed", b"\xff" * 32 + REPORTER.public + BOND),
        ("the reporter's bond binds nothing", "malformed", REPORTER.scalar + REPORTER.public + NO_BOND),
    ):
        yield _no_keys(why, reason, payload)
    yield _no_keys("another safety word", "other-key", whole, key=_receipt_key(""))
    yield _no_keys(
        "another report's keys", "other-context", whole, sealed_as=Context(SealedKind.REPORTER_KEYS, OTHER_REPORT)
    )
    yield _no_keys("a member's keys", "other-context", whole, sealed_as=Context(SealedKind.MEMBER_KEYS, REPORT))


def _no_keys(
    why: str, reason: str, payload: bytes, *, key: bytes | None = None, sealed_as: Context | None = None
) -> Case:
    used = _receipt_key(WORD)
    box = seal_box(payload, used, sealed_as or Context(SealedKind.REPORTER_KEYS, REPORT), salt=fixed(f"salt of {why}"))
    opened = {"opens": "reporter keys", "report": str(REPORT), "receipt_key": (key or used).hex()}
    return {"why": why, "reason": reason, **opened, "box": box.hex()}


def _messages() -> Iterator[Case]:
    answer = Context(SealedKind.ANSWER, id_named("the ANSWER"))
    addition = Context(SealedKind.ADDITION, answer.subject)
    yield _no_answer("a server answers without the bond", "other-key", answer, NO_BOND)
    yield _no_answer("an answer of another thread", "other-key", answer, fixed("another bond"))
    yield _no_answer("an addition in place of an answer", "other-context", addition, BOND)
    yield _no_answer("another answer", "other-context", Context(SealedKind.ANSWER, id_named("another answer")), BOND)
    stranger = pair_named("a stranger seals")
    yield _no_answer("an answer for somebody else", "other-key", answer, BOND, sealed_to=stranger)


def _no_answer(why: str, reason: str, sealed_as: Context, bond: bytes, *, sealed_to: KeyPair = REPORTER) -> Case:
    record = _record(sealed_as, b"meet us at the bridge", (sealed_to,), bond)
    opened = {"opens": "answer", "report": str(REPORT), "itself": str(id_named("the ANSWER")), "bond": BOND.hex()}
    return {"why": why, "reason": reason, **opened, **record, "readers": [REPORTER.scalar.hex()]}
