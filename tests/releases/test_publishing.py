"""A release is frozen whole, named by its bytes, signed, and swapped last."""

import errno
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from tests.releases.making import DATA, EDITION, HOME, INDEX, NOW, Failing, Pages, entry_of, release, served_here, spoil

from romduol.knowledge.releases.actions import folder as writing
from romduol.knowledge.releases.actions import publishing as publishing_module
from romduol.knowledge.releases.actions.folder import AlreadyPublishing, DiskFull, publishing
from romduol.knowledge.releases.actions.keys import CannotSign
from romduol.knowledge.releases.actions.publishing import TwoPagesOnePath, publish
from romduol.knowledge.releases.queries.folder import (
    blob_bytes,
    entries_of,
    kept_releases,
    last_good,
    plain_bytes,
)
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Edition, Page
from romduol.knowledge.releases.rules.naming import HALF_WRITTEN, blob_name, blob_path, listing_width


class TestPublishing:
    def test_a_blob_is_named_by_the_bytes_that_are_stored(self, folder):
        manifest = release(folder, HOME, DATA)
        for page in (HOME, DATA):
            entry = entry_of(folder, manifest, page.path)
            stored = blob_bytes(folder, entry.blob)
            assert blob_name(stored) == entry.blob
            assert (brotli.decompress(stored), entry.size, entry.plain_size) == (page.body, len(stored), len(page.body))

    def test_an_unchanged_page_keeps_its_blob(self, folder):
        first = entries_of(folder, release(folder, HOME, DATA))
        second = entries_of(folder, release(folder, HOME, Page(DATA.path, DATA.media_type, b'{"new": 1}')))
        assert second["en/"] == first["en/"]
        assert second[DATA.path].blob != first[DATA.path].blob
        assert (folder / blob_path(first[DATA.path].blob)).exists()

    @pytest.mark.parametrize("left", [None, b"", b"cut off", "noise"])
    def test_a_blob_that_is_gone_cut_off_or_changed_is_written_again(self, folder, left):
        first = release(folder, HOME)
        spoil(folder, first, "en/", b"\xff" * entry_of(folder, first, "en/").size if left == "noise" else left)
        second = release(folder, HOME)
        assert plain_bytes(folder, entry_of(folder, second, "en/")) == HOME.body

    def test_the_serial_rises_and_is_never_used_twice(self, folder):
        assert [release(folder, HOME).serial for _ in range(3)] == [1, 2, 3]
        (folder / "current").write_bytes((folder / "manifests/00000001.json").read_bytes())
        assert release(folder, HOME).serial == 4

    def test_the_pages_know_the_name_of_their_release(self, folder):
        named = []

        class Names(Pages):
            def render(self, edition: Edition) -> Iterator[Page]:
                named.append(edition.release)
                yield HOME

        manifest = publish(EDITION, renderers=[Names()], folder=folder, facts="one", now=NOW)
        assert named == [manifest.release] == ["lantern-land-2026-11-22-1"]

    def test_current_is_swapped_last(self, folder):
        release(folder, HOME)
        broken = Failing(Page("en/", "text/html", b"half"))
        with pytest.raises(RuntimeError):
            publish(EDITION, renderers=[broken], folder=folder, facts="two", now=NOW)
        assert served_here(folder).serial == 1
        assert Shelf(folder).page("en/") == HOME.body

    def test_two_pages_on_one_path_are_refused(self, folder):
        with pytest.raises(TwoPagesOnePath):
            release(folder, HOME, Page("en/", "text/html", b"another"))
        assert last_good(folder) is None

    def test_nothing_half_written_is_left(self, folder):
        release(folder, HOME, DATA)
        assert not [path for path in folder.rglob("*") if path.name.startswith(HALF_WRITTEN)]

    def test_every_page_stands_in_the_listing_of_its_path(self, folder):
        pages = [Page(f"en/s{number}", "text/html", b"%d" % number) for number in range(300)]
        manifest = release(folder, *pages, INDEX)
        assert (manifest.pages, manifest.width, len(manifest.listings)) == (301, 1, 16)
        shelf = Shelf(folder)
        assert [shelf.page(page.path) for page in pages] == [page.body for page in pages]
        assert shelf.page("en/s300") is None

    def test_few_pages_need_one_listing_and_many_need_more(self):
        assert [listing_width(pages) for pages in (0, 128, 129, 2048, 2049, 32_768, 32_769)] == [0, 0, 1, 1, 2, 2, 3]

    def test_a_change_makes_few_new_listings(self, folder):
        pages = [Page(f"en/s{number}", "text/html", b"%d" % number) for number in range(300)]
        first = release(folder, *pages)
        second = release(folder, *pages[:-1], Page("en/s299", "text/html", b"changed"))
        changed = [digits for digits, name in second.listings.items() if first.listings[digits] != name]
        assert len(changed) == 1


