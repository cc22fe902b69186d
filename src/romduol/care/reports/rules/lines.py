"""Takes the lines that may be called first out of a page of the release, as readers get it."""

from __future__ import annotations

import re

from markupsafe import Markup

MOST = 3
_LINE = re.compile(r'<li class="card line"><!--w:[^>]*-->(.*?)<!--/w:', re.DOTALL)
_WHO = re.compile(r'<p class="who">.*?</p>', re.DOTALL)
_CALL = re.compile(r'<a class="btn(?: second)?" href="tel:[+0-9]+">.*?</a>', re.DOTALL)
_POLICE = '<p class="police">'
_STANDING = re.compile(r'<details class="lvl [a-z_]+"><summary>.*?<span>(.*?)</span></summary>', re.DOTALL)
_LINK = re.compile(r"</?a\b[^>]*>")


def first_lines(html: str, most: int = MOST, *, alone: bool = False) -> list[Markup]:
    """Return the first lines that may be called, each with who answers; those of police, and what is taken back, not.

    For a page that stands `alone`, away from the site, each tells its standing, and links to no other page. What is
    taken out is escaped already: it is a page of ours, from a signed release.
    """
    found = []
    for card in _LINE.findall(html):
        who, call = _WHO.search(card), _CALL.search(card)
        if who and call and _POLICE not in card:
            told = _alone(who[0], call[0], card) if alone else who[0] + call[0]
            found.append(Markup(told))  # noqa: S704 - a page of the release
        if len(found) == most:
            break
    return found


def _alone(who: str, call: str, card: str) -> str:
    standing = _STANDING.search(card)
    told = f'<p class="hint">{_LINK.sub("", standing[1])}</p>' if standing else ""
    return _LINK.sub("", who) + call + told
