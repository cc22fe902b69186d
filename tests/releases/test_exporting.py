"""A copy in plain files holds every public page as it is shown, and is replaced whole or not at all."""

import errno
import gzip
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from tests.knowledge.taking import line_taken
from tests.releases.making import DATA, HOME, INDEX, release
from tests.releases.trees import files_of, inodes_of, line_to_take, tiny_release

from romduol.config import cli
from romduol.config.commands import export as command
from romduol.knowledge.releases.actions import exporting, replacing, tree
from romduol.knowledge.releases.actions.exporting import CannotExport, export
from romduol.knowledge.releases.actions.folder import held
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.folder import blob_bytes, entries_of
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Page
from romduol.knowledge.releases.rules.layout import NoFile, file_of
from romduol.knowledge.releases.rules.trust import Refused

CHANGED = Page(DATA.path, DATA.media_type, b'{"new": 1}')
KILLED = 9


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A release folder of the tiny country, only read from."""
    folder = tmp_path_factory.mktemp("tiny") / "releases"
    tiny_release(folder)
    return folder


@pytest.fixture
def target(tmp_path):
    """Where the copy is to be."""
    return tmp_path / "www" / "romduol"


@pytest.fixture
def made(folder, target):
    """A copy of a small release."""
    target.parent.mkdir()
    release(folder, HOME, DATA, INDEX, now=datetime.now(UTC))
    export(Shelf(folder), target)
    return target


class TestWhatIsWritten:
    def test_every_public_page_is_there_in_three_codings_and_nothing_else(self, tiny, tmp_path):
        done = export(Shelf(tiny), tmp_path / "out")
        served = Shelf(tiny).served()
        entries = entries_of(tiny, served.manifest)
        public = {path: entry for path, entry in entries.items() if not entry.private}
        files = files_of(tmp_path / "out" / "site")
        assert done.pages == done.written == len(public) < len(entries)
        assert len(files) == 3 * len(public)
        for path, entry in public.items():
            name = file_of(path, entry.media_type)
            plain = served.plain(path, entry)
            assert files[name] == plain
            assert brotli.decompress(files[f"{name}.br"]) == gzip.decompress(files[f"{name}.gz"]) == plain

    def test_a_frozen_page_keeps_its_stored_bytes(self, tiny, tmp_path):
        export(Shelf(tiny), tmp_path / "out")
        served = Shelf(tiny).served()
        entry = served.entry("en/e")
        assert entry is not None
        stored = (tmp_path / "out/site/en/e.html.br").read_bytes()
        assert blob_bytes(tiny, entry.blob) == stored

    def test_no_key_and_nothing_private_is_in_it(self, tiny, tmp_path):
        export(Shelf(tiny), tmp_path / "out")
        files = files_of(tmp_path / "out")
        assert not [name for name in files if "/_" in name or "numbers" in name or "key" in name]
        secrets = [file.read_bytes().strip() for file in (tiny.parent / "keys").rglob("*") if file.is_file()]
        assert secrets
        assert not [name for name, data in files.items() for secret in secrets if secret in data]

    def test_the_release_comes_along_where_it_is_asked_for_and_counts_there(self, tiny, tmp_path):
        export(Shelf(tiny), tmp_path / "out", with_release=True)
        copy = tmp_path / "mirror"
        (copy / "keys").mkdir(parents=True)
        (tmp_path / "out/site/release").rename(copy / "releases")
        (copy / "keys" / "root.pub").write_bytes((tiny.parent / "keys" / "root.pub").read_bytes())
        pulled, here = Shelf(copy / "releases"), Shelf(tiny)
        assert pulled.manifest() == here.manifest()
        for path in entries_of(tiny, here.manifest()):
            assert pulled.page(path) == here.page(path), path

    def test_what_was_taken_back_since_is_in_no_file(self, tmp_path):
        line = line_to_take()
        folder = tmp_path / "releases"
        tiny_release(folder)
        for round_, there in ((1, True), (2, False)):
            export(Shelf(folder), tmp_path / "out")
            text = b"".join(
                gzip.decompress(data) + brotli.decompress(files[name[:-3] + ".br"]) + files[name[:-3]]
                for files in [files_of(tmp_path / "out")]
                for name, data in files.items()
                if name.endswith(".gz")
            )
            for digits in (line.value, line.national):
                assert (digits.encode() in text) is there, (round_, digits)
            withdraw([line_taken(line)], folder=folder, now=datetime.now(UTC))

    def test_what_was_taken_back_while_it_ran_is_not_in_it_either(self, tmp_path):
        line = line_to_take()
        folder = tmp_path / "releases"
        tiny_release(folder)
        done: list[int] = []

        def progress(count: int) -> None:
            if not done:
                withdraw([line_taken(line)], folder=folder, now=datetime.now(UTC))
            done.append(count)

        export(Shelf(folder), tmp_path / "out", progress=progress)
        assert not [name for name, data in files_of(tmp_path / "out").items() if line.national.encode() in data]

    def test_an_expired_release_says_so_on_its_pages(self, folder, tmp_path):
        old = Page(HOME.path, HOME.media_type, b"<main><!--w:old--><p>Help</p></main>")
        notices = Page(
            "_/notices.json", "application/json", b'{"en": {"old": "<p>old: <!--w:day--></p>"}}', private=True
        )
        release(folder, old, notices, now=datetime.now(UTC) - timedelta(days=40))
        assert export(Shelf(folder), tmp_path / "out").has_expired
        assert b"<p>old: " in (tmp_path / "out/site/en/index.html").read_bytes()

    def test_a_lost_list_of_what_was_taken_back_stops_it(self, made, folder):
        before = files_of(made)
        for spoil in (Path.unlink, lambda path: path.write_bytes(b"{}\n{}\n")):
            spoil(folder / "withdrawn.json")
            with pytest.raises((CannotExport, Refused)):
                export(Shelf(folder), made)
        assert files_of(made) == before

    @pytest.mark.parametrize("path", ["../x", "/x", "a//b", ".x", "a/../b", "release/x", "a\nb", "a$b", "a;b", 'a"b'])
    def test_a_path_that_leads_elsewhere_is_no_file(self, path):
        with pytest.raises(NoFile):
            file_of(path, "text/html")

    def test_two_pages_that_want_one_file_are_refused(self, folder, tmp_path):
        release(folder, HOME, Page("en/index", "text/html", b"another"))
        with pytest.raises(CannotExport, match=r"en/index\.html"):
            export(Shelf(folder), tmp_path / "out")
        assert not (tmp_path / "out").exists()


class TestASecondExport:
    def test_only_what_changed_is_written(self, made, folder):
        before, inodes = files_of(made / "site"), inodes_of(made / "site")
        release(folder, HOME, CHANGED, INDEX, now=datetime.now(UTC))
        done = export(Shelf(folder), made)
        assert (done.written, done.new_settings) == (1, False)
        for name, inode in inodes_of(made / "site").items():
            assert (inode == inodes[name]) is ("numbers" not in name), name
        assert files_of(made / "site")["api/numbers.json"] == CHANGED.body != before["api/numbers.json"]

    def test_a_page_that_is_gone_is_gone(self, made, folder):
        release(folder, HOME, now=datetime.now(UTC))
        export(Shelf(folder), made)
        assert not (made / "site/api").exists()

    @pytest.mark.parametrize("ending", ["", ".br", ".gz"])
    def test_what_the_disk_spoilt_is_written_again(self, made, folder, ending):
        file = made / f"site/en/index.html{ending}"
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        assert export(Shelf(folder), made).written == 1
        assert export(Shelf(folder), made).written == 0

    def test_a_changed_page_never_keeps_its_time(self, made, folder):
        """A web server makes the ETag of time and size; the clock may stand, or go back."""
        file = made / "site/en/index.html"
        ahead = int(file.stat().st_mtime) + 500
        os.utime(file, (ahead, ahead))
        release(folder, Page(HOME.path, HOME.media_type, HOME.body[::-1]), now=datetime.now(UTC))
        export(Shelf(folder), made)
        assert (file.stat().st_size, int(file.stat().st_mtime)) == (len(HOME.body), ahead + 1)

    def test_a_disk_without_hard_links_gets_copies_with_their_time(self, made, folder, monkeypatch):
        def no_link(*_: object) -> None:
            raise OSError(errno.EPERM, "not here")

        monkeypatch.setattr(os, "link", no_link)
        os.utime(made / "site/en/index.html", (1_000_000_000, 1_000_000_000))
        before = files_of(made)
        assert export(Shelf(folder), made).written == 0
        assert files_of(made) == before
        assert int((made / "site/en/index.html").stat().st_mtime) == 1_000_000_000

    def test_a_policy_that_changed_asks_for_a_reload(self, made, folder):
        release(folder, Page(HOME.path, HOME.media_type, HOME.body, policy="default-src 'none'"), now=datetime.now(UTC))
        assert export(Shelf(folder), made).new_settings
        assert "default-src 'none'\"" in (made / "nginx.conf").read_text()

    def test_settings_for_another_machine_name_no_folder_of_this_one(self, made, folder):
        assert export(Shelf(folder), made, root="/srv/www/copy/site").new_settings
        told = (made / "nginx.conf").read_text()
        assert 'root "/srv/www/copy/site";' in told
        assert 'include "/srv/www/copy.own.con[f]";' in told
        assert str(made.parent) not in told
        with pytest.raises(CannotExport, match="whole path"):
            export(Shelf(folder), made, root="www/site")

    def test_anybody_on_the_machine_may_read_it_whatever_the_mask(self, made, folder):
        old = os.umask(0o077)
        try:
            release(folder, HOME, CHANGED, now=datetime.now(UTC))
            export(Shelf(folder), made)
        finally:
            os.umask(old)
        for path in (made, *made.rglob("*")):
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


class TestWhatIsRefused:
    def test_a_folder_that_is_not_ours(self, folder, target):
        release(folder, HOME)
        target.mkdir(parents=True)
        (target / "thesis.txt").write_text("mine")
        with pytest.raises(CannotExport, match="not empty"):
            export(Shelf(folder), target)
        assert files_of(target.parent) == {"romduol/thesis.txt": b"mine"}

    def test_a_stranger_in_an_export(self, made, folder):
        (made / "thesis.txt").write_text("mine")
        with pytest.raises(CannotExport, match=r"thesis\.txt"):
            export(Shelf(folder), made)
        assert (made / "thesis.txt").read_text() == "mine"

    def test_a_file_a_missing_parent_and_a_name_that_nginx_cannot_read(self, folder, tmp_path):
        release(folder, HOME)
        (tmp_path / "file").write_text("mine")
        for name, told in (("file", "is a file"), ("no/such", "no folder"), ("a$b", "cannot name")):
            with pytest.raises(CannotExport, match=told):
                export(Shelf(folder), tmp_path / name)

    def test_an_empty_folder_is_taken(self, folder, target):
        release(folder, HOME)
        target.mkdir(parents=True)
        export(Shelf(folder), target)
        assert (target / "site/en/index.html").exists()

    @pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "denied")])
    def test_a_disk_that_will_not_take_it_leaves_the_old_copy(self, made, folder, monkeypatch, number, told):
        before = files_of(made.parent)

        def fail(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        release(folder, HOME, CHANGED, now=datetime.now(UTC))
        monkeypatch.setattr(tree, "write_open", fail)
        with pytest.raises(CannotExport, match=told):
            export(Shelf(folder), made)
        assert files_of(made.parent) == before
        assert sorted(path.name for path in made.parent.iterdir()) == [".romduol.lock", "romduol"]

    def test_a_second_export_at_the_same_time(self, made, folder, monkeypatch):
        monkeypatch.setattr(exporting, "PATIENCE", 0.05)
        with held(made.parent / ".romduol.lock", 0), pytest.raises(CannotExport, match="under way"):
            export(Shelf(folder), made)

    def test_the_command_tells_it_in_one_line(self, made, folder, monkeypatch, capsys):
        monkeypatch.setattr(command, "shelf", lambda: Shelf(folder))
        assert cli.main(["export", str(made)]) == 0
        assert "2 pages, 0 of them new or changed" in capsys.readouterr().out
        assert cli.main(["export", str(made.parent)]) == 1
        told = capsys.readouterr().err
        assert told.startswith("romduol: ")
        assert told.count("\n") == 1


def killed_at(step: int, folder: Path, target: Path, *, exchanging: bool = True) -> int:
    """Export in a process of its own that dies at its n-th word with the disk; returns its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = [step]

    def die(event: str, _: Any) -> None:
        if event.startswith(("open", "os.", "shutil.", "ctypes.")):
            left[0] -= 1
            if left[0] == 0:
                os._exit(KILLED)

    shelf = Shelf(folder)
    if not exchanging:
        replacing.exchanged = lambda one, other: False
    sys.addaudithook(die)
    export(shelf, target)
    os._exit(0)


