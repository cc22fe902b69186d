"""A mirror believes nobody: whatever an origin sends, the last good release is served and the reason is told."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from itertools import repeat
from pathlib import Path

import brotli
import pytest
from tests.releases.copies import HOUR, PAGES, Copy, Cut, served
from tests.releases.making import HOME, NOW, served_here

from romduol.knowledge.releases.actions import mirroring
from romduol.knowledge.releases.actions.keys import delegate_own, read_root, revoke, rotate, signer
from romduol.knowledge.releases.actions.mirroring import NEW, NOTHING_NEW
from romduol.knowledge.releases.actions.publishing import sign_list
from romduol.knowledge.releases.queries.folder import keys_of, last_good
from romduol.knowledge.releases.queries.http_origins import HttpOrigin, origin_of
from romduol.knowledge.releases.queries.origins import FolderOrigin, NotThere, OriginGone
from romduol.knowledge.releases.queries.proving import Unsound, holds, unpacking
from romduol.knowledge.releases.records import Entry, Manifest, Page
from romduol.knowledge.releases.rules.manifests import MANIFEST, manifest_from, manifest_payload
from romduol.knowledge.releases.rules.naming import blob_name
from romduol.knowledge.releases.rules.trust import Refused, Why
from romduol.safety.crypto.signatures import new_key, read_signed, sign

YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def publisher(tmp_path) -> Copy:
    copy = Copy(tmp_path / "publisher")
    copy.publish()
    return copy


@pytest.fixture
def mirror(publisher, tmp_path) -> Copy:
    """A mirror with the first release, whose publisher has a second one now."""
    copy = Copy(tmp_path / "mirror").trust(publisher)
    copy.pull(publisher.folder)
    publisher.publish(*PAGES, Page("en/new", "text/html", b"<p>new</p>"), facts="two")
    return copy


def flipped(_: str, body: bytes) -> bytes:
    """Alter one byte of what was signed."""
    place = len(body) // 4
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


def halved(_: str, body: bytes) -> bytes:
    return Cut(body[: len(body) // 2])


def endless(_: str, body: bytes):
    return repeat(b"0" * 65536)


def refused(mirror: Copy, origin, why: Why, match: str = "", **more) -> None:
    """A pull is refused for a reason, and the first release is served on."""
    before = mirror.page(HOME.path)
    with pytest.raises(Refused, match=match) as problem:
        mirror.pull(origin, **more)
    assert problem.value.why is why
    assert (mirror.serial(), mirror.page(HOME.path)) == (1, before)


def listing_of(copy: Copy) -> str:
    manifest = last_good(copy.folder)
    assert manifest is not None
    return f"blobs/{manifest.listings[''][:2]}/{manifest.listings['']}"


def new_blob(copy: Copy) -> str:
    name = blob_name(brotli.compress(b"<p>new</p>", quality=5))
    assert (copy.folder / "blobs" / name[:2] / name).exists()
    return f"blobs/{name[:2]}/{name}"


class TestBadBytes:
    @pytest.mark.parametrize("part", ["current", "keyring.json", "withdrawn.json"])
    @pytest.mark.parametrize("alter", [flipped, lambda _, body: b"{}", lambda _, body: b"{}\n{}\n"])
    def test_an_altered_document_is_refused(self, publisher, mirror, part, alter):
        keeping = {name: (mirror.folder / name).read_bytes() for name in ("keyring.json", "withdrawn.json")}
        with served(publisher) as server:
            server.alter = {part: alter}
            refused(mirror, server.address, Why.DAMAGED, "damaged|cut off")
            assert keeping == {name: (mirror.folder / name).read_bytes() for name in keeping}
            server.alter = {}
            assert mirror.pull(server.address).what == NEW

    @pytest.mark.parametrize("alter", [flipped, endless])
    @pytest.mark.parametrize(("kind", "told"), [(listing_of, "listing"), (new_blob, "blob")])
    def test_an_altered_or_endless_blob_is_refused(self, publisher, mirror, alter, kind, told):
        name = kind(publisher)
        with served(publisher) as server:
            server.alter = {name: alter}
            refused(mirror, server.address, Why.DAMAGED, f"{told} {name[-64:]} is not what the manifest says")
            # It was asked for at most twice, and no more was read than was promised.
            assert server.blobs().count(name) <= 2
            server.alter = {}
            assert mirror.pull(server.address).what == NEW

    @pytest.mark.parametrize("part", ["current", "keyring.json", "withdrawn.json"])
    def test_an_endless_document_is_refused(self, publisher, mirror, part, monkeypatch):
        monkeypatch.setattr("romduol.knowledge.releases.actions.heeding.LARGEST_DOCUMENT", 100_000)
        with served(publisher) as server:
            server.alter = {part: endless}
            refused(mirror, server.address, Why.DAMAGED, "longer than it may be")

    @pytest.mark.parametrize("part", ["current", "keyring.json", "withdrawn.json", "blobs/"])
    def test_what_is_cut_off_changes_nothing(self, publisher, mirror, part):
        with served(publisher) as server:
            server.alter = {part: halved}
            if part == "blobs/":
                server.alter = {part: lambda name, body: Cut(b"")}
            with pytest.raises(OriginGone, match="broke off"):
                mirror.pull(server.address)
        assert mirror.serial() == 1

    def test_a_blob_that_is_shorter_at_the_origin_is_refused(self, publisher, mirror):
        path = publisher.folder / new_blob(publisher)
        path.write_bytes(path.read_bytes()[:-1])
        with served(publisher) as server:
            refused(mirror, server.address, Why.DAMAGED, "is not what the manifest says")

    def test_a_blob_that_is_missing_at_the_origin_is_named(self, publisher, mirror):
        path = publisher.folder / new_blob(publisher)
        path.unlink()
        with served(publisher) as server:
            refused(mirror, server.address, Why.DAMAGED, f"{path.name} is missing")

    def test_an_origin_that_keeps_withdrawals_back_is_refused(self, publisher, mirror):
        (publisher.folder / "withdrawn.json").unlink()
        with served(publisher) as server:
            refused(mirror, server.address, Why.DAMAGED, "no list of what was taken back")

    def test_a_blob_that_unpacks_to_no_end_is_stopped(self, tmp_path):
        bomb = brotli.compress(b"\0" * 50_000_000, quality=5)
        path = tmp_path / "bomb"
        path.write_bytes(bomb)
        assert holds(path, Entry(blob_name(bomb), "", len(bomb), 50_000_000))
        assert not holds(path, Entry(blob_name(bomb), "", len(bomb), 1_000))
        plain = unpacking([bomb], 1_000_000)
        with pytest.raises(Unsound):
            # Piece by piece: none is large, and what is above the promise is never made.
            assert max(map(len, plain)) <= 200_000

    def test_a_blob_larger_than_any_is_refused_unread(self, publisher, mirror, monkeypatch):
        monkeypatch.setattr("romduol.knowledge.releases.actions.fetching.LARGEST_BLOB", 5)
        with served(publisher) as server:
            refused(mirror, server.address, Why.DAMAGED, "larger than any")
            assert new_blob(publisher) not in server.blobs()


class TestBadReleases:
    def test_an_older_one_is_refused(self, publisher, mirror, tmp_path):
        lagging = Copy(tmp_path / "lagging").trust(publisher)
        lagging.pull(publisher.folder)
        publisher.publish(facts="three")
        mirror.pull(publisher.folder)
        with served(lagging) as server, pytest.raises(Refused, match="is older than") as problem:
            mirror.pull(server.address)
        assert (problem.value.why, mirror.serial()) == (Why.OLDER, 3)

    def test_an_expired_one_is_refused(self, publisher, mirror):
        refused(mirror, publisher.folder, Why.EXPIRED, "expired on 2026-12-22", now=NOW + timedelta(days=31))

    def test_one_of_another_pack_is_refused(self, publisher, mirror):
        resigned(publisher, pack="other-land")
        refused(mirror, publisher.folder, Why.OTHER_PACK, "not of the pack")

    def test_one_by_an_unknown_key_is_refused(self, publisher, mirror):
        resigned(publisher, key=new_key())
        refused(mirror, publisher.folder, Why.UNKNOWN_KEY, "which the keyring lacks")

    def test_one_by_another_root_is_refused(self, mirror, tmp_path):
        stranger = Copy(tmp_path / "stranger")
        stranger.publish(*PAGES)
        stranger.publish(HOME)
        refused(mirror, stranger.folder, Why.DAMAGED, "keyring")

    def test_one_by_a_revoked_key_is_refused_and_the_revocation_stays(self, publisher, mirror):
        """The key is stolen, revoked and replaced; the thief goes on publishing beside the new keyring."""
        root = read_root(keys_of(publisher.folder) / "root.pem")
        stolen = signer(publisher.folder, NOW)
        document = (publisher.folder / "current").read_bytes()
        rotate(publisher.folder, root, now=NOW + HOUR)
        fresh = signer(publisher.folder, NOW + HOUR)
        # As `romduol key rotate` does: pages and list are signed anew, and the mirror has them.
        sign_list(publisher.folder, served_here(publisher.folder), fresh, ())
        publisher.publish(now=NOW + HOUR, facts="three")
        mirror.pull(publisher.folder, now=NOW + 2 * HOUR)
        revoke(publisher.folder, root, stolen.key.id, now=NOW + 3 * HOUR)
        (publisher.folder / "current").write_bytes(document)
        with pytest.raises(Refused, match="was revoked") as problem:
            mirror.pull(publisher.folder, now=NOW + 4 * HOUR)
        assert (problem.value.why, mirror.serial()) == (Why.REVOKED_KEY, 3)
        assert (mirror.folder / "keyring.json").read_bytes() == (publisher.folder / "keyring.json").read_bytes()

    def test_two_releases_of_one_serial_are_told(self, publisher, mirror):
        mirror.pull(publisher.folder)
        resigned(publisher, facts="another")
        pulled = mirror.pull(publisher.folder)
        assert pulled.what == NOTHING_NEW
        assert "two releases have the serial 2" in pulled.warnings[0]
        assert mirror.files()["current"] != publisher.files()["current"]

    def test_an_older_keyring_is_not_taken(self, publisher, mirror, tmp_path):
        old = (publisher.folder / "keyring.json").read_bytes()
        root = read_root(keys_of(publisher.folder) / "root.pem")
        delegate_own(publisher.folder, root, now=NOW)
        mirror.pull(publisher.folder)
        newer = (mirror.folder / "keyring.json").read_bytes()
        (publisher.folder / "keyring.json").write_bytes(old)
        assert "keyring is older" in mirror.pull(publisher.folder).warnings[0]
        assert (mirror.folder / "keyring.json").read_bytes() == newer != old

    def test_an_older_list_takes_nothing_back_from_ours(self, publisher, mirror):
        old = (publisher.folder / "withdrawn.json").read_bytes()
        publisher.withdraw("099000101")
        mirror.pull(publisher.folder)
        (publisher.folder / "withdrawn.json").write_bytes(old)
        assert "is older" in mirror.pull(publisher.folder).warnings[0]
        assert Copy(mirror.folder.parent).taken_back() == {"line:099000101"}

    def test_without_a_root_nothing_is_pulled(self, publisher, tmp_path):
        with pytest.raises(Refused, match="no root key is pinned"):
            Copy(tmp_path / "naive").pull(publisher.folder)


def resigned(copy: Copy, key=None, **changes) -> None:
    """Put another release in the place of the current one, signed by a key: by default the publisher's own."""
    signed = read_signed((copy.folder / "current").read_bytes())
    manifest = manifest_from(signed.payload)
    values = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    payload = manifest_payload(Manifest(**{**values, **changes}))
    (copy.folder / "current").write_bytes(sign(payload, MANIFEST, key or signer(copy.folder, NOW).private))


