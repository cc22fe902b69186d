"""A release is served as it was frozen: packed as the browser asks, proved, with headers that keep a reader safe."""

import gzip
import logging
from datetime import UTC, datetime

import brotli
import pytest
from tests.releases.making import DATA, HOME, INDEX, LINE, Answer, beyond, entry_of, release, spoil

from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Page
from romduol.knowledge.releases.rules.negotiating import OutOfRange, Piece, coding_for, matches, piece_of
from romduol.knowledge.releases.views import carrying
from romduol.knowledge.releases.views.serving import ReleaseServer


@pytest.fixture
def server(folder) -> ReleaseServer:
    """A server of three pages, one of them private."""
    release(folder, HOME, DATA, INDEX, now=datetime.now(UTC))
    return ReleaseServer(Shelf(folder), beyond)


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

    @pytest.mark.parametrize(
        "path", ["/nowhere", "/en/nowhere", "/../current", "/manifests/00000001.json", "/blobs/", "/en/\udcff"]
    )
    def test_what_is_unknown_goes_beyond(self, server, path):
        answer = Answer(server, path)
        assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (404, b"beyond", "no-store")

    @pytest.mark.parametrize("left", [None, b"", b"cut off", "noise"])
    def test_a_damaged_page_goes_beyond_and_no_log_says_which(self, folder, caplog, left):
        manifest = release(folder, HOME, DATA)
        size = entry_of(folder, manifest, "en/").size
        spoil(folder, manifest, "en/", b"\xff" * size if left == "noise" else left)
        server = ReleaseServer(Shelf(folder), beyond)
        for accepted in ("br", "gzip", ""):
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

    def test_before_the_first_release_everything_goes_beyond(self, folder):
        assert Answer(ReleaseServer(Shelf(folder / "empty"), beyond), "/en/").body == b"beyond"

    def test_a_new_release_is_shown_at_the_next_request(self, server, folder):
        first = Answer(server, "/en/")
        release(folder, DATA, now=datetime.now(UTC))
        assert Answer(server, "/en/").status == 404
        release(folder, HOME, now=datetime.now(UTC))
        assert Answer(server, "/en/").body == first.body


class TestForPrograms:
    """What stands under `api/` may be read by any site's page, and says of which release and licence it is."""

    OPEN = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Link", "Romduol-Release")

    def test_a_document_is_open_and_names_release_and_licence(self, folder):
        manifest = release(folder, HOME, DATA, now=datetime.now(UTC))
        server = ReleaseServer(Shelf(folder), beyond)
        get = Answer(server, "/api/numbers")
        again = Answer(server, "/api/numbers", if_none_match=get.headers["ETag"])
        for answer in (get, again, Answer(server, "/api/numbers", "HEAD")):
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Romduol-Release"] == manifest.release
            assert "Romduol-Release" in answer.headers["Access-Control-Expose-Headers"]
            assert answer.headers["Link"] == '<https://creativecommons.org/licenses/by-sa/4.0/>; rel="license"'
        assert again.status == 304

    def test_pages_for_people_are_not(self, server):
        for path in ("/en/", "/nowhere", "/apiary", "/release/current"):
            assert not set(self.OPEN) & set(Answer(server, path).headers)

    def test_the_same_document_in_the_next_release_is_not_sent_again_but_names_the_new_one(self, folder):
        release(folder, HOME, DATA, now=datetime.now(UTC))
        server = ReleaseServer(Shelf(folder), beyond)
        tag = Answer(server, "/api/numbers").headers["ETag"]
        manifest = release(folder, HOME, DATA, now=datetime.now(UTC))
        again = Answer(server, "/api/numbers", if_none_match=tag)
        assert (again.status, again.headers["Romduol-Release"]) == (304, manifest.release)

    @pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
    def test_what_answers_beyond_is_open_too(self, server, method):
        assert set(self.OPEN) <= set(Answer(server, "/api/elsewhere", method).headers)

    def test_before_the_first_release_no_release_is_named(self, folder):
        headers = Answer(ReleaseServer(Shelf(folder / "empty"), beyond), "/api/numbers").headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Romduol-Release" not in headers

    def test_who_answers_beyond_may_say_it_otherwise_and_links_stand_side_by_side(self, server):
        def paged(environ, start):
            start("200 OK", [("Romduol-Release", "own"), ("Link", '</api/x?page=2>; rel="next"')])
            return []

        told = []
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/api/x"}
        ReleaseServer(server.shelf, paged)(environ, lambda status, headers: told.extend(headers))
        assert [value for name, value in told if name == "Romduol-Release"] == ["own"]
        assert len([value for name, value in told if name == "Link"]) == 2

    def test_what_will_go_away_is_told_with_each_answer(self, server):
        leaving = ReleaseServer(server.shelf, beyond, lambda path: [("Sunset", path)] if path == "api/numbers" else [])
        get = Answer(leaving, "/api/numbers")
        assert get.headers["Sunset"] == "api/numbers"
        assert Answer(leaving, "/api/numbers", if_none_match=get.headers["ETag"]).headers["Sunset"] == "api/numbers"
        assert Answer(leaving, "/api/numbers", "POST").headers["Sunset"] == "api/numbers"
        assert "Sunset" not in Answer(leaving, "/en/").headers


