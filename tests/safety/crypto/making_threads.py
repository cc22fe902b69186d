"""Makes the vectors of threads: a report, what is written around it, and what is refused in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from tests.safety.crypto.chains_by_hand import FIRST, FORK, SECOND, founding
from tests.safety.crypto.people import BOPHA, DARA, SREY, TODAY, id_named
from tests.safety.crypto.sealing_by_hand import envelope_by_hand, fixed, pair_named
from tests.safety.crypto.vectors_read import Case

from romduol.safety.crypto.boxes import NO_BOND, seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.receipts import check_digit, derive_receipt
from romduol.safety.crypto.statements import read_signed, sign_statement
from romduol.safety.crypto.threads import OwnThread, Thread, seal_reporter_keys

CODE = "60215748393047561829304"
WORD = "ផ្កាឈូក"
REPORT, OTHER_REPORT = id_named("report"), id_named("another report")
EPOCHS = (pair_named("epoch 1"), pair_named("epoch 2"), pair_named("epoch 1 of another queue"))
OTHER_FIRST = sign_statement(founding(SREY, queue=id_named("another queue"), public=EPOCHS[2].public), SREY.sign)
CHAINS = ([FIRST, SECOND], [OTHER_FIRST])
"""The first queue has gone on to another epoch since the report, so its answers are sealed to that one."""
DIGESTS = tuple(read_signed(signed).digest for signed in (FIRST, OTHER_FIRST))
REPORTER = pair_named("the reporter")
BOND = fixed("bond")
OWN = OwnThread(Thread(REPORT, BOND, REPORTER.public, DIGESTS), REPORTER)
WRITTEN = "គេយកលិខិតឆ្លងដែនរបស់ខ្ញុំទៅ។ They took my passport."
HEAD = BOND + REPORTER.public
NAMED = b"\x02" + b"".join(DIGESTS)
READERS: dict[SealedKind, tuple[KeyPair, ...]] = {
    SealedKind.ADDITION: EPOCHS[1:],
    SealedKind.ANSWER: (REPORTER, *EPOCHS[1:]),
    SealedKind.NOTE: EPOCHS[1:2],
    SealedKind.ATTACHMENT: (REPORTER, *EPOCHS[1:]),
}


def threads() -> dict[str, Any]:
    """Return the file of threads."""
    return {
        "about": "A report and its thread by docs/vault.md, made by our own Python and the tests' own HPKE from fixed "
        "inputs; envelopes stand in the order of `readers` (scalars), and `chains` in that of `queues`, the digests by "
        "which the report names them. `opens` says what a refused case is opened as, `chain` by which queue.",
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
        "chains": [_hex(chain) for chain in CHAINS],
        "today": TODAY.isoformat(),
        "queues": _hex(DIGESTS),
        "written": WRITTEN,
        "submission": {
            **_record(
                Context(SealedKind.REPORT, REPORT), HEAD + NAMED + WRITTEN.encode(), (EPOCHS[0], EPOCHS[2]), NO_BOND
            ),
            "reporter_box": seal_reporter_keys(OWN, key, salt=fixed("salt of the reporter's keys")).hex(),
        },
        "messages": [_message(kind, readers) for kind, readers in READERS.items()],
    }


def _hex(many: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in many]


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
    yield from _reports_to_others()
    yield from _reporter_keys()
    yield from _messages()


def _reports() -> Iterator[Case]:
    for why, payload in (
        ("a report without a reporter's key", HEAD[:-1]),
        ("a report whose reporter's key is no point of the curve", BOND + b"\x04" + bytes(64) + NAMED + b"written"),
        ("a report whose bond binds nothing", NO_BOND + REPORTER.public + NAMED + b"written"),
        *((f"a report that {why}", HEAD + named) for why, named in _misnamed()),
    ):
        yield _no_report(why, "malformed", payload)
    another, addition = Context(SealedKind.REPORT, OTHER_REPORT), Context(SealedKind.ADDITION, REPORT)
    yield _no_report("a report that is sealed as another", "other-context", sealed_as=another)
    yield _no_report("an addition in place of a report", "other-context", sealed_as=addition)
    yield _no_report("a report whose box has a bond", "other-key", bond=BOND)


def _misnamed() -> Iterator[tuple[str, bytes]]:
    """What stands in the place of the queues that a thread names, and is nothing that names any."""
    nine = b"".join(fixed(f"queue {number}") for number in range(9))
    yield "ends before its queues", b""
    yield "names no queue", b"\x00"
    yield "names nine queues", b"\x09" + nine
    yield "names 255 queues", b"\xff" + fixed("queues", 255 * 4)
    yield "says that it names a queue, and ends", b"\x01"
    yield "is cut short in its only queue", b"\x01" + DIGESTS[0][:-1]
    yield "is cut short in its last queue", NAMED[:-1]
    yield "names a queue twice", b"\x02" + DIGESTS[0] * 2
    yield "names a queue first and last", b"\x03" + DIGESTS[0] + DIGESTS[1] + DIGESTS[0]


def _reports_to_others() -> Iterator[Case]:
    """Reports that the key opens all the same, since whoever reads them sealed their secret on to another queue."""
    anew = [sign_statement(founding(DARA), DARA.sign)]
    first, second = DIGESTS[0], read_signed(SECOND).digest
    for why, digests, chain in (
        ("a report to another queue", DIGESTS[1:], [FIRST, SECOND]),
        ("a report to a queue that was founded anew", DIGESTS, anew),
        ("a report to a queue, read by its fork from before", [second], [FIRST, FORK]),
        ("a report to a queue, read by the chain as it was before", [second], [FIRST]),
        ("a report that names a bit of another digest", [bytes((first[0] ^ 1,)) + first[1:]], [FIRST, SECOND]),
        ("a report that names a queue by its id", [founding(BOPHA).queue.bytes * 2], [FIRST, SECOND]),
    ):
        named = bytes((len(digests),)) + b"".join(digests)
        yield _no_report(why, "other-context", HEAD + named + b"written", chain=chain)


def _no_report(
    why: str,
    reason: str,
    payload: bytes = HEAD + NAMED + b"written",
    *,
    sealed_as: Context | None = None,
    bond: bytes = NO_BOND,
    chain: Sequence[bytes] = (FIRST, SECOND),
) -> Case:
    record = _record(sealed_as or Context(SealedKind.REPORT, REPORT), payload, EPOCHS[:1], bond)
    return {"why": why, "reason": reason, "opens": "report", "report": str(REPORT), "chain": _hex(chain), **record}


def _reporter_keys() -> Iterator[Case]:
    keys = REPORTER.scalar + REPORTER.public + BOND
    whole, other = keys + NAMED, pair_named("another reporter")
    for why, payload in (
        ("the reporter's keys are a byte long", whole + b"\x00"),
        ("the reporter's keys name a queue more than they say", keys + b"\x01" + NAMED[1:]),
        ("the halves of the reporter's key do not fit", REPORTER.scalar + other.public + BOND + NAMED),
        ("the reporter's scalar is zero", bytes(32) + REPORTER.public + BOND + NAMED),
        ("the reporter's scalar is too large", b"\xff" * 32 + REPORTER.public + BOND + NAMED),
        ("the reporter's bond binds nothing", REPORTER.scalar + REPORTER.public + NO_BOND + NAMED),
        ("the reporter's bond is cut short", keys[:-1]),
        # The bucket of keys has room for ten digests, not for 255.
        *((f"a thread of the reporter that {why}", (keys + named)[:511]) for why, named in _misnamed()),
    ):
        yield _no_keys(why, "malformed", payload)
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
    readers = {"readers": [REPORTER.scalar.hex()], "queues": _hex(DIGESTS)}
    return {"why": why, "reason": reason, **opened, **record, **readers}
