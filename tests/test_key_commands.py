"""Keys, going back and throwing away from the command line: what is told, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from romduol.config import checkup, wires
from romduol.config.checkup import Level
from romduol.config.cli import main
from romduol.config.commands import key as key_command
from romduol.config.commands import serve
from romduol.knowledge.releases.actions import keys
from romduol.knowledge.releases.queries.folder import keys_of, read_keyring
from romduol.knowledge.releases.queries.shelf import Shelf
from tests.desk.copies import load_tiny
from tests.desk.few_pages import draw_few
from tests.releases.making import served_here

TODAY = date(2026, 11, 22)


@pytest.fixture
def releases(db, tmp_path, monkeypatch):
    """A release folder, and facts to publish into it, on a few pages: keys sign a list of pages, however long."""
    load_tiny(by="bopha", on=TODAY)
    monkeypatch.setattr(wires, "today", lambda: TODAY)
    draw_few(monkeypatch)
    with override_settings(RELEASES=tmp_path / "releases", DATA=tmp_path):
        yield tmp_path / "releases"


@pytest.fixture
def stick(tmp_path):
    """A stick for the root key."""
    return tmp_path / "stick" / "root.pem"


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests can set."""
    now = timezone.now()

    def set_to(**later: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(**later))

    return set_to


def type_in(monkeypatch, *typed: str) -> None:
    """Let these be typed where a passphrase is asked for."""
    waiting = list(typed)
    monkeypatch.setattr(key_command, "getpass", lambda prompt: waiting.pop(0))


@pytest.mark.any_database
class TestRootOnAStick:
    def test_it_signs_nothing_and_names_the_key_that_does(self, releases, stick, monkeypatch, capsys):
        type_in(monkeypatch, "six words", "six words")
        assert main(["key", "init", "--root", str(stick)]) == 0
        assert main(["publish"]) == 0
        assert not (keys_of(releases) / "root.pem").exists()
        capsys.readouterr()
        assert main(["key", "show"]) == 0
        told = capsys.readouterr().out
        assert "fingerprint" in told
        assert "counts" in told
        assert "on this machine" not in told
        assert checkup.check_keys().level is Level.OK

    def test_it_is_asked_for_to_rotate_and_a_wrong_passphrase_changes_nothing(
        self, releases, stick, monkeypatch, capsys
    ):
        type_in(monkeypatch, "six words", "six words", "wrong", "six words")
        main(["key", "init", "--root", str(stick)])
        main(["publish"])
        before = read_keyring(releases)
        assert main(["key", "rotate", "--root", str(stick)]) == 2
        assert read_keyring(releases) == before
        assert main(["key", "rotate", "--root", str(stick)]) == 0
        assert served_here(releases).serial == 2
        assert "signed anew" in capsys.readouterr().out

    @pytest.mark.parametrize("typed", [("",), ("one", "another")])
    def test_no_key_is_made_with_a_passphrase_that_is_empty_or_mistyped(self, releases, stick, monkeypatch, typed):
        type_in(monkeypatch, *typed)
        assert main(["key", "init", "--root", str(stick)]) == 2
        assert not stick.exists()
        assert not keys_of(releases).exists()

    def test_a_missing_stick_is_told(self, releases, stick, capsys):
        main(["key", "init", "--root", str(stick), "--no-passphrase"])
        stick.unlink()
        assert main(["key", "rotate"]) == 2
        assert "--root" in capsys.readouterr().err
        assert main(["key", "rotate", "--root", str(stick)]) == 2