class TestCarrying:
    """The release folder itself, for other copies."""

    @pytest.mark.parametrize("name", ["current", "keyring.json", "withdrawn.json", "manifests/00000001.json"])
    def test_a_mirror_gets_every_signed_file(self, server, folder, name):
        answer = Answer(server, f"/release/{name}")
        assert (answer.status, answer.body) == (200, (folder / name).read_bytes())
        assert answer.headers["Cache-Control"] == "no-cache"
        again = Answer(server, f"/release/{name}", if_none_match=answer.headers["ETag"])
        assert (again.status, again.body) == (304, b"")

    def test_only_so_many_slow_readers_of_long_files_hold_a_thread(self, server, folder, monkeypatch):
        monkeypatch.setattr(carrying, "IN_ONE", 10)
        whole = (folder / "current").read_bytes()
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/release/current"}
        slow = [server(environ, lambda *_: None) for _ in range(carrying.SLOW_AT_ONCE)]
        refused = Answer(server, "/release/current")
        assert (refused.status, refused.body, refused.headers["Retry-After"]) == (503, b"", "10")
        assert Answer(server, "/en/").status == 200
        assert b"".join(slow.pop()) == whole, "one is done"
        assert Answer(server, "/release/current").body == whole
        slow.clear()
        for _ in range(3 * carrying.SLOW_AT_ONCE):
            assert Answer(server, "/release/current").body == whole, "who hangs up leaves their place to others"

    def test_a_mirror_gets_blobs_as_they_are_stored_and_keeps_them(self, server, folder):
        for path in folder.glob("blobs/*/*"):
            answer = Answer(server, f"/release/{path.relative_to(folder)}", accept_encoding="gzip")
            assert (answer.status, answer.body) == (200, path.read_bytes())
            assert "immutable" in answer.headers["Cache-Control"]
            assert "Content-Encoding" not in answer.headers

    @pytest.mark.parametrize(
        "name",
        [
            "",
            ".lock",
            "../keys/signing.pem",
            "blobs/../current",
            "blobs/ab/cd",
            "blobs/00/" + "1" * 64,
            "manifests/../../keys/root.pem",
            "manifests/1.json",
            "%2e%2e/keys/root.pem",
            "current\n",
        ],
    )
    def test_nothing_else_is_handed_out(self, server, name):
        answer = Answer(server, f"/release/{name}")
        assert (answer.status, answer.body) == (404, b"")

    @pytest.mark.parametrize(
        ("asked", "status", "first", "last"),
        [
            ("bytes=0-", 206, 0, None),
            ("bytes=5-", 206, 5, None),
            ("bytes=5-9", 206, 5, 9),
            ("bytes=-4", 206, -4, None),
            ("bytes=5-99999999", 206, 5, None),
            ("bytes=9-5", 200, 0, None),
            ("bytes=0-1,4-5", 200, 0, None),
            ("rows=1-2", 200, 0, None),
            ("bytes=x-2", 200, 0, None),
        ],
    )
    def test_a_cut_off_pull_goes_on_where_it_stopped(self, server, folder, asked, status, first, last):
        path = next(folder.glob("blobs/*/*"))
        whole = path.read_bytes()
        answer = Answer(server, f"/release/{path.relative_to(folder)}", range=asked)
        wanted = whole[first : None if last is None else last + 1]
        assert (answer.status, answer.body) == (status, wanted)
        assert answer.headers["Content-Length"] == str(len(wanted))
        if status == 206:
            start = first % len(whole)
            assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(whole)}"

    def test_a_piece_beyond_the_end_is_refused(self, server, folder):
        path = next(folder.glob("blobs/*/*"))
        answer = Answer(server, f"/release/{path.relative_to(folder)}", range="bytes=999999-")
        assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{path.stat().st_size}")

    def test_a_piece_of_another_version_is_sent_whole(self, server, folder):
        path = folder / "current"
        answer = Answer(server, "/release/current", range="bytes=5-", if_range='"another"')
        assert (answer.status, answer.body) == (200, path.read_bytes())

    def test_head_sends_nothing(self, server, folder):
        answer = Answer(server, "/release/current", "HEAD")
        assert (answer.status, answer.body) == (200, b"")
        assert answer.headers["Content-Length"] == str((folder / "current").stat().st_size)


