"""Reads the text of a guide as tokens: CommonMark, and `[^subject]` for what a sentence rests on."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MARK = re.compile(r"\[\^([^\]\s]*)\]")
LINE = re.compile(r"\[line ([^\]]*)\]")
"""A paragraph that is only this shows a phone line."""
_BEFORE_A_STOP = re.compile(r"\s+([.,;:!?។៕])")


@cache
def parser(*, html: bool = False) -> MarkdownIt:
    """Return what reads a guide, made once; with `html`, raw HTML becomes tokens of its own and not text."""
    found = MarkdownIt("commonmark", {"html": html})
    found.inline.ruler.before("link", "mark", _mark)
    found.parse("a [^b]")  # Its rules are put together now: two threads at once would read half of them.
    return found


def _mark(state: StateInline, silent: bool) -> bool:
    found = MARK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("mark", "", 0).content = found[1]
    state.pos = found.end()
    return True


def plain(tokens: Iterable[Token]) -> str:
    """Return the words of inline tokens, without marks, emphasis and links."""
    text = "".join(_words(tokens))
    return _BEFORE_A_STOP.sub(r"\1", " ".join(text.split()))


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "text":
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


def subjects(text: str) -> tuple[str, ...]:
    """Return what a text rests on, each once, in its order."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def line_shown(text: str) -> str | None:
    """Return the digits of the line that a paragraph shows, or None where it is prose."""
    found = LINE.fullmatch(text.strip())
    return found[1].strip() if found else None
