"""Text of old Khmer fonts is recognised, and no English, Khmer or any other text is taken for it.

The samples are single words and names, typed by the published table of the KhmerOS converter (Limon S1), and a few
words of a public dictionary and of a public law text in such fonts.
"""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest
from babel import Locale, localedata

from romduol.base.khmer import canonical
from romduol.desk.imports.rules.legacy_khmer import legacy_font, looks_legacy, oddity, twice_encoded, typed_in
from romduol.desk.imports.rules.plain_texts import broken_khmer, signs_lost

HOME = Path(__file__).parents[2]
WORDS = (
    "RBHraCaNacRkkm<úCa",
    "c,ab;RBhμTNÐ",
    "kñúgerOgRBhμTNÐ",
    "EdlmancMNgcgP¢ab;",
    "TIkEnøgRbRBwtþbTelμIs",
    "éf¶ExqñaMkMeNIt",
    "nwgRtUvGnuvtþEteTAelIGMeBIEdl",
    "suBlPaBénkic©nItiviFI",
    "y:agNak¾eday",
    "RtUvGnuvtþ",
    "GgÁkarsuxPaB extþsaklbg",
    "kmµviFI",
    "sßab½n",
    "eQµaH",
    "mNÐlsuxPaB",
    "EdlmanRCugßmuxbYn",
    "vtæúbYndUcKña",
    "kUnePøaHbYn",
    "cas´hYyssm&yehIyEbøk",
    "rJ¢ÜydI EpndI karj&r",
    "eQøaH yl´Tas´",
    "Kµanyl´Tas´ CemøaH PNÐn;",
    "bJ¢IsMNYr",
    "xøaMg Zán Nas´",
    "manlk¡N;CacM:c´",
)
LANGUAGES = (
    "en",
    "km",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "nl",
    "vi",
    "th",
    "lo",
    "zh",
    "ja",
    "ko",
    "id",
    "ms",
    "sv",
    "pl",
    "ru",
)
ROWS = (("RtUv)an", "bM:t´ecal"), ("bYn:T", "KYrosgS&y"), ("bu:Enþ", "karrkcg´kÁÜt"))
PLAIN = (
    "Provincial Dept. of Women's Affairs (PDoWA), Kg. Thom",
    "MoSVY / DoSVY",
    "MoEYS",
    "iPhone",
    "YouTube, WhatsApp",
    "Médecins du Monde – Hôpital Calmette",
    "l´Aide à l´enfance",
    "Señor Muñoz",
    "50µg, 25°C, m², ½ tablet, ©2020",
    "LGBTIQ+ & PrEP/PEP",
    "HIV;STI;TB",
    "condoms,tests,ART",
    "SaveTheChildren",
    "https://example.org/RBHraCaN?c,ab;x",
    "someone@RBHraCaN.example",
    "Nguyễn Thị Ánh Tuyết",
    "Straße, Größe, Übung",
    "Đồng Tháp",
    "OpenStreetMap",
    "McDonald's",
    "e.g.this;that",
    "A&B Co.,Ltd",
    "KhmerTimes",
    "eBay",
    "NGO-CEDAW",
    "ASEAN-ACT",
    "K.Speu",
    "Ph.D.,M.A.",
)


@pytest.mark.parametrize("text", WORDS)
def test_words_in_old_fonts_are_recognised(text):
    assert looks_legacy(text)


@pytest.mark.parametrize("cells", ROWS)
def test_the_cells_of_a_row_speak_together(cells):
    assert not all(looks_legacy(cell) for cell in cells)
    assert looks_legacy(" ".join(cells))


@pytest.mark.parametrize("text", PLAIN)
def test_no_plain_text_is_taken_for_one(text):
    assert oddity(text) < 2


@cache
def lines() -> tuple[tuple[str, str], ...]:
    """Return every line of every text of this repository in Khmer or English."""
    found = []
    for pattern in ("content/kh/**/*", "locale/**/*.po", "docs/**/*.md", "*.md"):
        for file in sorted(path for path in HOME.glob(pattern) if path.is_file()):
            if file.name != "0030-tables-and-their-columns.md":
                found += [(str(file.relative_to(HOME)), line) for line in file.read_text("utf-8").splitlines()]
    return tuple(found)


def test_no_text_of_ours_is_taken_for_one():
    assert len(lines()) > 10_000
    assert [(file, line) for file, line in lines() if looks_legacy(line)] == []
    assert [(file, line) for file, line in lines() if twice_encoded(line)] == []


def test_no_khmer_of_the_country_pack_counts_as_broken():
    ours = [(file, line) for file, line in lines() if file.startswith("content/kh") and line[:1] != "#"]
    assert [(file, line) for file, line in ours if broken_khmer(line) or signs_lost(line)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_name_of_a_country_or_a_language_is_taken_for_one(code):
    assert localedata.exists(code)
    locale = Locale.parse(code)
    names = [name for names in (locale.territories, locale.languages, locale.currencies) for name in names.values()]
    assert len(names) > 300
    assert [name for name in names if looks_legacy(name) or twice_encoded(name) or signs_lost(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "Limon S1",
        "limon r1",
        "Limon F3",
        "ABC-TEXT-05",
        "ABC-FANCY-01A",
        "ABC-HEAD-08",
        "Baidok3C",
        "Khek Battambang",
        "@Battambang Khek",
        "Truth11",
        "FK1",
    ],
)
def test_old_fonts_are_known_by_their_names(name):
    assert legacy_font(name)


@pytest.mark.parametrize(
    "name",
    [
        "Khmer OS",
        "Khmer OS Battambang",
        "Noto Sans Khmer",
        "Battambang",
        "DaunPenh",
        "Leelawadee UI",
        "Calibri",
        "Truth",
        "ABC Diatype",
        "Lemon",
        "Limonada",
    ],
)
def test_other_fonts_are_not(name):
    assert not legacy_font(name)


def test_digits_and_khmer_letters_mean_themselves_in_any_font():
    assert typed_in("Limon S1", "kar")
    assert not typed_in("Limon S1", "099 000 101")
    assert not typed_in("Limon S1", "ការ")
    assert not typed_in("Calibri", "kar")


@pytest.mark.parametrize("text", ["ព្រះរាជាណាចក្រកម្ពុជា", "ខេត្តពោធិ៍សាត់", "តេស្តមេរោគអេដស៍"])
def test_khmer_whose_bytes_were_read_as_others_is_known(text):
    assert twice_encoded(text.encode().decode("cp1252", "replace"))
    assert not twice_encoded(text)


@pytest.mark.parametrize("text", ["្ក", "ា", "ក្", "word ិ", "ក្ ខ"])
def test_a_sign_without_its_letter_is_told(text):
    assert broken_khmer(text)
    assert not broken_khmer(canonical("កាំ"))


def test_a_long_word_in_an_old_font_takes_no_longer_than_it_is():
    began = time.process_time()
    assert typed_in("Limon S1", "x" * 300_000)
    assert not typed_in("Limon S1", "1" * 300_000 + "@example.org")
    assert time.process_time() - began < 2
