"""What is written in a thread on one side, the other reads; and neither seals it to a queue that has no part in it."""

from __future__ import annotations

import pytest
from tests.safety.crypto.browser.cases import KHMER, LAST_DAY, TODAY, a_pair, an_id, days
from tests.safety.crypto.browser.vault_page import Thrown

from romduol.safety.crypto import boxes, epochs, queues, threads
from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.errors import OtherContext
from romduol.safety.crypto.records import open_record, seal_record
from romduol.safety.crypto.statements import Listed, RecoveryPublic

pytestmark = pytest.mark.journey

DAY = days(TODAY)


class Queue:
    """A queue of one member: its chain on both sides, and the pair of its newest epoch."""

    def __init__(self, vault_page, chance, *, epochs=1):
        self._page = vault_page
        self._seal, self._sign = a_pair(chance), a_pair(chance)
        self._listed = [Listed(an_id(chance), self._seal.public, self._sign.public)]
        recovery = RecoveryPublic(a_pair(chance).public, a_pair(chance).public)
        self._take([], queues.found_queue(an_id(chance), self._listed, recovery, self._sign, LAST_DAY))
        for _ in range(1, epochs):
            self.goes_on()

    def goes_on(self):
        """Begin another epoch."""
        before = [one.data for one in self.chain.signed]
        self._take(before, queues.next_epoch(self.chain, self._listed, self._sign, LAST_DAY))

    def forked(self):
        """Return, on both sides, a chain that holds and parted from this one in its newest epoch."""
        before = [one.data for one in self.chain.signed[:-1]]
        other = queues.next_epoch(epochs.walk_chain(before), self._listed, self._sign, LAST_DAY)
        return self._both([*before, other.signed])

    def _take(self, before, begun):
        self.chain, self.there = self._both([*before, begun.signed])
        (envelope,) = begun.envelopes.values()
        self.pair = queues.open_epoch(self.chain, len(self.chain.signed), envelope, self._seal)
        self.key = self._page.opening_key(self.pair)

    def _both(self, signed):
        return epochs.walk_chain(signed), self._page.call("walkChain", signed)


def fields_of(thread):
    return {
        "report": thread.report.bytes,
        "bond": thread.bond,
        "reporter": thread.reporter,
        "queues": list(thread.queues),
    }


def a_thread(chance, *chosen):
    """Return a thread on both sides, and the pair of whoever began it."""
    pair = a_pair(chance)
    digests = tuple(queue.chain.last.digest for queue in chosen)
    thread = threads.Thread(an_id(chance), chance.randbytes(32), pair.public, digests)
    return thread, fields_of(thread), pair


def test_a_thread_begun_in_the_browser(vault_page, chance):
    old, new = chosen = [Queue(vault_page, chance, epochs=3), Queue(vault_page, chance)]
    report, receipt_key, written = an_id(chance), chance.randbytes(32), (KHMER * 60).encode()
    given = (report, written, [queue.there for queue in chosen], receipt_key, DAY)
    made = vault_page.call("beginReport", *given, bundle="sealing")
    own = threads.open_reporter_keys(made["reporterBox"], receipt_key, report)
    assert made["own"]["thread"] == fields_of(own.thread)
    for queue, envelope in zip(chosen, made["record"]["envelopes"], strict=True):
        opened = threads.open_report(made["record"]["box"], envelope, queue.pair, report, queue.chain)
        assert (opened.written, opened.thread) == (written, own.thread)

    # The thread goes on in the epochs that come after.
    old.goes_on()
    old.goes_on()
    itself = an_id(chance)
    answered = threads.answer(opened.thread, itself, b"we read it", [old.chain, new.chain], TODAY)
    parts = (itself, answered.box, answered.envelopes[0], made["own"]["key"])
    assert vault_page.call("openAnswer", made["own"]["thread"], *parts, bundle="sealing") == b"we read it"
    more = (itself, b"and more", [old.there, new.there], DAY)
    added = vault_page.call("add", made["own"]["thread"], *more, bundle="sealing")
    for queue, envelope in zip(chosen, added["envelopes"], strict=True):
        assert threads.open_addition(own.thread, itself, added["box"], envelope, queue.pair) == b"and more"


