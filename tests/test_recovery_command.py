"""Recovery shares from the command line: five sheets that give one seed back, nothing of them anywhere else."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from romduol.config import wires
from romduol.config.cli import main
from romduol.config.sheets import NEW_PAGE
from romduol.safety.crypto.keys import fingerprint
from romduol.safety.crypto.recovery import join, recovery_keys, split

SOURCES = Path(__file__).parents[1] / "src"
NAMES = ["Bopha", "Dara", "Kosal", "មាលា", "Nary"]
MAKE = ["recovery", "make", *(part for name in NAMES for part in ("--custodian", name))]
ABROAD = ["--abroad", "Kosal", "--abroad", "Nary"]


def shares_of(printed: str) -> list[str]:
    """Return the shares of printed sheets: the words of each by their numbers."""
    found = []
    for sheet in printed.split(NEW_PAGE)[:-1]:
        numbered = {int(number): word for number, word in re.findall(r" {2,}(\d+) ([a-z]+)\b", sheet)}
        found.append(" ".join(numbered[number] for number in range(1, 34)))
    return found


@pytest.fixture
def typed(monkeypatch):
    """Let these lines stand in standard input."""
    return lambda *lines: monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))


@pytest.fixture(scope="module")
def shares():
    """Five shares of one seed."""
    return split(bytes(range(32)))


class TestMaking:
    def test_five_sheets_give_the_keys_whose_public_half_is_printed(self, capsys):
        assert main([*MAKE, *ABROAD, "--on", "2026-11-28"]) == 0
        told = capsys.readouterr()
        first, _, sheets = told.out.partition("\n")
        public = json.loads(first)
        keys = recovery_keys(join(shares_of(sheets)[1:4]))
        assert public == {
            "seal": keys.seal.public.hex(),
            "sign": keys.sign.public.hex(),
            "fingerprint": keys.fingerprint,
        }
        assert keys.fingerprint == fingerprint(b"romduol vault recovery", keys.seal.public + keys.sign.public)
        assert "NO NETWORK" in told.err.upper()

    def test_each_sheet_stands_on_a_page_of_its_own_with_all_that_a_custodian_needs(self, capsys):
        main([*MAKE, *ABROAD, "--on", "2026-11-28"])
        first, _, printed = capsys.readouterr().out.partition("\n")
        sheets = printed.split(NEW_PAGE)
        assert sheets.pop() == ""
        assert len(sheets) == 5
        for number, (name, sheet) in enumerate(zip(NAMES, sheets, strict=True), start=1):
            assert f"SHARE {number} OF 5" in sheet
            assert [other for other in NAMES if f" {other}\n" in sheet] == [name]
            assert json.loads(first)["fingerprint"] in sheet
            assert "2026-11-28" in sheet
            assert "Any three of the five" in sheet
            assert "សន្លឹកបី" in sheet
        assert len(set(shares_of(printed))) == 5

    def test_the_day_is_todays_where_none_is_said(self, capsys):
        main([*MAKE, *ABROAD])
        assert capsys.readouterr().out.count(wires.today().isoformat()) == 5

    def test_every_seed_is_another(self, capsys):
        made = set()
        for _ in range(2):
            main([*MAKE, *ABROAD])
            made.add(capsys.readouterr().out.partition("\n")[0])
        assert len(made) == 2

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (MAKE, "outside the country"),
            ([*MAKE, "--abroad", "Kosal"], "outside the country"),
            ([*MAKE, "--abroad", "Kosal", "--abroad", " Kosal "], "outside the country"),
            ([*MAKE, *ABROAD, "--abroad", "Sokha"], "no custodian"),
            ([*MAKE[:-2], *ABROAD], "5 custodians"),
            ([*MAKE[:-2], "--custodian", "Bopha ", *ABROAD], "5 custodians"),
            ([*MAKE, "--custodian", "Sokha", *ABROAD], "5 custodians"),
            (["recovery"], "say what to do"),
        ],
    )
    def test_it_refuses_other_custodians_than_five_of_whom_two_are_abroad(self, capsys, arguments, why):
        assert main(arguments) == 2
        told = capsys.readouterr()
        assert why in told.err
        assert not told.out

    @pytest.mark.parametrize("name", ["", " ", "\u200b", "a\x1b[2J", "a" * 41])
    def test_a_name_that_cannot_be_printed_is_refused(self, capsys, name):
        with pytest.raises(SystemExit) as stop:
            main([*MAKE[:-1], name, *ABROAD])
        assert stop.value.code == 2
        assert "\x1b" not in capsys.readouterr().err

    def test_it_does_not_print_into_a_file(self, tmp_path, monkeypatch, capsys):
        with (tmp_path / "sheets.txt").open("w") as file:
            monkeypatch.setattr(sys, "stdout", file)
            assert main([*MAKE, *ABROAD]) == 2
        assert "would lie in a file" in capsys.readouterr().err
        assert (tmp_path / "sheets.txt").read_text() == ""


class TestChecking:
    @pytest.mark.parametrize("chosen", [(0, 1, 2), (4, 2, 0), (0, 1, 2, 3, 4)])
    def test_shares_that_belong_together_give_the_fingerprint_and_nothing_else(self, typed, shares, capsys, chosen):
        typed(*(shares[place] for place in chosen))
        assert main(["recovery", "check"]) == 0
        told = capsys.readouterr()
        *each, together, last = told.out.splitlines()
        assert [line.split("number ")[1] for line in each] == [f"{place + 1} of 5" for place in chosen]
        assert together == "they belong together"
        assert last == f"fingerprint  {recovery_keys(bytes(range(32))).fingerprint}"
        assert not told.err

    @pytest.mark.parametrize(("count", "missing"), [(1, 2), (2, 1)])
    def test_one_or_two_are_checked_each_by_itself(self, typed, shares, capsys, count, missing):
        typed("", *shares[:count], "  ")
        assert main(["recovery", "check"]) == 0
        told = capsys.readouterr().out
        assert told.count("in order") == count
        assert f"{missing} more are needed" in told
        assert "fingerprint" not in told

    def test_the_mistyped_ones_are_all_told_and_no_word_of_them(self, typed, shares, capsys, caplog):
        caplog.set_level(logging.DEBUG)
        words = shares[1].split()
        typed(shares[0], " ".join([*words[:6], "lantern", *words[7:]]), " ".join(words[:-1]), shares[2])
        assert main(["recovery", "check"]) == 1
        told = capsys.readouterr()
        assert "share 2: word 7 " in told.out
        assert "share 3: a share has 33 words; 32 came" in told.out
        assert told.out.count("in order") == 2
        assert "lantern" not in told.out + told.err + caplog.text

    def test_shares_of_two_sets_are_told(self, typed, shares, capsys):
        other = split(bytes(range(32)))
        for given, why in (((shares[0], other[1], shares[2]), "share 2"), ((shares[0], other[1]), "different sets")):
            typed(*given)
            assert main(["recovery", "check"]) == 1
            told = capsys.readouterr().out
            assert why in told
            assert "fingerprint" not in told

    @pytest.mark.parametrize("text", ["", "\n \n", "academic " * 5000])
    def test_what_are_no_shares_at_all_is_misuse(self, typed, capsys, text):
        typed(text)
        assert main(["recovery", "check"]) == 2
        assert "academic" not in capsys.readouterr().err

    def test_no_share_is_taken_from_the_arguments(self, shares):
        with pytest.raises(SystemExit) as stop:
            main(["recovery", "check", shares[0]])
        assert stop.value.code == 2


def in_a_process(home, arguments, stdin=""):
    """Run the tool as somebody does, with folders of its own for data, temporary files and home."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "ROMDUOL_DATA": str(home / "data"),
        "PYTHONPATH": str(SOURCES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "romduol", *arguments],
        cwd=home,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_neither_making_nor_checking_leaves_anything_on_the_disk(tmp_path):
    made = in_a_process(tmp_path, [*MAKE, *ABROAD])
    assert made.returncode == 0, made.stderr
    shares = shares_of(made.stdout)
    checked = in_a_process(tmp_path, ["recovery", "check"], stdin="\n".join(shares[2:]))
    assert checked.returncode == 0, checked.stderr
    assert json.loads(made.stdout.partition("\n")[0])["fingerprint"] in checked.stdout
    assert not list(tmp_path.rglob("*"))
