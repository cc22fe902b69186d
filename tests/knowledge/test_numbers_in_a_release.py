"""What a release keeps of numbers: no digits that readers do not get, and little that moves when a number is added."""

import re
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from tests.desk.copies import KH, TINY, TODAY, PackCopy
from tests.knowledge.shelves import edition, kept, kept_of

from romduol.base import khmer
from romduol.desk.packs.queries import edition_of_pack
from romduol.knowledge.answers.jobs import NumberRenderer
from romduol.knowledge.answers.queries import look_up_number
from romduol.knowledge.answers.records import NUMBERS
from romduol.knowledge.answers.rules import locators
from romduol.knowledge.answers.rules.locators import bucket_path, locator, width_for
from romduol.knowledge.answers.rules.masking import masks_over
from romduol.knowledge.directory.records import Edition, Line, Showing
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.folder import PageDamaged, entries_of, last_good
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.rules.naming import blob_path

PACKS = [KH, TINY]
BETWEEN = re.compile(r"(?<=\d)[\W_]+(?=\d)")


def digits_in(body: bytes) -> str:
    """Return a page with every digit in plain script, and nothing between digits."""
    return BETWEEN.sub("", khmer.digits(khmer.visible(body.decode())))


def own_digits(line: Line) -> str:
    """Return the digits that every way of writing a number holds."""
    return line.key.removeprefix("855")


def records(shown: Edition) -> dict[str, dict[str, object]]:
    """Return every record by its locator."""
    pages = kept_of(shown).pages
    return {found: record for path in pages if path != NUMBERS for found, record in orjson.loads(pages[path]).items()}


def more_numbers(shown: Edition, count: int) -> Edition:
    """Return an edition with so many more lines, which nobody owns; the people and numbers are invented."""
    like = shown.lines["85599000112"]
    keys = [f"85540{number:07}" for number in range(count)]
    more = {key: replace(like, key=key, value=f"+{key}", owned=()) for key in keys}
    return replace(shown, lines={**shown.lines, **more})


class TestWhatIsKeptBack:
    @pytest.mark.parametrize("pack", PACKS)
    def test_no_digits_of_a_number_that_is_kept_back_stand_anywhere(self, pack):
        hidden = [line for line in edition(pack).lines.values() if line.showing in ("withheld", "do_not_call")]
        assert hidden
        for path, body in kept(pack).pages.items():
            for line in hidden:
                assert own_digits(line) not in digits_in(body), (path, line.masked)
                assert line.national.encode() not in body

    @pytest.mark.parametrize("pack", PACKS)
    def test_what_readers_get_in_full_is_kept_in_full_and_nothing_else(self, pack):
        found = records(edition(pack))
        for line in edition(pack).lines.values():
            record = found[locator(line.key, edition(pack).info.id, locators.ROUNDS)]
            assert record.get("national") == (line.national if line.shown_in_full else None)
            assert record["masked"] == line.masked

    def test_no_line_once_withdrawn_leaves_its_digits(self):
        shown = edition(KH)
        gone = {
            key: line if line.short else replace(line, showing=Showing.DO_NOT_CALL) for key, line in shown.lines.items()
        }
        for path, body in kept_of(replace(shown, lines=gone)).pages.items():
            for line in gone.values():
                assert line.short or own_digits(line) not in digits_in(body), (path, line.masked)

    def test_a_better_line_that_is_withdrawn_is_offered_no_more(self, tmp_path):
        line = edition(KH).lines["85592311511"]
        assert own_digits(line) in digits_in(kept(KH).pages["_/n/all.json"])
        copy = PackCopy.of(KH, tmp_path / "kh")
        copy.withdraw(line.owner, line.value)
        shelf = kept_of(edition_of_pack(copy.read(), TODAY))
        assert look_up_number(line.national, shelf).showing == "do_not_call"
        assert own_digits(line) not in digits_in(shelf.pages["_/n/all.json"])

    @pytest.mark.parametrize(
        "told",
        ["099 000 111", "(+855) 99-000-111", "00855 99000111", "៩៩ ០០០ ១១១", "p. 7, 099.000.111, or 117", "99_000_111"],
    )
    def test_no_words_of_a_source_carry_them_past_the_mask(self, told):
        shown = edition(TINY)
        sources = {
            name: replace(source, title={"en": f"Call {told} now", "km": told}, date_text=told)
            for name, source in shown.sources.items()
        }
        pages = kept_of(replace(shown, sources=sources)).pages
        assert not [path for path, body in pages.items() if "99000111" in digits_in(body)]
        assert any(b"Call " in body and b"099 ... ..1" in body for body in pages.values())

    def test_other_words_are_left_as_they_are(self):
        masks = masks_over([("85599000111", "099 ... ..1"), ("1280", "1...")], "855")
        for words in ("1280", "2026-11-22", "line 12, 13", "099 000 112", "", "១២៨០", "9900 0x11"):
            assert masks.over(words) == words
        assert masks.over({"on": 3, "so": ["a", None, "099000111."]}) == {"on": 3, "so": ["a", None, "099 ... ..1."]}
        assert masks.over("12 099 000 111 34, 099 000 111") == "12 099 ... ..1 34, 099 ... ..1"

    @pytest.mark.parametrize("pack", PACKS)
    def test_the_head_names_no_number_but_short_codes_and_no_release(self, pack):
        head = orjson.loads(kept(pack).pages[NUMBERS])
        assert sorted(head) == ["calling_code", "country", "rounds", "salt", "short_codes", "width"]
        assert head["salt"] == edition(pack).info.id
        assert all(len(code) <= 6 for code in head["short_codes"])

    def test_no_page_of_numbers_is_a_page_for_readers(self):
        assert all(page.private for page in NumberRenderer().render(edition(TINY)))


