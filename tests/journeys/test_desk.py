"""Through the whole desk: from the queue to what readers read, in Khmer on a phone without scripts, and in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from romduol.ui.vocabulary import CHECKED_BY
from romduol.ui.words import words_of
from tests.journeys.conftest import PHONE
from tests.journeys.desk_at_work import (
    Desk,
    at_work,
    choose_number,
    is_for_everybody,
    open_check,
    publish,
    record,
    said,
    say_yes,
    until,
)
from tests.journeys.page_types import LANGUAGES

pytestmark = pytest.mark.journey

WAITS = "It waits for a second person to say yes. Nothing changes for readers until then."
TRIAL = "Trial copy"
PAGES = (
    ("bopha", "queue"),
    ("bopha", "queue/sheet"),
    ("bopha", "check/org-harbour/phone"),
    ("bopha", "my-checks"),
    ("bopha", "contradictions"),
    ("bopha", "record"),
    ("bopha", "suggestions"),
    ("bopha", "imports"),
    ("bopha", "imports/new"),
    ("bopha", "imports/supplier"),
    ("bopha", "duplicates"),
    ("bopha", "looking"),
    ("bopha", "looking?place=02"),
    ("bopha", "looking/sheet"),
    ("bopha", "give"),
    ("bopha", "me"),
    ("dara", "publishing"),
    ("dara", "publishing/back"),
    ("dara", "approvals"),
    ("dara", "preview/"),
    ("sokha", "setup"),
    ("sokha", "people"),
    ("sokha", "people/invite"),
    ("sokha", "audit"),
)
"""One page of each kind, and who opens it."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    """One desk for all journeys; each of them is about a number of its own."""
    with at_work(tmp_path_factory.mktemp("desk"), browser) as found:
        yield found


def told_of(page: Page, lang: str, number: str) -> str:
    """Return what a reader is told who asks whether a number is safe."""
    page.goto(f"/{lang}/n")
    page.locator("#number").fill(number)
    page.locator("form:has(#number) button[type=submit]").click()
    return page.inner_text("main")


def tasks(page: Page, number: str) -> Locator:
    """Return what the queue holds about a number."""
    return page.locator("article.task", has_text=number)


def test_a_steward_takes_a_number_and_what_was_right_waits_for_a_second_yes(desk):
    """Given Bopha, in Khmer on a phone without scripts, when a call is answered at last, then somebody else decides."""
    with desk.window("bopha") as page:
        page.goto("/desk/")
        assert page.url.endswith("/desk/km/queue")
        tasks(page, "1280").first.locator("form[action$='/take'] button").click()
        taken = tasks(page, "1280").first
        expect(taken.locator("form[action$='/give-back']")).to_have_count(1)
        expect(taken.locator("a[href='tel:1280']")).to_be_visible()
        taken.locator(".acts a.btn").click()
        choose_number(page, "1280")
        check = page.url
        record(page, "no_answer")
        expect(page.locator("main .lvl.called")).to_have_count(1)
        page.goto(check)
        record(page, "right")
        expect(page.locator("main .lvl.said")).to_have_count(1)
        expect(page.locator("main")).to_contain_text(words_of("km").gettext(WAITS))
        page.goto("/desk/km/my-checks")
        expect(page.locator("main")).to_contain_text("1280")


def test_a_publisher_says_yes_looks_publishes_and_the_reader_reads_that_we_called(desk):
    """Given what waits, when Dara lets it count and publishes, then readers are told of the call."""
    with desk.window("bopha") as page:
        open_check(page, "km", "org-lantern", "1280")
        record(page, "right")
    with desk.window("dara") as page:
        page.goto("/desk/km/approvals")
        expect(page.locator("main")).to_contain_text("1280")
        say_yes(page, "km")
        page.goto("/desk/km/publishing")
        page.locator("form[action$='publishing/preview'] button").click()
        until(page, "/desk/km/preview/", lambda at: at.locator("a[href*='preview/both/']").count() > 0)
        page.locator("a[href*='preview/both/']").first.click()
        expect(page.locator("iframe")).to_have_count(2)
        publish(page, "km")
    with desk.window() as page:
        told_of(page, "km", "1280")
        page.locator("main a", has_text=words_of("km").gettext("More about this line")).first.click()
        expect(page.locator("main")).to_contain_text(said("km", CHECKED_BY["call"]))


def test_a_wrong_number_is_off_the_pages_of_readers_at_once(desk):
    """Given a number that rings elsewhere, when Bopha takes it off with her check, then no reader gets it any more."""
    with desk.window() as reader, desk.window("bopha") as page:
        assert "Do not call" not in told_of(reader, "en", "099 000 112")
        open_check(page, "en", "org-harbour", "099 000 112")
        page.locator("[name=outcome][value=wrong]").check()
        page.locator("[name=off]").check()
        page.locator("[name=reason]").first.check()
        record(page, "wrong")
        assert "Do not call" in told_of(reader, "en", "099 000 112")
        reader.goto("/en/l")
        expect(reader.locator("a[href='tel:099000112']")).to_have_count(0)


def test_a_suggestion_reaches_the_steward_masked(desk):
    """Given a reader who writes an e-mail and a private number, when they send it, then Bopha sees neither of them."""
    with desk.window() as page:
        page.goto("/en/n")
        page.goto("/in/en/s/l")
        page.locator("input[name=told]").first.check()
        page.locator("#words").fill("They never answer. Write to me at srey@example.org or 099 000 150.")
        page.locator("form[action^='/in/'] button[type=submit]").click()
        expect(page.locator("h1")).to_have_text("Thank you")
        assert page.context.cookies() == []
    with desk.window("bopha") as page:
        page.goto("/desk/en/suggestions")
        page.locator("main a[href*='/suggestions/']").first.click()
        expect(page.locator("blockquote")).to_contain_text("They never answer.")
        assert "srey" not in page.content()
        assert "099 000 150" not in page.content()


def test_the_first_run_ends_the_trial_copy(desk):
    """Given a copy of nobody, when Sokha names its keeper and the lines were called, then no page says "trial"."""
    with desk.window() as page:
        page.goto("/en/")
        expect(page.locator("body")).to_contain_text(TRIAL)
    with desk.window("sokha") as page:
        page.goto("/desk/en/setup")
        page.locator("[name=name_en]").fill("Lantern")
        page.locator("main form button[type=submit]").click()
    with desk.window("bopha") as page:
        for number in ("1280", "099 000 102"):
            open_check(page, "en", "org-lantern", number)
            record(page, "right")
    with desk.window("dara") as page:
        say_yes(page, "en")
        publish(page, "en")
    with desk.window() as page:
        page.goto("/en/")
        expect(page.locator("body")).not_to_contain_text(TRIAL)
        page.goto("/en/a")
        expect(page.locator("body")).to_contain_text("Lantern")


@pytest.fixture(scope="module")
def phones(desk: Desk) -> Iterator[dict[str, Page]]:
    """A window of the smallest phone for each of the people; axe-core needs scripts."""
    with (
        desk.window("bopha", scripts=True, size=PHONE) as bopha,
        desk.window("dara", scripts=True, size=PHONE) as dara,
        desk.window("sokha", scripts=True, size=PHONE) as sokha,
    ):
        yield {"bopha": bopha, "dara": dara, "sokha": sokha}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("who", "path"), PAGES, ids=[path for _, path in PAGES])
def test_a_page_of_the_desk_is_for_everybody(phones, lang, who, path):
    """Nothing for axe-core to find, a map of headings, targets for a thumb, and no scrolling sideways."""
    page = phones[who]
    answer = page.goto(f"/desk/{lang}/{path}")
    assert answer is not None
    assert answer.status == 200
    is_for_everybody(page)
