"""A release is frozen whole, named by its bytes, swapped last, and served as it is."""

import gzip
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import brotli
import pytest
from tests.knowledge.building import OWN_PAGE, TODAY, claim, edition

from romduol.knowledge.releases import actions, queries
from romduol.knowledge.releases.actions import AlreadyPublishing, TwoPagesOnePath, publish, publishing
from romduol.knowledge.releases.queries import (
    NothingPublished,
    PageDamaged,
    Shelf,
    current_manifest,
    plain_bytes,
    shelf_of,
    stored_bytes,
)
from romduol.knowledge.releases.records import Edition, Manifest, Page
from romduol.knowledge.releases.rules import (
    HALF_WRITTEN,
    ManifestUnreadable,
    blob_name,
    blob_path,
    is_due,
    manifest_bytes,
    manifest_from,
)
from romduol.knowledge.releases.views import DAMAGED, ReleaseServer

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOME = Page("en/", "text/html; charset=utf-8", b"<p>Help is near.</p>" * 40, policy="default-src 'self'")
DATA = Page("api/numbers", "application/json", b"{}")
SECRET = Page("_/numbers.json", "application/json", b'{"lines": {}}', private=True)
EDITION = edition(claim(OWN_PAGE))


class Pages:
    """A renderer that yields the pages it was given."""

    def __init__(self, *pages: Page) -> None:
        self.pages = pages

    def render(self, edition: Edition) -> Iterator[Page]:
        yield from self.pages


class Failing(Pages):
    """A renderer that stumbles after its pages."""

    def render(self, edition: Edition) -> Iterator[Page]:
        yield from self.pages
        raise RuntimeError("the template is broken")


def release(folder: Path, *pages: Page, now: datetime = NOW, facts: str = "one") -> Manifest:
    return publish(EDITION, renderers=[Pages(*pages)], folder=folder, facts=facts, now=now)


class TestPublishing:
    def test_a_blob_is_named_by_the_bytes_that_are_stored(self, tmp_path):
        manifest = release(tmp_path, HOME, DATA)
        for page in (HOME, DATA):
            entry = manifest.entries[page.path]
            stored = stored_bytes(tmp_path, entry)
            assert blob_name(stored) == entry.blob
            assert (brotli.decompress(stored), entry.size, entry.plain_size) == (page.body, len(stored), len(page.body))

    def test_an_unchanged_page_keeps_its_blob(self, tmp_path):
        first = release(tmp_path, HOME, DATA)
        second = release(tmp_path, HOME, Page(DATA.path, DATA.media_type, b'{"new": 1}'))
        assert second.entries["en/"] == first.entries["en/"]
        assert second.entries[DATA.path].blob != first.entries[DATA.path].blob
        assert (tmp_path / blob_path(first.entries[DATA.path].blob)).exists()

    def test_a_lost_blob_is_written_again(self, tmp_path):
        first = release(tmp_path, HOME)
        (tmp_path / blob_path(first.entries["en/"].blob)).unlink()
        second = release(tmp_path, HOME)
        assert stored_bytes(tmp_path, second.entries["en/"])

    def test_the_serial_rises_and_is_never_used_twice(self, tmp_path):
        assert [release(tmp_path, HOME).serial for _ in range(3)] == [1, 2, 3]
        (tmp_path / "current").write_text("1\n")
        assert release(tmp_path, HOME).serial == 4

    def test_the_pages_know_the_name_of_their_release(self, tmp_path):
        named = []

        class Names(Pages):
            def render(self, edition: Edition) -> Iterator[Page]:
                named.append(edition.release)
                yield HOME

        manifest = publish(EDITION, renderers=[Names()], folder=tmp_path, facts="one", now=NOW)
        assert named == [manifest.release] == ["lantern-land-2026-11-22-1"]

    def test_current_is_swapped_last(self, tmp_path):
        release(tmp_path, HOME)
        broken = Failing(Page("en/", "text/html", b"half"))
        with pytest.raises(RuntimeError):
            publish(EDITION, renderers=[broken], folder=tmp_path, facts="two", now=NOW)
        served = current_manifest(tmp_path)
        assert served is not None
        assert (served.serial, Shelf(tmp_path).page("en/")) == (1, HOME.body)

    def test_two_pages_on_one_path_are_refused(self, tmp_path):
        with pytest.raises(TwoPagesOnePath):
            release(tmp_path, HOME, Page("en/", "text/html", b"another"))
        assert current_manifest(tmp_path) is None

    def test_nothing_half_written_is_left(self, tmp_path):
        release(tmp_path, HOME, DATA)
        assert not [path for path in tmp_path.rglob("*") if path.name.startswith(HALF_WRITTEN)]

    @pytest.mark.parametrize("length", [0, 5])
    def test_a_blob_that_was_cut_off_is_written_again(self, tmp_path, length):
        path = tmp_path / blob_path(release(tmp_path, HOME).entries["en/"].blob)
        for pointer in (True, False):
            path.write_bytes(path.read_bytes()[:length])
            if not pointer:
                # As after a power cut before the first swap: nothing names the blob yet.
                (tmp_path / "current").unlink()
            assert plain_bytes(tmp_path, release(tmp_path, HOME).entries["en/"]) == HOME.body


