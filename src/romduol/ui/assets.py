"""Joins the style and script files into what each page carries inline, and tells the policy that allows them."""

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
STYLES = ("tokens", "base", "components", "guides", "emergency", "print")
"""What every page carries, in this order."""
OWN_STYLES = ("map", "paper")
"""What only the pages carry that ask for it."""
HANDING_IN = "handing_in"
"""The look of the pages on which readers hand something in, under a policy of their own."""
DESK = "desk"
"""The look of the desk, under a policy of its own: readers' pages need not name it."""
SCRIPTS = ("exit", "voice")
"""What every page carries."""
LATER = "aloud"
"""What a page fetches from this site once it knows that it is of use: so no page is heavier for it."""
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s+")
AROUND = re.compile(r"\s*([{};:,>])\s*")


@cache
def styles() -> str:
    """Return the styles of every page as one short text."""
    return "".join(map(_style, STYLES))


@cache
def own_styles(name: str) -> str:
    """Return the styles that only some pages carry, by the name of their file."""
    if name not in (*OWN_STYLES, HANDING_IN, DESK):
        raise KeyError(name)  # The policy would refuse it, and the page would stand there without its look.
    return _style(name)


def _style(name: str) -> str:
    text = (HERE / "css" / f"{name}.css").read_text("utf-8")
    text = AROUND.sub(r"\1", SPACE.sub(" ", COMMENTS.sub("", text)))
    return text.replace(";}", "}").strip()


@cache
def script() -> str:
    """Return the scripts of every page as one line."""
    return "".join(map(_script, SCRIPTS))


@cache
def leaving_script() -> str:
    """Return the script that leaves at once, as one line, for a page that stands alone."""
    return _script("exit")


@cache
def alone_policy(*scripts: str) -> str:
    """Return the policy of a page that stands alone in a file: these scripts, our looks, and no way to anybody."""
    looks = " ".join(map(_hash, (styles(), own_styles(HANDING_IN))))
    runs = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; style-src {looks}; script-src {runs}; img-src blob: data:; connect-src 'none'; "
        "form-action 'none'; base-uri 'none'"
    )


@cache
def later_script() -> str:
    """Return the script that pages fetch where it is of use, as one line."""
    return _script(LATER)


def _script(name: str) -> str:
    text = COMMENTS.sub("", (HERE / "js" / f"{name}.js").read_text("utf-8"))
    return "".join(line.strip() for line in text.splitlines())


@cache
def content_security_policy() -> str:
    """Return the policy under which pages work: nothing comes from another site, only our own style and script run."""
    return _readers_policy(OWN_STYLES)


@cache
def handing_in_policy() -> str:
    """Return the policy of the pages on which readers hand something in."""
    return _readers_policy((HANDING_IN,))


@cache
def reporting_policy() -> str:
    """Return the policy of the pages on which somebody reports: their script may also ask this site, and show a picture
    that was chosen on the phone, to draw it anew."""
    policy = handing_in_policy().replace("img-src data:", "img-src data: blob:")
    return f"{policy}; connect-src 'self'"


def _readers_policy(own: Sequence[str]) -> str:
    looks = " ".join(map(_hash, (styles(), *map(own_styles, own))))
    return (
        f"default-src 'none'; style-src {looks}; script-src {_hash(script())} 'self'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def desk_policy() -> str:
    """Return the policy of the desk's pages: our styles, and the scripts of this site alone."""
    looks = " ".join(map(_hash, (styles(), own_styles(DESK))))
    return (
        f"default-src 'none'; style-src {looks}; script-src 'self'; img-src data:; frame-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
