"""The words of the overview: what ages, gaps, figures and states are called."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from romduol.desk.looking.records import NATIONAL, OTHER, UNPLACED, Age, FigureKind, GapKind, Overview, Text
from romduol.ui.words import Words, phrase

CALLED = {
    Age.MONTH: phrase("called within a month"),
    Age.QUARTER: phrase("1 to 3 months ago"),
    Age.HALF_YEAR: phrase("3 to 6 months ago"),
    Age.YEAR: phrase("6 to 12 months ago"),
    Age.OLDER: phrase("more than a year ago"),
    Age.NEVER: phrase("never called"),
}
CHECKED = {
    **CALLED,
    Age.MONTH: phrase("checked within a month"),
    Age.NEVER: phrase("never checked"),
}
FIGURES = {
    FigureKind.CALLABLE: phrase("services with a number that can be called"),
    FigureKind.CALLED_LATELY: phrase("numbers that we called within six months"),
    FigureKind.CONTRADICTIONS: phrase("open contradictions"),
    FigureKind.HELD_BACK: phrase("places to stay that are held back"),
    FigureKind.TEXTS_READ: phrase("guide texts that a person has reviewed"),
}
SHOWINGS = {
    "call": phrase("button that calls"),
    "call_unconfirmed": phrase("button that calls, who answers is not confirmed"),
    "second": phrase("second button, with its year"),
    "after_tap": phrase("digits after one tap"),
    "two_owners": phrase("two owners: only on its own page"),
    "withheld": phrase("masked"),
    "do_not_call": phrase("taken back: do not call"),
}
TEXTS = {
    "missing": phrase("missing"),
    "outdated": phrase("outdated: the first text has changed"),
    "machine-drafted": phrase("machine-drafted, read by nobody"),
    "original": phrase("first text, not a translation"),
    "reviewed": phrase("reviewed by a person"),
}
SEVERITIES = {
    "critical": phrase("grave"),
    "high": phrase("serious"),
    "medium": phrase("costs time"),
    "low": phrase("does little harm"),
}
PLACES = {NATIONAL: phrase("Whole country"), UNPLACED: phrase("Place not known")}
NEEDS = {OTHER: phrase("Other help")}


def gap_words(kind: GapKind, count: int, words: Words) -> str:
    """Return what a gap is, to be read after its count."""
    ngettext = words.ngettext
    match kind:
        case GapKind.NEED_UNREACHED:
            return ngettext(
                "kind of help: no number in the country can be called for it",
                "kinds of help: no number in the country can be called for them",
                count,
            )
        case GapKind.PLACE_UNREACHED:
            return ngettext(
                "place where services are listed, and no number of theirs can be called",
                "places where services are listed, and no number of theirs can be called",
                count,
            )
        case GapKind.PLACE_EMPTY:
            return ngettext(
                "place of which no service of its own is known",
                "places of which no service of their own is known",
                count,
            )
        case GapKind.HELD_BACK:
            return ngettext(
                "place to stay is held back: nobody else says that one is free to leave",
                "places to stay are held back: nobody else says that one is free to leave",
                count,
            )
        case GapKind.NEVER_CALLED:
            return ngettext("number that nobody here has called", "numbers that nobody here has called", count)


class Names:
    """Calls places and kinds of help by their names in one language."""

    def __init__(self, overview: Overview, words: Words) -> None:
        self._overview = overview
        self.words = words

    def place(self, code: str) -> Markup:
        """Return what a row is called."""
        return self._named(code, self._overview.place_names, PLACES)

    def need(self, code: str) -> Markup:
        """Return what a column is called."""
        return self._named(code, self._overview.need_names, NEEDS)

    def _named(self, code: str, names: Mapping[str, Text], ours: Mapping[str, str]) -> Markup:
        return escape(self.words.gettext(ours[code])) if code in ours else said(names.get(code, {}), self.words.lang)

    def each(self, codes: tuple[str, ...], of: str) -> list[Markup]:
        """Return several names: of `places` or of `needs`."""
        return [self.place(code) if of == "places" else self.need(code) for code in codes]


def said(text: Text, lang: str) -> Markup:
    """Return a text in a language, or marked as what it is in where that language lacks it."""
    if lang in text:
        return escape(text[lang])
    return next((Markup('<span lang="{}">{}</span>').format(other, words) for other, words in text.items()), Markup())
