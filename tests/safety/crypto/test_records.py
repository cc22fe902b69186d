"""A record opens for each key that it was sealed to, and for no other."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.safety.crypto.sealing_by_hand import fixed

from romduol.safety.crypto.contexts import Context, SealedKind
from romduol.safety.crypto.envelopes import envelope_key_id
from romduol.safety.crypto.errors import Malformed, NotOpened, OtherContext, OtherKey
from romduol.safety.crypto.keys import derive_pair, key_id
from romduol.safety.crypto.records import open_record, seal_record

SUBJECT = UUID("5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11")
REPORT = Context(SealedKind.REPORT, SUBJECT)
THREE = [derive_pair(fixed(name)) for name in ("help line", "child protection", "legal aid")]
STRANGER = derive_pair(fixed("stranger"))
BOND = fixed("bond")
WRITTEN = "សូមជួយខ្ញុំ".encode()


def sealed(payload=WRITTEN, context=REPORT, bond=BOND):
    return seal_record(payload, context, [pair.public for pair in THREE], bond=bond)


def test_each_queue_opens_the_one_box_with_its_own_envelope():
    record = sealed()
    assert [envelope_key_id(envelope) for envelope in record.envelopes] == [key_id(pair.public) for pair in THREE]
    for pair, envelope in zip(THREE, record.envelopes, strict=True):
        assert open_record(record.box, envelope, pair, REPORT, bond=BOND) == WRITTEN


def test_no_envelope_opens_for_anybody_else():
    record = sealed()
    for own, envelope in zip(THREE, record.envelopes, strict=True):
        for pair in (*THREE, STRANGER):
            if pair != own:
                with pytest.raises(OtherKey):
                    open_record(record.box, envelope, pair, REPORT, bond=BOND)


def test_box_and_envelope_of_two_records_do_not_fit_even_in_one_context():
    one, other = sealed(), sealed()
    assert one.box != other.box
    with pytest.raises(OtherKey):
        open_record(one.box, other.envelopes[0], THREE[0], REPORT, bond=BOND)


def test_box_and_envelope_of_two_contexts_do_not_fit():
    answer = Context(SealedKind.ANSWER, SUBJECT)
    one, other = sealed(), sealed(context=answer)
    for context in (REPORT, answer):
        with pytest.raises(OtherContext):
            open_record(one.box, other.envelopes[0], THREE[0], context, bond=BOND)


def test_who_does_not_know_the_bond_can_neither_read_nor_answer():
    record = sealed()
    with pytest.raises(OtherKey):
        open_record(record.box, record.envelopes[0], THREE[0], REPORT)
    forged = sealed(b"meet us at the bridge", bond=fixed("guessed"))
    with pytest.raises(NotOpened):
        open_record(forged.box, forged.envelopes[0], THREE[0], REPORT, bond=BOND)


def test_a_record_that_nobody_could_open_is_not_made():
    with pytest.raises(ValueError):
        seal_record(WRITTEN, REPORT, [])
    with pytest.raises(Malformed):
        seal_record(WRITTEN, REPORT, [THREE[0].public, bytes(65)])
