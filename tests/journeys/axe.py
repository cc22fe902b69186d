"""What axe-core finds on a page that a browser shows.

It takes most of its time over contrast, which it works out for each text by itself. Texts of the same colour, size and
weight on the same grounds have the same contrast, so of those it is shown one that it judges: it passes over single
signs, and over Khmer words that it takes for icons. What covers a text, or fills it otherwise, it is not asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
ONE_OF_EACH = "data-one-of-each"
PREPARE = f"axe.configure({{rules: [{{id: 'color-contrast', selector: '[{ONE_OF_EACH}]'}}]}})"
CHOOSE = """name => {
  axe.setup(document);
  const judges = axe._audit.rules.find(rule => rule.id === 'color-contrast').matches;
  const judged = one => one.textContent.trim().length > 1 && judges(one, axe.utils.getNodeFromTree(one));
  const grounds = new Map(), seen = new Set();
  const ground = one => {
    if (!one) return '';
    if (!grounds.has(one)) {
      const of = getComputedStyle(one);
      const own = [of.backgroundColor, of.backgroundImage, of.opacity, of.filter, of.mixBlendMode, of.position];
      for (const part of ['::before', '::after']) {
        const drawn = getComputedStyle(one, part);
        if (drawn.content !== 'none') own.push(drawn.backgroundColor, drawn.backgroundImage, drawn.position);
      }
      grounds.set(one, `${ground(one.parentElement)} > ${own}`);
    }
    return grounds.get(one);
  };
  for (const one of document.querySelectorAll('*')) {
    one.removeAttribute(name);
    const field = one.matches('input, select, textarea');
    if (!field && ![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const of = getComputedStyle(one), box = one.getBoundingClientRect();
    const shown = box.width > 1 && box.height > 1 && one.checkVisibility({visibilityProperty: true});
    const key = [of.color, of.fontSize, of.fontWeight, of.textShadow, one.disabled, shown, ground(one)].join();
    if (!field && seen.has(key)) continue;
    if (!field && shown && judged(one)) seen.add(key);
    one.setAttribute(name, '');
  }
  axe.teardown();
}"""
"""Marks each field, and the first text of each look: a hidden one never stands for one that is seen."""
FIND = """options => axe.run(document, options).then(found =>
  found.violations.map(one => `${one.impact} ${one.id}: ${one.nodes[0].html.slice(0, 120)}`))"""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds."""
    return _found(page, RULES)


def too_faint(page: Page) -> list[str]:
    """Return what axe-core finds of contrast alone, as in colours in which everything else is what it was."""
    return _found(page, CONTRAST)


def _found(page: Page, rules: Mapping[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        page.evaluate(PREPARE)
    page.evaluate(CHOOSE, ONE_OF_EACH)
    found: list[str] = page.evaluate(FIND, {"runOnly": rules, "resultTypes": ["violations"]})
    return found
