"""Two records that are one: found, joined by two people, read as one, and parted again; on a phone without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from romduol.ui.words import words_of
from tests.desk.copies import TINY, PackCopy
from tests.journeys import looking
from tests.journeys.axe import violations
from tests.journeys.conftest import PHONE
from tests.journeys.desk_at_work import Desk, at_work, publish, said, say_yes, until
from tests.journeys.page_types import LANGUAGES

pytestmark = pytest.mark.journey

TWIN = """\
subjects:
  - id: org-twin
    kind: organization
    statements:
      - source: guide-blue
        at: "p. 40"
        says:
          name: {en: Harbour, km: កំពង់ផែ}
          works_in: "02"
          phone: {value: "099 000 111", purpose: office}
"""
"""The same office again, as another source has it."""
OVER = "This is told on another page now"
WAITS = "Joined, and waiting for the yes of a second person. Nothing of it counts yet."
ONE, TWO = "These are one.", "These were one for a while, and are two again."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    """A desk on the tiny country, in which one office stands twice."""
    copy = PackCopy.of(TINY, tmp_path_factory.mktemp("pack") / "tiny")
    (copy.folder / "statements" / "twin.yaml").write_text(TWIN, encoding="utf-8")
    with at_work(tmp_path_factory.mktemp("joining"), browser, copy.folder) as found:
        yield found


def km(text: str) -> str:
    return words_of("km").gettext(text)


def pages_of_harbour(page: Page) -> list[str]:
    """The pages of readers that the list of organisations has under that name."""
    page.goto("/km/o")
    found = page.locator("main a", has_text="កំពង់ផែ")
    return [found.nth(place).get_attribute("href") or "" for place in range(found.count())]


def test_one_office_that_stands_twice_becomes_one_and_two_again(desk):
    """Given one office under two names, when Bopha and Dara join it, then readers find one page with all numbers."""
    with desk.window() as reader, desk.window("bopha") as page, desk.window("dara") as other:
        both = pages_of_harbour(reader)
        assert len(both) == 2

        page.goto("/desk/km/queue")
        page.locator("a[href='/desk/km/duplicates']").first.click()
        expect(page.locator("main")).to_contain_text(said("km", "No pair waits for an answer."))
        page.locator("form[action$='duplicates/search'] button").click()
        until(page, "/desk/km/duplicates", lambda at: at.locator("main li.card h2 a").count() > 0)
        page.locator("main li.card h2 a", has_text="កំពង់ផែ").first.click()
        expect(page.locator("main")).to_contain_text("099 000 111")
        expect(page.locator("main")).to_contain_text("099 000 112")
        pair = page.url.partition("?")[0]
        page.locator("[name=answer][value=same]").check()
        page.locator("[name=stays][value=a]").check()
        page.locator("textarea[name=why]").fill("ការិយាល័យតែមួយ")
        page.locator("form[action$='/answer'] button").click()
        expect(page.locator("main")).to_contain_text(km(WAITS))

        other.goto("/desk/km/approvals")
        expect(other.locator("main")).to_contain_text(said("km", "Records that are now one with another"))
        say_yes(other, "km")
        publish(other, "km")
        page.goto(pair)
        expect(page.locator("main")).to_contain_text(km(ONE))

        left = pages_of_harbour(reader)
        assert len(left) == 1
        gone = next(one for one in both if one not in left)
        reader.goto(gone)
        expect(reader.locator("main")).to_contain_text(km(OVER))
        reader.locator("main ul.rows a").click()
        assert reader.url.endswith(left[0])
        expect(reader.locator("main")).to_contain_text("099 000 112")

        page.locator("textarea[name=why]").fill("ការិយាល័យពីរ")
        page.locator("form[action$='/part'] button").click()
        say_yes(other, "km")
        publish(other, "km")
        page.goto(pair)
        expect(page.locator("main")).to_contain_text(km(TWO))
        assert sorted(pages_of_harbour(reader)) == sorted(both)


def to_the_pair(page: Page, lang: str) -> None:
    """Open the page of the pair, whatever was answered before."""
    for part in ("open", "parted"):
        page.goto(f"/desk/{lang}/duplicates?part={part}")
        if page.locator("main li.card").count():
            break
    else:
        page.locator("form[action$='duplicates/search'] button").click()
        until(page, f"/desk/{lang}/duplicates", lambda at: at.locator("main li.card").count() > 0)
    page.locator("main li.card h2 a").first.click()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_pair_is_for_everybody(desk, lang):
    """Given a pair side by side, when it is read on the smallest phone, then nothing is too small or cut off."""
    with desk.window("bopha", scripts=True, size=PHONE) as page:
        to_the_pair(page, lang)
        assert violations(page) == []
        assert looking.headings(page) == []
        assert [one for one in looking.small_targets(page) if not one.startswith("input")] == []
        # The menu is a strip of its own that a thumb pushes sideways.
        page.evaluate("document.querySelector('nav.menu').style.display = 'none'")
        assert looking.beyond_the_edge(page) == []
