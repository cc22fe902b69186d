"""Another copy pulls a release, proves it and swaps it in; whatever goes wrong, the last good one stays."""

from __future__ import annotations

import errno
import os

import pytest
from tests.releases.copies import HOUR, PAGES, Copy, Cut, handed_out, noise, served
from tests.releases.making import DATA, HOME, NOW

from romduol.knowledge.releases.actions.folder import DiskFull
from romduol.knowledge.releases.actions.mirroring import NEW, NOTHING_NEW, Pulling
from romduol.knowledge.releases.queries.origins import FolderOrigin, OriginGone
from romduol.knowledge.releases.records import Page
from romduol.knowledge.releases.rules.naming import HALF_WRITTEN


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
    return Copy(tmp_path / "mirror").trust(publisher)


@pytest.fixture
def other(publisher, tmp_path) -> Copy:
    return Copy(tmp_path / "other").trust(publisher)


def same(one: Copy, two: Copy) -> bool:
    return all(one.page(page.path) == two.page(page.path) == page.body for page in PAGES)


class TestPulling:
    def test_a_mirror_shows_what_the_publisher_shows(self, publisher, mirror):
        with served(publisher) as server:
            pulled = mirror.pull(server.address)
        assert (pulled.what, mirror.serial(), same(publisher, mirror)) == (NEW, 1, True)
        assert pulled.blobs == len(list((mirror.folder / "blobs").glob("*/*")))
        assert pulled.size == sum(path.stat().st_size for path in (mirror.folder / "blobs").glob("*/*"))

    def test_any_web_server_will_do(self, publisher, mirror):
        with handed_out(publisher.folder) as address:
            assert mirror.pull(address).what == NEW
            assert mirror.pull(address).what == NOTHING_NEW
        assert same(publisher, mirror)

    @pytest.mark.parametrize("place", [".", ".."])
    def test_a_memory_stick_will_do(self, publisher, mirror, place):
        assert mirror.pull(publisher.folder / place).what == NEW
        assert same(publisher, mirror)

    def test_a_folder_without_a_release_says_so(self, mirror, tmp_path):
        with pytest.raises(OriginGone, match="holds no release"):
            mirror.pull(tmp_path / "nowhere")

    def test_only_what_is_missing_is_pulled(self, publisher, mirror):
        with served(publisher) as server:
            mirror.pull(server.address)
            server.forget()
            publisher.publish(HOME, Page(DATA.path, DATA.media_type, b'{"new": 1}'), *PAGES[2:], facts="two")
            pulled = mirror.pull(server.address)
        # The one listing and the one page.
        assert (len(server.blobs()), pulled.blobs, mirror.serial()) == (2, 2, 2)
        assert mirror.page(DATA.path) == b'{"new": 1}'

    def test_a_poll_that_finds_nothing_new_pulls_no_byte(self, publisher, mirror):
        with served(publisher) as server:
            origin = mirror.origin(server.address)
            mirror.pull(origin)
            server.forget()
            pulled = mirror.pull(origin)
        assert (pulled.what, pulled.blobs) == (NOTHING_NEW, 0)
        assert {(name, status) for name, status, _ in server.asked} == {
            ("keyring.json", "304"),
            ("withdrawn.json", "304"),
            ("current", "304"),
        }
        assert sum(server.sent.values()) == 0

    def test_nobody_is_told_which_version_pulls(self, publisher, mirror):
        with served(publisher) as server:
            seen: list[dict[str, str]] = []
            inner = server.inner

            def noted(environ, start):
                seen.append({name: value for name, value in environ.items() if name.startswith("HTTP_")})
                return inner(environ, start)

            server.inner = noted  # type: ignore[assignment]
            mirror.pull(server.address)
        assert {headers["HTTP_USER_AGENT"] for headers in seen} == {"romduol"}
        assert not [headers for headers in seen if "HTTP_COOKIE" in headers]

    def test_nothing_half_written_is_left(self, publisher, mirror):
        mirror.pull(publisher.folder)
        assert not [name for name in mirror.files() if HALF_WRITTEN in name]

    def test_progress_ends_where_all_is_here(self, publisher, mirror):
        seen: list[Pulling] = []
        pulled = mirror.pull(publisher.folder, progress=seen.append)
        assert (seen[-1].blobs, seen[-1].of_blobs) == (pulled.blobs, pulled.blobs)
        assert (seen[-1].size, seen[-1].of_size) == (pulled.size, pulled.size)