class TestTwoAtOnce:
    def test_each_gets_a_serial_and_a_manifest_of_its_own(self, tmp_path):
        pages = [Page("en/", "text/html", b"%d" % number) for number in range(8)]
        with ThreadPoolExecutor(8) as together:
            made = list(together.map(lambda page: release(tmp_path, page), pages))
        assert sorted(manifest.serial for manifest in made) == list(range(1, 9))
        for page, manifest in zip(pages, made, strict=True):
            kept = manifest_from((tmp_path / "manifests" / f"{manifest.serial:08d}.json").read_bytes())
            assert (kept, plain_bytes(tmp_path, kept.entries["en/"])) == (manifest, page.body)
        last = current_manifest(tmp_path)
        assert last is not None
        assert last.serial == 8

    def test_who_waits_too_long_is_told(self, tmp_path, monkeypatch):
        monkeypatch.setattr(actions, "publishing", lambda folder: publishing(folder, patience=0.1))
        with publishing(tmp_path), pytest.raises(AlreadyPublishing):
            release(tmp_path, HOME)
        assert release(tmp_path, HOME).serial == 1

    def test_a_failed_publish_gives_the_folder_back(self, tmp_path):
        with pytest.raises(RuntimeError):
            publish(EDITION, renderers=[Failing(HOME)], folder=tmp_path, facts="one", now=NOW)
        with publishing(tmp_path, patience=0):
            pass

    def test_a_manifest_is_never_written_over(self, tmp_path, monkeypatch):
        first = release(tmp_path, HOME)
        monkeypatch.setattr(actions, "last_serial", lambda folder: 0)
        with pytest.raises(FileExistsError):
            release(tmp_path, DATA)
        assert current_manifest(tmp_path) == first


class TestManifest:
    def test_it_comes_back_as_it_went(self, tmp_path):
        manifest = release(tmp_path, HOME, DATA, SECRET)
        assert manifest_from(manifest_bytes(manifest)) == manifest == current_manifest(tmp_path)

    def test_it_is_refused_wherever_it_breaks_off(self, tmp_path):
        whole = manifest_bytes(release(tmp_path, HOME, DATA)).rstrip()
        for length in range(0, len(whole), 7):
            with pytest.raises(ManifestUnreadable):
                manifest_from(whole[:length])

    @pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b'"text"', b'{"entries": 1}'])
    def test_what_is_no_manifest_is_refused(self, data):
        with pytest.raises(ManifestUnreadable):
            manifest_from(data)

    def test_a_new_release_is_due_when_the_facts_or_the_day_are_others(self, tmp_path):
        manifest = release(tmp_path, HOME)
        assert is_due(None, "one", TODAY)
        assert is_due(manifest, "two", TODAY)
        assert not is_due(manifest, "one", TODAY)
        assert is_due(manifest, "one", TODAY + timedelta(days=1))
        assert is_due(manifest, "one", TODAY - timedelta(days=1))


