"""Recovery shares from the command line: five sheets that give one seed back, nothing of them anywhere else."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
import unicodedata
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from romduol.config import wires
from romduol.config.cli import main
from romduol.config.sheets import NEW_PAGE
from romduol.config.typed_shares import WIPED
from romduol.safety.crypto.keys import fingerprint
from romduol.safety.crypto.recovery import join, recovery_keys, split

SOURCES = Path(__file__).parents[1] / "src"
NAMES = ["Bopha", "Dara", "Kosal", "មាលា", "Nary"]
MAKE = ["recovery", "make", *(part for name in NAMES for part in ("--custodian", name))]
CHECK = ["recovery", "check"]
# What a print system sets of plain text on A4, with its margins: ten letters and six lines an inch.
A4_LETTERS, A4_LINES = 80, 60
ABROAD = ["--abroad", "Kosal", "--abroad", "Nary"]


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self):
        return True


def cells(line: str) -> int:
    """Return how many letters a line takes; signs above and below others, and stacked ones, take no room."""
    stacked = len(re.findall("\u17d2.", line))
    return sum(unicodedata.category(sign) not in {"Mn", "Me", "Cf"} for sign in line) - stacked


def shares_of(printed: str) -> list[str]:
    """Return the shares of printed sheets: the words of each by their numbers."""
    found = []
    for sheet in printed.split(NEW_PAGE)[1:-1]:
        numbered = {int(number): word for number, word in re.findall(r" {2,}(\d+) ([a-z]+)\b", sheet)}
        found.append(" ".join(numbered[number] for number in range(1, 34)))
    return found


@pytest.fixture(scope="module")
def printed():
    """What is printed when shares are made, once for all who only read it."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main([*MAKE, *ABROAD, "--on", "2026-11-28"]) == 0
    return out.getvalue()


@pytest.fixture
def typed(monkeypatch):
    """Let these lines stand in standard input."""
    return lambda *lines: monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))


@pytest.fixture(scope="module")
def shares():
    """Five shares of one seed."""
    return split(bytes(range(32)))


class TestMaking:
    def test_five_sheets_give_the_keys_whose_public_half_is_printed(self, printed):
        public = json.loads(printed.partition("\n")[0])
        keys = recovery_keys(join(shares_of(printed)[1:4]))
        assert public == {
            "seal": keys.seal.public.hex(),
            "sign": keys.sign.public.hex(),
            "fingerprint": keys.fingerprint,
        }
        assert keys.fingerprint == fingerprint(b"romduol vault recovery", keys.seal.public + keys.sign.public)

    def test_the_public_half_has_a_page_of_its_own_and_can_be_copied_by_hand(self, printed):
        page = printed.split(NEW_PAGE)[0]
        line, _, drawn = page.partition("\n")
        public = json.loads(line)
        assert public["seal"] in drawn.replace(" ", "").replace("\n", "")
        assert public["sign"] in drawn.replace(" ", "").replace("\n", "")
        assert public["fingerprint"] in drawn
        assert not [share for share in shares_of(printed) if share.split()[10] in drawn.split()]

    def test_every_page_fits_a_sheet_of_a4(self, printed):
        *pages, end = printed.partition("\n")[2].split(NEW_PAGE)
        assert end == ""
        for page in pages:
            assert page.count("\n") <= A4_LINES
            assert not [line for line in page.splitlines() if cells(line) > A4_LETTERS]
            assert "The Khmer is machine-drafted; no person has reviewed it yet." in page

    def test_each_sheet_stands_on_a_page_of_its_own_with_all_that_a_custodian_needs(self, printed):
        public, *sheets = printed.split(NEW_PAGE)
        assert sheets.pop() == ""
        assert len(sheets) == 5
        for number, (name, sheet) in enumerate(zip(NAMES, sheets, strict=True), start=1):
            assert f"SHARE {number} OF 5" in sheet
            assert [other for other in NAMES if f" {other}\n" in sheet] == [name]
            assert json.loads(public.partition("\n")[0])["fingerprint"] in sheet
            assert "2026-11-28" in sheet
            assert "Any three of the five" in sheet
            assert "សន្លឹកបី" in sheet
        assert len(set(shares_of(printed))) == 5

    def test_another_time_it_is_another_seed_and_the_day_is_todays_where_none_is_said(self, printed, capsys):
        main([*MAKE, *ABROAD])
        told = capsys.readouterr()
        assert told.out.count(wires.today().isoformat()) == 5
        assert told.out.partition("\n")[0] != printed.partition("\n")[0]
        assert "NO NETWORK" in told.err.upper()

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (MAKE, "outside the country"),
            ([*MAKE, "--abroad", "Kosal"], "outside the country"),
            ([*MAKE, "--abroad", "Kosal", "--abroad", " Kosal "], "outside the country"),
            ([*MAKE, *ABROAD, "--abroad", "Sokha"], "no custodian"),
            ([*MAKE[:-2], *ABROAD], "5 custodians"),
            ([*MAKE[:-2], "--custodian", "Bopha ", *ABROAD], "5 came, 4 of them different"),
            (["recovery", "make", "--custodian", ",".join(NAMES), *ABROAD], "1 came"),
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

    def test_where_khmer_cannot_be_written_nothing_is_printed(self, monkeypatch, capsys):
        out = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
        monkeypatch.setattr(sys, "stdout", out)
        assert main([*MAKE, *ABROAD]) == 2
        out.flush()
        assert out.buffer.getvalue() == b""
        assert "Khmer" in capsys.readouterr().err

    def test_a_printer_that_is_not_there_is_told(self, monkeypatch, capsys):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            monkeypatch.setattr(sys, "stdout", out)
            assert main([*MAKE, *ABROAD]) == 1
        assert "not all sheets were taken" in capsys.readouterr().err

    def test_a_screen_that_keeps_the_words_is_told(self, monkeypatch, capsys):
        monkeypatch.setattr(sys, "stdout", Terminal())
        assert main([*MAKE, *ABROAD]) == 0
        assert "on this screen" in capsys.readouterr().err

    def test_a_day_that_is_none_is_refused_with_how_days_are_written(self, capsys):
        with pytest.raises(SystemExit) as stop:
            main([*MAKE, *ABROAD, "--on", "28/11/2026"])
        assert stop.value.code == 2
        assert "like 2026-11-28" in capsys.readouterr().err