def test_a_thread_begun_in_python_as_without_javascript(vault_page, chance):
    old, new = chosen = [Queue(vault_page, chance, epochs=2), Queue(vault_page, chance, epochs=3)]
    report, receipt_key, written = an_id(chance), chance.randbytes(32), b"what happened"
    submission, own = threads.begin_report(report, written, [queue.chain for queue in chosen], receipt_key, TODAY)
    box, envelopes = submission.record.box, submission.record.envelopes
    for queue, envelope in zip(chosen, envelopes, strict=True):
        opened = vault_page.call("openReport", box, envelope, queue.key, report, queue.there)
        assert opened == {"written": written, "thread": fields_of(own.thread)}
    mine = vault_page.call("openReporterKeys", submission.reporter_box, receipt_key, report, bundle="sealing")
    thread, itself = opened["thread"], an_id(chance)
    assert mine["thread"] == thread

    new.goes_on()
    answered = vault_page.call("answer", thread, itself, b"thank you", [old.there, new.there], DAY)
    for pair, envelope in zip([own.pair, old.pair, new.pair], answered["envelopes"], strict=True):
        assert threads.open_answer(own.thread, itself, answered["box"], envelope, pair) == b"thank you"
    added = threads.add(own.thread, itself, b"also", [new.chain], TODAY)
    assert vault_page.call("openAddition", thread, itself, added.box, added.envelopes[0], new.key) == b"also"
    noted = vault_page.call("note", thread, itself, b"for us", new.there, DAY)
    assert threads.open_note(own.thread, itself, noted["box"], noted["envelopes"][0], new.pair) == b"for us"
    forged = seal_record(b"meet us", Context(SealedKind.ANSWER, itself), [own.thread.reporter])
    (refused,) = vault_page.each(
        "openAnswer", [(thread, itself, forged.box, forged.envelopes[0], mine["key"])], bundle="sealing"
    )
    assert refused.reason == "other-key"


def test_a_report_that_was_sent_to_another_queue_is_refused(vault_page, chance):
    """A reader may pass a report on to another queue, and the server may show a chain that it was not sealed by."""
    queue, other, report = Queue(vault_page, chance, epochs=2), Queue(vault_page, chance), an_id(chance)
    submission, _ = threads.begin_report(report, b"told", [queue.chain], chance.randbytes(32), TODAY)
    box, (envelope,) = submission.record.box, submission.record.envelopes
    context = Context(SealedKind.REPORT, report)
    passed_on = seal_record(open_record(box, envelope, queue.pair, context), context, [other.pair.public])
    parted, parted_there = queue.forked()
    held_back = [queue.chain.first.data]
    calls = [
        (passed_on.box, passed_on.envelopes[0], other, other.chain, other.there),
        (box, envelope, queue, other.chain, other.there),
        (box, envelope, queue, parted, parted_there),
        (box, envelope, queue, epochs.walk_chain(held_back), vault_page.call("walkChain", held_back)),
    ]
    for sealed, one, reader, chain, there in calls:
        (refused,) = vault_page.each("openReport", [(sealed, one, reader.key, report, there)])
        assert (refused.name, refused.reason) == ("NotOpened", "other-context")
        with pytest.raises(OtherContext):
            threads.open_report(sealed, one, reader.pair, report, chain)


def test_nothing_is_sealed_to_a_queue_that_the_report_was_not_sent_to(vault_page, chance):
    queue, other = Queue(vault_page, chance, epochs=2), Queue(vault_page, chance)
    thread, there, _ = a_thread(chance, queue)
    itself = an_id(chance)
    parted, parted_there = queue.forked()
    for wrong, wrong_there in ((other.chain, other.there), (parted, parted_there)):
        for name, bundle, given in (
            ("add", "sealing", [wrong_there]),
            ("add", "staff", [queue.there, wrong_there]),
            ("answer", "staff", [wrong_there, queue.there]),
            ("note", "staff", wrong_there),
            ("attachWhole", "staff", [wrong_there]),
        ):
            content = [b"written"] if name == "attachWhole" else b"written"
            (refused,) = vault_page.each(name, [(there, itself, content, given, DAY)], bundle=bundle)
            assert isinstance(refused, Thrown), name
            assert refused.name == "NotOfThread"
        for seal in (threads.add, threads.answer):
            with pytest.raises(threads.NotOfThread):
                seal(thread, itself, b"written", [queue.chain, wrong], TODAY)
        with pytest.raises(threads.NotOfThread):
            threads.note(thread, itself, b"written", wrong, TODAY)


