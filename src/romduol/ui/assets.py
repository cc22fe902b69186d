"""Joins the style and script files into what each page carries inline, and tells the policy that allows them."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
STYLES = ("tokens", "base", "components", "guides", "emergency")
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s+")
AROUND = re.compile(r"\s*([{};:,>])\s*")


@cache
def styles() -> str:
    """Return all styles as one short text."""
    text = "".join((HERE / "css" / f"{name}.css").read_text("utf-8") for name in STYLES)
    text = AROUND.sub(r"\1", SPACE.sub(" ", COMMENTS.sub("", text)))
    return text.replace(";}", "}").strip()


@cache
def script() -> str:
    """Return the quick-exit script as one line."""
    text = COMMENTS.sub("", (HERE / "js" / "exit.js").read_text("utf-8"))
    return "".join(line.strip() for line in text.splitlines())


@cache
def content_security_policy() -> str:
    """Return the policy under which pages work: nothing is loaded from anywhere, only our own style and script run."""
    return (
        f"default-src 'none'; style-src {_hash(styles())}; script-src {_hash(script())}; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
