"""The one place that knows the paths of pages: short and neutral, since a history shows them."""

from base64 import b32encode
from uuid import NAMESPACE_URL, UUID, uuid5

HOME = ""
EMERGENCY = "e"
PLACES = "p"
ORGANIZATIONS = "o"
SERVICES = "s"
LINES = "l"
NUMBER = "n"
TOPICS = "t"
SOURCES = "c"
DISAGREEMENTS = "d"
HOW_WE_CHECK = "h"
ABOUT = "a"
NOT_FOUND = "404"
BROKEN = "500"


def place(code: str) -> str:
    """Return the path of a place's page."""
    return f"p{code}"


def source(pack: str, source_id: str) -> str:
    """Return the path of a source's page; the formula is that of every page code, so that it never moves."""
    found = UUID(str(uuid5(NAMESPACE_URL, f"romduol/{pack}/source/{source_id}")))
    return "c" + b32encode(found.bytes).decode().lower()[:10]


def sheet(path: str, number: int) -> str:
    """Return the path of a sheet of a long list; the first sheet is the list itself."""
    return path if number == 1 else f"{path}-{number}"


def within(lang: str, path: str) -> str:
    """Return a path under its language, as releases name it: no leading slash."""
    return f"{lang}/{path}"


def href(lang: str, path: str) -> str:
    """Return what a link to a page says."""
    return f"/{lang}/{path}"
