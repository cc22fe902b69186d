"""What a browser can tell of a page that it shows: its headings, targets, widths, and where its lines break.

Each function runs a script in the page by the browser's own door, so it works where pages run no scripts, and
returns what is wrong, in words; an empty list is a good page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page

from romduol.base.khmer import clusters

SMALLEST_TARGET = 44
"""CSS pixels, in height: a thumb finds a short word on a high line."""
FURTHEST = 400
"""Stops of the focus; no page has as many."""
LOWEST_KHMER_LINE = 1.6
"""Times the size of the letters: a subscript under a subscript needs that much."""

_SHOWN = """
const shown = element => element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
  && !element.closest('.vh, .skip');
const named = element => element.tagName.toLowerCase() + (element.className ? '.' + element.className : '') + ' "'
  + (element.textContent || element.value || '').trim().replace(/\\s+/g, ' ').slice(0, 40) + '"';
const texts = function* (root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.data.trim() && !['SCRIPT', 'STYLE', 'OPTION'].includes(node.parentElement.tagName)
      && shown(node.parentElement)) yield node;
};
const rects = node => { const range = document.createRange(); range.selectNodeContents(node);
  return [...range.getClientRects()].filter(box => box.width > 0); };
const block = element => { while (getComputedStyle(element).display === 'inline') element = element.parentElement;
  return element; };
"""


def tell(page: Page, script: str, given: Any = None) -> Any:
    """Run a script's body in the page, with our few words at hand; `given` is what it is given."""
    return page.evaluate(f"given => {{ {_SHOWN} {script} }}", given)


def headings(page: Page) -> list[str]:
    """Return what is wrong with the headings: one first heading, and no level left out."""
    found: list[tuple[int, str]] = tell(
        page,
        """return [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(shown)
             .map(one => [Number(one.tagName[1]), named(one)]);""",
    )
    levels = [0, *(level for level, _ in found)]
    wrong = [named for before, (level, named) in zip(levels, found, strict=False) if level > before + 1]
    return wrong if levels.count(1) == 1 else [*wrong, f"{levels.count(1)} headings of the first level"]


def landmarks(page: Page) -> list[str]:
    """Return which landmark is not there exactly once, and every navigation that shares its name with another."""
    wrong: list[str] = tell(
        page,
        """const once = ['header', 'main', 'footer'].filter(name => document.querySelectorAll(name).length !== 1);
           const names = [...document.querySelectorAll('nav')].map(one => one.getAttribute('aria-label') || '');
           const again = names.filter((name, at) => !name || names.indexOf(name) !== at);
           return [...once, ...again.map(name => 'nav ' + name)];""",
    )
    return wrong


def small_targets(page: Page) -> list[str]:
    """Return what is too small to be hit with a thumb; a link within a sentence may be as high as its line."""
    wrong: list[str] = tell(
        page,
        """
        const alone = link => {
          const around = block(link).cloneNode(true);
          around.querySelectorAll('a, button, summary, input, svg').forEach(one => one.remove());
          return !/[\\p{L}\\p{M}\\p{N}]/u.test(around.textContent);
        };
        const inline = one => getComputedStyle(one).display === 'inline';
        return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea')]
          .filter(shown)
          .filter(one => !inline(one) || alone(one))
          .filter(one => ![...one.getClientRects()].some(box => box.height >= given - .5 && box.width >= 20))
          .map(one => [named(one),
            ...[...one.getClientRects()].map(box => `${box.width | 0}x${box.height | 0}`)].join(' '));
        """,
        SMALLEST_TARGET,
    )
    return wrong


def beyond_the_edge(page: Page) -> list[str]:
    """Return every text that reaches beyond the screen, and whether the page scrolls sideways at all."""
    wrong: list[str] = tell(
        page,
        """
        const wide = document.documentElement.clientWidth;
        const found = [...texts(document.body)]
          .filter(node => rects(node).some(box => box.right > wide + 1 || box.left < -1))
          .map(node => named(node.parentElement));
        const whole = document.documentElement.scrollWidth;
        if (whole > wide) found.push(`scrolls to ${whole}`);
        return found;
        """,
    )
    return wrong


def cut_off(page: Page) -> list[str]:
    """Return every part whose text does not fit into it."""
    wrong: list[str] = tell(
        page,
        """
        const parts = new Set([...texts(document.body)].filter(node => node.parentElement.tagName !== 'TEXTAREA')
          .map(node => block(node.parentElement)));
        document.querySelectorAll('button, .btn, .tiles a, .pics a, .places a, .choices a, .ways a, summary')
          .forEach(one => shown(one) && parts.add(one));
        return [...parts].filter(one => {
          const style = getComputedStyle(one), clips = style.overflow !== 'visible';
          const boxed = one.matches('button, .btn, .tiles a, .pics a, .places a, .choices a, .ways a');
          return (clips || boxed)
            && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1);
        }).map(one => `${named(one)} ${one.scrollWidth}x${one.scrollHeight} in ${one.clientWidth}x${one.clientHeight}`);
        """,
    )
    return wrong


