"""Given a list on a phone, when Bopha hands it in and Dara says yes, then it counts, until it is undone."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE
from tests.journeys.desk_at_work import Desk, at_work, is_for_everybody, said, until

pytestmark = pytest.mark.journey

TABLE = """organization,phones,category,fax,contact person
Reed Clinic,099 000 171,,,Sok Example
Lotus Room,099 000 172,,,
,099 000 173,,,
"""
"""Two organisations, and a row of nobody."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the desk."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def desk(data: Path, browser: Browser) -> Iterator[Desk]:
    """One desk; what Bopha hands in, Dara decides about."""
    with at_work(data, browser) as found:
        yield found


def test_a_list_is_handed_in_loaded_with_a_second_yes_and_undone(desk: Desk, tmp_path: Path) -> None:
    """In Khmer, on a phone without scripts."""
    table = tmp_path / "បញ្ជី.csv"
    table.write_text(TABLE, "utf-8")
    with desk.window("bopha") as page:
        page.goto("/desk/km/imports")
        page.locator("main a.btn").click()
        page.locator("main .choices a").last.click()
        page.locator("[name=title]").fill("បញ្ជីគ្លីនិក")
        page.locator("[name=publisher]").fill("នាយកដ្ឋានឧទាហរណ៍")
        page.locator("[name=speaks][value=official]").check()
        page.locator("main form button[type=submit]").last.click()
        expect(page).to_have_url(re.compile("/imports/from/"))
        source = page.url.removeprefix(desk.address)
        page.locator("[name=dated][value=undated]").check()
        page.locator("[name=extent][value=whole]").check()
        page.locator("main form button[type=submit]").click()
        expect(page.locator("#p-file")).to_be_visible()
        page.locator("[name=file]").set_input_files(table)
        page.locator("main form button[type=submit]").click()
        expect(page).to_have_url(re.compile("/imports/columns/"))
        expect(page.locator(".columns")).to_contain_text("Lotus Room")
        with desk.window("bopha", scripts=True, size=PHONE) as other:
            other.goto(page.url)
            is_for_everybody(other)
        page.locator("main form button[type=submit]").click()
        expect(page).to_have_url(re.compile(r"/imports/[0-9a-f-]{36}$"))
        one = page.url
        until(page, one, lambda at: at.locator("form[action$='/load']").count() == 1)
        main = page.locator("main")
        expect(main).to_contain_text(said("km", "row %(row)s").strip() + " 4")
        page.locator("a[href$='/problems']").click()
        expect(page.locator("ol.rows")).to_contain_text("4")
        assert "Sok Example" not in page.content()
        problems = page.url
        page.goto(one)
        page.locator("form[action$='/load'] button").click()
        expect(main.locator("form[action$='/no']")).to_have_count(1)
        expect(main.locator("form[action$='/yes']")).to_have_count(0)
    with desk.window("dara", scripts=True, size=PHONE) as page:
        for address in (one, problems, one.replace("/km/", "/en/"), f"{desk.address}{source}"):
            page.goto(address)
            is_for_everybody(page)
    with desk.window("dara") as page:
        page.goto("/desk/km/imports")
        page.locator("main .card.grave a").first.click()
        page.locator("form[action$='/yes'] button").click()
        until(page, one, lambda at: at.locator("a[href$='/undo']").count() == 1)
        page.goto("/desk/km/record")
        page.locator("main [name=words]").fill("099 000 171")
        page.locator("main form button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("099 000 171")
        page.goto(one)
        page.locator("a[href$='/undo']").click()
        page.locator("[name=why]").fill("បញ្ជីចាស់។")
        page.locator("main form button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("បញ្ជីចាស់។")


def sent(desk: Desk, key: str, length: int, body: bytes) -> socket.socket:
    """Begin to send a file on a line of its own, as whoever has this session."""
    host, port = desk.address.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)), timeout=30)
    head = (
        f"POST /desk/en/imports/from/in-source HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Cookie: desk={key}; desk-key={'k' * 32}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    line.sendall(head.encode() + body)
    return line


def status(line: socket.socket) -> bytes:
    """Return the status of the answer on a line."""
    return line.recv(12)[9:]


def test_who_sends_half_a_file_holds_up_no_reader_and_leaves_nothing(desk: Desk, data: Path) -> None:
    """Given two slow files of Bopha and one of a stranger, when a reader opens a page, then it is there."""
    before = sorted((data / "imports").glob("*"))
    begun = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + b"x" * 500_000
    stranger = sent(desk, "made-up", 40_000_000, b"")
    assert status(stranger) in (b"302", b"404"), "answered before anything of it was read"
    slow = [sent(desk, desk.keys["bopha"], 40_000_000, begun) for _ in range(2)]
    time.sleep(1)
    assert status(sent(desk, desk.keys["bopha"], 40_000_000, b"")) == b"503"
    with urlopen(f"{desk.address}/km/e", timeout=10) as page:
        assert page.status == 200
    for line in (stranger, *slow):
        line.close()
    deadline = time.monotonic() + 30
    while sorted((data / "imports").glob("*")) != before:
        assert time.monotonic() < deadline, "a half of a file stays on the disk"
        time.sleep(0.2)
