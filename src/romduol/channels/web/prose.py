"""Draws the text of a guide's section as HTML: paragraphs, lists, marks behind sentences, lines to call."""

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from romduol.base.khmer import KHMER
from romduol.channels.web.line_cards import LineCard, card
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition, guide_parser, line_shown, path_of
from romduol.knowledge.releases.rules.tracing import Derived

_BEFORE_A_MARK = re.compile(r"\s+(?=<sup>)")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text, or a line to call."""

    html: Markup
    line: LineCard | None = None


class _Drawn(RendererHTML):
    """Draws tokens; each kind of token that is not plain CommonMark has a method of its name."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        html = str(super().text(tokens, idx, options, env))
        return html if env["lang"] == "km" else KHMER.sub(r'<span lang="km">\g<0></span>', html)

    def mark(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        return str(env["beside"](tokens[idx].content))

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        tokens[idx].attrSet("href", env["href"](str(tokens[idx].attrGet("href"))))
        return self.renderToken(tokens, idx, options, env)


def blocks(body: str, lang: str, teller: Teller, beside: Callable[[str], Markup]) -> Iterator[Block]:
    """Yield the text, which is in a language, in stretches, and the lines that stand between them."""
    reader, parser = teller.reader, guide_parser()

    def href(target: str) -> str:
        return reader.href(_sheet(reader.edition, *target.partition("#")))

    env = {"lang": lang, "beside": beside, "href": href}
    held: list[Token] = []
    for chunk in _chunks(parser.parse(body)):
        key = line_shown(chunk[1].content) if chunk[0].type == "paragraph_open" else None
        if key is None:
            held.extend(chunk)
            continue
        yield from _stretch(held, parser.options, env)
        held = []
        line = teller.reader.edition.lines.get(key)
        if line is not None:
            yield Block(Markup(), card(line, teller))
    yield from _stretch(held, parser.options, env)


@Derived
def _sheet(edition: Edition, code: str, _: str, anchor: str) -> str:
    """Return the page that a link means: a section of a guide may stand on a later sheet."""
    guide = next((guide for guide in edition.guides.values() if guide.code == code), None)
    if guide is None or not anchor:
        return code
    sections = next(iter(guide.texts.values())).sections
    return f"{path_of(guide, next((one.id for one in sections if one.anchor == anchor), ''))}#{anchor}"


def _stretch(tokens: list[Token], options: OptionsDict, env: dict[str, Any]) -> Iterator[Block]:
    if tokens:
        html = _BEFORE_A_MARK.sub("", _Drawn().render(tokens, options, env))
        yield Block(Markup(html))  # noqa: S704 - the reader of packs refuses raw HTML, and the parser escapes it


def _chunks(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield each paragraph, list or heading of the outermost level."""
    chunk: list[Token] = []
    for token in tokens:
        chunk.append(token)
        if token.level == 0 and token.nesting <= 0 and token.type != "inline":
            yield chunk
            chunk = []
