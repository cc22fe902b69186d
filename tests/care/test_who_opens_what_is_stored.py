"""Only those a report was sent to open it as it is stored; who was removed opens nothing new; lengths say little."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from itertools import product
from uuid import uuid4

import pytest
from tests.care.staffed import Staffed, addition, known, sealed, staffed, without, written

from romduol.care.reports.actions import NotForIt, add_record, submit
from romduol.care.reports.models import Envelope, Piece, Receipt, Record
from romduol.safety.crypto.boxes import open_box
from romduol.safety.crypto.contexts import read_context
from romduol.safety.crypto.envelopes import open_envelope
from romduol.safety.crypto.errors import NotOpened
from romduol.safety.crypto.keys import KeyPair
from romduol.safety.crypto.members import new_member
from romduol.safety.crypto.threads import OwnThread, open_report

TODAY = date(2026, 11, 28)
pytestmark = pytest.mark.django_db


def sent(*to: Staffed, what: str = "what happened", files: tuple[bytes, ...] = ()) -> tuple[bytes, bytes, OwnThread]:
    """Send a report; return what shows whose it is, and the thread as its sender holds it."""
    submission, own = sealed(to, written(what), TODAY, files=files)
    locator, token = os.urandom(32), os.urandom(32)
    submit(known(submission, locator, token), later=False, today=TODAY)
    return locator, token, own


def opens(pair: KeyPair, envelope: bytes) -> bytes | None:
    try:
        return open_envelope(envelope, pair, read_context(envelope))
    except NotOpened:
        return None


def opened_by(*pairs: KeyPair) -> set[object]:
    """Return the records of which one of these keys opens an envelope, whichever."""
    return {row.record_id for row in Envelope.objects.all() if any(opens(pair, bytes(row.data)) for pair in pairs)}


def test_only_the_queues_that_a_report_was_sent_to_open_it_and_its_files():
    one, other, third = (staffed(TODAY, name=name) for name in ("one", "other", "third"))
    locator, token, own = sent(one, other, files=(b"a picture",))
    record, files = addition([one], own, b"more, for one alone", TODAY)
    add_record(locator, token, record, files, today=TODAY)
    every = {row.id for row in Record.objects.all()}
    assert opened_by(one.pair) == every
    assert opened_by(other.pair) == every - {record.id}
    assert not opened_by(third.pair, third.keys.seal, third.keys.sign)
    assert not opened_by(one.keys.seal, one.keys.sign, own.pair), "no key but that of the epoch"
    assert Envelope.objects.count() == 2 * len(every) - 1, "one for each queue that was chosen, and no other"


def test_an_envelope_or_a_box_in_anothers_place_is_refused():
    queue = staffed(TODAY)
    for _ in range(2):
        sent(queue, files=(b"a picture",))
    envelopes = {row.record_id: bytes(row.data) for row in Envelope.objects.all()}
    boxes = {row.id: bytes(row.box) or b"".join(pieces(row)) for row in Record.objects.all()}
    held = {key: secret for key, data in envelopes.items() if (secret := opens(queue.pair, data))}
    assert set(held) == set(boxes)
    for itself, stranger in product(boxes, held):
        context = read_context(envelopes[itself])
        assert (itself == stranger) == (read_context(boxes[stranger]) == context)
        if itself != stranger:
            with pytest.raises(NotOpened):
                open_box(boxes[itself], held[stranger], context)


def pieces(row: Record) -> Iterator[bytes]:
    return (bytes(piece.data) for piece in Piece.objects.filter(record=row).order_by("position"))


def test_a_flipped_bit_of_what_is_stored_is_refused():
    queue = staffed(TODAY)
    sent(queue)
    row, envelope = Record.objects.get(), bytes(Envelope.objects.get().data)
    box = bytes(row.box)
    for at in (0, 2, 10, 30, 60, 87, 88, 1_000, len(box) - 1):
        with pytest.raises(NotOpened):
            open_report(_flipped(box, at), envelope, queue.pair, row.id, queue.chain)
    for at in range(0, len(envelope), 5):
        with pytest.raises(NotOpened):
            open_report(box, _flipped(envelope, at), queue.pair, row.id, queue.chain)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def test_reports_of_one_bucket_are_stored_in_the_same_lengths():
    queue = staffed(TODAY)
    lengths = []
    for what in ("", "x", "ខ" * 900, "y" * 3_000):
        sent(queue, what=what)
        lengths.append(stored_lengths())
        Record.objects.all().delete()
        Receipt.objects.all().delete()
    assert len({tuple(one) for one in lengths}) == 1
    sent(queue, what="y" * 5_000)
    assert stored_lengths() != lengths[0], "the next bucket"


def stored_lengths() -> list[tuple[str, int]]:
    rows = [("box", len(bytes(row.box))) for row in Record.objects.all()]
    rows += [("envelope", len(bytes(row.data))) for row in Envelope.objects.all()]
    rows += [("piece", len(bytes(row.data))) for row in Piece.objects.all()]
    return sorted([*rows, *(("receipt", len(bytes(row.box))) for row in Receipt.objects.all())])


def test_files_of_one_bucket_are_stored_in_the_same_lengths():
    queue = staffed(TODAY)
    lengths = []
    for size in (70_000, 262_143):
        sent(queue, files=(bytes(size),))
        lengths.append(stored_lengths())
        Record.objects.all().delete()
        Receipt.objects.all().delete()
    assert lengths[0] == lengths[1]


def test_a_member_who_was_removed_opens_nothing_new_with_the_whole_new_database():
    hers = staffed(TODAY)
    sent(hers)
    before = {row.id for row in Record.objects.all()}
    hers_still = without(hers, uuid4(), new_member(), TODAY)
    locator, token, own = sent(hers_still, files=(b"a picture",))
    record, files = addition([hers_still], own, b"more", TODAY)
    add_record(locator, token, record, files, today=TODAY)
    everything_she_had = (*hers.pairs, hers_still.pairs[1], hers.keys.seal, hers.keys.sign)
    assert opened_by(*everything_she_had) == before, "what she could read before, and nothing that came after"
    assert opened_by(*hers_still.pairs) == {row.id for row in Record.objects.all()}


@pytest.mark.parametrize("later", [False, True])
def test_nothing_new_is_taken_for_an_epoch_that_she_was_in(later):
    hers = staffed(TODAY)
    submission, _ = sealed([hers], written(), TODAY)
    without(hers, uuid4(), new_member(), TODAY)
    with pytest.raises(NotForIt):
        submit(submission, later=later, today=TODAY)
    assert not Record.objects.exists()