def test_a_report_goes_to_eight_queues_and_not_to_nine(vault_page, chance):
    nine = [Queue(vault_page, chance) for _ in range(9)]
    eight, report, receipt_key = nine[:8], an_id(chance), chance.randbytes(32)
    chains, in_page = [queue.chain for queue in nine], [queue.there for queue in nine]
    given = (report, b"told", in_page[:8], receipt_key, DAY)
    made = vault_page.call("beginReport", *given, bundle="sealing")
    submission, own = threads.begin_report(report, b"told", chains[:8], receipt_key, TODAY)
    for queue, there, here in zip(eight, made["record"]["envelopes"], submission.record.envelopes, strict=True):
        opened = threads.open_report(made["record"]["box"], there, queue.pair, report, queue.chain)
        assert fields_of(opened.thread) == made["own"]["thread"]
        parts = (submission.record.box, here, queue.key, report, queue.there)
        assert vault_page.call("openReport", *parts)["thread"] == fields_of(own.thread)
    mine = vault_page.call("openReporterKeys", submission.reporter_box, receipt_key, report, bundle="sealing")
    assert mine["thread"] == fields_of(own.thread)
    # The box of the reporter's keys does not tell the server more than the envelopes do: it is as long for one queue.
    to_one = (report, b"told", in_page[:1], receipt_key, DAY)
    alone = vault_page.call("beginReport", *to_one, bundle="sealing")
    assert len(alone["reporterBox"]) == len(made["reporterBox"]) == len(submission.reporter_box)

    for wrong in (range(9), [], [0, 1, 0]):
        given = (report, b"told", [in_page[place] for place in wrong], receipt_key, DAY)
        (refused,) = vault_page.each("beginReport", [given], bundle="sealing")
        assert isinstance(refused, Thrown)
        assert refused.name == "RangeError"
        with pytest.raises(ValueError, match="each once"):
            threads.begin_report(report, b"told", [chains[place] for place in wrong], receipt_key, TODAY)


def test_nothing_is_sealed_to_an_epoch_that_is_over(vault_page, chance):
    queue, itself, late = Queue(vault_page, chance, epochs=2), an_id(chance), days(LAST_DAY) + 1
    _, there, _ = a_thread(chance, queue)
    for name, *given in (
        ("beginReport", itself, b"told", [queue.there], chance.randbytes(32)),
        ("add", there, itself, b"more", [queue.there]),
        ("answer", there, itself, b"thank you", [queue.there]),
        ("note", there, itself, b"for us", queue.there),
        ("attachWhole", there, itself, [b"file"], [queue.there]),
    ):
        for day, reason in ((late, "over"), (late - 102, "too-far"), (None, "too-far")):
            (refused,) = vault_page.each(name, [(*given, day)])
            assert (refused.name, refused.reason) == ("NotCurrent", reason), name


def test_nothing_is_sealed_without_a_bond(vault_page, chance):
    """A page that lost the bond would seal so that the server could have written it."""
    queue = Queue(vault_page, chance)
    _, thread, _ = a_thread(chance, queue)
    rest = (an_id(chance), b"", [queue.there], DAY)
    vault_page.call("add", thread, *rest, bundle="sealing")
    for bond in (None, b"", bytes(31)):
        assert isinstance(vault_page.each("add", [({**thread, "bond": bond}, *rest)], bundle="sealing")[0], Thrown)


def test_attachments(vault_page, chance):
    queue, itself = Queue(vault_page, chance, epochs=2), an_id(chance)
    thread, there, reporter = a_thread(chance, queue)
    content = chance.randbytes(300_001)
    parts = [content[start : start + 70_001] for start in range(0, len(content), 70_001)]
    for name, source in (("attachBlob", content), ("attachWhole", parts)):
        sealed = vault_page.call(name, there, itself, source, [queue.there], DAY, {"toReporter": True})
        cut = [sealed["box"][start : start + 9_973] for start in range(0, len(sealed["box"]), 9_973)]
        for pair, envelope in zip([reporter, queue.pair], sealed["envelopes"], strict=True):
            assert b"".join(threads.open_attachment(thread, itself, cut, envelope, pair)) == content
    here = threads.attach(thread, itself, parts, [queue.chain], TODAY, to_reporter=True)
    pieces = list(here.pieces)
    for key, envelope in zip([vault_page.opening_key(reporter), queue.key], here.envelopes, strict=True):
        assert vault_page.call("openAttachment", there, itself, pieces, envelope, key) == content
    (cut_off,) = vault_page.each("openAttachment", [(there, itself, pieces[:-1], here.envelopes[1], queue.key)])
    assert cut_off.reason == "damaged"
    assert isinstance(vault_page.each("attachWhole", [(there, itself, parts, [], DAY)])[0], Thrown)


def test_a_large_attachment_goes_through_piece_by_piece(vault_page, chance):
    reader = vault_page.opening_key(a_pair(chance))
    thread = {"report": an_id(chance), "bond": chance.randbytes(32), "reporter": reader["public"], "queues": []}
    part, parts = 50_000, 400
    found = vault_page.call("streamFile", thread, an_id(chance), reader, part, parts, bundle="sealing")
    assert found["made"] == found["opened"] == part * parts
    assert found["wrong"] == 0
    # One piece waits on each side until it is known whether it is the last; parts and pieces overlap.
    assert found["between"] <= 6 * boxes.PIECE_BYTES