class TestTwoAtOnce:
    def test_each_gets_a_serial_and_a_manifest_of_its_own(self, folder):
        release(folder, HOME)
        pages = [Page("en/", "text/html", b"%d" % number) for number in range(8)]
        with ThreadPoolExecutor(8) as together:
            made = list(together.map(lambda page: release(folder, page), pages))
        assert sorted(manifest.serial for manifest in made) == list(range(2, 10))
        kept = {manifest.serial: manifest for manifest in kept_releases(folder)}
        for page, manifest in zip(pages, made, strict=True):
            assert kept[manifest.serial] == manifest
            assert plain_bytes(folder, entry_of(folder, manifest, "en/")) == page.body
        assert served_here(folder).serial == 9

    def test_who_waits_too_long_is_told(self, folder, monkeypatch):
        monkeypatch.setattr(publishing_module, "publishing", lambda folder: publishing(folder, patience=0.1))
        with publishing(folder), pytest.raises(AlreadyPublishing):
            release(folder, HOME)
        assert release(folder, HOME).serial == 1

    def test_a_failed_publish_gives_the_folder_back(self, folder):
        with pytest.raises(RuntimeError):
            publish(EDITION, renderers=[Failing(HOME)], folder=folder, facts="one", now=NOW)
        with publishing(folder, patience=0):
            pass


class TestAFullDisk:
    @pytest.mark.parametrize("step", range(1, 6))
    def test_it_is_told_and_nothing_half_written_stays(self, folder, monkeypatch, step):
        release(folder, HOME)
        before = sorted(folder.rglob("*"))
        new = [Page(f"en/{number}", "text/html", b"%d" % number) for number in range(3)]
        monkeypatch.setattr(writing, "write_whole", fails_at(step, writing.write_whole))
        with pytest.raises(DiskFull, match=r"the disk is full .* the last release stays; .*romduol gc"):
            release(folder, *new)
        left = [path for path in sorted(folder.rglob("*")) if path not in before and path.is_file()]
        assert left == []
        assert Shelf(folder).manifest().serial == 1
        monkeypatch.undo()
        assert release(folder, *new).serial == 2

    def test_a_disk_that_is_full_after_the_swap_takes_nothing_from_readers(self, folder, monkeypatch):
        release(folder, HOME)
        # Page, listing, current; the fourth is the copy that is kept.
        monkeypatch.setattr(writing, "write_whole", fails_at(4, writing.write_whole))
        assert release(folder, Page("en/", "text/html", b"new")).serial == 2
        monkeypatch.undo()
        assert Shelf(folder).page("en/") == b"new"
        assert release(folder, HOME).serial == 3
        assert [manifest.serial for manifest in kept_releases(folder)] == [3, 2, 1]

    def test_a_disk_that_fails_after_the_swap_loses_no_page(self, folder, monkeypatch):
        release(folder, HOME)
        flush, flushed = os.fsync, []

        def fails_for_folders(handle: int) -> None:
            flushed.append(handle)
            if Path(f"/proc/self/fd/{handle}").resolve().is_dir():
                raise OSError(errno.ENOSPC, "full")
            flush(handle)

        monkeypatch.setattr(os, "fsync", fails_for_folders)
        assert release(folder, Page("en/", "text/html", b"new")).serial == 2
        assert flushed
        assert Shelf(folder).page("en/") == b"new"

    def test_another_fault_is_not_called_a_full_disk(self, folder, monkeypatch):
        monkeypatch.setattr(writing, "write_whole", fails_at(1, writing.write_whole, errno.EACCES))
        with pytest.raises(PermissionError):
            release(folder, HOME)