class TestTakenBackInFlight:
    def test_a_running_server_shows_it_at_the_next_request_in_every_coding(self, folder):
        page = Page("en/x", "text/html", b'<p>Call <a href="tel:+85599000101">099 000 101</a> now.</p>')
        release(folder, page, now=datetime.now(UTC))
        server = ReleaseServer(Shelf(folder), beyond)
        before = Answer(server, "/en/x", accept_encoding="br")
        withdraw([LINE], folder=folder, now=datetime.now(UTC))
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
        for coding, plain in unpack.items():
            answer = Answer(server, "/en/x", accept_encoding=coding)
            body = plain(answer.body)
            assert b"099 000 101" not in body
            assert b"85599000101" not in body
            assert answer.headers["ETag"] != before.headers["ETag"]
        # A browser that has the page of before is not told that it is still good.
        again = Answer(server, "/en/x", accept_encoding="br", if_none_match=before.headers["ETag"])
        assert again.status == 200


class TestNegotiating:
    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [
            ("gzip, deflate, br", "br"),
            ("gzip, deflate, br, zstd", "br"),
            ("BR", "br"),
            ("br;q=0.1, gzip;q=0.9", "gzip"),
            ("*", "br"),
            ("*;q=0", "identity"),
            ("br;q=0, *", "gzip"),
            ("identity;q=1, br;q=0.5", "identity"),
            ("br;q=nonsense", "identity"),
            (";;;,,,q=,br", "br"),
            ("", "identity"),
        ],
    )
    def test_the_best_coding_that_is_taken(self, accepted, coding):
        assert coding_for(accepted) == coding

    @pytest.mark.parametrize(
        ("asked", "found"),
        [('"a"', True), ('W/"a"', True), ('"b", W/"a"', True), ("*", True), ('"ab"', False), ("", False), ("a", False)],
    )
    def test_a_version_is_compared_whole(self, asked, found):
        assert matches(asked, '"a"') is found

    def test_a_piece_of_nothing_is_out_of_range(self):
        with pytest.raises(OutOfRange):
            piece_of("bytes=0-", 0)
        assert piece_of("bytes=0-0", 1) == Piece(0, 0)
        assert piece_of("", 5) is None
