"""Somebody whose browser runs no script: opens pages, fills forms in, and sends them back as they came."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from tests.care.served import Answer, Form, Sender

Given = Mapping[str, str | list[str]]
Files = Sequence[tuple[str, str, bytes]]
_SHOWN = re.compile(r"<p class=\"code digits\"[^>]*>(.*?)</p>", re.DOTALL)
_GROUP = re.compile(r"<span>(\d{4})</span>")


@dataclass
class Visitor:
    """One person, with the code that they wrote down."""

    sender: Sender
    lang: str = "km"
    word: str = ""
    code: str = ""
    written: dict[str, list[str]] = field(default_factory=dict)

    def begins(self, about: str = "me", kind: str = "violence") -> Answer:
        """Walk through the steps until the form, and write its code down."""
        address = f"/in/{self.lang}/r"
        assert self.sender.get(address).status == 200
        assert self.sender.form(address, {"about": about}).status == 200
        page = self.sender.form(address, {"about": about, "kind": kind})
        assert page.status == 200
        self.written = dict(Form(page.text).fields)
        self.code = code_on(page.text)
        return page

    def sends(self, fields: Given, files: Files = ()) -> Answer:
        """Send the form as it was filled in."""
        given = {**self.written, "word": self.word, **fields}
        return self.sender.parts(f"/in/{self.lang}/r", given, {"file": list(files)})

    def comes_back(self, action: str = "open", files: Files = (), **more: str) -> Answer:
        """Show the code and the word, and do something."""
        given = {"code": self.code, "word": self.word, "action": action, **more}
        if files:
            return self.sender.parts(f"/in/{self.lang}/r/b", given, {"file": list(files)})
        return self.sender.form(f"/in/{self.lang}/r/b", given)


def code_on(page: str) -> str:
    """Return the code that a page shows, as somebody writes it down."""
    found = _SHOWN.search(page)
    assert found, "the page shows no code"
    code = "".join(_GROUP.findall(found[1]))
    assert len(code) == 24
    return code


def read(page: Answer) -> str:
    """Return what a page says, as it is read."""
    return unescape(re.sub(r"<[^>]+>", "\n", page.text))
