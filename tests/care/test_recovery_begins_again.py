"""Three custodians bring members back after a panic lock; two do not, and nobody gets in whom they did not confirm."""

from __future__ import annotations

import io
import json
import re

import orjson
import pytest
from django.test import Client
from tests.care import keys_world
from tests.care.keys_world import TODAY, found, inbox_for, keyed
from tests.safety.cast import organization, signed_in

from romduol.care.keys.actions import panic
from romduol.care.keys.queries import envelopes_of, members_queues
from romduol.care.queues.queries import inbox
from romduol.care.queues.rules import chain_of
from romduol.config.cli import main
from romduol.safety.crypto import recovery as shares_of
from romduol.safety.crypto.members import member_fingerprint
from romduol.safety.crypto.queues import open_epoch
from romduol.safety.crypto.recovery import recovery_keys
from romduol.safety.crypto.statements import RecoveryPublic

pytestmark = pytest.mark.django_db
SEED = bytes(range(32))


@pytest.fixture
def locked(monkeypatch, client: Client):
    """An inbox after a panic lock, with the file for custodians; Veasna and Phally made new keys."""
    keys = recovery_keys(SEED)
    public = RecoveryPublic(keys.seal.public, keys.sign.public)
    monkeypatch.setattr(keys_world, "CUSTODIANS", type("Held", (), {"public": public}))
    queue = inbox_for("lantern")
    found(queue, keyed("veasna"))
    panic(organization=organization("lantern").pk, by="person:x")
    new = [keyed("veasna", "veasna after"), keyed("phally", "phally after")]
    signed_in(client, "veasna")
    answer = client.get("/desk/en/inbox/data/recovery")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return queue, new, answer.content


def read_out_by(one) -> str:
    return member_fingerprint(one.member.seal, one.member.sign)


def begin(monkeypatch, tmp_path, asked: bytes, count: int, *confirm: str) -> int:
    """Let custodians type shares in; returns how the command ends."""
    (tmp_path / "asked.json").write_bytes(asked)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(shares_of.split(SEED)[:count])))
    confirmed = [part for one in confirm for part in ("--confirm", one)]
    to = ["--to", str(tmp_path / "made.json"), "--on", TODAY.isoformat()]
    return main(["recovery", "begin", str(tmp_path / "asked.json"), *confirmed, *to])


def test_three_custodians_let_in_whom_they_confirmed_with_all_that_came_before(
    locked, monkeypatch, tmp_path, capsys, client
):
    queue, (veasna, phally), asked = locked
    assert begin(monkeypatch, tmp_path, asked, 3, read_out_by(veasna)) == 0
    printed = capsys.readouterr().out
    assert recovery_keys(SEED).fingerprint in printed
    made = orjson.loads((tmp_path / "made.json").read_bytes())
    words = shares_of.split(SEED)[0].split()
    # A single word of a share may be a name in the file, too; three in a row are none.
    said = re.sub(r"\W+", " ", json.dumps(made))
    assert not any(" ".join(words[start : start + 3]) in said for start in range(len(words) - 2))
    (epoch,) = made["queues"]
    answer = client.post("/desk/en/inbox/data/epoch", epoch, content_type="application/json")
    assert (answer.status_code, answer.json()) == (201, {"epoch": 2})
    chain = chain_of(inbox(queue))
    kept = envelopes_of(veasna.member)[queue]
    assert [one.epoch for one in kept] == [1, 2]
    for one in kept:
        open_epoch(chain, one.epoch, one.data, veasna.holder.seal)
    assert members_queues(phally.who) == set()


def test_two_shares_or_an_unconfirmed_member_begin_nothing(locked, monkeypatch, tmp_path, capsys):
    _, (veasna, _), asked = locked
    assert begin(monkeypatch, tmp_path, asked, 2, read_out_by(veasna)) == 1
    last = read_out_by(veasna).split()[-1]
    for wrong in (last, f"{'00000 ' * 7}{last}"):
        assert begin(monkeypatch, tmp_path, asked, 3, wrong) == 1, "a key that ends alike is made within seconds"
    assert not (tmp_path / "made.json").exists()


def test_a_changed_chain_or_another_seed_begins_nothing(locked, monkeypatch, tmp_path, capsys):
    _, (veasna, _), asked = locked
    changed = orjson.loads(asked)
    changed["queues"][0]["signed"][0] = changed["queues"][0]["signed"][0][:-4] + "AAAA"
    assert begin(monkeypatch, tmp_path, orjson.dumps(changed), 3, read_out_by(veasna)) == 1
    monkeypatch.setattr(f"{__name__}.SEED", bytes(32))
    assert begin(monkeypatch, tmp_path, asked, 3, read_out_by(veasna)) == 1
    assert not (tmp_path / "made.json").exists()


def test_who_asks_is_told_with_their_whole_fingerprints(locked, tmp_path, capsys):
    _, new, asked = locked
    (tmp_path / "asked.json").write_bytes(asked)
    assert main(["recovery", "begin", str(tmp_path / "asked.json")]) == 0
    printed = capsys.readouterr().out
    for one in new:
        assert f"{member_fingerprint(one.member.seal, one.member.sign)}  {one.who.name}" in printed
