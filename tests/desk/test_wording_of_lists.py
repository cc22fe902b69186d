"""No text of a list carries past everybody a number, a link or an address; and looking takes no longer than it is."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.desk.copies import load_tiny
from tests.desk.handed_over import body, live, loaded

from romduol.desk.loading.rules.wording import unfit


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("description", "Call Sok at 099 000 171 at night.", "number_in_text"),
        ("description", "ទូរស័ព្ទ ០៩៩ ០០០ ១៧១", "number_in_text"),
        ("description", "Or +855 99-000-171", "number_in_text"),
        ("description", "099\u200b000\u200b171", "number_in_text"),
        ("description", "０９９ ０００ １７１", "number_in_text"),
        ("description", "099_000·171", "number_in_text"),
        ("description", "See https://example.org/list", "number_in_text"),
        ("description", "The blue house, #12B, St. 51", "address_in_text"),
        ("description", "Street 63, behind the market", "address_in_text"),
        ("description", "ផ្ទះលេខ ១២ ផ្លូវលេខ ៦៣", "address_in_text"),
        ("description", "11.55640, 104.92820", "address_in_text"),
        ("name", "Reed Clinic 099000171", "unsafe_name"),
        ("name", "Rooms, Street 63", "unsafe_name"),
        ("alternate_name", "Reed 099 000 171", "number_in_text"),
        ("hours", "or call 099 000 171", "number_in_text"),
        ("description", "x" * 10_001, "too_long"),
        ("hours", "x" * 301, "too_long"),
    ],
)
def test_what_no_text_may_carry(name, text, code):
    found = unfit(name, ("plain", text))
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("description", "Outreach on the street and in parks, 24 hours, since 2019-2020; 1280 is free to call."),
        ("description", "A safe house 24 hours a day; 12 rooms; tests on 01.02.2020; for people of 15 to 24."),
        ("description", "ជួយតាមផ្លូវច្បាប់ ២៤ ម៉ោង"),
        ("name", "Helpline 1280"),
        ("name", "Women's Network for Unity"),
        ("hours", "Mon-Fri 07:30-11:30, 13:30-17:00"),
        ("hours", "08.00-12.00 14.00-17.00"),
        ("website", "https://example.org/street-5"),
    ],
)
def test_what_texts_may_well_say(name, text):
    assert unfit(name, (text,)) is None


@pytest.mark.parametrize("sign", ["01 ", "0", "st ", "#1", "1 ", "ផ្លូវ", "www", "2.", "cc+"])
def test_looking_takes_no_longer_than_the_text_is(sign):
    began = time.process_time()
    unfit("description", (sign * (10_000 // len(sign)),))
    assert time.process_time() - began < 0.5


@pytest.mark.django_db
def test_the_text_is_left_out_and_the_record_comes_and_a_name_keeps_its_record_out(tmp_path: Path, settings: Any):
    settings.DATA = tmp_path / "data"
    load_tiny(by="test", on=date(2026, 11, 2))
    told = body("o1", "River House")
    told["said"].append(["description", "Ask for Sok, 099 000 171."])
    made = loaded(tmp_path / "list.ndjson", [told, body("o2", "Lantern 099 000 172"), body("o3", "Reed House")])
    assert dict(made.counts.left_out) == {"number_in_text": 1}
    assert dict(made.counts.by_reason) == {"unsafe_name": 1}
    assert {(name, value) for _, name, value, _ in live()} == {("name", "River House"), ("name", "Reed House")}
