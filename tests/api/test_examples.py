"""Each example on the page for programs does what it says, sent just as it stands there."""

import re
import shlex
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
import pytest
from tests.web.editions import REAL, edition_of, html_of
from tests.web.site import Sent, Site, real_site

from romduol.channels.web import addresses
from romduol.channels.web.pages.programs import EXAMPLES, FIRST, HERE, HSDS_EXAMPLES, Example, coded

LANGUAGES = edition_of(REAL).info.languages
SHOWN = re.compile(r'<code lang="en">(curl .*?)</code>')


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """The real country as a server serves it to programs."""
    with real_site(tmp_path_factory.mktemp("site"), pages=False) as served:
        yield served


def lines(lang: str) -> list[str]:
    """Return the lines for a shell that the page shows."""
    return [unescape(line) for line in SHOWN.findall(html_of(REAL, f"{lang}/{addresses.PROGRAMS}-2"))]


def sent(line: str, site: Site) -> Sent:
    """Send what a line for a shell sends."""
    words = shlex.split(line)
    assert words[:2] == ["curl", "-s"]
    assert words[2].startswith(f"{HERE}/")
    address = urlsplit(words[2])
    more: dict[str, Any] = {"QUERY_STRING": address.query}
    if len(words) > 3:
        assert words[3:6] == ["-H", "Content-Type: application/json", "-d"]
        body = words[6].encode()
        more |= {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))}
        more |= {"wsgi.input": BytesIO(body)}
    return site.send(unquote(address.path).lstrip("/"), coding="identity", **more)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_every_example(lang):
    assert lines(lang) == [example.curl(lang, HERE) for example in (*EXAMPLES, *HSDS_EXAMPLES)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.path)
def test_an_example_does_what_it_says(site, lang, example):
    answered(example, lang, site)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("example", HSDS_EXAMPLES, ids=lambda one: f"{one.method} {one.path}")
def test_an_example_of_the_directory_does_what_it_says(site, lang, example):
    answered(example, lang, site)


def answered(example: Example, lang: str, site: Site) -> None:
    """Fail where an example is not answered with something."""
    answer = sent(example.curl(lang, HERE), site)
    assert answer.status == 200
    documents = [orjson.loads(line) for line in answer.body.splitlines()] if "ndjson" in example.path else []
    documents = documents or [orjson.loads(answer.body)]
    assert all(documents)
    head = answer.head.decode().lower()
    for header in ("access-control-allow-origin: *", "romduol-release: ", 'rel="license"'):
        assert header in head
    assert "set-cookie" not in head


def test_every_address_is_shown_once_and_an_example_stands_under_one_of_them():
    shown = [name.removeprefix("POST ") for part in FIRST for name, _ in part.rows]
    assert len(shown) == len(set(shown))
    assert all(any(example.path.startswith(name) for name in shown) for example in (*EXAMPLES, *HSDS_EXAMPLES))


def test_what_machines_read_is_marked_and_nothing_else_is_let_through():
    assert coded("a `x<y` {lang} & b", "km") == 'a <code lang="en">x&lt;y</code> km &amp; b'
