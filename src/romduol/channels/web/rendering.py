"""Renders an edition into web pages, one at a time, in every language that has a catalogue."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from romduol.channels.web import addresses
from romduol.channels.web.pages import all_sheets
from romduol.channels.web.pages.withdrawn import notices
from romduol.channels.web.reader import Reader
from romduol.channels.web.sheets import Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition, Page
from romduol.ui import formatting
from romduol.ui.assets import content_security_policy
from romduol.ui.templates import environment

TEMPLATES = Path(__file__).resolve().parent / "templates"
MEDIA_TYPE = "text/html; charset=utf-8"
LANGUAGE_NAMES = {"km": "ខ្មែរ", "en": "English"}
FRAMES = "_/frames.json"
"""The private path under which a release keeps the frame of its pages."""
NOTICES = "_/notices.json"
"""The private path of what is put in place of whatever is taken back after a page was drawn."""


class WebRenderer:
    """The web channel's way to turn an edition into pages."""

    def render(self, edition: Edition) -> Iterator[Page]:
        """Yield every page in every language; the bare address is the home page of the first language."""
        policy = content_security_policy()
        frames = {lang: frame(edition, lang) for lang in edition.info.languages}
        # Answers to what people type are drawn later, in the same frame as the pages of this release.
        yield Page(FRAMES, "application/json", orjson.dumps(frames), private=True)
        told = {lang: notices(Reader(edition, lang), drawn_by(around, lang)) for lang, around in frames.items()}
        yield Page(NOTICES, "application/json", orjson.dumps(told), private=True)
        for lang, around in frames.items():
            for sheet in all_sheets(Teller(Reader(edition, lang))):
                body = draw_with(around, lang, sheet).encode()
                yield Page(addresses.within(lang, sheet.path), MEDIA_TYPE, body, policy=policy)
                if lang == edition.info.languages[0] and sheet.path == addresses.HOME:
                    yield Page(addresses.HOME, MEDIA_TYPE, body, policy=policy)


def draw_with(around: Mapping[str, Any], lang: str, sheet: Sheet) -> str:
    """Return a page as HTML, in the frame that stands on every page."""
    template = environment(lang, (TEMPLATES,)).get_template(sheet.template)
    return template.render(frame=around, path=sheet.path, title=sheet.title, **sheet.shows)


def drawn_by(around: Mapping[str, Any], lang: str) -> Callable[[Sheet], str]:
    """Return what draws a page of a language in its frame."""
    return lambda sheet: draw_with(around, lang, sheet)


def frame(edition: Edition, lang: str) -> Mapping[str, Any]:
    """Return what stands on every page: who keeps the site, its date, the way out, the other languages."""
    info = edition.info
    return {
        "root": addresses.href(lang, addresses.HOME),
        "trial": info.operator is None,
        "drafted": info.wording.get(lang) == "machine-drafted",
        "exit": info.exit_url,
        "day": formatting.day(edition.today, lang),
        "others": [(other, LANGUAGE_NAMES.get(other, other)) for other in info.languages if other != lang],
    }
