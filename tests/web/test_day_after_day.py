"""A new day makes few new pages: the others keep their bytes, for the server, its mirrors and each phone."""

from datetime import date, timedelta

import pytest
from tests.web.editions import REAL, TODAY, html_of

from romduol.channels.web.rendering import WebRenderer
from romduol.desk.packs.queries import edition_of_pack
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.folder import entries_of
from romduol.knowledge.releases.records import Entry

TOLD_ON = ("", "h", "a")
"""The pages that say of which day they are."""


@pytest.fixture(scope="module")
def days(tmp_path_factory) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Releases of two days, one after the other."""
    folder, pack = tmp_path_factory.mktemp("house") / "releases", read_pack(REAL)

    def released(day: date) -> dict[str, Entry]:
        edition = edition_of_pack(pack, day)
        return entries_of(folder, publish(edition, renderers=[WebRenderer()], folder=folder, facts="for tests"))

    return released(TODAY), released(TODAY + timedelta(days=1))


def test_nearly_all_pages_are_shared_between_two_days(days):
    first, second = days
    assert first.keys() == second.keys()
    shared = [path for path, entry in second.items() if first[path] == entry]
    assert len(shared) >= 0.95 * len(second)


@pytest.mark.parametrize(("lang", "words"), [("en", "As known on 22 November 2026."), ("km", "តាមអ្វីដែលយើងដឹង")])
def test_the_day_stands_where_it_is_looked_for_and_nowhere_else(lang, words):
    for path in (*TOLD_ON, "e", "l", "n", "p", "404"):
        assert (words in html_of(REAL, f"{lang}/{path}")) == (path in TOLD_ON), path
