"""A real nginx hands out the exported copy as our own server hands out the release."""

import gzip
import http.client
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import brotli
import pytest
from tests.knowledge.taking import line_taken
from tests.releases.making import Answer
from tests.releases.trees import line_to_take, tiny_release
from tests.web.editions import TINY, edition_of

from romduol.knowledge.releases.actions.exporting import export
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.folder import blob_bytes, entries_of
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.rules.headers import SAFE
from romduol.knowledge.releases.rules.naming import blob_path
from romduol.knowledge.releases.views.serving import ReleaseServer
from romduol.ui.assets import content_security_policy

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
BROTLI = next(iter(Path("/usr/lib/nginx/modules").glob("ngx_http_brotli_static_module.so")), None)
MAIN = """\
{load}
daemon off;
master_process off;
pid {here}/pid;
error_log {here}/errors;
events {{ worker_connections 64; }}
http {{
    {temporary}
    include "{copy}/nginx.conf";
}}
"""
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
SAME = (
    *("Content-Type", "Content-Encoding", "Content-Security-Policy", "Cache-Control", "Vary"),
    *("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Link"),
    *("Referrer-Policy", "X-Content-Type-Options", "Cross-Origin-Opener-Policy", "Permissions-Policy"),
)
FIRST = edition_of(TINY).info.languages[0]
CODINGS = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
TYPES = (
    *(
        "",
        "km/",
        "en/",
        "km/e",
        "en/p",
        "en/p01",
        "km/o",
        "km/l",
        "en/s",
        "en/n",
        "en/t1",
        "km/c",
        "en/d",
        "km/h",
        "en/a",
    ),
    *("km/404", "en/405", "en/500", "api/disagreements"),
)

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine: its settings were not tried")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that nginx hands out, and the release folder that it was made from."""

    port: int
    releases: Path
    here: Path

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """Ask nginx."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request(method, path, body or None, {name.replace("_", "-"): text for name, text in headers.items()})
        told = connection.getresponse()
        answer = Answer.__new__(Answer)
        answer.start(f"{told.status} told", told.getheaders())
        answer.body = told.read()
        connection.close()
        return answer


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Iterator[Copy]:
    """A running nginx with the tiny country, a line taken back, and the signed release beside it."""
    here = tmp_path_factory.mktemp("nginx")
    tiny_release(here / "releases")
    withdraw([line_taken(line_to_take())], folder=here / "releases", now=datetime.now(UTC))
    export(Shelf(here / "releases"), here / "copy", with_release=True)
    port = free_port()
    brotli_on = "brotli_static on;\n" if BROTLI else ""
    (here / "copy.own.conf").write_text(f"listen 127.0.0.1:{port};\n{brotli_on}")
    temporary = "\n    ".join(f"{kind}_temp_path {here}/{kind};" for kind in KINDS)
    load = f"load_module {BROTLI};" if BROTLI else ""
    (here / "main.conf").write_text(MAIN.format(load=load, here=here, temporary=temporary, copy=here / "copy"))
    assert NGINX is not None
    nginx = subprocess.Popen([NGINX, "-p", str(here), "-e", str(here / "errors"), "-c", str(here / "main.conf")])
    try:
        wait_for(port, nginx)
        yield Copy(port, here / "releases", here)
    finally:
        nginx.terminate()
        nginx.wait(5)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int, nginx: "subprocess.Popen[bytes]") -> None:
    """Wait until nginx answers."""
    until = monotonic() + 5
    while nginx.poll() is None and monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.02)
    raise AssertionError("nginx did not start")


def ours(copy: Copy) -> ReleaseServer:
    """Return our own server of the same release, as far as it needs no Django."""

    def beyond(environ, start):
        raise AssertionError(environ["PATH_INFO"])

    return ReleaseServer(Shelf(copy.releases), beyond)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_type_of_page_is_answered_the_same(copy, coding, method):
    if coding == "br" and BROTLI is None:
        pytest.skip("this nginx has no module brotli_static")
    server = ours(copy)
    for path in TYPES:
        here = Answer(server, f"/{path}", method, accept_encoding=coding)
        there = copy.ask(f"/{path}", method, Accept_Encoding=coding)
        assert (there.status, here.status) == (200, 200), path
        assert [there.headers.get(name) for name in SAME] == [here.headers.get(name) for name in SAME], path
        if method == "GET":
            assert CODINGS[coding](there.body) == CODINGS[coding](here.body), path
            assert there.headers["Content-Length"] == str(len(there.body))
        else:
            assert there.body == b""


@pytest.mark.skipif(BROTLI is None, reason="this nginx has no module brotli_static")
def test_a_browser_that_takes_both_gets_brotli_also_through_an_old_proxy(copy):
    both = copy.ask("/km/e", Accept_Encoding="gzip, deflate, br")
    assert both.headers["Content-Encoding"] == "br"
    proxied = copy.ask("/km/e", Accept_Encoding="gzip", Via="1.0 invented")
    assert proxied.headers["Content-Encoding"] == "gzip"


def test_a_page_that_has_not_changed_is_not_sent_again(copy):
    tags = set()
    for coding in CODINGS:
        tag = copy.ask("/en/e", Accept_Encoding=coding).headers["ETag"]
        again = copy.ask("/en/e", Accept_Encoding=coding, If_None_Match=tag)
        assert (again.status, again.body, again.headers["Cache-Control"]) == (304, b"", "no-cache")
        assert "Content-Security-Policy" in again.headers
        tags.add(tag)
    assert len(tags) == 3 if BROTLI else 2


NOT_THERE = {
    "en": (
        "en/zzz",
        "en/zzz?q=1",
        "en/e.html",
        "en/e.html.br",
        "en/index",
        "en/index.html",
        "en/404.html",
        "en/e/",
        "en/.x",
    ),
    "km": ("km/zzz", "km/..x", "km//zzz"),
    f"{FIRST} ": (
        "zzz",
        "english",
        "_/numbers.json",
        "healthz",
        "api/",
        "nginx.conf",
        "export.json",
        "release/.lock",
        ".x",
    ),
}


@pytest.mark.parametrize(("lang", "path"), [(lang, path) for lang, paths in NOT_THERE.items() for path in paths])
def test_what_is_not_there_is_told_in_the_language_of_its_address(copy, lang, path):
    answer = copy.ask(f"/{path}", Accept_Encoding="identity")
    page = Shelf(copy.releases).page(f"{lang.strip()}/404")
    assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (404, page, "no-store")
    assert answer.headers["Content-Security-Policy"] == content_security_policy()
    assert {name: answer.headers[name] for name, _ in SAFE} == dict(SAFE)


def test_an_address_that_leads_out_of_the_tree_is_refused(copy):
    answer = copy.ask("/en/../../export.json", Accept_Encoding="identity")
    assert (answer.status, answer.body) == (400, Shelf(copy.releases).page("en/500"))


def test_a_page_of_a_failure_is_never_told_to_be_unchanged(copy):
    assert copy.ask("/en/zzz", If_None_Match="*").status == 404
    assert "ETag" not in copy.ask("/en/zzz").headers


@pytest.mark.parametrize("size", [10, 20_000])
def test_a_question_is_told_kindly_that_this_copy_cannot_answer(copy, size):
    answer = copy.ask("/en/n", "POST", b"number=" + b"0" * size, Accept_Encoding="identity")
    assert answer.status == (405 if size == 10 else 413)
    assert answer.body == Shelf(copy.releases).page("en/405")
    assert b"This copy cannot answer questions" in answer.body
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers.get("Allow") == ("GET, HEAD" if size == 10 else None)


def test_a_language_without_its_slash_leads_home_and_names_no_host(copy):
    for lang in ("km", "en"):
        here, there = Answer(ours(copy), f"/{lang}"), copy.ask(f"/{lang}")
        assert (
            (there.status, there.headers["Location"]) == (here.status, here.headers["Location"]) == (308, f"/{lang}/")
        )
        assert there.headers["Cache-Control"] == here.headers["Cache-Control"]


def test_the_release_is_carried_the_same(copy):
    server, manifest = ours(copy), Shelf(copy.releases).manifest()
    entry = entries_of(copy.releases, manifest)["_/numbers.json"]
    blob = f"/release/{blob_path(entry.blob)}"
    for path in ("/release/current", "/release/keyring.json", "/release/withdrawn.json", blob):
        here, there = Answer(server, path), copy.ask(path, Accept_Encoding="br, gzip")
        assert (there.status, there.body) == (here.status, here.body) == (200, here.body), path
        for name in SAME:
            assert there.headers.get(name) == here.headers.get(name), (path, name)
        part = copy.ask(path, Range="bytes=3-7")
        assert (part.status, part.body) == (206, here.body[3:8])
    assert copy.ask(blob).body == blob_bytes(copy.releases, entry.blob)
    assert copy.ask(blob[:-1] + "x").headers["Cache-Control"] == "no-store"


def test_a_page_is_never_sent_in_pieces(copy):
    assert copy.ask("/en/e", Range="bytes=0-9").status == 200


def test_nothing_about_a_reader_is_noted(copy):
    for path in ("/en/zzz", "/en/e"):
        copy.ask(path)
    copy.ask("/en/n", "POST", b"number=" + b"0" * 20_000)
    assert copy.ask("/%zz").status == 400
    assert (copy.here / "errors").read_text() == ""
    assert copy.ask("/en/e").headers["Server"] == "nginx"
