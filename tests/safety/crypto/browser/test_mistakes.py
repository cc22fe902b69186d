"""What a page may do by mistake in a browser is refused aloud, and never seals something else than was meant."""

from __future__ import annotations

import math
from uuid import UUID

import pytest
from tests.safety.crypto.browser.vault_page import Thrown
from tests.safety.crypto.chains_by_hand import FIRST, SECOND
from tests.safety.crypto.sealing_by_hand import fixed

from romduol.safety.crypto.boxes import open_box, seal_box
from romduol.safety.crypto.contexts import Context, SealedKind

pytestmark = pytest.mark.journey

FILE = Context(SealedKind.ATTACHMENT, UUID("5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11"))
SECRET = fixed("a secret")


@pytest.mark.parametrize("mistake", ["bytes", "buffer", "view", "wide"])
def test_a_file_that_comes_in_no_parts_is_not_sealed_as_nothing(vault_page, mistake):
    with pytest.raises(Thrown, match="TypeError"):
        vault_page.call("sealMistaken", mistake, SECRET, FILE)


def test_a_source_may_fill_the_same_array_again_for_its_next_part(vault_page):
    box = vault_page.call("sealRefilled", [b"one ", b"two ", b"last"], SECRET, FILE)
    assert open_box(box, SECRET, FILE) == b"one two last"


def test_a_stream_of_which_no_more_is_wanted_is_let_go(vault_page):
    box, more = seal_box(b"written", SECRET, FILE), [bytes(70_000)] * 3
    for came, secret, reason in ((box, SECRET, "damaged"), (box, fixed("another"), "other-key")):
        told = vault_page.call("openByStream", came, more, secret, FILE)
        assert told == {"reason": reason, "cancelled": True, "locked": False}


def test_a_number_that_its_bytes_do_not_hold_is_refused(vault_page):
    for number in (-1, 1.5, 2**32, 2**53, None):
        with pytest.raises(Thrown, match="RangeError"):
            vault_page.call("unsigned", number, 4)
    assert vault_page.call("unsigned", 2**32 - 1, 4) == bytes((255,)) * 4
    for number in (-1, 1.5, 2**32, math.pi):
        with pytest.raises(Thrown, match="RangeError"):
            vault_page.call("contextOf", SealedKind.PINS, FILE.subject, number)


@pytest.mark.parametrize("text", ["", "an id", "z" * 32, "5b9b0d8e0c5c4c579f0a0b7b1c6a3f11", f"{FILE.subject} "])
def test_a_text_that_is_no_id_is_refused(vault_page, text):
    with pytest.raises(Thrown, match="RangeError"):
        vault_page.call("idBytes", text)
    with pytest.raises(Thrown, match="RangeError"):
        vault_page.call("contextOf", SealedKind.PINS, text)


def test_an_id_is_read_in_both_cases(vault_page):
    for text in (str(FILE.subject), str(FILE.subject).upper()):
        assert vault_page.call("idBytes", text) == FILE.subject.bytes


def test_a_chain_does_not_grow_longer_than_any_may_be(vault_page):
    with pytest.raises(Thrown, match="malformed") as alarm:
        vault_page.call("extendFull", FIRST, SECOND)
    assert alarm.value.epoch == 4_097