class TestShelf:
    def test_it_sees_a_new_release_without_a_restart(self, tmp_path):
        shelf = Shelf(tmp_path)
        with pytest.raises(NothingPublished):
            shelf.manifest()
        release(tmp_path, HOME)
        assert shelf.manifest().serial == 1
        release(tmp_path, HOME)
        assert shelf.manifest().serial == 2

    def test_a_broken_new_manifest_leaves_the_last_good_one(self, tmp_path):
        shelf = Shelf(tmp_path)
        release(tmp_path, HOME)
        assert shelf.manifest().serial == 1
        second = release(tmp_path, HOME)
        (tmp_path / "manifests" / f"{second.serial:08d}.json").write_bytes(b'{"serial": 2, "entr')
        assert shelf.manifest().serial == 1

    def test_one_thread_reads_a_new_manifest_while_others_go_on_with_the_old_one(self, tmp_path, monkeypatch):
        shelf = Shelf(tmp_path)
        release(tmp_path, HOME)
        assert shelf.manifest().serial == 1
        release(tmp_path, HOME)
        begun, go_on = Event(), Event()
        read: list[int] = []

        def slowly(folder: Path) -> Manifest | None:
            read.append(1)
            begun.set()
            assert go_on.wait(10)
            return current_manifest(folder)

        monkeypatch.setattr(queries, "readable_manifest", slowly)
        reader = Thread(target=shelf.manifest)
        reader.start()
        assert begun.wait(10)
        assert [shelf.manifest().serial for _ in range(3)] == [1, 1, 1]
        go_on.set()
        reader.join(10)
        assert (shelf.manifest().serial, len(read)) == (2, 1)

    def test_the_first_manifest_is_waited_for(self, tmp_path):
        release(tmp_path, HOME)
        shelf = Shelf(tmp_path)
        with ThreadPoolExecutor(8) as together:
            assert {manifest.serial for manifest in together.map(lambda _: shelf.manifest(), range(32))} == {1}

    def test_a_process_has_one_view_of_a_folder(self, tmp_path):
        assert shelf_of(tmp_path) is shelf_of(Path(str(tmp_path)))
        assert shelf_of(tmp_path) is not shelf_of(tmp_path / "other")

    @pytest.mark.parametrize("left", [None, b"", b"cut off"])
    def test_a_page_that_is_not_whole_is_named(self, tmp_path, left):
        spoil(tmp_path, release(tmp_path, HOME), "en/", left)
        with pytest.raises(PageDamaged):
            Shelf(tmp_path).page("en/")


def spoil(folder: Path, manifest: Manifest, path: str, left: bytes | None) -> None:
    """Leave other bytes of a page, or none, in the release folder."""
    blob = folder / blob_path(manifest.entries[path].blob)
    blob.unlink()
    if left is not None:
        blob.write_bytes(left)


class Answer:
    """What a WSGI app answered."""

    def __init__(self, app, path: str, method: str = "GET", **headers: str) -> None:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        self.body = b"".join(app(environ, self.start))
        assert DAMAGED not in environ

    def start(self, status: str, headers: list[tuple[str, str]], *_: object) -> None:
        self.status, self.headers = int(status.split()[0]), dict(headers)
        assert len(headers) == len(self.headers), "a header stands twice"


def beyond(environ, start):
    start("500 Broken" if DAMAGED in environ else "404 Not Found", [("Content-Type", "text/plain")])
    return [b"beyond"]


@pytest.fixture
def server(tmp_path) -> ReleaseServer:
    release(tmp_path, HOME, DATA, SECRET)
    return ReleaseServer(Shelf(tmp_path), beyond)