class TestOneGone:
    def test_without_the_publisher_both_mirrors_serve_on(self, publisher, mirror, other):
        with served(publisher) as server:
            for copy in (mirror, other):
                copy.pull(server.address)
        for copy in (mirror, other):
            with pytest.raises(OriginGone, match="cannot be reached"):
                copy.pull(server.address)
            assert same(publisher, copy)

    def test_a_mirror_that_was_cut_off_catches_up_from_the_other(self, publisher, mirror, other):
        with served(publisher) as server:
            for copy in (mirror, other):
                copy.pull(server.address)
            for serial in (2, 3, 4):
                publisher.publish(*PAGES, Page("en/new", "text/html", b"%d" % serial), facts=str(serial))
                mirror.pull(server.address)
            publisher.withdraw("099000101")
            mirror.pull(server.address)
        with served(mirror) as server:
            assert other.pull(server.address).what == NEW
        assert (other.serial(), other.page("en/new"), other.taken_back()) == (4, b"4", {"line:099000101"})

    def test_a_withdrawal_arrives_at_the_next_poll_without_a_release(self, publisher, mirror):
        with served(publisher) as server:
            mirror.pull(server.address)
            publisher.withdraw("099000101")
            pulled = mirror.pull(server.address)
        assert (pulled.what, pulled.withdrawn, mirror.serial()) == (NOTHING_NEW, True, 1)
        assert mirror.taken_back() == {"line:099000101"}

    def test_it_comes_before_any_blob_of_a_release(self, publisher, mirror):
        mirror.pull(publisher.folder)
        publisher.withdraw("099000101")
        publisher.publish(HOME, facts="two")
        with served(publisher) as server:
            server.status = {"blobs/": "503 Busy"}
            with pytest.raises(OriginGone, match="503"):
                mirror.pull(server.address)
        assert (mirror.serial(), mirror.taken_back()) == (1, {"line:099000101"})