class TestLocators:
    def test_a_locator_is_pbkdf2_as_any_browser_works_it_out(self):
        # Worked out with another program (openssl kdf): another hash would find nothing in the releases that are out.
        assert locator("1280", "tiny", 10_000) == "df0a36fa22953a01eba0c2fd3da40238"

    def test_another_country_and_another_number_have_another_locator(self):
        assert len({locator("1280", "tiny", 2), locator("1280", "kh", 2), locator("1288", "tiny", 2)}) == 3

    def test_buckets_divide_by_sixteen_when_they_are_full(self):
        assert [width_for(count) for count in (0, 1, 32, 33, 512, 513, 8192, 8193)] == [0, 0, 0, 1, 1, 2, 2, 3]
        assert [bucket_path("abcdef", width) for width in (0, 1, 3)] == ["_/n/all.json", "_/n/a.json", "_/n/abc.json"]

    def test_each_record_lies_in_the_bucket_of_its_locator(self):
        pages = kept_of(more_numbers(edition(TINY), 60)).pages
        width = orjson.loads(pages[NUMBERS])["width"]
        assert width == 1
        for path, body in pages.items():
            if path != NUMBERS:
                assert {bucket_path(found, width) for found in orjson.loads(body)} == {path}


class TestWhatMoves:
    def test_a_number_that_is_added_moves_no_other_bucket(self):
        before = kept_of(more_numbers(edition(TINY), 60)).pages
        after = kept_of(more_numbers(edition(TINY), 61)).pages
        changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        added = locator("855400000060", "tiny", locators.ROUNDS)
        assert changed == [bucket_path(added, 1)]

    def test_a_release_of_another_name_changes_nothing(self):
        assert kept_of(replace(edition(TINY), release="tiny-2027-01-01-9")).pages == kept(TINY).pages

    def test_look_ups_find_every_line_of_many_buckets(self):
        shown = more_numbers(edition(TINY), 60)
        shelf = kept_of(shown)
        for line in shown.lines.values():
            assert look_up_number(line.value, shelf).kind == "known"
        assert look_up_number("+85540 0000061", shelf).kind == "unknown"


class TestDamage:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A release folder with the numbers of the tiny country."""
        publish(edition(TINY), renderers=[NumberRenderer()], folder=tmp_path / "releases", facts="for tests")
        return tmp_path / "releases"

    @pytest.mark.parametrize("path", [NUMBERS, "_/n/all.json"])
    def test_a_blob_that_is_cut_off_is_told(self, folder, path):
        manifest = last_good(folder)
        assert manifest is not None
        (folder / blob_path(entries_of(folder, manifest)[path].blob)).write_bytes(b"cut")
        with pytest.raises(PageDamaged):
            look_up_number("1280", Shelf(folder))

    @pytest.mark.parametrize("path", [NUMBERS, "_/n/all.json"])
    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"a"'])
    def test_a_page_that_is_no_record_is_told(self, path, body):
        shelf = kept(TINY)
        with pytest.raises(PageDamaged):
            look_up_number("1280", replace(shelf, pages={**shelf.pages, path: body}))

    def test_a_head_of_another_version_is_told(self):
        with pytest.raises(PageDamaged):
            look_up_number("1280", replace(kept(TINY), pages={NUMBERS: b'{"release": "x", "lines": {}}'}))

    def test_a_release_that_is_swapped_meanwhile_is_read_anew(self, folder, monkeypatch):
        shelf = Shelf(folder)
        taken = shelf.page

        def swapped(path: str) -> bytes | None:
            monkeypatch.setattr(shelf, "page", taken)
            publish(more_numbers(edition(TINY), 60), renderers=[NumberRenderer()], folder=folder, facts="more")
            return kept(TINY).page(path)

        monkeypatch.setattr(shelf, "page", swapped)
        answer = look_up_number("1280", shelf)
        assert (answer.kind, answer.release) == ("known", "tiny-2026-11-22-2")
