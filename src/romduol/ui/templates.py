"""Builds the template environment of a language: strict, escaping, compiled once."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from romduol.ui import formatting
from romduol.ui.assets import own_styles, script, styles
from romduol.ui.words import Words, words_of

OURS = Path(__file__).resolve().parent / "templates"


def environment(lang: str, folders: Sequence[Path] = ()) -> Environment:
    """Return the environment of a language; a channel's folders are looked into before ours."""
    return _environment(lang, tuple(folders))


@cache
def _environment(lang: str, folders: tuple[Path, ...]) -> Environment:
    made = Environment(
        loader=FileSystemLoader([*folders, OURS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(_=_gettext(words_of(lang)), ngettext=_ngettext(words_of(lang)))
    made.globals.update(lang=lang, styles=Markup(styles()), script=Markup(script()))  # noqa: S704 - our own files
    made.globals.update(own_styles=_own_styles)
    made.filters["number"] = formatting.number
    made.filters["host"] = formatting.host
    made.filters["day"] = partial(formatting.day, lang=lang)
    return made


def _own_styles(name: str) -> Markup:
    """Return `own_styles` for templates: the look of this name, for the pages that ask for it."""
    return Markup(own_styles(name))  # noqa: S704 - our own files


def _gettext(words: Words) -> Callable[..., Markup]:
    """Return `_` for templates: escaped once, since a page asks for the same few hundred texts all the time."""
    known: dict[str, Markup] = {}

    def gettext(text: str, **parts: object) -> Markup:
        found = known.get(text)
        if found is None:
            found = known[text] = escape(words.gettext(text))
        return found % {name: escape(part) for name, part in parts.items()} if parts else found

    return gettext


def _ngettext(words: Words) -> Callable[[str, str, int], Markup]:
    """Return `ngettext` for templates; `%(num)s` in the text becomes the number."""

    def ngettext(one: str, many: str, count: int) -> Markup:
        return escape(words.ngettext(one, many, count)) % {"num": formatting.number(count)}

    return ngettext
