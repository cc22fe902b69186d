"""Renders an edition into web pages, one at a time, in every language that has a catalogue."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from romduol.channels.web import addresses
from romduol.channels.web.pages import all_sheets
from romduol.channels.web.pages.withdrawn import notices
from romduol.channels.web.reader import Reader, provinces
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Draft, Edition, Page
from romduol.knowledge.releases.rules.naming import FRAMES
from romduol.ui import formatting
from romduol.ui.assets import content_security_policy, later_script
from romduol.ui.templates import environment

TEMPLATES = Path(__file__).resolve().parent / "templates"
MEDIA_TYPE = "text/html; charset=utf-8"
SCRIPT_TYPE = "text/javascript; charset=utf-8"
LANGUAGE_NAMES = {"km": "ខ្មែរ", "en": "English"}
NOTICES = "_/notices.json"
"""The private path of what is put in place of whatever is taken back after a page was drawn."""
KEPT = ("root", "handed_in", "tell", "trial", "drafted", "exit", "day", "others", "provinces")


class WebRenderer:
    """The web channel's way to turn an edition into pages."""

    def render(self, edition: Edition) -> Iterator[Page | Draft]:
        """Yield every page in every language; the bare address is the home page of the first language."""
        languages = edition.info.languages
        yield Page(addresses.ALOUD, SCRIPT_TYPE, later_script().encode())
        frames = {lang: Frame(edition, lang).kept() for lang in languages}
        # Answers to what people type are drawn later, in the same frame as the pages of this release.
        yield Page(FRAMES, "application/json", orjson.dumps(frames), private=True)
        told = {lang: notices(Reader(edition, lang), drawn_by(edition, lang)) for lang in languages}
        yield Page(NOTICES, "application/json", orjson.dumps(told), private=True)
        for lang in languages:
            teller = Teller(Reader(edition, lang))
            for planned in all_sheets(teller):
                yield _draft(addresses.within(lang, planned.path), planned, teller)
                if lang == languages[0] and planned.path == addresses.HOME:
                    yield _draft(addresses.HOME, planned, teller)


def _draft(path: str, planned: Planned, teller: Teller) -> Draft:
    made_by = f"{planned.make.__module__}.{planned.make.__qualname__}"
    return Draft(
        path=path,
        media_type=MEDIA_TYPE,
        make=partial(_drawn, planned, teller),
        given=(teller.reader.lang, made_by, planned.path, *planned.given),
        policy=content_security_policy(),
    )


def _drawn(planned: Planned, teller: Teller) -> bytes:
    reader = teller.reader
    return draw_with(Frame(reader.edition, reader.lang), reader.lang, planned.sheet(teller)).encode()


def draw_with(around: "Mapping[str, Any] | Frame", lang: str, sheet: Sheet) -> str:
    """Return a page as HTML, in the frame that stands on every page."""
    template = environment(lang, (TEMPLATES,)).get_template(sheet.template)
    return template.render(frame=around, path=sheet.path, title=sheet.title, **sheet.shows)


def drawn_by(edition: Edition, lang: str) -> Callable[[Sheet], str]:
    """Return what draws a page of a language in its frame."""
    return partial(draw_with, Frame(edition, lang), lang)


class Frame:
    """What stands on every page: who keeps the site, the way out, the other languages; the day where it is asked for.

    Each part is read when a template asks for it, so that only the pages that tell the day are new on another day.
    """

    def __init__(self, edition: Edition, lang: str) -> None:
        self._edition = edition
        self._lang = lang

    @property
    def root(self) -> str:
        """The address of the home page."""
        return addresses.href(self._lang, addresses.HOME)

    @property
    def handed_in(self) -> str:
        """What the address begins with under which readers say what is wrong with a page: at the origin, where it is
        known, since mirrors and plain files take nothing."""
        return self._edition.info.address + addresses.HANDED_IN.format(lang=self._lang)

    @property
    def tell(self) -> str:
        """The address under which somebody tells what happened: at the origin likewise."""
        return self._edition.info.address + addresses.TOLD.format(lang=self._lang)

    @property
    def trial(self) -> bool:
        """True where nobody keeps the site up."""
        return self._edition.info.operator is None

    @property
    def drafted(self) -> bool:
        """True where no person has reviewed the words."""
        return self._edition.info.wording.get(self._lang) == "machine-drafted"

    @property
    def exit(self) -> str:
        """The address of the way out."""
        return self._edition.info.exit_url

    @property
    def day(self) -> str:
        """The day whose picture is shown, in words."""
        return formatting.day(self._edition.today, self._lang)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The other languages: code and name."""
        languages = self._edition.info.languages
        return [(other, LANGUAGE_NAMES.get(other, other)) for other in languages if other != self._lang]

    @property
    def provinces(self) -> list[tuple[str, str]]:
        """The provinces to choose from: code and name."""
        found = (self._edition.places[code] for code in provinces(self._edition, self._lang))
        # A choice can hold no marks, so a name in another language stands plain.
        return [(place.code, place.name.get(self._lang) or next(iter(place.name.values()))) for place in found]

    def kept(self) -> dict[str, object]:
        """Return all of it, as a release keeps it."""
        return {name: getattr(self, name) for name in KEPT}
