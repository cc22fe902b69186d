"""What a file tells of itself in words: whose it is, how old, how long it may be used, how sure its facts are."""

from collections.abc import Iterator

from romduol.channels.api.giving import words
from romduol.channels.api.giving.gathering import Gathered, gettext
from romduol.channels.api.giving.told import said
from romduol.channels.api.licence import LICENSE, LICENSE_URL

Line = tuple[str, str]
"""What is told, and the words; where the first is empty, the line goes on what was told before."""


def lines(gathered: Gathered, lang: str) -> Iterator[Line]:
    """Yield what stands on the first sheet of a workbook."""

    def say(text: str) -> str:
        return gettext(lang, text).replace("`", "")

    yield say(words.PART), part(gathered, lang)
    yield from constant(gathered, lang)
    yield "", say(words.TERMS)
    yield "", LICENSE_URL
    yield from _several(say(words.MAY_NOT), map(say, words.NEVER))
    yield from _several(say(words.HOW_SURE), map(say, words.LEVELS.values()))
    yield from _several("", (f"{code} = {say(text)}" for code, text in words.STANDINGS.items()))
    yield from _several(say(words.HOW_TO_CALL), (f"{code} = {say(text)}" for code, text in words.SHOWINGS.items()))
    yield "", say(words.NOT_HERE)
    yield say(words.TAKEN), say(words.TAKEN_SINCE)


def constant(gathered: Gathered, lang: str) -> Iterator[Line]:
    """Yield what every row of a plain table carries too: licence, release, day, last day, who keeps it."""
    manifest = gathered.manifest
    kept_by = said(gathered.told.operator, lang) or gettext(lang, words.NOBODY)
    yield gettext(lang, words.LICENCE), LICENSE
    yield gettext(lang, words.RELEASE), manifest.release
    yield gettext(lang, words.DAY), manifest.edition_of.isoformat()
    yield gettext(lang, words.USE_UNTIL), manifest.expires_on.date().isoformat()
    yield gettext(lang, words.KEPT_BY), kept_by


def part(gathered: Gathered, lang: str) -> str:
    """Return which part of the directory a file holds, in words."""
    choice, told = gathered.choice, gathered.told
    found = []
    if choice.province:
        place = said(told.provinces[choice.province], lang)
        found.append(gettext(lang, words.PROVINCE) % {"place": place})
    if choice.need:
        found.append(gettext(lang, words.NEED) % {"need": said(told.needs[choice.need].name, lang)})
    return " ".join(found) or gettext(lang, words.WHOLE)


def _several(label: str, texts: Iterator[str]) -> Iterator[Line]:
    for text in texts:
        yield label, text
        label = ""
