"""`romduol mirror`: the first time needs a root key, each thing is told once, and readers need no database."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest
from django.test import override_settings
from rich.console import Console

from romduol.config.cli import main
from romduol.config.commands import mirror as command
from romduol.config.commands.mirror import Poller
from romduol.knowledge.releases.queries.folder import keys_of, pinned_root
from romduol.knowledge.releases.queries.http_origins import HttpOrigin
from tests.releases.copies import HOUR, Copy, served
from tests.releases.making import HOME, NOW


@pytest.fixture
def publisher(tmp_path) -> Copy:
    copy = Copy(tmp_path / "publisher")
    copy.publish()
    return copy


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "datetime", Clock)
    copy = Copy(tmp_path / "mirror")
    with override_settings(RELEASES=copy.folder):
        yield copy


class Clock:
    """Stands still an hour after the release was made."""

    @staticmethod
    def now(_: object):
        return NOW + HOUR


def once(publisher: Copy, *more: str) -> int:
    return main(["mirror", str(publisher.folder), "--once", *more])


def root_of(copy: Copy) -> str:
    return pinned_root(copy.folder) or ""


def test_the_first_time_says_what_to_ask_for(publisher, mirror, capsys):
    assert once(publisher) == 2
    told = capsys.readouterr().err
    assert "romduol key show" in told
    assert "--root KEY" in told
    assert not mirror.folder.exists()


def test_the_root_is_pinned_once_and_no_other_is_taken(publisher, mirror, capsys):
    assert once(publisher, "--root", root_of(publisher).upper()) == 0
    assert "Its fingerprint: " in capsys.readouterr().out
    assert (mirror.serial(), root_of(mirror)) == (1, root_of(publisher))
    assert once(publisher) == 0
    assert "nothing new" in capsys.readouterr().out
    assert once(publisher, "--root", "0" * 64) == 2
    assert "trusts the root" in capsys.readouterr().err


@pytest.mark.parametrize("root", ["", "12", "g" * 64])
def test_what_is_no_key_is_named(publisher, mirror, capsys, root):
    assert once(publisher, "--root", root) == 2
    assert "64 hexadecimal digits" in capsys.readouterr().err


def test_a_stick_that_is_not_there_ends_with_one_line(publisher, mirror, tmp_path, capsys):
    assert main(["mirror", str(tmp_path / "usb"), "--once", "--root", root_of(publisher)]) == 1
    assert "is the disk there" in capsys.readouterr().err


def test_a_refused_release_ends_with_its_reason(publisher, mirror, capsys):
    once(publisher, "--root", root_of(publisher))
    publisher.publish(HOME, facts="two")
    (publisher.folder / "current").write_bytes(b"{}")
    assert once(publisher) == 1
    assert "the manifest is damaged" in capsys.readouterr().err
    assert mirror.serial() == 1


def test_a_copy_that_publishes_is_no_mirror(publisher, mirror, capsys):
    (keys_of(mirror.folder)).mkdir(parents=True)
    (keys_of(mirror.folder) / "signing.pem").write_bytes((keys_of(publisher.folder) / "signing.pem").read_bytes())
    assert once(publisher) == 2
    assert "publishes itself" in capsys.readouterr().err


def test_its_own_folder_is_no_source(mirror, capsys):
    for source in (mirror.folder, mirror.folder.parent):
        assert main(["mirror", str(source), "--once"]) == 2
    assert "own folder" in capsys.readouterr().err


class TestPolling:
    @pytest.fixture
    def told(self) -> io.StringIO:
        return io.StringIO()

    def poller(self, mirror: Copy, address: str, told: io.StringIO, **more) -> Poller:
        console = Console(file=told, highlight=False, soft_wrap=True)
        return Poller(HttpOrigin(address, pause=0.0), mirror.folder, console, every=60, **more)

    def test_each_thing_is_told_once(self, publisher, mirror, told):
        mirror.trust(publisher).pull(publisher.folder)
        clock = [NOW + timedelta(days=400)]
        publisher.publish(HOME, facts="two")
        with served(publisher) as server:
            poller = self.poller(mirror, server.address, told, now=lambda: clock[0])
            for _ in range(3):
                poller.poll()
                clock[0] += timedelta(minutes=1)
            assert told.getvalue().count("refused: ") == told.getvalue().count("\n") == 1
        for _ in range(3):
            poller.poll()
        assert told.getvalue().count("the origin is gone") == 1
        assert told.getvalue().count("\n") == 2

    def test_an_origin_that_is_gone_is_asked_less_often_and_told_when_back(self, publisher, mirror, told):
        mirror.trust(publisher).pull(publisher.folder)
        with served(publisher) as server:
            poller = self.poller(mirror, server.address, told, now=lambda: NOW + HOUR)
            server.status = {"": "503 Busy"}
            waits = []
            for _ in range(5):
                poller.poll()
                waits.append(poller.wait())
            assert waits[-1] > 3 * waits[0]
            assert max(waits) <= command.LONGEST_WAIT * (1 + command.JITTER)
            server.status = {}
            poller.poll()
        assert told.getvalue().splitlines()[-1].endswith("the origin is back")
        assert 40 < poller.wait() < 80

    def test_no_two_mirrors_wait_for_the_same_time(self, mirror, told):
        poller = self.poller(mirror, "http://127.0.0.1:9", told)
        assert len({poller.wait() for _ in range(20)}) > 10

    def test_a_fault_of_ours_does_not_end_it(self, mirror, told, monkeypatch):
        def broken(*_, **__):
            raise ZeroDivisionError("oh")

        monkeypatch.setattr(command, "pull", broken)
        self.poller(mirror, "http://127.0.0.1:9", told).poll()
        assert "pulling failed: ZeroDivisionError" in told.getvalue()


def test_it_serves_without_a_database_and_ends_with_its_server(tmp_path):
    publisher = Copy(tmp_path / "publisher")
    publisher.publish(now=datetime.now(UTC))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path / "data"
    # No such database: whoever asked for it would fail.
    environ = {**os.environ, "ROMDUOL_DATA": str(data), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    environ["DJANGO_SETTINGS_MODULE"] = "romduol.config.settings"
    environ["PYTHONPATH"] = str(Path(command.__file__).parents[3])
    arguments = ["mirror", str(publisher.folder), "--root", root_of(publisher), "--port", str(port)]
    running = subprocess.Popen([sys.executable, "-m", "romduol", *arguments], env=environ, stdout=subprocess.DEVNULL)
    try:
        assert fetched(f"http://127.0.0.1:{port}/en/") == HOME.body
        assert b'"ok"' in fetched(f"http://127.0.0.1:{port}/healthz")
    finally:
        running.send_signal(signal.SIGTERM)
        code = running.wait(20)
    assert code == 0
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
    assert sorted(path.name for path in data.iterdir()) == ["keys", "releases"]


def fetched(address: str) -> bytes:
    opener = build_opener(ProxyHandler({}))
    for _ in range(600):
        try:
            with opener.open(address, timeout=5) as answer:
                return bytes(answer.read())
        except URLError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answers at {address}")