class TestServing:
    @pytest.mark.parametrize(
        ("accepted", "coding", "unpack"),
        [
            ("gzip, deflate, br", "br", brotli.decompress),
            ("gzip", "gzip", gzip.decompress),
            ("br;q=0, gzip", "gzip", gzip.decompress),
            ("br;q=0.5", "br", brotli.decompress),
            ("", None, bytes),
            ("identity", None, bytes),
            ("br;q=0, gzip;q=0", None, bytes),
        ],
    )
    def test_it_is_packed_as_the_browser_asks(self, server, accepted, coding, unpack):
        answer = Answer(server, "/en/", accept_encoding=accepted)
        assert (answer.status, answer.headers.get("Content-Encoding")) == (200, coding)
        assert unpack(answer.body) == HOME.body
        assert answer.headers["Content-Length"] == str(len(answer.body))

    def test_a_page_that_has_not_changed_is_not_sent_again(self, server):
        for accepted in ("br", "gzip", ""):
            tag = Answer(server, "/en/", accept_encoding=accepted).headers["ETag"]
            again = Answer(server, "/en/", accept_encoding=accepted, if_none_match=f'"other", W/{tag}')
            assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
            assert "Content-Type" not in again.headers

    def test_each_coding_has_a_tag_of_its_own(self, server):
        tags = {Answer(server, "/en/", accept_encoding=coding).headers["ETag"] for coding in ("br", "gzip", "")}
        assert len(tags) == 3

    def test_head_tells_the_same_and_sends_nothing(self, server):
        get, head = (Answer(server, "/en/", method, accept_encoding="br") for method in ("GET", "HEAD"))
        assert (head.status, head.headers, head.body) == (200, get.headers, b"")

    def test_what_is_private_is_never_served(self, server):
        for path in ("/_/numbers.json", "//_/numbers.json", "/_/numbers.json/"):
            assert Answer(server, path).body == b"beyond"

    def test_a_missing_slash_is_added(self, server):
        answer = Answer(server, "/en")
        assert (answer.status, answer.headers["Location"], answer.body) == (308, "/en/", b"")

    def test_a_redirect_never_leaves_the_site(self, server):
        for path in ("//evil.example/en", "///en", "/\\en"):
            answer = Answer(server, path)
            assert not answer.headers.get("Location", "/").startswith("//")

    def test_headers_keep_a_reader_safe(self, server):
        for path in ("/en/", "/api/numbers", "/en", "/nowhere"):
            headers = Answer(server, path).headers
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert "Set-Cookie" not in headers
        assert Answer(server, "/en/").headers["Content-Security-Policy"] == HOME.policy
        assert Answer(server, "/api/numbers").headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert Answer(server, "/en/").headers["Cache-Control"] == "no-cache"
        assert Answer(server, "/en/").headers["Vary"] == "Accept-Encoding"

    @pytest.mark.parametrize("path", ["/nowhere", "/en/nowhere", "/../current", "/manifests/00000001.json", "/blobs/"])
    def test_what_is_unknown_goes_beyond(self, server, path):
        answer = Answer(server, path)
        assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (404, b"beyond", "no-store")

    @pytest.mark.parametrize("left", [None, b"", b"cut off", "noise"])
    def test_a_damaged_page_goes_beyond_and_no_log_says_which(self, tmp_path, caplog, left):
        manifest = release(tmp_path, HOME, DATA)
        size = manifest.entries["en/"].size
        spoil(tmp_path, manifest, "en/", b"\xff" * size if left == "noise" else left)
        server = ReleaseServer(Shelf(tmp_path), beyond)
        for accepted in ("br", "gzip", ""):
            if (left, accepted) == ("noise", "br"):
                continue  # Sent as stored: only its hash could tell, and no hash is compared yet.
            with caplog.at_level(logging.ERROR):
                answer = Answer(server, "/en/", accept_encoding=accepted)
            assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (500, b"beyond", "no-store")
            assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "romduol publish --force" in caplog.messages[0]
        assert "en/" not in caplog.messages[0]
        assert Answer(server, "/api/numbers").status == 200

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
    def test_everything_but_reading_goes_beyond(self, server, method):
        assert Answer(server, "/en/", method).body == b"beyond"

    def test_before_the_first_release_everything_goes_beyond(self, tmp_path):
        assert Answer(ReleaseServer(Shelf(tmp_path / "empty"), beyond), "/en/").body == b"beyond"
