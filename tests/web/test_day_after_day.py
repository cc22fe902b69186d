"""A new day makes few new pages: the others keep their bytes, for the server, its mirrors and each phone."""

from datetime import timedelta

import pytest
from tests.thoroughness import THOROUGH
from tests.web.editions import REAL, TODAY, WEB, html_of, pages_of

from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.releases.records import Draft

TOLD_ON = ("", "h", "a")
"""The pages that say of which day they are."""


def test_nearly_all_pages_are_shared_between_two_days():
    """Drawn in one language: the same code draws both."""
    tomorrow = WEB.render(edition_of_pack(read_pack(REAL), TODAY + timedelta(days=1)))
    drafts = [page for page in tomorrow if isinstance(page, Draft) and (THOROUGH or page.path.startswith("km/"))]
    second = {draft.path: draft.make() for draft in drafts}
    shared = [path for path, body in second.items() if pages_of(REAL)[path].body == body]
    assert len(shared) >= 0.95 * len(second) > 500


@pytest.mark.parametrize(("lang", "words"), [("en", "As known on 22 November 2026."), ("km", "តាមអ្វីដែលយើងដឹង")])
def test_the_day_stands_where_it_is_looked_for_and_nowhere_else(lang, words):
    for path in (*TOLD_ON, "e", "l", "n", "p", "404"):
        assert (words in html_of(REAL, f"{lang}/{path}")) == (path in TOLD_ON), path
