"""Tells an address of the web from a text that only begins like one."""

import re
from urllib.parse import urlsplit

# No sign of it could end an attribute or a line, whatever it is written into.
_ADDRESS = re.compile(r"https?://[^\s/?#@<>\"'`\\^{|}]+(?:[/?#][^\s<>\"`\\^{|}]*)?")


def is_address(text: str) -> bool:
    """Tell whether a text is an address with a host, without a name or a password in it."""
    try:
        return _ADDRESS.fullmatch(text) is not None and bool(urlsplit(text).hostname) and urlsplit(text).port != 0
    except ValueError:
        return False
