"""Draws what a search found: each kind by itself, with place and level."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from romduol.channels.web import addresses
from romduol.channels.web.answer_pages import LEVEL_WORDS, LEVELS
from romduol.channels.web.forms import Question, title_to_correct
from romduol.channels.web.reader import NATIONAL
from romduol.channels.web.sheets import Sheet
from romduol.knowledge.answers.records import Found
from romduol.knowledge.releases.records import Kind, PlainLevel
from romduol.ui.words import Words, phrase, words_of

KINDS = {
    "place": phrase("Places"),
    "service": phrase("Services"),
    "organization": phrase("Organisations"),
    "line": phrase("Lines to call"),
    "guide": phrase("Guides"),
    "section": phrase("Guides"),
    "topic": phrase("What is said about…"),
}
"""Kind -> the words above its results, in the order in which they stand."""
MARKED = (Kind.LINE, Kind.SERVICE, Kind.PLACE)
MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was found, for a reader."""

    mark: str
    """What stands around it in a page, so that it can be taken back as it is served."""
    href: str
    title: str
    lang: str
    """The language of its words, where it is not the reader's."""
    about: tuple[str, ...]
    text: str
    level: tuple[str, str] | None


def found_sheet(found: Iterable[Found], asked: Question, lang: str, kept: str, places: Mapping[str, str]) -> Sheet:
    """Return the page of what was found; `places` names the provinces, `kept` stands for what was typed."""
    words = words_of(lang)
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for one in found:
        groups[words.gettext(KINDS[one.kind])].append(_row(one, words, places))
    order = list(dict.fromkeys(map(words.gettext, KINDS.values())))
    shows = {
        "typed": kept,
        "problem": words.gettext(asked.problem) if asked.problem else "",
        "groups": None if asked.problem else sorted(groups.items(), key=lambda group: order.index(group[0])),
    }
    title = title_to_correct("Find", words) if asked.problem else words.gettext("What we found")
    return Sheet(addresses.FIND, "find.html", title, shows)


def _row(one: Found, words: Words, places: Mapping[str, str]) -> Row:
    return Row(
        mark=f"{one.kind}:{one.code}" if one.kind in MARKED else "",
        href=addresses.href(words.lang, one.code),
        title=one.title,
        lang="" if one.language == words.lang else one.language,
        about=(*filter(None, [one.within]), *_places(one, words, places)),
        text=one.text,
        level=_level(one, words),
    )


def _places(one: Found, words: Words, places: Mapping[str, str]) -> list[str]:
    if one.kind == Kind.PLACE:
        return []
    if NATIONAL in one.places:
        return [words.gettext("the whole country")]
    named = dict.fromkeys(places[code[:2]] for code in one.places if code[:2] in places)
    rest = len(named) - MOST_PLACES
    more = [words.ngettext("and %(num)s more", "and %(num)s more", rest) % {"num": rest}] if rest > 0 else []
    return [*list(named)[:MOST_PLACES], *more]


def _level(one: Found, words: Words) -> tuple[str, str] | None:
    if not one.standing:
        return None
    level = LEVELS.get(one.standing, PlainLevel.NOT_RELIED)
    return level.value, words.gettext(LEVEL_WORDS[level])
