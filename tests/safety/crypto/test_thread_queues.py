"""A report says which queues it was sent to, and nothing of its thread is sealed or shown to another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.safety.crypto.chains_by_hand import FIRST, FORK, SECOND, THIRD, founding, queue_named
from tests.safety.crypto.people import DARA, LAST_DAY, TODAY, id_named
from tests.safety.crypto.sealing_by_hand import fixed, pair_named

from romduol.safety.crypto.boxes import open_box, seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import open_envelope, seal_envelope
from romduol.safety.crypto.epochs import EpochOver, LastDayTooFar, walk_chain
from romduol.safety.crypto.errors import Damaged, Malformed, OtherContext, OtherKey
from romduol.safety.crypto.records import open_record, seal_record
from romduol.safety.crypto.statements import sign_statement
from romduol.safety.crypto.threads import (
    MAX_QUEUES,
    NotOfThread,
    add,
    answer,
    attach,
    begin_report,
    note,
    open_addition,
    open_answer,
    open_attachment,
    open_note,
    open_report,
    open_reporter_keys,
)

REPORT, ITSELF, KEY = id_named("report"), id_named("itself"), fixed("receipt key")
AT_ONE, AT_TWO, AT_THREE = (walk_chain([FIRST, SECOND, THIRD][:epochs]) for epochs in (1, 2, 3))
EPOCHS = tuple(pair_named(f"epoch {number}") for number in (1, 2, 3))
FORKED = walk_chain([FIRST, FORK])
ANEW = walk_chain([sign_statement(founding(DARA), DARA.sign)])
OTHER, OTHER_PAIR = queue_named("another queue"), pair_named("another queue")
EIGHT = [queue_named(f"queue {number}") for number in range(MAX_QUEUES)]
AFTER = LAST_DAY + timedelta(days=1)
SENT, OWN = begin_report(REPORT, b"written", [AT_TWO], KEY, TODAY)
HEAD = OWN.thread.bond + OWN.pair.public

SEALS = {
    "add": lambda queues, today: add(OWN.thread, ITSELF, b"", queues, today),
    "answer": lambda queues, today: answer(OWN.thread, ITSELF, b"", queues, today),
    "note": lambda queues, today: note(OWN.thread, ITSELF, b"", queues[-1], today),
    "attach": lambda queues, today: attach(OWN.thread, ITSELF, [b""], queues, today),
    "attach, to the reporter too": lambda queues, today: attach(
        OWN.thread, ITSELF, [b""], queues, today, to_reporter=True
    ),
}
each_seal = pytest.mark.parametrize("seal", SEALS.values(), ids=SEALS)


def handed_on(public):
    """An envelope of the report's secret for another queue, as a reader of the report can always make it."""
    context = Context(SealedKind.REPORT, REPORT)
    return seal_envelope(open_envelope(SENT.record.envelopes[0], EPOCHS[1], context), public, context)


def test_a_report_is_no_report_to_a_queue_that_it_was_handed_on_to():
    envelope = handed_on(OTHER_PAIR.public)
    with pytest.raises(OtherContext, match="other queues"):
        open_report(SENT.record.box, envelope, OTHER_PAIR, REPORT, OTHER)
    with pytest.raises(OtherKey):
        open_report(SENT.record.box, SENT.record.envelopes[0], OTHER_PAIR, REPORT, OTHER)
    opened = open_report(SENT.record.box, handed_on(EPOCHS[2].public), EPOCHS[2], REPORT, AT_THREE)
    assert (opened.written, opened.thread) == (b"written", OWN.thread)  # The queue itself may have it in a later epoch.


@pytest.mark.parametrize("chain", [ANEW, FORKED, AT_ONE, OTHER], ids=["anew", "forked before", "rolled back", "other"])
def test_a_queue_is_its_statement_and_not_its_id_or_its_key(chain):
    """By the key that the report was sealed to: the chains that are not the queue's fail for that alone."""
    assert not OWN.thread.has(chain)
    with pytest.raises(OtherContext):
        open_report(SENT.record.box, SENT.record.envelopes[0], EPOCHS[1], REPORT, chain)


@each_seal
@pytest.mark.parametrize("chain", [ANEW, FORKED, AT_ONE, OTHER], ids=["anew", "forked before", "rolled back", "other"])
def test_nothing_is_sealed_to_a_queue_that_the_report_was_not_sent_to(seal, chain):
    for queues in ([chain], [AT_TWO, chain]):
        with pytest.raises(NotOfThread):
            seal(queues, TODAY)