def fails_at(step: int, write: Callable[..., None], code: int = errno.ENOSPC) -> Callable[..., None]:
    """Return a way to write that fails from its n-th file of a release on: in the midst of it, as a full disk does."""
    done = []

    def failing(path: Path, data: bytes, mode: int = 0o644, *, surely: bool = False) -> None:
        if "keys" in path.parts or path.name == "keyring.json":
            return write(path, data, mode, surely=surely)
        done.append(path)
        if len(done) >= step:
            raise OSError(code, os.strerror(code))
        return write(path, data, mode, surely=surely)

    return failing


class TestKilled:
    """A process that is killed at any moment leaves the last good release to be served, and the next one is made."""

    def test_at_every_step_the_last_good_release_serves(self, folder):
        pages = [Page(f"en/{number}", "text/html", b"<p>%d</p>" % number) for number in range(3)]
        release(folder, HOME, *pages)
        reached = 0
        for step in range(1, 500):
            ended = killed_at(step, folder, lambda: release(folder, HOME, Page("en/0", "text/html", b"step %d" % step)))  # noqa: B023
            shelf = Shelf(folder)
            assert shelf.page("en/") == HOME.body
            assert shelf.refusal == ""
            reached = step
            if ended:
                break
        assert reached > 20, "too few steps to mean anything"
        assert plain_bytes(folder, entry_of(folder, served_here(folder), "en/0")) == b"step %d" % reached
        after = release(folder, HOME, *pages)
        assert after.serial == max(manifest.serial for manifest in kept_releases(folder))
        assert Shelf(folder).page("en/0") == pages[0].body


def killed_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Do the work in a process of its own that dies, as by kill -9, at the n-th thing it does to the folder.

    Returns True where the work was done before so many steps.
    """
    import sys

    child = os.fork()
    if child == 0:
        seen = 0

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal seen
            if event.split(".")[0] in ("open", "os") and any(str(folder) in str(one) for one in arguments):
                seen += 1
                if seen == step:
                    os._exit(137)

        code = 1
        try:
            sys.addaudithook(watch)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 137), "the work failed by itself"
    return code == 0


class TestSigning:
    def test_the_first_publish_makes_the_keys_and_keeps_them_from_others(self, folder):
        release(folder, HOME)
        keys = folder.parent / "keys"
        assert keys.stat().st_mode & 0o077 == 0
        for name in ("root.pem", "signing.pem"):
            assert (keys / name).stat().st_mode & 0o777 == 0o600
        assert not list(folder.rglob("*.pem"))

    def test_no_secret_stands_in_the_folder_that_is_handed_out(self, folder):
        release(folder, HOME)
        handed = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        for pem in (folder.parent / "keys").glob("*.pem"):
            assert pem.read_bytes().splitlines()[1] not in handed

    def test_a_key_past_its_end_signs_nothing(self, folder):
        release(folder, HOME)
        with pytest.raises(CannotSign, match="romduol key delegate"):
            release(folder, HOME, now=NOW + timedelta(days=91))
        assert served_here(folder).serial == 1

    def test_a_lost_signing_key_is_told(self, folder):
        release(folder, HOME)
        (folder.parent / "keys/signing.pem").unlink()
        with pytest.raises(CannotSign, match="romduol key rotate"):
            release(folder, HOME)
