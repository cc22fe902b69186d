"""Given a slow line, when somebody opens a page, then one answer brings all of it, and no second is asked for."""

from __future__ import annotations

import socket
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.web.site import BY_THE_SERVER
from tests.web.test_budget import HEAD

pytestmark = pytest.mark.journey

LANGUAGES = ("km", "en")
BEHIND = set("clostpg")
"""The first letters of the pages of one source, line, organisation, service, topic, place and guide."""
FIXED = ("", "a", "c", "d", "e", "f", "g", "h", "l", "n", "o", "p", "q", "s", "w", "404", "nothing-here")
TYPED = {"q": ("question", "condom broke. where pursat"), "f": ("words", "police"), "n": ("number", "117")}
LISTS = ("c", "d", "g", "l", "o", "p", "s")
"""The pages that lead to them; topics are where sources disagree."""


def loaded(page: Page) -> list[str]:
    """Return what a page that is there as a whole loaded beside itself."""
    page.wait_for_load_state("load")
    found: list[str] = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    return found


def pages_behind(reader: Visit, lang: str) -> list[str]:
    """Return one page of each type that a list leads to."""
    found: dict[str, str] = {}
    for start in LISTS:
        page = reader.open(f"/{lang}/{start}")
        for link in page.eval_on_selector_all("main a[href]", "all => all.map(one => one.getAttribute('href'))"):
            last = link.partition("#")[0].rpartition("/")[2]
            if link.startswith(f"/{lang}/") and len(last) > 1 and last[0] in BEHIND:
                found.setdefault(last[0], last)
    assert found.keys() == BEHIND
    return list(found.values())


@pytest.mark.parametrize(("lang", "scripts"), [("km", True), ("en", False)])
def test_every_type_of_page_comes_in_one_request(visit: Callable[..., Visit], lang: str, scripts: bool) -> None:
    reader = visit(scripts=scripts)
    for path in (*FIXED, *pages_behind(visit(), lang)):
        reader.asked.clear()
        page = reader.open(f"/{lang}/{path}")
        assert (loaded(page), reader.asked) == ([], [f"{reader.server}/{lang}/{path}"]), path


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_comes_in_one_request(visit: Callable[..., Visit], lang: str, kind: str) -> None:
    reader, (name, typed) = visit(scripts=True), TYPED[kind]
    page = reader.open(f"/{lang}/{kind}")
    reader.asked.clear()
    page.locator(f"main [name={name}]").fill(typed)
    page.locator(f"main form:has([name={name}]) button[type=submit]").click()
    expect(page.locator("main h1")).to_be_visible()
    assert (loaded(page), reader.asked) == ([], [f"{reader.server}/{lang}/{kind}"])


@pytest.mark.parametrize("path", ["km/", "en/g19", "en/nothing-here", "km/q"])
def test_the_server_adds_no_more_than_is_counted(server: str, path: str) -> None:
    head = raw_head(server, path, urlencode({"question": "help"}) if path.endswith("q") else "")
    lines = head.split(b"\r\n")
    ours = [line for line in lines if line.partition(b":")[0].lower() != b"date"]
    assert len(head) - len(b"\r\n".join(ours)) <= len(BY_THE_SERVER)
    assert b"transfer-encoding" not in head.lower()
    assert len(head) <= HEAD


def raw_head(server: str, path: str, form: str) -> bytes:
    """Return the head of an answer, byte for byte as it travels."""
    host = urlsplit(server).netloc
    name, _, port = host.partition(":")
    asked = [f"{'POST' if form else 'GET'} /{path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip, br"]
    if form:
        asked += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
    with socket.create_connection((name, int(port)), timeout=10) as line:
        line.sendall("\r\n".join([*asked, "", form]).encode())
        found = b""
        while b"\r\n\r\n" not in found and (more := line.recv(4096)):
            found += more
    return found.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
