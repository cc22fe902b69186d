"""Three custodians bring members back after a panic lock; two do not, and nobody gets in whom they did not confirm."""

from __future__ import annotations

import io
import json
import re

import orjson
import pytest
from django.test import Client
from tests.care import keys_world
from tests.care.keys_world import TODAY, following, found, hand_in, inbox_for, keyed
from tests.safety.cast import organization, signed_in
from tests.safety.crypto.people import CUSTODIANS, NEW_CUSTODIANS

from romduol.care.keys.actions import grant_epochs, leave, panic
from romduol.care.keys.queries import custodians_envelopes, envelopes_of, members_queues
from romduol.care.keys.records import Grant
from romduol.care.queues.actions import change_queue
from romduol.care.queues.queries import announced_of, inbox, recovery_of
from romduol.care.queues.rules import chain_of
from romduol.config.cli import main
from romduol.safety.crypto import recovery as shares_of
from romduol.safety.crypto.envelopes import seal_envelope
from romduol.safety.crypto.errors import OtherKey
from romduol.safety.crypto.members import member_fingerprint
from romduol.safety.crypto.queues import grant_epoch, open_epoch
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


def begin(monkeypatch, tmp_path, asked: bytes, count: int, *confirm: str, more: tuple[str, ...] = ()) -> int:
    """Let custodians type shares in; returns how the command ends."""
    (tmp_path / "asked.json").write_bytes(asked)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(shares_of.split(SEED)[:count])))
    confirmed = [part for one in confirm for part in ("--confirm", one)]
    to = ["--to", str(tmp_path / "made.json"), "--on", TODAY.isoformat()]
    return main(["recovery", "begin", str(tmp_path / "asked.json"), *confirmed, *more, *to])


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


@pytest.fixture
def announced(monkeypatch, client: Client):
    """An inbox with two members and two epochs, and what asks custodians for their word on new keys."""
    keys = recovery_keys(SEED)
    monkeypatch.setattr(
        keys_world, "CUSTODIANS", type("Held", (), {"public": RecoveryPublic(keys.seal.public, keys.sign.public)})
    )
    queue, veasna, phally = inbox_for("lantern"), keyed("veasna"), keyed("phally")
    found(queue, veasna)
    hand_in(queue, following(queue, veasna, phally, by=veasna), veasna)
    signed_in(client, "veasna")

    def asked() -> bytes:
        return client.get("/desk/en/inbox/data/recovery").content

    def announce(recovery: RecoveryPublic) -> None:
        change_queue(queue_id=queue, said=keys_world.SAID, recovery=recovery, by="person:x")

    return queue, veasna, phally, asked, announce


def handed_in(client: Client, tmp_path):
    (epoch,) = orjson.loads((tmp_path / "made.json").read_bytes())["queues"]
    return client.post("/desk/en/inbox/data/epoch", epoch, content_type="application/json")


def test_old_custodians_sign_new_ones_who_then_open_everything_and_old_sheets_nothing(
    announced, monkeypatch, tmp_path, capsys, client, django_capture_on_commit_callbacks
):
    queue, veasna, phally, asked, announce = announced
    new, wanted = NEW_CUSTODIANS.public, NEW_CUSTODIANS.public.fingerprint
    sign = ("--keep-members", "--new-recovery", wanted)
    assert begin(monkeypatch, tmp_path, asked(), 3, more=sign) == 1, "nobody announced them"
    announce(new)
    assert wanted in begun_without_shares(tmp_path, asked(), capsys)
    end = ("--keep-members", "--new-recovery", f"{'00000 ' * 7}{wanted.split()[-1]}")
    assert begin(monkeypatch, tmp_path, asked(), 3, more=end) == 1, "a key that ends alike is made within seconds"
    assert begin(monkeypatch, tmp_path, asked(), 2, more=sign) == 1
    assert not (tmp_path / "made.json").exists()
    capsys.readouterr()
    assert begin(monkeypatch, tmp_path, asked(), 3, more=sign) == 0
    assert wanted in capsys.readouterr().out
    with django_capture_on_commit_callbacks() as afterwards:
        assert handed_in(client, tmp_path).status_code == 201
    assert len(afterwards) == 1, "what made room is forgotten once, however many epochs there are"
    assert (recovery_of(queue), announced_of(queue)) == (new, None)
    chain = chain_of(inbox(queue))
    assert (len(chain.signed), chain.last.statement.recovery) == (3, new)
    assert {one.member for one in chain.last.statement.members} == {veasna.member.id, phally.member.id}
    kept = custodians_envelopes([queue])[queue]
    assert [one.epoch for one in kept] == [1, 2, 3]
    for one in kept:
        open_epoch(chain, one.epoch, one.data, NEW_CUSTODIANS.seal)
        with pytest.raises(OtherKey):
            open_epoch(chain, one.epoch, one.data, recovery_keys(SEED).seal)
    for one in envelopes_of(phally.member)[queue]:
        open_epoch(chain, one.epoch, one.data, phally.holder.seal)
    told = client.get("/desk/en/inbox/data/chains").json()["queues"][0]
    assert (told["announced"], told["custodians"]) == (None, [1, 2, 3])
    assert begin(monkeypatch, tmp_path, asked(), 3, more=sign) == 1, "the old sheets sign nothing any more"