def deaths(folder: Path, target: Path, restore: Any, **more: bool) -> Iterator[int]:
    """Kill an export at every third step until one comes through; yields where each died."""
    for step in range(1, 1000, 3):
        restore()
        if killed_at(step, folder, target, **more) == 0:
            return
        yield step


class TestKilled:
    @pytest.mark.parametrize("exchanging", [True, False])
    def test_wherever_it_dies_the_old_or_the_new_tree_is_whole(self, folder, target, monkeypatch, exchanging):
        monkeypatch.setattr(os, "sync", lambda: None)
        target.parent.mkdir()
        release(folder, HOME, DATA, now=datetime.now(UTC))
        export(Shelf(folder), target)
        old = files_of(target)
        release(folder, HOME, CHANGED, now=datetime.now(UTC))
        export(Shelf(folder), target.parent / "other")
        new = files_of(target.parent / "other/site")
        steps, seen = 0, set()

        def restore() -> None:
            for name, data in old.items():
                if (target / name).exists() and (target / name).read_bytes() != data:
                    (target / name).unlink()
                    (target / name).write_bytes(data)

        for _ in deaths(folder, target, restore, exchanging=exchanging):
            steps += 1
            there = [target] if target.exists() else list(target.parent.glob("romduol.old-*"))
            assert there, "neither the old tree nor the new one is there"
            if exchanging:
                assert there == [target]
            found = files_of(there[0] / "site")
            assert found in (new, {name[5:]: data for name, data in old.items() if name.startswith("site/")})
            seen.add(found == new)
        assert steps > 15
        assert seen == {True, False}
        export(Shelf(folder), target)
        assert files_of(target / "site") == new
        names = {path.name for path in target.parent.iterdir()}
        assert names == {"romduol", ".romduol.lock", "other", ".other.lock"}