@pytest.mark.any_database
class TestRootOnAnotherMachine:
    def test_request_delegate_accept(self, releases, stick, tmp_path, capsys, monkeypatch):
        monkeypatch.chdir(tmp_path)
        public = keys.make_root(stick)
        assert main(["key", "trust", public]) == 0
        assert main(["publish"]) == 1
        capsys.readouterr()
        assert main(["key", "request"]) == 0
        (tmp_path / "request.txt").write_text(capsys.readouterr().out)
        assert main(["key", "delegate", "--root", str(stick), "--request", "request.txt", "--days", "30"]) == 0
        assert main(["key", "accept", "new-keyring.json"]) == 0
        assert main(["publish"]) == 0
        main(["key", "request"])
        (tmp_path / "request.txt").write_text(capsys.readouterr().out.splitlines()[-1])
        carried = ["--keyring", str(releases / "keyring.json"), "--out", "second.json"]
        assert main(["key", "delegate", "--root", str(stick), "--request", "request.txt", *carried]) == 0
        assert main(["key", "accept", "second.json"]) == 0
        assert len(read_keyring(releases).keys) == 2
        assert served_here(releases).serial == 2

    def test_what_is_no_request_is_told(self, releases, stick, tmp_path, capsys):
        keys.make_root(stick)
        (tmp_path / "request.txt").write_bytes(b"\xff\xfe nonsense")
        asked = ["key", "delegate", "--root", str(stick), "--request", str(tmp_path / "request.txt")]
        assert main(asked) == 2
        assert "is no request" in capsys.readouterr().err


@pytest.mark.any_database
class TestRevoking:
    def test_a_revoked_key_of_this_machine_is_replaced_without_a_gap(self, releases, capsys):
        main(["publish"])
        stolen = read_keyring(releases).keys[0].id
        assert main(["key", "revoke", stolen]) == 0
        assert [key.revoked for key in read_keyring(releases).keys] == [True, False]
        assert Shelf(releases).manifest().serial == 2
        assert main(["publish", "--force"]) == 0

    def test_an_unknown_key_is_told_with_those_that_are_known(self, releases, capsys):
        main(["publish"])
        assert main(["key", "revoke", "0" * 16]) == 1
        assert read_keyring(releases).keys[0].id in capsys.readouterr().err

    def test_the_key_of_what_is_shown_is_revoked_without_a_gap_though_another_signs_by_now(self, releases):
        main(["publish"])
        old = read_keyring(releases).keys[0].id
        # As a rotation that was cut off before the pages were signed anew leaves it.
        keys.rotate(releases, keys.read_root(keys_of(releases) / "root.pem"), now=timezone.now())
        assert main(["key", "revoke", old]) == 0
        assert Shelf(releases).manifest().serial == 2
        assert set(Shelf(releases).withdrawn()) == {"line:85599000119"}


@pytest.mark.any_database
class TestLosing:
    def test_a_lost_root_is_replaced_only_when_asked_for(self, releases, stick, capsys):
        main(["publish"])
        assert main(["key", "init", "--root", str(stick), "--no-passphrase"]) == 2
        assert "--replace-root" in capsys.readouterr().err
        assert main(["key", "init", "--root", str(stick), "--no-passphrase", "--replace-root"]) == 0
        assert "each mirror" in capsys.readouterr().out
        assert set(Shelf(releases).withdrawn()) == {"line:85599000119"}, "what was taken back stays so"
        assert main(["publish", "--force"]) == 0
        assert Shelf(releases).manifest().serial == 3

    def test_a_mistyped_passphrase_throws_no_key_away(self, releases, stick, monkeypatch):
        main(["publish"])
        type_in(monkeypatch, "one", "another")
        assert main(["key", "init", "--root", str(stick), "--replace-root"]) == 2
        assert Shelf(releases).manifest().serial == 1
        assert main(["publish", "--force"]) == 0

    def test_a_server_whose_key_is_past_its_end_starts_with_what_it_has(self, releases, clock, monkeypatch, capsys):
        main(["publish"])
        clock(days=100)
        monkeypatch.setattr(wires, "today", lambda: TODAY + timedelta(days=100))
        wanted = served_here(releases)
        assert serve.publish_if_possible() == 0
        told = capsys.readouterr().err
        assert wanted.release in told
        assert "romduol key delegate" in told
        assert main(["key", "delegate"]) == 0
        assert main(["publish", "--force"]) == 0

    def test_a_first_start_without_any_release_says_why(self, releases, stick):
        keys.pin_root(releases, keys.make_root(stick))
        with pytest.raises(keys.CannotSign):
            serve.publish_if_possible()