class TestClocks:
    def test_one_a_year_ahead_refuses_but_takes_withdrawals_and_names_both_clocks(self, publisher, mirror):
        publisher.withdraw("099000101")
        with served(publisher) as server:
            server.headers = [("Date", "Sun, 22 Nov 2026 09:00:00 GMT")]
            refused(mirror, server.address, Why.EXPIRED, r"2027-11-22.*2026-11-22.*set the clock", now=NOW + YEAR)
        assert mirror.taken_back() == {"line:099000101"}

    def test_one_a_year_behind_accepts_and_warns(self, publisher, mirror):
        pulled = mirror.pull(publisher.folder, now=NOW - YEAR)
        assert (pulled.what, mirror.serial()) == (NEW, 2)
        assert "set the clock" in pulled.warnings[0]


class TestBadServers:
    @pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[bad", "//", "gopher:x"])
    def test_no_redirect_to_another_scheme_is_followed(self, publisher, mirror, target):
        with served(publisher) as server:
            server.status = {"": "302 Found"}
            server.headers = [("Location", target)]
            with pytest.raises(OriginGone):
                mirror.pull(server.address)

    def test_a_circle_of_redirects_ends(self, publisher, mirror):
        with served(publisher) as server:
            server.status = {"": "302 Found"}
            server.headers = [("Location", f"{server.address}/release/current")]
            with pytest.raises(OriginGone, match="from place to place"):
                mirror.pull(server.address)
            assert len(server.asked) < 10

    def test_a_server_that_answers_everything_with_a_page_is_no_origin(self, publisher, mirror):
        with served(publisher) as server:
            server.alter = {"": lambda _, body: b"<!doctype html>"}
            with pytest.raises(OriginGone):
                mirror.pull(server.address)

    def test_a_wait_that_is_asked_for_is_not_waited(self, publisher, mirror):
        with served(publisher) as server:
            server.status = {"current": "503 Busy"}
            server.headers = [("Retry-After", "86400")]
            with pytest.raises(OriginGone, match="503"):
                mirror.pull(server.address)

    @pytest.mark.parametrize("name", ["../keys/root.pem", ".lock", "blobs/aa/../../current", "/etc/passwd"])
    def test_only_files_of_a_release_are_asked_for(self, tmp_path, name):
        for origin in (FolderOrigin(tmp_path), HttpOrigin("http://127.0.0.1:9")):
            with pytest.raises((ValueError, OriginGone)):
                origin.read(name, 100)

    def test_a_pipe_on_a_stick_is_not_waited_for(self, publisher, mirror):
        (publisher.folder / "withdrawn.json").unlink()
        os.mkfifo(publisher.folder / "withdrawn.json")
        with pytest.raises(NotThere):
            FolderOrigin(publisher.folder).read("withdrawn.json", 100)

    @pytest.mark.parametrize("source", ["ftp://x.example", "http://", "https://x.example/?q=1", "file:///x"])
    def test_what_is_neither_folder_nor_address_is_named(self, source):
        with pytest.raises(ValueError, match="neither a folder nor an address"):
            origin_of(source)


class TestWhilePulling:
    def test_withdrawals_are_asked_for_again(self, publisher, mirror, monkeypatch):
        monkeypatch.setattr(mirroring, "LOOK_AGAIN", 0.0)
        origin, fetch = FolderOrigin(publisher.folder), FolderOrigin.fetch

        def slowly(self, *given):
            publisher.withdraw("099000101")
            return fetch(self, *given)

        monkeypatch.setattr(FolderOrigin, "fetch", slowly)
        assert mirror.pull(origin).withdrawn
        assert mirror.taken_back() == {"line:099000101"}

    def test_killed_at_any_step_the_last_good_is_served_and_the_next_pull_ends_it(self, publisher, mirror, tmp_path):
        publisher.withdraw("099000101")
        home = mirror.folder.parent
        steps = counted_steps(home, publisher, tmp_path)
        assert steps > 20
        for step in sorted({*range(1, steps, max(1, steps // 25)), *range(max(1, steps - 10), steps + 1)}):
            trial = Copy(copied(home, tmp_path / f"at-{step}"))
            killed_at(step, trial, publisher)
            assert trial.serial() in (1, 2)
            assert all(trial.page(page.path) == page.body for page in PAGES)
            trial.pull(publisher.folder)
            assert (trial.serial(), trial.page("en/new")) == (2, b"<p>new</p>")
            assert trial.taken_back() == {"line:099000101"}


def copied(home: Path, to: Path) -> Path:
    for path in home.rglob("*"):
        if path.is_file():
            target = to / path.relative_to(home)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return to


def counted_steps(home: Path, publisher: Copy, tmp_path: Path) -> int:
    """Return in how many steps a whole pull changes or opens what lies in its folder."""
    note = tmp_path / "steps"
    killed_at(0, Copy(copied(home, tmp_path / "whole")), publisher, note)
    return int(note.read_text())


def killed_at(step: int, copy: Copy, publisher: Copy, note: Path | None = None) -> None:
    """Pull in a process that ends, without a word to anybody, at its n-th step in the folder."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    seen = [0]

    def count(event: str, given: tuple[object, ...]) -> None:
        if event in EVENTS and any(str(copy.folder) in str(part) for part in given):
            seen[0] += 1
            if seen[0] == step:
                os._exit(1)

    try:
        sys.addaudithook(count)
        copy.pull(publisher.folder, workers=1)
        if note is not None:
            note.write_text(str(seen[0]))
    finally:
        os._exit(0)


EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate"}
