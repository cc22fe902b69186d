"""An organisation speaks of itself, in Khmer on a phone without scripts: its hours count, its number waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.desk_at_work import Desk, at_work, code_of, is_for_everybody, publish, said, say_yes
from tests.journeys.page_types import LANGUAGES

pytestmark = pytest.mark.journey

RECORD, LINE = "organization/org-harbour", "line/line-85599000112"
NUMBER, NEW = "099 000 112", "099 000 150"
HOURS = "ចន្ទ ដល់ សុក្រ ម៉ោង 8 ដល់ 17"
COUNTS = "Thank you. It counts from today as your own word; readers get it with the next publish."
WAITS = "Thank you. It waits for the yes of a second person. Nothing of it counts before."
NOT_YET = (
    "Your organisation is not verified yet. Those who keep this site will call it on a number that they know from "
    "elsewhere, or visit it. After that its record stands here."
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    """A desk at which nobody is verified yet."""
    with at_work(tmp_path_factory.mktemp("partner"), browser) as found:
        yield found


def before_she_is_verified_she_finds_a_page_that_says_so(desk: Desk) -> None:
    """Given Chanda, who speaks for nobody yet, when she opens the desk, then she is told what happens next."""
    with desk.window("chanda") as page:
        page.goto("/desk/")
        assert page.url.endswith("/desk/km/own")
        assert said("km", NOT_YET) in page.inner_text("main")
        answer = page.goto("/desk/km/queue")
        assert answer is not None
        assert answer.status == 404


def the_operator_calls_back_and_verifies(desk: Desk) -> None:
    """Given a number that another source gives, when Sokha has called back, then Harbour may speak for its record."""
    with desk.window("sokha") as page:
        page.goto("/desk/km/partners")
        page.locator("[name=code]").fill(code_of(RECORD))
        page.locator("form[action$='partners/verify'] button").click()
        expect(page.locator("main")).to_contain_text(NUMBER)
        page.locator("[name=organization]").select_option(index=page.locator("[name=organization] option").count() - 1)
        page.locator("[name=how][value=called_back]").check()
        page.get_by_label(NUMBER).check()
        page.locator("[name=told]").fill("បានហៅការិយាល័យ ហើយគេស្គាល់ Chanda។")
        page.locator("form[method=post].card button[type=submit]").click()
        assert page.url.endswith("/desk/km/partners")
        expect(page.locator("main .card blockquote")).to_have_count(1)


def her_hours_count_and_her_number_waits_until_a_publisher_says_yes(desk: Desk) -> None:
    """Given Chanda, when she says the hours and a new number, then the first counts and the second waits for Dara."""
    with desk.window("chanda") as page:
        page.goto("/desk/")
        own = page.url
        page.locator(f"a[href$='/{code_of(LINE)}/hours']").click()
        page.locator("[name=value_km]").fill(HOURS)
        page.locator("form.card button[type=submit]").click()
        expect(page.locator("main [role=status]")).to_have_text(said("km", COUNTS))
        expect(page.locator("main")).to_contain_text(HOURS)
        page.locator("a[href$='/phone']").click()
        page.locator("[name=value]").fill(NEW)
        page.locator("[name=purpose]").select_option("helpline")
        page.locator("form.card button[type=submit]").click()
        expect(page.locator("main [role=status]")).to_have_text(said("km", WAITS))
        expect(page.locator("#waits + p + ul")).to_contain_text(NEW)
        with desk.window("dara") as other:
            other.goto("/desk/km/approvals")
            expect(other.locator("main")).to_contain_text("បានហៅការិយាល័យ")
            say_yes(other, "km")
            publish(other, "km")
        page.goto(own)
        expect(page.locator("#waits")).to_have_count(0)
    with desk.window() as reader:
        reader.goto(f"/km/{code_of(RECORD)}")
        expect(reader.locator("a[href='tel:+85599000150']").first).to_be_visible()


def she_gives_a_number_up_and_readers_no_longer_get_it(desk: Desk) -> None:
    """Given a number with a call button, when Chanda says that it is theirs no more, then nobody has to agree."""
    with desk.window("chanda") as page:
        page.goto("/desk/")
        page.locator(f"p:has-text('{NEW}') ~ p a[href*='/phone/not/']").first.click()
        page.locator("form.card button[type=submit]").click()
        expect(page.locator("main [role=status]")).to_have_text(said("km", COUNTS))
    with desk.window("dara") as page:
        publish(page, "km")
    with desk.window() as reader:
        reader.goto(f"/km/{code_of(RECORD)}")
        expect(reader.locator("a[href='tel:+85599000150']")).to_have_count(0)


PAGES = (
    ("chanda", "own/{record}"),
    ("chanda", "own/{record}/{record}/phone"),
    ("chanda", "own/{record}/{record}/works_in"),
    ("chanda", "own/{record}/{line}/hours"),
    ("chanda", "own/{record}/service"),
    ("sokha", "partners"),
    ("sokha", "partners/verify/{record}"),
    ("dara", "approvals"),
)


def test_from_a_stranger_to_a_number_given_up(desk):
    """One test, since each step stands on the one before and steps may run on several machines."""
    before_she_is_verified_she_finds_a_page_that_says_so(desk)
    the_operator_calls_back_and_verifies(desk)
    her_hours_count_and_her_number_waits_until_a_publisher_says_yes(desk)
    she_gives_a_number_up_and_readers_no_longer_get_it(desk)


@pytest.fixture(scope="module")
def phones(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[dict[str, Page]]:
    """A window of the smallest phone for each of the people, at a desk where she may speak; axe-core needs scripts."""
    with (
        at_work(tmp_path_factory.mktemp("pages"), browser) as desk,
        desk.window("chanda", scripts=True, size=PHONE) as chanda,
        desk.window("sokha", scripts=True, size=PHONE) as sokha,
        desk.window("dara", scripts=True, size=PHONE) as dara,
    ):
        the_operator_calls_back_and_verifies(desk)
        yield {"chanda": chanda, "sokha": sokha, "dara": dara}


@pytest.mark.parametrize(("who", "path"), PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_partners_is_for_everybody(phones, lang, who, path):
    """Nothing for axe-core to find, a map of headings, targets for a thumb, and no scrolling sideways."""
    page = phones[who]
    answer = page.goto(f"/desk/{lang}/{path.format(record=code_of(RECORD), line=code_of(LINE))}")
    assert answer is not None
    assert answer.status == 200
    is_for_everybody(page)
