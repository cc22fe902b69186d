"""Finds the words of a language: reads the .po catalogue as it is; English is the key."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[3] / "locale"
DOMAIN = "romduol"
SOURCE_LANGUAGE = "en"


def phrase(msgid: str) -> str:
    """Mark an English text that a table holds, so that extraction finds it; return it unchanged."""
    return msgid


class Words:
    """The words of one language; what has no translation stays English."""

    def __init__(self, lang: str, texts: dict[str, tuple[str, ...]], plural: Callable[[int], int]) -> None:
        self.lang = lang
        self._texts = texts
        self._plural = plural

    def gettext(self, msgid: str) -> str:
        """Return the text in this language."""
        found = self._texts.get(msgid)
        return found[0] if found else msgid

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the text in the form that the number asks for."""
        found = self._texts.get(one)
        if found is None:
            return one if number == 1 else many
        return found[min(self._plural(number), len(found) - 1)]


@cache
def languages() -> tuple[str, ...]:
    """Return every language that has words: the one they are written in, and those with a catalogue."""
    return (SOURCE_LANGUAGE, *sorted(found.parents[1].name for found in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))


@cache
def words_of(lang: str) -> Words:
    """Return the words of a language; raises FileNotFoundError where there is no catalogue."""
    if lang == SOURCE_LANGUAGE:
        return Words(lang, {}, lambda number: int(number != 1))
    with (LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    texts: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if key and said and all(said):
            texts[key] = said
    # Khmer has one form; a language with more brings a catalogue that numbers its forms as English does.
    forms = catalogue.num_plurals
    return Words(lang, texts, lambda number: int(number != 1) if forms > 1 else 0)
