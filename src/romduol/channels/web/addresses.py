"""The one place that knows the paths of pages: short and neutral, since a history shows them."""

from romduol.knowledge.releases.records import page_code, stable_id

HOME = ""
EMERGENCY = "e"
PLACES = "p"
ORGANIZATIONS = "o"
SERVICES = "s"
LINES = "l"
NUMBER = "n"
ASK = "q"
FIND = "f"
GUIDES = "g"
SOURCES = "c"
DISAGREEMENTS = "d"
HOW_WE_CHECK = "h"
ABOUT = "a"
TRACES = "x"
MAP = "w"
PAPER = "k"
PROGRAMS = "b"
TAKING = "y"
NOT_FOUND = "404"
BROKEN = "500"
UNANSWERED = "405"
TOO_LONG = "413"
BUSY = "429"
ALOUD = "r"
"""Stands under no language, as the bare address does."""
FACES = ("in", "desk")
"""What other faces begin with: what readers hand in, and the desk."""
FILES = "/api/files/"
"""Under it lie the files that somebody takes away."""
HANDED_IN = "/in/{lang}/s/"
"""Under it, and the path of a page, readers say what is wrong with that page."""
TOLD = "/in/{lang}/r"
"""Where somebody tells, sealed, what happened. The words of links to it are such that nobody else learns anything."""
WENT = "/in/{lang}/v/"
"""Under it, and the path of a service's page, people say how it was there."""


def place(code: str) -> str:
    """Return the path of a place's page."""
    return f"p{code}"


def map_of(number: int) -> str:
    """Return the path of the map of one need; 0 is the map of all of them."""
    return f"{MAP}{number or ''}"


def paper(code: str = "") -> str:
    """Return the path of a place's paper; without a code, of the whole country's."""
    return f"{PAPER}{code}"


def source(pack: str, source_id: str) -> str:
    """Return the path of a source's page."""
    return page_code("source", stable_id(pack, f"source/{source_id}"))


def file(lang: str, ending: str, part: str = "") -> str:
    """Return what a link to a file says that somebody takes away; `part` is a province's code or stands for a need."""
    return f"{FILES}directory{f'-{part}' if part else ''}-{lang}.{ending}"


def sheet(path: str, number: int) -> str:
    """Return the path of a sheet of a long list; the first sheet is the list itself."""
    return path if number == 1 else f"{path}-{number}"


def within(lang: str, path: str) -> str:
    """Return a path under its language, as releases name it: no leading slash."""
    return f"{lang}/{path}"


def href(lang: str, path: str) -> str:
    """Return what a link to a page says."""
    return f"/{lang}/{path}"


def language_in(path: str) -> str:
    """Return the language that the path of a request names: its first part, or the second under another face."""
    first, _, rest = path.lstrip("/").partition("/")
    return rest.partition("/")[0] if first in FACES else first
