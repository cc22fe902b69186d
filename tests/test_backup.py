"""A backup comes back whole, or not at all."""

from __future__ import annotations

import io
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing

import pytest
from django.test import override_settings

from romduol.config import quiet
from romduol.config.cli import main
from romduol.config.databases import database_from
from romduol.config.findings import Level
from romduol.knowledge.releases.actions.folder import AlreadyPublishing, publishing

# The commands look the database's file up in the settings and never open it through Django.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")


@pytest.fixture
def house(tmp_path):
    """A data folder with a database, a release and a key, and its settings in force."""
    data = tmp_path / "data"
    (data / "releases" / "blobs").mkdir(parents=True)
    (data / "releases" / "current").write_text("3\n")
    (data / "releases" / "blobs" / "ab12").write_bytes(b"page")
    (data / "secret_key").write_text("only-for-tests")
    write_facts(data, "first")
    with override_settings(DATA=data, DATABASES={"default": database_from("", data)}):
        yield data


def write_facts(data, text):
    with closing(sqlite3.connect(data / "romduol.sqlite3")) as database, database:
        database.execute("create table if not exists facts (text)")
        database.execute("delete from facts")
        database.execute("insert into facts values (?)", [text])


def facts(data):
    with closing(sqlite3.connect(data / "romduol.sqlite3")) as database:
        return [row[0] for row in database.execute("select text from facts")]


def members(archive):
    with tarfile.open(archive) as tar:
        return tar.getnames()


def repack(archive, change):
    """Write the archive again, with ``change(name, bytes)`` applied; None leaves a member out."""
    with tarfile.open(archive) as tar:
        held = [(member.name, file.read()) for member in tar if (file := tar.extractfile(member))]
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in held:
            if (changed := change(name, content)) is not None:
                info = tarfile.TarInfo(name)
                info.size = len(changed)
                tar.addfile(info, io.BytesIO(changed))


def test_what_was_backed_up_comes_back(house, tmp_path):
    archive = tmp_path / "kept.tar.gz"
    assert main(["backup", str(archive)]) == 0
    write_facts(house, "second")
    (house / "releases" / "blobs" / "ab12").write_bytes(b"other")
    assert main(["restore", str(archive), "--force"]) == 0
    assert facts(house) == ["first"]
    assert (house / "releases" / "blobs" / "ab12").read_bytes() == b"page"


def test_what_was_there_is_moved_aside_and_told_until_it_is_deleted(house, tmp_path, capsys):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    write_facts(house, "second")
    assert quiet.check_moved_aside().level is Level.OK
    capsys.readouterr()
    main(["restore", str(archive), "--force"])
    (aside,) = house.glob("replaced-*")
    assert facts(aside) == ["second"]
    assert "lock again where a panic lock was" in capsys.readouterr().out
    assert quiet.check_moved_aside().level is Level.WARN


def test_a_backup_of_a_database_in_use_is_whole(house, tmp_path):
    archive = tmp_path / "kept.tar.gz"
    with closing(sqlite3.connect(house / "romduol.sqlite3")) as writer:
        writer.execute("pragma journal_mode=wal")
        writer.execute("insert into facts values ('committed')")
        writer.commit()
        writer.execute("insert into facts values ('half-way')")
        assert main(["backup", str(archive)]) == 0
    main(["restore", str(archive), "--force"])
    assert facts(house) == ["first", "committed"]


def test_the_key_stays_behind_unless_asked_for(house, tmp_path):
    main(["backup", str(tmp_path / "without.tar.gz")])
    main(["backup", str(tmp_path / "with.tar.gz"), "--with-secret-key"])
    assert "secret_key" not in members(tmp_path / "without.tar.gz")
    assert "secret_key" in members(tmp_path / "with.tar.gz")


def test_a_backup_is_its_owners_alone(house, tmp_path):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    assert archive.stat().st_mode & 0o077 == 0