class TestResuming:
    def test_after_a_cut_only_the_rest_is_pulled(self, publisher, mirror):
        size = cut_off_once(publisher, mirror)
        with served(publisher) as server:
            mirror.pull(server.address)
            [asked] = [span for name, _, span in server.asked if span]
            assert asked == f"bytes={size // 2}-"
            assert server.sent[big_blob(publisher)] == size - size // 2
        assert same(publisher, mirror)

    def test_within_one_pull_too(self, publisher, mirror):
        name = big_blob(publisher)
        size = (publisher.folder / name).stat().st_size
        with served(publisher) as server:
            server.alter = {name: lambda _, body: Cut(body[: size // 3]) if len(body) == size else body}
            mirror.pull(server.address)
            assert server.sent[name] == size

    def test_a_server_without_ranges_starts_anew(self, publisher, mirror):
        cut_off_once(publisher, mirror)
        with handed_out(publisher.folder) as address:
            assert mirror.pull(address).what == NEW
        assert same(publisher, mirror)

    @pytest.mark.parametrize("left", [b"other bytes", b"\0" * 700_000])
    def test_what_was_left_and_does_not_fit_is_pulled_once_more(self, publisher, mirror, left):
        name = big_blob(publisher)
        half = mirror.folder / name
        half = half.with_name(HALF_WRITTEN + half.name)
        half.parent.mkdir(parents=True)
        half.write_bytes(left)
        with served(publisher) as server:
            assert mirror.pull(server.address).what == NEW
        assert same(publisher, mirror)

    def test_what_a_power_cut_left_of_a_pull_is_proved_by_its_hash(self, publisher, mirror):
        name = big_blob(publisher)
        spoilt = mirror.folder / name
        spoilt.parent.mkdir(parents=True)
        spoilt.write_bytes(b"\0" * (publisher.folder / name).stat().st_size)
        assert mirror.pull(publisher.folder).what == NEW
        assert same(publisher, mirror)

    def test_a_page_that_was_lost_comes_with_the_next_release(self, publisher, mirror):
        mirror.pull(publisher.folder)
        (mirror.folder / big_blob(publisher)).unlink()
        publisher.publish(*PAGES, facts="two")
        mirror.pull(publisher.folder)
        assert same(publisher, mirror)

    def test_proving_mends_what_is_damaged_without_a_new_release(self, publisher, mirror):
        mirror.pull(publisher.folder)
        spoilt = mirror.folder / big_blob(publisher)
        spoilt.write_bytes(b"\0" * spoilt.stat().st_size)
        assert mirror.pull(publisher.folder).blobs == 0
        pulled = mirror.pull(publisher.folder, proving=True)
        assert (pulled.what, pulled.blobs, same(publisher, mirror)) == (NOTHING_NEW, 1, True)

    def test_a_pointer_that_was_spoilt_is_mended(self, publisher, mirror):
        mirror.pull(publisher.folder)
        (mirror.folder / "current").write_bytes(b"{}")
        assert (mirror.serial(), mirror.pull(publisher.folder).what) == (1, NOTHING_NEW)
        assert (mirror.folder / "current").read_bytes() == (publisher.folder / "current").read_bytes()


def big_blob(copy: Copy) -> str:
    """Return where the largest blob lies."""
    largest = max((copy.folder / "blobs").glob("*/*"), key=lambda path: path.stat().st_size)
    return str(largest.relative_to(copy.folder))


def cut_off_once(publisher: Copy, mirror: Copy) -> int:
    """Let a pull break off for good half-way through the largest blob; returns the size of that blob."""
    name = big_blob(publisher)
    size = (publisher.folder / name).stat().st_size
    with served(publisher) as server:

        def once(_: str, body: bytes) -> bytes:
            return Cut(body[: size // 2] if len(body) == size else b"")

        server.alter = {name: once}
        with pytest.raises(OriginGone, match="broke off"):
            mirror.pull(server.address)
    half = mirror.folder / name
    assert half.with_name(HALF_WRITTEN + half.name).stat().st_size == size // 2
    return size


class TestDiskSpace:
    def test_old_releases_are_let_go(self, publisher, mirror):
        for serial in range(2, 9):
            publisher.publish(HOME, Page("en/new", "text/html", b"%d" % serial), facts=str(serial))
            mirror.pull(publisher.folder, now=NOW + 24 * HOUR)
            for path in mirror.folder.rglob("*"):
                os.utime(path, (0, 0))
        assert sorted(path.stem for path in (mirror.folder / "manifests").iterdir()) == [
            "00000006",
            "00000007",
            "00000008",
        ]
        # Of each release its listing and its new page, of all the home page, and what came last is not looked at yet.
        assert len(list((mirror.folder / "blobs").glob("*/*"))) <= 2 * 3 + 1

    def test_a_full_disk_takes_nothing_of_the_last_release(self, publisher, mirror, monkeypatch):
        mirror.pull(publisher.folder)
        before = mirror.files()
        publisher.publish(*PAGES, Page("en/new", "text/html", noise("new", 200_000)), facts="two")

        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(FolderOrigin, "fetch", full)
        with pytest.raises(DiskFull, match="the last release stays"):
            mirror.pull(publisher.folder)
        assert mirror.files() == before
        monkeypatch.undo()
        assert (mirror.pull(publisher.folder).what, mirror.serial()) == (NEW, 2)