def test_a_queue_reads_in_its_later_epochs_what_is_written_there():
    pair, opens = EPOCHS[2], {add: open_addition, answer: open_answer}
    for seal, opened in opens.items():
        sealed = seal(OWN.thread, ITSELF, b"later", [AT_THREE], TODAY)
        assert opened(OWN.thread, ITSELF, sealed.box, sealed.envelopes[-1], pair) == b"later"
        with pytest.raises(OtherKey):
            opened(OWN.thread, ITSELF, sealed.box, sealed.envelopes[-1], EPOCHS[1])
    noted = note(OWN.thread, ITSELF, b"later", AT_THREE, TODAY)
    assert open_note(OWN.thread, ITSELF, noted.box, noted.envelopes[0], pair) == b"later"
    attached = attach(OWN.thread, ITSELF, [b"later"], [AT_THREE], TODAY)
    assert b"".join(open_attachment(OWN.thread, ITSELF, attached.pieces, attached.envelopes[0], pair)) == b"later"
    assert open_report(SENT.record.box, SENT.record.envelopes[0], EPOCHS[1], REPORT, AT_THREE).thread == OWN.thread


@each_seal
def test_nothing_is_sealed_to_an_epoch_that_is_over_or_lasts_too_long(seal):
    assert seal([AT_TWO], LAST_DAY).envelopes
    with pytest.raises(EpochOver):
        seal([AT_TWO], AFTER)
    with pytest.raises(LastDayTooFar):
        seal([AT_TWO], LAST_DAY - timedelta(days=101))


def test_a_report_is_sealed_to_no_epoch_that_is_over():
    over = queue_named("over", last_day=TODAY - timedelta(days=1))
    for queues in ([over], [AT_TWO, over]):
        with pytest.raises(EpochOver):
            begin_report(REPORT, b"", queues, KEY, TODAY)
    with pytest.raises(EpochOver):
        begin_report(REPORT, b"", [AT_TWO], KEY, AFTER)


@pytest.mark.parametrize(
    "queues", [[], [*EIGHT, OTHER], [OTHER, OTHER], [*EIGHT[:7], EIGHT[0]]], ids=["none", "nine", "twice", "seven"]
)
def test_a_report_goes_to_one_to_eight_queues_each_once(queues):
    with pytest.raises(ValueError, match="one queue at least"):
        begin_report(REPORT, b"", queues, KEY, TODAY)


def test_eight_queues_read_a_report_and_the_keys_of_its_reporter_are_as_long_as_for_one():
    sent, own = begin_report(REPORT, b"written", EIGHT, KEY, TODAY)
    for number, (queue, envelope) in enumerate(zip(EIGHT, sent.record.envelopes, strict=True)):
        opened = open_report(sent.record.box, envelope, pair_named(f"queue {number}"), REPORT, queue)
        assert (opened.written, opened.thread) == (b"written", own.thread)
    assert own.thread.queues == tuple(queue.last.digest for queue in EIGHT)
    assert len(sent.reporter_box) == len(SENT.reporter_box)
    assert len(sent.record.box) == len(SENT.record.box)


@pytest.mark.parametrize("queues", [[AT_TWO], [OTHER, AT_TWO], EIGHT], ids=len)
def test_who_comes_back_by_receipt_writes_to_the_same_queues(queues):
    sent, own = begin_report(REPORT, b"written", queues, KEY, TODAY)
    back = open_reporter_keys(sent.reporter_box, KEY, REPORT)
    assert back == own
    assert back.thread.queues == tuple(queue.last.digest for queue in queues)
    assert len(add(back.thread, ITSELF, b"more", queues, TODAY).envelopes) == len(queues)
    with pytest.raises(NotOfThread):
        add(back.thread, ITSELF, b"more", [ANEW], TODAY)


def test_a_file_is_for_the_reporter_only_where_it_is_said_and_their_envelope_is_the_first():
    kept = attach(OWN.thread, ITSELF, [b"a file"], [AT_TWO], TODAY)
    shared = attach(OWN.thread, ITSELF, [b"a file"], [AT_TWO], TODAY, to_reporter=True)
    for_reporter, for_queue = shared.envelopes
    box = b"".join(shared.pieces)
    for envelope, pair in ((for_reporter, OWN.pair), (for_queue, EPOCHS[1])):
        assert b"".join(open_attachment(OWN.thread, ITSELF, [box], envelope, pair)) == b"a file"
    (only,) = kept.envelopes
    for envelope, pair in ((only, OWN.pair), (for_queue, OWN.pair), (for_reporter, EPOCHS[1])):
        with pytest.raises(OtherKey):
            open_attachment(OWN.thread, ITSELF, [box], envelope, pair)
    with pytest.raises(OtherKey):
        b"".join(open_attachment(OWN.thread, ITSELF, kept.pieces, for_reporter, OWN.pair))