class TestChecking:
    @pytest.mark.parametrize("chosen", [(0, 1, 2), (4, 2, 0), (0, 1, 2, 3, 4)])
    def test_shares_that_belong_together_give_the_fingerprint_and_nothing_else(self, typed, shares, capsys, chosen):
        typed(*(shares[place] for place in chosen))
        assert main(CHECK) == 0
        told = capsys.readouterr()
        *each, together, last = told.out.splitlines()
        assert [line.split("number ")[1] for line in each] == [f"{place + 1} of 5" for place in chosen]
        assert together == "they belong together"
        assert last == f"fingerprint  {recovery_keys(bytes(range(32))).fingerprint}"
        assert not told.err

    @pytest.mark.parametrize(("count", "missing"), [(1, "2 more shares are"), (2, "1 more share is")])
    def test_one_or_two_are_checked_each_by_itself(self, typed, shares, capsys, count, missing):
        typed("", *shares[:count], "  ")
        assert main(CHECK) == 0
        told = capsys.readouterr().out
        assert told.count("in order") == count
        assert f"{missing} needed" in told
        assert "fingerprint" not in told

    def test_the_mistyped_ones_are_all_told_and_no_word_of_them(self, typed, shares, capsys, caplog):
        caplog.set_level(logging.DEBUG)
        words = shares[1].split()
        typed(shares[0], " ".join([*words[:6], "lantern", *words[7:]]), " ".join(words[:-1]), shares[2])
        assert main(CHECK) == 1
        told = capsys.readouterr()
        assert "share 2: word 7 " in told.out
        assert "share 3: a share has 33 words; 32 came" in told.out
        assert told.out.count("in order") == 2
        assert "each column of the sheet is read downwards" in told.err
        assert "lantern" not in told.out + told.err + caplog.text

    def test_the_same_share_twice_is_told_and_counts_once(self, typed, shares, capsys):
        typed(shares[3], shares[3].upper(), shares[0])
        assert main(CHECK) == 0
        told = capsys.readouterr().out
        assert "share 2: in order; it is number 4 of 5; the same as share 1, counted once" in told
        assert "1 more share is needed" in told

    def test_by_hand_a_mistyped_share_is_typed_again_and_each_line_is_wiped(self, monkeypatch, shares, capsys):
        lines = [shares[0], shares[1].rpartition(" ")[0], *shares[1:3]]
        monkeypatch.setattr(sys, "stdin", Terminal("\n".join(lines) + "\n"))
        assert main(CHECK) == 0
        told = capsys.readouterr()
        assert "Type share 2 again" in told.err
        assert told.err.count(WIPED) == len(lines)
        assert "share 3: in order; it is number 3 of 5" in told.out
        assert "they belong together" in told.out

    def test_shares_of_two_sets_are_told(self, typed, shares, capsys):
        other = split(bytes(range(32)))
        for given, why in (((shares[0], other[1], shares[2]), "share 2"), ((shares[0], other[1]), "different sets")):
            typed(*given)
            assert main(CHECK) == 1
            told = capsys.readouterr().out
            assert why in told
            assert "fingerprint" not in told

    @pytest.mark.parametrize("text", ["", "\n \n", "academic " * 5000])
    def test_what_are_no_shares_at_all_is_misuse(self, typed, capsys, text):
        typed(text)
        assert main(CHECK) == 2
        assert "academic" not in capsys.readouterr().err

    def test_no_share_is_taken_from_the_arguments(self, shares):
        with pytest.raises(SystemExit) as stop:
            main(["recovery", "check", shares[0]])
        assert stop.value.code == 2


# One process for both: starting it takes longer than all that it does. Whatever it opens to write, connects to or
# starts is told, wherever it lies and even where it is gone at the end.
BOTH = """
import json, os, sys
told = []
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def hook(event, given):
    if (event == "open" and given[2] & WRITING) or event in {
        "os.mkdir", "os.rename", "os.posix_spawn", "socket.connect", "sqlite3.connect", "subprocess.Popen"
    }:
        told.append([event, str(given[0])])
sys.addaudithook(hook)
from romduol.config.cli import main
code = main(json.loads(sys.argv[1])) or main(["recovery", "check"])
print("written or sent:", told, file=sys.stderr)
sys.exit(code)
"""


def test_neither_making_nor_checking_leaves_anything_on_the_disk(tmp_path, shares):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "ROMDUOL_DATA": str(tmp_path / "data"),
        "PYTHONPATH": str(SOURCES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", BOTH, json.dumps([*MAKE, *ABROAD])],
        cwd=tmp_path,
        env=environment,
        input="\n".join(shares[2:]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(set(shares_of(done.stdout))) == 5
    assert recovery_keys(bytes(range(32))).fingerprint in done.stdout
    assert done.stderr.splitlines()[-1] == "written or sent: []"
    assert not list(tmp_path.rglob("*"))
