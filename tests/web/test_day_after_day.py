"""A new day makes few new pages: the others keep their bytes, for the server, its mirrors and each phone."""

from datetime import timedelta

import pytest
from tests.web.editions import REAL, TODAY, drawn, html_of, pages_of

from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack

TOLD_ON = ("", "h", "a")
"""The pages that say of which day they are."""


def test_nearly_all_pages_are_shared_between_two_days():
    first = {path: page.body for path, page in pages_of(REAL).items()}
    second = {page.path: page.body for page in drawn(edition_of_pack(read_pack(REAL), TODAY + timedelta(days=1)))}
    shared = [path for path, body in first.items() if second[path] == body]
    assert len(shared) >= 0.95 * len(first) > 500


@pytest.mark.parametrize(("lang", "words"), [("en", "As known on 22 November 2026."), ("km", "តាមអ្វីដែលយើងដឹង")])
def test_the_day_stands_where_it_is_looked_for_and_nowhere_else(lang, words):
    for path in (*TOLD_ON, "e", "l", "n", "p", "404"):
        assert (words in html_of(REAL, f"{lang}/{path}")) == (path in TOLD_ON), path