def covered(page: Page) -> list[str]:
    """Return every text with something else on top of it, wherever the page is scrolled to."""
    wrong: list[str] = tell(
        page,
        """
        document.documentElement.style.scrollBehavior = 'auto';
        const found = [...texts(document.body)].filter(node => {
          const near = rects(node)[0];
          if (!near) return false;
          if (near.top < 0 || near.bottom > innerHeight - 40 || near.top < 200) scrollBy(0, near.top - innerHeight / 2);
          return rects(node).filter(box => box.top >= 0 && box.bottom <= innerHeight).some(box =>
            [box.left + 1, (box.left + box.right) / 2, box.right - 1].some(x => {
              const top = document.elementFromPoint(x, (box.top + box.bottom) / 2);
              return top && !top.contains(node) && !node.parentElement.contains(top) && !top.closest('header');
            }));
        }).map(node => named(node.parentElement));
        scrollTo(0, 0);
        return found;
        """,
    )
    return wrong


def low_lines(page: Page) -> list[str]:
    """Return every Khmer text whose lines stand closer together than Khmer needs."""
    wrong: list[str] = tell(
        page,
        """
        return [...texts(document.body)].filter(node => /[\\u1780-\\u17dd]/.test(node.data)).flatMap(node => {
          const style = getComputedStyle(node.parentElement);
          const ratio = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
          return ratio >= given - .01 ? [] : [`${named(node.parentElement)} ${style.lineHeight}/${style.fontSize}`];
        });
        """,
        LOWEST_KHMER_LINE,
    )
    return wrong


def torn_clusters(page: Page) -> list[str]:
    """Return every place where a line of Khmer ends within a cluster, shown by a bar."""
    broken: list[tuple[str, list[int]]] = tell(
        page,
        """
        const found = [], range = document.createRange();
        const line = (node, at) => { range.setStart(node, at); range.setEnd(node, at + 1);
          const boxes = range.getClientRects(); return boxes.length ? boxes[boxes.length - 1] : null; };
        const apart = (one, other) => other.top >= one.bottom - one.height / 3;
        const ends = (node, from, to) => {  // Lines follow one another, so only halves that differ are looked into.
          let first = from, last = to;
          while (first < last && !line(node, first)) first++;
          while (last > first && !line(node, last)) last--;
          if (first >= last || !apart(line(node, first), line(node, last))) return [];
          if (last - first === 1) return [last];
          let middle = (first + last) >> 1;
          while (middle < last && !line(node, middle)) middle++;
          if (middle === last) return [last];
          return [...ends(node, first, middle), ...ends(node, middle, last)];
        };
        for (const node of texts(document.body)) {
          if (!/[\u1780-\u17dd]/.test(node.data) || rects(node).length < 2) continue;
          const breaks = ends(node, 0, node.data.length - 1);
          if (breaks.length) found.push([node.data, breaks]);
        }
        return found;
        """,
    )
    return [
        f"{text[max(0, at - 12) : at]}|{text[at : at + 12]}" for text, ats in broken for at in ats if tears(text, at)
    ]


def tears(text: str, at: int) -> bool:
    """Tell whether a break at an offset of the text parts a Khmer cluster."""
    return "\u1780" <= text[at] <= "\u17dd" and clusters(text[:at]) + clusters(text[at:]) != clusters(text)


@contextmanager
def letters_twice_as_large(page: Page) -> Iterator[None]:
    """Set the reader's size of letters to twice the usual one, as the settings of a phone do, for a while."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    try:
        yield
    finally:
        session.detach()  # The setting lasts as long as the session.


@dataclass(frozen=True)
class Step:
    """One stop of the focus."""

    place: int
    """Where it stands among everything in the page that can take the focus."""
    name: str
    ringed: bool
    """True where a ring shows that it has the focus."""
    hidden: bool
    """True where nothing of it is seen, or the header covers it."""


def walk(page: Page, key: str) -> Iterator[Step]:
    """Press a key until the focus leaves the page; yields each stop. Goes on from where the focus stands."""
    seen: set[int] = set()
    for _ in range(FURTHEST):
        page.keyboard.press(key)
        stop = tell(
            page,
            """
            const one = document.activeElement;
            if (one === document.body || one === document.documentElement) return null;
            const all = [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
              .filter(one => one.type !== 'hidden' && one.checkVisibility());
            const header = document.querySelector('header').getBoundingClientRect().bottom;
            const boxes = [...one.getClientRects()], style = getComputedStyle(one);
            const free = one.closest('header, .skip') !== null;
            const seen = boxes.some(box => box.bottom > (free ? 0 : header) + 8 && box.top < innerHeight - 8);
            return {place: all.indexOf(one), name: named(one), hidden: !seen,
              ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
            """,
        )
        if stop is None or stop["place"] in seen:  # From the last stop a browser may go on to the first.
            return
        seen.add(stop["place"])
        yield Step(**stop)