def test_nothing_is_overwritten_unasked(house, tmp_path, capsys):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    write_facts(house, "second")
    assert main(["restore", str(archive)]) == 2
    assert main(["backup", str(archive)]) == 2
    assert facts(house) == ["second"]
    assert "--force" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content + b"x" if name.startswith("releases/blobs") else content,
        lambda name, content: None if name.startswith("releases/blobs") else content,
        lambda name, content: None if name == "manifest.json" else content,
        lambda name, content: b"[]" if name == "manifest.json" else content,
    ],
    ids=["changed", "missing", "no manifest", "strange manifest"],
)
def test_a_tampered_backup_changes_nothing(house, tmp_path, capsys, change):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    repack(archive, change)
    write_facts(house, "second")
    assert main(["restore", str(archive), "--force"]) == 1
    assert facts(house) == ["second"]
    assert "Nothing was changed" in capsys.readouterr().out
    assert not list(house.glob(".restore-*"))


def test_a_cut_off_backup_changes_nothing(house, tmp_path):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    archive.write_bytes(archive.read_bytes()[:-200])
    assert main(["restore", str(archive), "--force"]) == 1
    assert facts(house) == ["first"]


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "secret_key", "."])
def test_a_backup_with_what_does_not_belong_in_it_changes_nothing(house, tmp_path, capsys, name):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive), "--with-secret-key"])
    add(archive, tarfile.TarInfo(name))
    assert main(["restore", str(archive), "--force"]) == 1
    assert "Nothing was changed" in capsys.readouterr().out
    assert not list(house.parent.rglob("outside"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_a_backup_holds_plain_files_only(house, tmp_path, kind):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    member = tarfile.TarInfo("releases/link")
    member.type, member.linkname = kind, "releases/current"
    add(archive, member)
    assert main(["restore", str(archive), "--force"]) == 1


def test_a_backup_that_unpacks_to_more_than_the_disk_holds_changes_nothing(house, tmp_path, capsys, monkeypatch):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    monkeypatch.setattr("romduol.config.archive.SPARED", shutil.disk_usage(tmp_path).free + 1_000_000_000)
    assert main(["restore", str(archive), "--force"]) == 1
    assert "more than the disk" in capsys.readouterr().out
    assert facts(house) == ["first"]


@pytest.mark.parametrize(
    "damage", [b"[" * 100_000, b'{"files": {"\\ud800": 1}, "format": 1}', b"\xff\xfe", b'"x"', b"1"]
)
def test_a_manifest_that_is_none_changes_nothing(house, tmp_path, damage):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    repack(archive, lambda name, content: damage if name == "manifest.json" else content)
    assert main(["restore", str(archive), "--force"]) == 1
    assert facts(house) == ["first"]


@pytest.mark.parametrize("place", range(60, 240, 17))
def test_a_backup_with_one_wrong_byte_changes_nothing(house, tmp_path, place):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    held = bytearray(archive.read_bytes())
    held[place] ^= 0x55
    archive.write_bytes(held)
    assert main(["restore", str(archive), "--force"]) == 1
    assert facts(house) == ["first"]


def add(archive, member):
    """Write the archive again with one more member at its end."""
    with tarfile.open(archive) as tar:
        held = [(info, file.read()) for info in tar if (file := tar.extractfile(info))]
    with tarfile.open(archive, "w:gz") as tar:
        for info, content in held:
            tar.addfile(info, io.BytesIO(content))
        tar.addfile(member)


def test_a_backup_comes_back_on_a_python_without_the_filter_of_tarfile(house, tmp_path, monkeypatch):
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    # As in Python 3.11.0 to 3.11.3.
    monkeypatch.delattr(tarfile, "data_filter")
    assert main(["restore", str(archive), "--force"]) == 0
    assert (house / "releases" / "current").stat().st_mode & 0o777 == 0o644
    assert (house / "romduol.sqlite3").stat().st_mode & 0o777 == 0o600


def test_no_backup_is_made_while_somebody_publishes(house, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("romduol.config.archive.publishing", lambda folder: publishing(folder, patience=0.1))
    with publishing(house / "releases"):
        assert main(["backup", str(tmp_path / "kept.tar.gz")]) == 1
    assert "is publishing" in (told := capsys.readouterr().err)
    assert told.count("\n") == 1
    assert not list(tmp_path.glob("*.tar.gz"))


def test_nobody_publishes_while_a_backup_reads_the_releases(house, tmp_path, monkeypatch):
    held = []

    def look(*_):
        with pytest.raises(AlreadyPublishing), publishing(house / "releases", patience=0):
            pass
        held.append(True)

    monkeypatch.setattr("romduol.config.archive._pack", lambda half, *_: (look(), half.touch()))
    assert main(["backup", str(tmp_path / "kept.tar.gz")]) == 0
    assert held


def test_what_is_half_written_stays_behind(house, tmp_path):
    blobs = house / "releases" / "blobs"
    for path in (blobs / ".new-xyz", house / "releases" / ".new-current", house / "releases" / ".lock"):
        path.write_bytes(b"")
    archive = tmp_path / "kept.tar.gz"
    main(["backup", str(archive)])
    assert [name for name in members(archive) if "/." in name] == []
    assert main(["restore", str(archive), "--force"]) == 0


def test_postgresql_is_left_to_its_own_tool(house, tmp_path, capsys):
    settings = database_from("postgres://someone@db.example/romduol", house)
    with override_settings(DATABASES={"default": settings}):
        assert main(["backup", str(tmp_path / "kept.tar.gz")]) == 2
    assert "pg_dump" in capsys.readouterr().err


@pytest.fixture
def sealed(house):
    """The same with a database of intake of its own, which holds what a member alone can open."""
    with closing(sqlite3.connect(house / "intake.sqlite3")) as database, database:
        database.execute("create table reports_record (box)")
        database.execute("insert into reports_record values (x'00ff')")
    both = {"default": database_from("", house), "intake": database_from(f"sqlite:///{house}/intake.sqlite3", house)}
    with override_settings(DATABASES=both):
        yield house


def boxes(data):
    with closing(sqlite3.connect(data / "intake.sqlite3")) as database:
        return [row[0] for row in database.execute("select box from reports_record")]


def test_the_database_of_intake_is_backed_up_and_comes_back(sealed, tmp_path):
    archive = tmp_path / "kept.tar.gz"
    assert main(["backup", str(archive)]) == 0
    with closing(sqlite3.connect(sealed / "intake.sqlite3")) as database, database:
        database.execute("delete from reports_record")
    assert main(["restore", str(archive), "--force"]) == 0
    assert boxes(sealed) == [b"\x00\xff"]
    assert facts(sealed) == ["first"]


def test_a_machine_of_intake_alone_backs_up_what_is_sealed_and_nothing_else(sealed, tmp_path):
    (sealed / "romduol.sqlite3").unlink()
    alone = {"default": {"ENGINE": "django.db.backends.dummy"}}
    alone["intake"] = database_from(f"sqlite:///{sealed}/intake.sqlite3", sealed)
    archive = tmp_path / "kept.tar.gz"
    with override_settings(DATABASES=alone):
        assert main(["backup", str(archive)]) == 0
        assert main(["restore", str(archive), "--force"]) == 0
    assert boxes(sealed) == [b"\x00\xff"]
    assert "romduol.sqlite3" not in members(archive)


def test_a_machine_of_pages_has_nothing_to_back_up(house, tmp_path, capsys):
    with override_settings(DATABASES={"default": {"ENGINE": "django.db.backends.dummy"}}):
        assert main(["backup", str(tmp_path / "kept.tar.gz")]) == 2
    assert "nothing to back up" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("gpg") is None, reason="no gpg on this machine")
def test_a_backup_sealed_as_the_guide_says_holds_no_word_in_the_open(sealed, tmp_path):
    write_facts(sealed, "canary-in-a-backup")
    home, archive = tmp_path / "gpg", tmp_path / "kept.tar.gz"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--quiet"]
    who = ["--passphrase", "", "--quick-generate-key", "Backups <backups@example.org>", "future-default", "default"]
    subprocess.run([*gpg, *who], check=True, capture_output=True)
    assert main(["backup", str(archive)]) == 0
    shut = tmp_path / "kept.tar.gz.gpg"
    to = ["--trust-model", "always", "--recipient", "backups@example.org", "--output", str(shut)]
    subprocess.run([*gpg, *to, "--encrypt", str(archive)], check=True)
    archive.unlink()
    assert b"canary" not in shut.read_bytes()
    assert b"SQLite" not in shut.read_bytes()
    subprocess.run([*gpg, "--output", str(archive), "--decrypt", str(shut)], check=True)
    assert main(["restore", str(archive), "--force"]) == 0
    assert (facts(sealed), boxes(sealed)) == (["canary-in-a-backup"], [b"\x00\xff"])
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "gpg-agent"], check=False)
