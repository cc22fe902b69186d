"""Every answer of every kind carries the headers that keep a reader safe, and none says what serves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any

import pytest

from romduol import __version__
from romduol.config.guard import Guard
from romduol.config.layers import layered
from romduol.config.refusing import Refusing
from romduol.knowledge.releases.queries.shelf import shelf_of
from romduol.knowledge.releases.rules.headers import SAFE
from romduol.knowledge.releases.views.serving import DAMAGED
from romduol.safety.limits.rules import PATIENCE
from tests.web.editions import TINY, edition_of
from tests.web.site import Sent, Site, real_site
from tests.web.test_one_script import header

MARK = "zebrafish"
"""A word that nobody but these tests sends."""
FAR = "203.0.113.7"
CROSS = {"HTTP_SEC_FETCH_SITE": "cross-site"}
BANNERS = re.compile(rf"granian|django|python|wsgi|hyper|jinja|{re.escape(__version__)}", re.IGNORECASE)
ANSWERED: dict[str, tuple[int, dict[str, Any]]] = {
    "page": (200, {"path": "km/e"}),
    "page, asked again": (304, {"path": "km/e", "HTTP_IF_NONE_MATCH": "*"}),
    "page, head": (200, {"path": "km/e", "REQUEST_METHOD": "HEAD"}),
    "page without its slash": (308, {"path": "km"}),
    "script": (200, {"path": "r"}),
    "document": (200, {"path": "api/disagreements"}),
    "private page": (404, {"path": "_/frames.json"}),
    "release": (200, {"path": "release/current"}),
    "release, nothing": (404, {"path": f"release/{MARK}"}),
    "release, a piece": (206, {"path": "release/current", "HTTP_RANGE": "bytes=0-3"}),
    "release, no such piece": (416, {"path": "release/current", "HTTP_RANGE": "bytes=99999999-"}),
    "answer": (200, {"path": "km/q", "fields": {"question": f"help {MARK}"}}),
    "found": (200, {"path": "en/f", "fields": {"words": MARK}}),
    "number": (200, {"path": "en/n", "fields": {"number": "099 000 101"}}),
    "mistake": (422, {"path": "en/n", "fields": {"number": MARK}}),
    "unreadable": (400, {"path": "en/n", "fields": {"number": "1"}, "CONTENT_TYPE": "multipart/form-data"}),
    "from another site": (403, {"path": "en/q", "fields": {"question": MARK}, **CROSS}),
    "nothing there": (404, {"path": f"en/{MARK}", "QUERY_STRING": MARK}),
    "no such language": (404, {"path": "xx/q", "fields": {"question": MARK}}),
    "not asked so": (405, {"path": "en/q", "REQUEST_METHOD": "DELETE", "CONTENT_LENGTH": "0"}),
    "damaged": (500, {"path": "en/nothing", DAMAGED: True}),
    "no length": (411, {"path": "en/q", "fields": {"question": MARK}, "CONTENT_LENGTH": ""}),
    "too long": (413, {"path": "en/q", "fields": {"question": MARK}, "CONTENT_LENGTH": str(10**6)}),
    "broken off": (408, {"path": "en/q", "fields": {"question": MARK}, "CONTENT_LENGTH": "500"}),
    "health": (200, {"path": "healthz"}),
    "program, asking first": (204, {"path": "api/answers", "REQUEST_METHOD": "OPTIONS"}),
    "program, wrong": (415, {"path": "api/answers", "fields": {"question": MARK}}),
    "program, no length": (411, {"path": "api/answers", "fields": {"question": MARK}, "CONTENT_LENGTH": "x"}),
    "program, too long": (413, {"path": "api/answers", "fields": {"a": MARK}, "CONTENT_LENGTH": str(10**6)}),
    "program, nothing there": (404, {"path": f"api/{MARK}"}),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    with real_site(tmp_path_factory.mktemp("site"), edition_of(TINY)) as served:
        yield served


def require_safe(sent: Sent, path: str) -> None:
    """Assert that an answer has every header, each of them once, and tells of no program and no version."""
    names = [line.partition(b":")[0].lower() for line in sent.head.split(b"\r\n")[1:]]
    assert len(names) == len(set(names)) + 1, "a header stands twice"  # The empty line ends in another one.
    assert {name: header(sent, name.lower()) for name, _ in SAFE} == dict(SAFE)
    assert header(sent, "x-frame-options") == "DENY"
    others = path.startswith(("api/", "release/"))
    assert header(sent, "cross-origin-resource-policy") == ("cross-origin" if others else "same-origin")
    assert header(sent, "cache-control")
    policy = header(sent, "content-security-policy")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert b"\r\nServer: \r\n" in sent.head
    assert b"set-cookie" not in sent.head.lower()
    assert not BANNERS.search(sent.head.decode())


@pytest.mark.parametrize("kind", ANSWERED)
def test_every_kind_of_answer_is_safe_and_says_nothing_of_what_serves_it(site, kind):
    status, asked = ANSWERED[kind]
    sent = site.send(coding="identity", **asked)
    assert sent.status == status
    require_safe(sent, asked["path"])
    assert not BANNERS.search(sent.body.decode()) or asked["path"] == "release/current"
    if status >= 400 and status != 422:
        assert MARK not in sent.body.decode()


def test_who_asked_too_much_gets_a_page_in_their_language_that_leads_on(site):
    asked = {"fields": {"number": "099 000 101"}, "REMOTE_ADDR": FAR}
    while (refused := site.send("en/n", **asked, coding="identity")).status == 200:
        pass
    assert refused.status == 429
    require_safe(refused, "en/n")
    assert header(refused, "retry-after") == str(PATIENCE)
    assert "Please wait a little" in refused.body.decode()
    assert 'href="/en/e"' in refused.body.decode()
    assert "សូមរង់ចាំបន្តិច" in site.send("km/n", **asked, coding="identity").body.decode()
    program = site.send("api/numbers", {"number": "1"}, REMOTE_ADDR=FAR)
    assert (program.status, b"too_many" in program.body) == (429, True)
    require_safe(program, "api/numbers")
    assert site.send("en/e", REMOTE_ADDR=FAR).status == 200, "danger first: what is prepared is always there"
    assert site.send("en/q", {"question": "help"}, REMOTE_ADDR=FAR).status == 200


def test_where_all_places_are_taken_a_reader_gets_the_same_page(site):
    refuse = Refusing(shelf_of(site.folder))
    busy = Guard(lambda environ, start: refuse(HTTPStatus.SERVICE_UNAVAILABLE, environ, start))
    sent = Site(site.folder, busy).send("km/q", {"question": MARK}, coding="identity")
    assert (sent.status, header(sent, "retry-after")) == (503, str(PATIENCE))
    assert "សូមរង់ចាំបន្តិច" in sent.body.decode()
    require_safe(sent, "km/q")


@pytest.mark.parametrize("path", ["en/q", "xx/q", "api/answers"])
def test_a_fault_of_ours_anywhere_is_a_page_and_no_word_of_it_is_told_or_logged(site, path, caplog):
    def breaks(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        raise ValueError(f"cannot read {environ['wsgi.input'].read()}")

    broken = Site(site.folder, layered(shelf_of(site.folder), breaks))
    sent = broken.send(path, {"question": MARK}, coding="identity")
    assert sent.status == 500
    assert MARK not in sent.body.decode()
    require_safe(sent, path)
    [record] = caplog.records
    assert MARK not in record.getMessage()


def test_an_answer_that_breaks_off_tells_nothing_either(caplog):
    def breaks(environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", "9")])
        yield b"first"
        raise OSError(MARK)

    heads: list[str] = []
    body = b"".join(Guard(breaks)({"REQUEST_METHOD": "GET"}, lambda status, headers: heads.append(status)))
    assert (body, heads) == (b"first", ["200 OK"])
    assert MARK not in caplog.records[0].getMessage()


class Watched(HTMLParser):
    """Collects what a strict policy would refuse, and what a page would need it loosened for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            text = re.sub(r"[\s\x00-\x1f]", "", value or "").lower()
            if name.startswith("on") or name == "style" or text.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append(f"<{tag} {name}>")


def test_no_page_of_any_type_needs_a_loose_policy(site):
    paths = site.paths()
    assert len(paths) > 50
    sent = {path: site.send(path, coding="identity") for path in paths}
    sent |= {f"{kind} {MARK}": site.send(**asked, coding="identity") for kind, (_, asked) in ANSWERED.items()}
    for path, one in sent.items():
        if not header(one, "content-type").startswith("text/html"):
            continue
        policy = header(one, "content-security-policy")
        for part in ("script-src", "style-src"):
            # Without a part of its own, that of `default-src`, which allows nothing, holds.
            allowed = re.findall(rf"{part} ([^;]*)", policy) or [""]
            also = "'self'|" if part == "script-src" else ""
            assert all(re.fullmatch(rf"{also}'sha256-[A-Za-z0-9+/]{{43}}='", word) for word in allowed[0].split()), path
        page = Watched()
        page.feed(one.body.decode())
        assert page.found == [], path
