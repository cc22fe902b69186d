"""What is served is proved first; what is refused never replaces the last good release."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from tests.releases.making import DATA, HOME, LINE, NOW, release, spoil

from romduol.knowledge.releases.actions.folder import publishing
from romduol.knowledge.releases.actions.keys import (
    CannotSign,
    begin,
    delegate_own,
    make_root,
    read_root,
    revoke,
    rotate,
    signer,
)
from romduol.knowledge.releases.actions.publishing import ListLost
from romduol.knowledge.releases.actions.rolling_back import roll_back, sign_anew
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries import shelf as reading
from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged, last_good, read_keyring
from romduol.knowledge.releases.queries.shelf import Shelf, shelf_of
from romduol.knowledge.releases.records import Kind, Manifest, Page, Withdrawn


def put_back(folder: Path, serial: int) -> None:
    """Make an older release, rightly signed, the current one."""
    (folder / "current").write_bytes((folder / f"manifests/{serial:08d}.json").read_bytes())


def change(path: Path, old: bytes, new: bytes) -> None:
    """Change one passage of a file."""
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def test_it_sees_a_new_release_without_a_restart(folder):
    shelf = Shelf(folder)
    with pytest.raises(NothingPublished, match="romduol publish"):
        shelf.manifest()
    assert release(folder, HOME) == shelf.manifest()
    assert release(folder, HOME) == shelf.manifest()


class TestRefusing:
    """Each way to spoil a release, seen by a server that runs and by one that starts only then."""

    def spoiled(self, folder: Path, way: str) -> None:
        current = folder / "current"
        if way == "changed":
            change(current, b'"pages":1', b'"pages":2')
        elif way == "cut off":
            current.write_bytes(current.read_bytes()[:-40])
        elif way == "empty":
            current.write_bytes(b"")
        elif way == "gone":
            current.unlink()
        elif way == "older":
            put_back(folder, 1)
        elif way == "signature":
            payload, _, _ = current.read_bytes().split(b"\n")
            _, signature, _ = (folder / "manifests/00000001.json").read_bytes().split(b"\n")
            current.write_bytes(payload + b"\n" + signature + b"\n")
        elif way == "other kind":
            current.write_bytes((folder / "withdrawn.json").read_bytes())

    @pytest.mark.parametrize("way", ["changed", "cut off", "empty", "gone", "older", "signature", "other kind"])
    def test_the_last_good_release_serves_and_the_reason_is_told(self, folder, way):
        release(folder, Page("en/", "text/html", b"first"))
        second = release(folder, HOME)
        running = Shelf(folder)
        assert running.manifest() == second
        self.spoiled(folder, way)
        for shelf in (running, Shelf(folder)):
            assert shelf.manifest() == second
            assert shelf.page("en/") == HOME.body
            assert shelf.refusal
        assert release(folder, DATA).serial == 3
        assert running.manifest().serial == 3
        assert running.refusal == ""

    def test_a_manifest_by_another_root_is_refused(self, folder, tmp_path):
        mine = release(folder, HOME)
        shelf = Shelf(folder)
        assert shelf.manifest() == mine
        theirs = tmp_path / "theirs" / "releases"
        for _ in range(3):
            release(theirs, Page("en/", "text/html", b"evil"))
        for name in ("current", "keyring.json", "withdrawn.json"):
            (folder / name).write_bytes((theirs / name).read_bytes())
        assert shelf.manifest() == mine
        assert "the keyring" in shelf.refusal

    def test_what_a_revoked_key_signed_no_longer_counts(self, folder):
        release(folder, HOME)
        root = read_root(folder.parent / "keys/root.pem")
        old = read_keyring(folder).keys[0].id
        rotate(folder, root, now=NOW)
        revoke(folder, root, old, now=NOW)
        with pytest.raises(NothingPublished, match="revoked"):
            Shelf(folder).manifest()
        assert release(folder, HOME).serial == 2
        assert Shelf(folder).page("en/") == HOME.body

    def test_a_release_of_a_thief_goes_from_a_running_server_when_its_key_is_revoked(self, folder):
        release(folder, HOME)
        root = read_root(folder.parent / "keys/root.pem")
        stolen = read_keyring(folder).keys[0].id
        true = (folder / "current").read_bytes()
        for _ in range(3):
            release(folder, Page("en/", "text/html", b"a thief's"))
        shelf = Shelf(folder)
        assert shelf.page("en/") == b"a thief's"
        (folder / "current").write_bytes(true)
        rotate(folder, root, now=NOW)
        sign_anew(folder, signer(folder, NOW), NOW, last_good(folder))
        release(folder, HOME)
        revoke(folder, root, stolen, now=NOW)
        assert shelf.page("en/") == HOME.body
        assert Shelf(folder).page("en/") == HOME.body

    def test_a_mirror_holds_back_a_number_though_the_key_of_the_list_was_revoked(self, folder):
        release(folder, HOME)
        root = read_root(folder.parent / "keys/root.pem")
        old = read_keyring(folder).keys[0].id
        withdraw([LINE], folder=folder, now=NOW)
        signed_by_the_old_key = (folder / "withdrawn.json").read_bytes()
        rotate(folder, root, now=NOW)
        release(folder, HOME)
        revoke(folder, root, old, now=NOW)
        (folder / "withdrawn.json").write_bytes(signed_by_the_old_key)
        assert LINE.id in Shelf(folder).withdrawn()

    def test_a_running_server_keeps_what_it_has_while_nothing_counts(self, folder):
        first = release(folder, HOME)
        shelf = Shelf(folder)
        assert shelf.manifest() == first
        (folder / "keyring.json").unlink()
        assert shelf.manifest() == first
        assert "keyring" in shelf.refusal

    def test_an_expired_release_is_shown_until_there_is_a_better_one(self, folder):
        old = datetime.now(UTC) - timedelta(days=31)
        release(folder, HOME, now=old)
        served = Shelf(folder).served()
        assert served.has_expired
        delegate_own(folder, read_root(folder.parent / "keys/root.pem"), now=datetime.now(UTC))
        release(folder, HOME, now=datetime.now(UTC))
        assert not Shelf(folder).served().has_expired


class TestTakenBack:
    def test_a_list_reaches_a_running_server_without_a_new_release(self, folder):
        manifest = release(folder, HOME)
        shelf = Shelf(folder)
        assert shelf.withdrawn() == {}
        withdraw([LINE], folder=folder, now=NOW)
        assert shelf.withdrawn() == {LINE.id: LINE}
        assert shelf.manifest() == manifest

    @pytest.mark.parametrize("left", [None, b"", b"noise"])
    def test_a_list_that_does_not_count_takes_nothing_off_the_one_before(self, folder, left):
        release(folder, HOME)
        withdraw([LINE], folder=folder, now=NOW)
        shelf = Shelf(folder)
        assert LINE.id in shelf.withdrawn()
        path = folder / "withdrawn.json"
        path.unlink() if left is None else path.write_bytes(left)
        assert LINE.id in shelf.withdrawn()

    def test_a_file_that_cannot_be_read_once_is_read_at_the_next_request(self, folder, monkeypatch):
        release(folder, HOME)
        shelf = Shelf(folder)
        assert shelf.withdrawn() == {}
        withdraw([LINE], folder=folder, now=NOW)

        def too_many_files(*_: object, **__: object) -> None:
            raise OSError(24, "Too many open files")

        monkeypatch.setattr(reading, "withdrawn_list", too_many_files)
        assert shelf.page("en/") == HOME.body
        assert "cannot be read" in shelf.refusal
        monkeypatch.undo()
        assert LINE.id in shelf.withdrawn()

    @pytest.mark.parametrize("left", [None, b"", b"cut off"])
    def test_no_signature_makes_a_lost_list_an_empty_one(self, folder, left):
        release(folder, HOME)
        release(folder, DATA)
        withdraw([LINE], folder=folder, now=NOW)
        path = folder / "withdrawn.json"
        path.unlink() if left is None else path.write_bytes(left)
        with pytest.raises(ListLost, match="romduol publish --force"):
            roll_back(folder, 1, now=NOW)
        with pytest.raises(ListLost):
            sign_anew(folder, signer(folder, NOW), NOW, last_good(folder))
        assert Shelf(folder).manifest().serial == 2

    def test_a_withdrawal_is_taken_even_where_the_list_is_lost(self, folder):
        release(folder, HOME)
        before = withdraw([LINE], folder=folder, now=NOW)
        (folder / "withdrawn.json").write_bytes(b"")
        after = withdraw([LINE], folder=folder, now=NOW)
        assert after.serial > before.serial
        assert LINE.id in Shelf(folder).withdrawn()

    def test_nothing_is_taken_back_where_nothing_is_published(self, folder):
        with pytest.raises(NothingPublished):
            withdraw([LINE], folder=folder, now=NOW)

    def test_it_does_not_wait_for_one_who_publishes(self, folder):
        release(folder, HOME)
        with publishing(folder):
            assert withdraw([LINE], folder=folder, now=NOW).serial == 2

    def test_it_does_not_wait_for_a_new_key_either(self, folder):
        release(folder, HOME)
        late = NOW + timedelta(days=500)
        with pytest.raises(CannotSign):
            release(folder, HOME, now=late)
        withdraw([LINE], folder=folder, now=late)
        assert LINE.id in Shelf(folder).withdrawn()

    def test_of_one_thing_the_newest_words_count(self, folder):
        release(folder, HOME)
        withdraw([LINE], folder=folder, now=NOW)
        again = replace(LINE, reason={"en": "It is dead."})
        assert withdraw([again], folder=folder, now=NOW).items == (again,)


def test_one_thread_reads_a_new_release_while_others_go_on_with_the_old_one(folder, monkeypatch):
    shelf = Shelf(folder)
    release(folder, HOME)
    assert shelf.manifest().serial == 1
    release(folder, HOME)
    begun, go_on = Event(), Event()
    read: list[int] = []

    def slowly(folder: Path) -> Manifest | None:
        read.append(1)
        begun.set()
        assert go_on.wait(10)
        return last_good(folder)

    monkeypatch.setattr(reading, "last_good", slowly)
    reader = Thread(target=shelf.manifest)
    reader.start()
    assert begun.wait(10)
    assert [shelf.manifest().serial for _ in range(3)] == [1, 1, 1]
    go_on.set()
    reader.join(10)
    assert (shelf.manifest().serial, len(read)) == (2, 1)


def test_the_first_release_is_waited_for(folder):
    release(folder, HOME)
    shelf = Shelf(folder)
    with ThreadPoolExecutor(8) as together:
        assert {manifest.serial for manifest in together.map(lambda _: shelf.manifest(), range(32))} == {1}


def test_a_process_has_one_view_of_a_folder(folder):
    assert shelf_of(folder) is shelf_of(Path(str(folder)))
    assert shelf_of(folder) is not shelf_of(folder / "other")


@pytest.mark.parametrize("left", [None, b"", b"cut off"])
def test_a_page_that_is_not_whole_is_named(folder, left):
    spoil(folder, release(folder, HOME), "en/", left)
    with pytest.raises(PageDamaged):
        Shelf(folder).page("en/")


def test_a_page_of_the_right_size_and_other_bytes_is_named(folder):
    manifest = release(folder, HOME)
    blob = next(path for path in folder.glob("blobs/*/*") if path.name not in manifest.listings.values())
    blob.write_bytes(os.urandom(blob.stat().st_size))
    with pytest.raises(PageDamaged):
        Shelf(folder).page("en/")


def test_keys_are_begun_once(folder):
    begin(folder, NOW)
    with pytest.raises(Exception, match="there already"):
        make_root(folder.parent / "keys/root.pem")


class TestDocumentsMadeOfPrivatePages:
    """What a program gets is joined from private pages, which come as they were frozen."""

    def reduced(self, folder: Path, body: bytes, *more: str) -> bytes:
        release(folder, HOME)
        gone = Withdrawn(Kind.SERVICE, "svc-lantern-talk", "sabcdefghij", NOW.date(), {"en": "It is closed."})
        withdraw([LINE, gone], folder=folder, now=NOW)
        return Shelf(folder).served().reduced(body, *more)

    def test_what_was_taken_back_is_left_out_of_them(self, folder):
        body = b'{"contents":[{"id":"svc-lantern-talk"},{"id":"svc-b","say":"call 099 000 101"}]}'
        assert self.reduced(folder, body) == b'{"contents":[{"id":"svc-b","say":"call 099 ... ..1"}]}'

    def test_a_record_that_was_taken_back_is_empty_and_as_a_line_it_is_left_out(self, folder):
        record = b'{"id":"svc-lantern-talk"}'
        assert self.reduced(folder, record) == b"{}"
        assert self.reduced(folder, record + b'\n{"id":"svc-b"}\n', "application/x-ndjson") == b'{"id":"svc-b"}\n'

    def test_the_very_same_bytes_come_back_where_nothing_is_to_change(self, folder):
        body = b'{"id": "svc-b"}'
        assert self.reduced(folder, body) is body
        release(folder.parent / "other" / "releases", HOME)
        assert Shelf(folder.parent / "other" / "releases").served().reduced(body) is body
