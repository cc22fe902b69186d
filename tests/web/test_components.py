"""The page of components shows every part, in each language, and nothing that anybody could dial."""

import re
from pathlib import Path

import html5lib
import pytest

from romduol.channels.web import components, rendering
from romduol.config.cli import main
from romduol.ui import templates

FOLDERS = (templates.OURS / "components", rendering.TEMPLATES / "components")
PAGE = (rendering.TEMPLATES / "components.html").read_text("utf-8")
INSIDE = {"frame_root"}
"""Macros that only stand inside another one."""


def macros() -> set[str]:
    """Return the name of every macro of every component file."""
    files = [file for folder in FOLDERS for file in folder.glob("*.html")]
    return {name for file in files for name in re.findall(r"{% macro (\w+)", file.read_text("utf-8"))}


def test_every_component_is_shown():
    assert len(macros()) > 20
    names = {"services": "service_list", "guides": "guide_list", "card": "cards", "disagreement": "disagreed"}
    called = set(re.findall(r"(?:parts\.)?(\w+)\(", PAGE))
    assert {name for name in macros() - INSIDE if not {name, names.get(name)} & called} == set()


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_page_is_valid_and_dials_nobody(lang):
    html = components.drawn(lang)
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    dialled = re.findall(r'href="tel:([^"]+)"', html)
    assert len(dialled) > 6
    assert all(number.startswith("+85599000") for number in dialled)


def test_every_way_to_show_a_line_and_every_level_is_there():
    html = components.drawn("en")
    for level in ("called", "said", "not_relied"):
        assert f'class="lvl {level}"' in html
    for words in ("Show the number", "We hold this number back", "Do not call this number", "Sources name different"):
        assert words in html


def test_the_command_writes_a_file_for_each_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["components", "--to", str(tmp_path / "new")]) == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["en.html", "km.html"]
    assert str(tmp_path / "new" / "km.html") in capsys.readouterr().out