def test_what_nobody_announced_is_not_taken_from_three_custodians_and_a_member(
    announced, monkeypatch, tmp_path, capsys, client
):
    queue, _, _, asked, announce = announced
    announce(NEW_CUSTODIANS.public)
    sign = ("--keep-members", "--new-recovery", NEW_CUSTODIANS.public.fingerprint)
    assert begin(monkeypatch, tmp_path, asked(), 3, more=sign) == 0
    announce(CUSTODIANS.public)
    answer = handed_in(client, tmp_path)
    assert (answer.status_code, answer.json()) == (409, {"error": "other-recovery"})
    assert len(inbox(queue).signed) == 2


def test_members_are_kept_but_for_those_who_left(announced, monkeypatch, tmp_path, capsys, client):
    queue, veasna, phally, asked, _ = announced
    leave(person=phally.who, organization=organization("lantern").pk)
    assert begin(monkeypatch, tmp_path, asked(), 3, more=("--keep-members",)) == 0
    assert str(phally.member.id) in capsys.readouterr().out
    assert handed_in(client, tmp_path).status_code == 201
    assert [one.member for one in chain_of(inbox(queue)).last.statement.members] == [veasna.member.id]


def test_a_member_gives_new_custodians_an_older_key_that_they_lack_but_puts_none_in_anothers_place(
    announced, monkeypatch, tmp_path, capsys, client
):
    queue, veasna, phally, asked, announce = announced
    announce(NEW_CUSTODIANS.public)
    sign = ("--keep-members", "--new-recovery", NEW_CUSTODIANS.public.fingerprint)
    assert begin(monkeypatch, tmp_path, asked(), 3, more=sign) == 0
    made = orjson.loads((tmp_path / "made.json").read_bytes())
    made["queues"][0]["grants"] = []
    (tmp_path / "made.json").write_bytes(orjson.dumps(made))
    assert handed_in(client, tmp_path).status_code == 201
    assert client.get("/desk/en/inbox/data/chains").json()["queues"][0]["custodians"] == [3]
    chain = chain_of(inbox(queue))
    key = open_epoch(chain, 1, envelopes_of(veasna.member)[queue][0].data, veasna.holder.seal)
    first = Grant(1, None, grant_epoch(chain, 1, key, NEW_CUSTODIANS.public.seal))
    grant_epochs(person=veasna.who, queue=queue, grants=[first])
    empty = seal_envelope(bytes(32), NEW_CUSTODIANS.public.seal, chain.at(1).statement.context())
    grant_epochs(person=phally.who, queue=queue, grants=[Grant(1, None, empty)])
    kept = {one.epoch: one.data for one in custodians_envelopes([queue])[queue]}
    assert kept[1] == first.data
    open_epoch(chain, 2, kept[2], recovery_keys(SEED).seal)


def begun_without_shares(tmp_path, asked: bytes, capsys) -> str:
    (tmp_path / "asked.json").write_bytes(asked)
    assert main(["recovery", "begin", str(tmp_path / "asked.json")]) == 0
    return str(capsys.readouterr().out)


def test_who_asks_is_told_with_their_whole_fingerprints(locked, tmp_path, capsys):
    _, new, asked = locked
    printed = begun_without_shares(tmp_path, asked, capsys)
    for one in new:
        assert f"{member_fingerprint(one.member.seal, one.member.sign)}  {one.who.name}" in printed
