"""The words: every English text has a Khmer one, none is left over, and the rules of words are kept."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from romduol.ui.words import LOCALE, words_of

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "romduol"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "phrase": None}
NAMED = re.compile(r"%\((\w+)\)s")


@cache
def extracted() -> frozenset[str]:
    """Return every English text that pages can show."""
    found = set()
    for band in ("ui", "channels", "knowledge", "safety", "desk", "care", "config"):
        for _, _, text, _, _ in extract_from_dir(str(PACKAGE / band), METHODS, OPTIONS, keywords=KEYWORDS):
            found.add(text if isinstance(text, str) else text[0])
    return frozenset(found)


@cache
def khmer() -> dict[str, tuple[str, ...]]:
    """Return the Khmer catalogue: English text -> its forms."""
    with (LOCALE / "km" / "LC_MESSAGES" / "romduol.po").open("rb") as file:
        catalogue = read_po(file, locale="km")
    found = {}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key:
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


def test_every_text_has_a_khmer_one_and_none_is_left_over():
    assert extracted() - khmer().keys() == set(), "write these into locale/km"
    assert khmer().keys() - extracted() == set(), "no page shows these any more"


def test_no_khmer_text_is_empty_and_all_keep_their_named_parts():
    for english, forms in khmer().items():
        assert forms, english
        for form in forms:
            assert form.strip(), english
            assert set(NAMED.findall(form)) == set(NAMED.findall(english)), english


def test_the_catalogue_says_that_it_is_machine_drafted():
    head = (LOCALE / "km" / "LC_MESSAGES" / "romduol.po").read_text("utf-8")[:400]
    assert "Machine-drafted" in head


@pytest.mark.parametrize("word", ["អូន", "នាង", "ស្រីខូច", "សង្គ្រោះ", "ស្តារនីតិសម្បទា", "នគរបាល"])
def test_words_that_hurt_are_not_used(word):
    assert [text for forms in khmer().values() for text in forms if word in text] == []


@pytest.mark.parametrize("word", ["rescue", "prostitut", "high-risk", "authorities", "victim"])
def test_english_words_that_hurt_are_not_used(word):
    assert [text for text in extracted() if word in text.lower()] == []


def test_a_text_without_translation_stays_english():
    assert words_of("km").gettext("No such text.") == "No such text."
    assert words_of("km").ngettext("%(num)s source", "%(num)s sources", 2) == "ប្រភព %(num)s"
    assert words_of("en").ngettext("one", "many", 2) == "many"
