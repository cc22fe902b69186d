"""Why something was found, as a text that is English and can be told in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from romduol.ui.words import SOURCE_LANGUAGE, words_of


class Cause(str):
    """An English sentence made of a text of the catalogue and values; `told_in` words it in another language.

    As a string it is the English sentence, so it can be printed, compared and stored as one. A value may be a cause
    itself, which is worded too. No value repeats what stands in the feed.

        Cause(phrase("there is no month %(month)s"), month=13)
    """

    says: str
    values: Mapping[str, object]

    def __new__(cls, says: str, **values: object) -> Self:
        """Fill the values into the text, which has them as `%(name)s`."""
        made = super().__new__(cls, says % values if values else says)
        made.says = says
        made.values = values
        return made

    def told_in(self, language: str) -> str:
        """Return the sentence in a language; what has no translation stays English."""
        if language == SOURCE_LANGUAGE:
            return str(self)
        text = words_of(language).gettext(self.says)
        told = {
            name: value.told_in(language) if isinstance(value, Cause) else value for name, value in self.values.items()
        }
        return text % told if told else text

    def kept(self) -> dict[str, Any]:
        """Return it as plain data, which `Cause.of` makes a cause again."""
        values = {name: value.kept() if isinstance(value, Cause) else value for name, value in self.values.items()}
        return {"says": self.says, "values": values}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return a cause that was kept as plain data."""
        values = {name: cls.of(held) if isinstance(held, Mapping) else held for name, held in kept["values"].items()}
        return cls(str(kept["says"]), **values)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """Copying and pickling make it again from its text and its values."""
        return (self.says,), dict(self.values)


def cause_in(cause: str, language: str) -> str:
    """Return why something was found in a language, also where whoever found it gave a plain text."""
    return cause.told_in(language) if isinstance(cause, Cause) else words_of(language).gettext(cause)