class TestTick:
    def test_it_warns_before_a_release_and_a_key_come_to_their_end(self, releases, clock, capsys):
        main(["tick"])
        assert capsys.readouterr().err == ""
        clock(days=25)
        main(["tick"])
        told = capsys.readouterr().err
        assert "expires in" in told
        clock(days=85)
        main(["tick"])
        told = capsys.readouterr().err
        assert "ends in" in told
        assert "romduol key delegate" in told

    def test_it_tells_that_nothing_can_be_signed_and_how_long_readers_still_have(
        self, releases, clock, monkeypatch, capsys
    ):
        main(["tick"])
        (keys_of(releases) / "signing.pem").unlink()
        monkeypatch.setattr(wires, "today", lambda: TODAY + timedelta(days=1))
        clock(days=26)
        assert main(["tick"]) == 1
        told = capsys.readouterr().err
        assert "romduol key rotate" in told
        assert "expires in" in told

    def test_it_leaves_in_place_what_was_rolled_back_to_and_says_so(self, releases, monkeypatch, capsys):
        main(["publish"])
        main(["publish", "--force"])
        assert main(["rollback", "1"]) == 0
        monkeypatch.setattr(wires, "today", lambda: TODAY + timedelta(days=1))
        capsys.readouterr()
        assert main(["tick"]) == 0
        assert "rolled back to is shown" in capsys.readouterr().err
        assert served_here(releases).serial == 3
        assert serve.publish_if_possible() == 0
        assert served_here(releases).serial == 3
        assert main(["publish"]) == 0
        assert served_here(releases).serial == 4


@pytest.mark.any_database
class TestGoingBack:
    def test_kept_releases_are_listed(self, releases, capsys):
        main(["publish"])
        main(["publish", "--force"])
        capsys.readouterr()
        assert main(["rollback", "--list"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines] == ["2", "1"]

    def test_a_serial_that_is_not_kept_is_told(self, releases, capsys):
        main(["publish"])
        assert main(["rollback", "9"]) == 1
        assert "kept are" in capsys.readouterr().out

    def test_nothing_published_is_told_in_one_line(self, releases, capsys):
        for command in (["rollback"], ["gc"]):
            assert main(command) == 1
            assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.any_database
class TestThrowingAway:
    def test_it_says_what_went(self, releases, capsys):
        main(["publish"])
        assert main(["gc"]) == 0
        assert "removed 0 releases, 0 blobs" in capsys.readouterr().out

    @pytest.mark.parametrize("keep", ["0", "-1", "all"])
    def test_the_current_release_is_always_kept(self, releases, keep):
        with pytest.raises(SystemExit):
            main(["gc", "--keep", keep])


class TestAfterARestore:
    def test_a_serial_above_what_mirrors_have_seen(self, releases):
        main(["publish"])
        assert main(["publish", "--after", "40"]) == 0
        assert served_here(releases).serial == 41


def test_every_page_is_looked_at(releases):
    main(["publish"])
    assert checkup.check_pages().level is Level.OK
    names = set(served_here(releases).listings.values())
    page = next(path for path in releases.glob("blobs/*/*") if path.name not in names)
    page.write_bytes(b"x" * page.stat().st_size)
    found = checkup.check_pages()
    assert found.level is Level.FAIL
    assert "romduol publish --force" in found.cure
    main(["publish", "--force"])
    assert checkup.check_pages().level is Level.OK


def test_days_are_numbers(releases):
    for days in ("0", "1000", "many"):
        with pytest.raises(SystemExit):
            main(["key", "delegate", "--days", days])