def test_a_file_for_the_reporter_alone_is_theirs():
    sealed = attach(OWN.thread, ITSELF, [b"a file"], [], TODAY, to_reporter=True)
    (envelope,) = sealed.envelopes
    assert b"".join(open_attachment(OWN.thread, ITSELF, sealed.pieces, envelope, OWN.pair)) == b"a file"


def test_both_payloads_are_what_the_specification_says_in_its_order():
    sent, own = begin_report(REPORT, b"written", [AT_TWO, OTHER], KEY, TODAY)
    named = b"\x02" + AT_TWO.last.digest + OTHER.last.digest
    report = open_record(sent.record.box, sent.record.envelopes[0], EPOCHS[1], Context(SealedKind.REPORT, REPORT))
    assert report == own.thread.bond + own.pair.public + named + b"written"
    keys = open_box(sent.reporter_box, KEY, Context(SealedKind.REPORTER_KEYS, REPORT))
    assert keys == own.pair.scalar + own.pair.public + own.thread.bond + named


ONE = AT_TWO.last.digest
MISNAMED = {
    "nothing": (b"", "shorter"),
    "count 0": (b"\x00" + ONE, "0 queues"),
    "count 9": (b"\x09" + b"".join(fixed(f"digest {number}") for number in range(9)), "9 queues"),
    "count 255": (b"\xff" + ONE, "255 queues"),
    "count alone": (b"\x01", "shorter"),
    "cut short": (b"\x01" + ONE[:-1], "shorter"),
    "one of two": (b"\x02" + ONE, "shorter"),
    "twice": (b"\x02" + ONE + ONE, "twice"),
    "twice among others": (b"\x03" + ONE + fixed("another digest") + ONE, "twice"),
}
each_misnamed = pytest.mark.parametrize(("named", "said"), MISNAMED.values(), ids=MISNAMED)


@each_misnamed
def test_a_report_that_names_no_queues_as_it_should_is_malformed(named, said):
    record = seal_record(HEAD + named, Context(SealedKind.REPORT, REPORT), [EPOCHS[1].public])
    with pytest.raises(Malformed, match=said):
        open_report(record.box, record.envelopes[0], EPOCHS[1], REPORT, AT_TWO)


@each_misnamed
def test_reporter_keys_that_name_no_queues_as_they_should_are_malformed(named, said):
    payload = OWN.pair.scalar + OWN.pair.public + OWN.thread.bond + named
    box = seal_box(payload, KEY, Context(SealedKind.REPORTER_KEYS, REPORT))
    with pytest.raises(Malformed, match=said):
        open_reporter_keys(box, KEY, REPORT)


@pytest.mark.parametrize("after", [b"\x00", fixed("one more digest")], ids=len)
def test_reporter_keys_end_with_the_queues_that_they_name(after):
    context = Context(SealedKind.REPORTER_KEYS, REPORT)
    payload = open_box(SENT.reporter_box, KEY, context)
    with pytest.raises(Malformed, match="longer"):
        open_reporter_keys(seal_box(payload + after, KEY, context), KEY, REPORT)


def test_a_cut_box_of_a_report_is_damaged_before_its_queues_are_read():
    with pytest.raises(Damaged):
        open_report(SENT.record.box[:-1], SENT.record.envelopes[0], EPOCHS[1], REPORT, OTHER)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(range(MAX_QUEUES)), min_size=1, max_size=10), st.binary(max_size=40))
def test_any_choice_of_queues_comes_back_as_it_was_made_or_is_refused(chosen, written):
    queues = [EIGHT[number] for number in chosen]
    if len(set(chosen)) < len(chosen):
        with pytest.raises(ValueError, match="each once"):
            begin_report(REPORT, written, queues, KEY, TODAY)
        return
    sent, own = begin_report(REPORT, written, queues, KEY, TODAY)
    number = chosen[-1]
    opened = open_report(sent.record.box, sent.record.envelopes[-1], pair_named(f"queue {number}"), REPORT, queues[-1])
    assert (opened.written, opened.thread) == (written, own.thread)
    assert [own.thread.has(queue) for queue in EIGHT] == [place in chosen for place in range(MAX_QUEUES)]
