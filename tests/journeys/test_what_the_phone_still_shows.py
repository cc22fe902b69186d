"""Given a phone that others look at, when a reader was here, then it shows what the page of traces says, and no more.

Each sentence of that page has its check here, or the reason why none can be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from playwright.sync_api import Browser, expect

from romduol.channels.web.pages.traces import FIRST, PARTS
from romduol.ui.words import words_of
from tests.journeys.conftest import Browsers, Visit, visits
from tests.journeys.leaving import another_site, back, readers_browser

pytestmark = pytest.mark.journey
LANGUAGES = ("km", "en")
WAY_OUT = "https://www.google.com/**"
TYPED = "zzlantern he hit me in pursat"
SECRET = "zzlantern"
TOPIC_WORDS = {"violence", "police", "hiv", "sex", "rights", "help", "danger", "shelter", "traffick", "abuse"}
TOPIC_WORDS_KM = {"ហិង្សា", "ប៉ូលិស", "អេដស៍", "ភេទ", "សិទ្ធិ", "ជំនួយ", "គ្រោះថ្នាក់", "ជួញដូរ"}

Come = Callable[..., Visit]
Check = Callable[[Come, str], None]
CHECKS: dict[str, list[Check]] = {}
WHY_NOT = {
    "advice, and no promise": (
        FIRST[0],
        FIRST[1],
        "If you fear that, use a phone that they never hold.",
    ),
    "the phone itself, outside of every browser": (
        "The call list shows the numbers that you call.",
        "A message stays on your phone, and on the other phone.",
        "Screenshots, saved pages and prints stay until you throw them away.",
        "The list of open apps may show a picture of this page. Leave the page first.",
        "The keyboard may learn your words and offer them later.",
        "A hidden app may show your screen to somebody. No site can stop that.",
        "It hides nothing from the network, the call list or a hidden app.",
    ),
    "others than the reader and us: a company, a network, an account": (
        "The phone company keeps records. A bill may list numbers.",
        "Whoever runs the Wi-Fi or the network may see the name of this site, and when you come.",
        "Devices that share your account may show the same history.",
    ),
    "the screens of browsers and phones, as their makers describe them": (
        "Signs and names differ from phone to phone. Often it is enough to delete the pages of this site.",
        "Chrome: open the menu (three dots), then History. Touch the cross beside a page.",
        "Safari: open the book, then the clock. Swipe a page to the left, then Delete.",
        "Firefox: open the menu, then History. Delete a page with the sign beside it.",
        "Copies of pages: in the browser's settings, clear cached images and files.",
        "One call: open the call list and press long on the number, then Delete. On an iPhone, swipe it left.",
        "Chrome: menu, then New Incognito tab. Safari and Firefox: list of tabs, then Private.",
        "Close all its tabs, and the browser forgets the pages in them.",
    ),
    "tests/journeys/test_read_aloud.py tries these with voices of its own": (
        "“Read aloud” starts only when you press it. It stops when you leave.",
        "It speaks only with a voice that is on the phone, as the browser tells us.",
    ),
}


def checks(sentence: str) -> Callable[[Check], Check]:
    def note(check: Check) -> Check:
        CHECKS.setdefault(sentence, []).append(check)
        return check

    return note


@pytest.fixture(scope="module")
def keeping(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with another_site(tmp_path_factory.mktemp("elsewhere")) as port, readers_browser(browser, port) as found:
        yield found


@pytest.fixture(scope="module")
def windows(keeping: Browser) -> Iterator[Browsers]:
    """Windows of a browser that keeps pages for Back."""
    found = Browsers(keeping, ignore_https_errors=True)
    yield found
    found.close()


@pytest.fixture
def come(windows: Browsers, server: str) -> Iterator[Come]:
    """Opens such windows: `come(scripts=False)`."""
    with visits(windows, server) as begin:
        yield begin


def leave(reader: Visit) -> None:
    reader.page.locator("#exit").click()
    reader.page.wait_for_url(WAY_OUT)


def ask(reader: Visit, lang: str) -> None:
    """Ask on the home page, and wait for the answer."""
    page = reader.open(f"/{lang}/")
    page.locator("#question").fill(TYPED)
    page.locator("form.ask button").click()
    page.wait_for_url(f"{reader.server}/{lang}/q")
    expect(page.locator("textarea")).to_have_value(TYPED)


@checks("“Leave now” empties the screen at once, even without a signal. Then another site opens.")
def it_empties_the_screen(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    page = reader.open(f"/{lang}/g8")
    reader.context.set_offline(True)
    shown = page.evaluate(
        "() => { document.getElementById('exit').click(); return document.documentElement.getClientRects().length; }"
    )
    assert shown == 0
    # The first window is still on its way out, so another one goes to where something answers.
    reader = come(scripts=True)
    reader.open(f"/{lang}/g8")
    leave(reader)
    assert reader.page.title() == "Elsewhere"


@checks("Back then shows the page before, not the page that you left.")
def back_shows_the_page_before(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    reader.open(f"/{lang}/p15")
    reader.open(f"/{lang}/g8")
    leave(reader)
    assert back(reader)["url"] == f"{reader.server}/{lang}/p15"


@checks("With a keyboard, press Escape three times.")
def three_escapes_leave(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    reader.open(f"/{lang}/g8")
    for _ in range(3):
        reader.page.keyboard.press("Escape")
    reader.page.wait_for_url(WAY_OUT)


@checks("What you typed goes from its box when you leave the page.")
def what_was_typed_goes(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    for path, box in (("", "question"), ("q", "question"), ("n", "number"), ("f", "words")):
        reader.open(f"/{lang}/{path}").locator(f"#{box}").fill(SECRET)
        reader.page.locator("footer a[href$='/h']").click()
        reader.page.wait_for_url("**/h")
        found = back(reader)
        assert found["url"] == f"{reader.server}/{lang}/{path}"
        assert SECRET not in found["holds"], path
    ask(reader, lang)
    leave(reader)
    found = back(reader)
    assert found["url"] == f"{reader.server}/{lang}/"
    assert SECRET not in found["holds"]


@checks("“Leave now” opens another site, as any link does.")
def a_plain_link_leaves(come: Come, lang: str) -> None:
    reader = come(scripts=False)
    reader.open(f"/{lang}/g8")
    leave(reader)
    assert reader.page.title() == "Elsewhere"


@checks("Back shows the page that you left.")
def back_shows_the_page_left(come: Come, lang: str) -> None:
    reader = come(scripts=False)
    reader.open(f"/{lang}/g8")
    leave(reader)
    assert back(reader)["url"] == f"{reader.server}/{lang}/g8"


@checks("Back can also show what you typed in a box.")
def back_shows_what_was_typed(come: Come, lang: str) -> None:
    reader = come(scripts=False)
    ask(reader, lang)
    back(reader)
    assert SECRET in back_again(reader, lang)


def back_again(reader: Visit, lang: str) -> str:
    """Return what the page holds that is shown after Back, once it is the home page."""
    session = reader.context.new_cdp_session(reader.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    history = session.send("Page.getNavigationHistory")
    assert history["entries"][history["currentIndex"]]["url"] == f"{reader.server}/{lang}/"
    return "\n".join(str(node.get("value", {}).get("value", "")) for node in nodes)


@checks("Your words are in no address and in no page name.")
def words_are_in_no_address_and_title(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    ask(reader, lang)
    entries = reader.context.new_cdp_session(reader.page).send("Page.getNavigationHistory")["entries"]
    assert [entry for entry in entries if SECRET in entry["url"] + entry["title"]] == []
    assert [url for url in reader.asked if SECRET in url] == []
    assert reader.page.title() == f"{words_of(lang).gettext('Answer')} · Romduol"


@checks("The open answer shows your words until you leave it.")
def the_answer_shows_the_words(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    ask(reader, lang)
    reader.page.locator("footer a[href$='/h']").click()
    reader.page.wait_for_url("**/h")
    assert SECRET not in reader.page.content()


@checks("Back to an answer shows an empty box.")
def back_to_an_answer_shows_an_empty_box(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    for away in (f"/{lang}/h", "https://another.example/"):
        ask(reader, lang)
        reader.page.goto(away if away.startswith("https") else reader.server + away)
        found = back(reader)
        assert found["url"] == f"{reader.server}/{lang}/q"
        assert SECRET not in found["holds"]
        assert 'id="question"' in found["holds"]


@checks("Back to an answer may ask to send your words again. Say no.")
def back_to_an_answer_does_not_show_it(come: Come, lang: str) -> None:
    reader = come(scripts=False)
    for away in (f"/{lang}/h", "https://another.example/"):
        ask(reader, lang)
        reader.page.goto(away if away.startswith("https") else reader.server + away)
        found = back(reader)
        assert found["url"] == f"{reader.server}/{lang}/q"
        assert SECRET not in found["holds"]


@checks("The history lists the pages that you opened. Back can show them too.")
def the_history_lists_the_pages(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    for path in ("p15", "g8", "h"):
        reader.open(f"/{lang}/{path}")
    entries = reader.context.new_cdp_session(reader.page).send("Page.getNavigationHistory")["entries"]
    assert [entry["url"].rpartition("/")[2] for entry in entries[-3:]] == ["p15", "g8", "h"]
    assert back(reader)["url"].endswith("/g8")


@checks("Their addresses are short codes, such as “t1”.")
def addresses_are_short_codes(come: Come, lang: str) -> None:
    page = come(scripts=False).open(f"/{lang}/")
    links = page.locator("a[href^='/']").evaluate_all("all => all.map(link => link.getAttribute('href'))")
    assert f"/{lang}/t1" in links
    # What readers hand in about a page goes to an address of its own, with the code of that page.
    code = r"([a-z][a-z0-9]{0,11}(-\d+)?)?"
    assert [link for link in links if not re.fullmatch(rf"/((km|en)|in/(km|en)(/s)?)/{code}(#\w+)?", link)] == []


@checks("Their names tell no topic. A page about a place has the name of the place.")
def names_tell_no_topic(come: Come, lang: str) -> None:
    reader = come(scripts=False)
    for path in (*"epldgconshqfaxw", "", "t1", "t4", "g1", "g8", "w2", "k15", "k15-3"):
        page = reader.page.request.get(f"{reader.server}/{lang}/{path}").text()
        title = unescape(page.partition("<title>")[2].partition("</title>")[0]).lower()
        assert title, path
        assert [word for word in TOPIC_WORDS | TOPIC_WORDS_KM if word in title] == [], path
    place = reader.open(f"/{lang}/p15")
    assert place.title().partition(" · ")[0] in place.locator("h1").inner_text()


@checks("Whoever opens such a page again can read it.")
def a_page_opened_again_is_read(come: Come, lang: str) -> None:
    told = come(scripts=True).open(f"/{lang}/g8").locator("main").inner_text()
    assert come(scripts=False).open(f"/{lang}/g8").locator("main").inner_text() == told


@checks("The browser may keep copies of pages. It is told to keep no answer.")
def answers_say_no_store(come: Come, lang: str) -> None:
    reader = come(scripts=False)
    kept = reader.page.request.get(f"{reader.server}/{lang}/g8")
    assert kept.headers["cache-control"] == "no-cache", "kept, and asked for again before it is shown"
    here = {"Origin": reader.server, "Sec-Fetch-Site": "same-origin"}
    for path, box in (("q", "question"), ("n", "number"), ("f", "words")):
        for typed in (TYPED, "099 000 101", ""):
            answer = reader.page.request.post(f"{reader.server}/{lang}/{path}", form={box: typed}, headers=here)
            assert answer.headers["cache-control"] == "no-store", (path, typed)


@checks("This site puts no cookies on your phone, and no other marks.")
def nothing_is_stored(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    ask(reader, lang)
    for path in ("", "e", "g8", "x"):
        page = reader.open(f"/{lang}/{path}")
        kept = page.evaluate(
            """async () => [document.cookie, localStorage.length, sessionStorage.length,
                (await indexedDB.databases()).length, (await caches.keys()).length,
                (await navigator.serviceWorker.getRegistrations()).length, window.name]"""
        )
        assert kept == ["", 0, 0, 0, 0, 0, ""], path
    assert reader.context.cookies() == []


@checks("This site asks no other site for anything.")
def no_other_site_is_asked(come: Come, lang: str) -> None:
    reader = come(scripts=True)
    ask(reader, lang)
    for path in ("", "e", "p15", "g8", "l", "x"):
        reader.open(f"/{lang}/{path}")
    assert reader.strangers() == []


def sentences() -> list[str]:
    told = [text for part in PARTS for text in (*part.always, *part.scripted, *part.unscripted)]
    return [*FIRST, *told]


def test_every_sentence_has_a_check_or_a_reason_why_not():
    untold = [text for texts in WHY_NOT.values() for text in texts]
    assert sorted([*CHECKS, *untold]) == sorted(sentences())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_exactly_these_and_is_one_tap_away(come: Come, lang: str):
    reader = come(scripts=False)
    ask(reader, lang)
    reader.page.locator("main a[href$='/x']").click()
    words = words_of(lang)
    said = reader.page.locator("main li").all_inner_texts()
    assert said == [words.gettext(text) for text in sentences()[len(FIRST) :]]
    for path in ("", "e", "g8", "a"):
        assert reader.open(f"/{lang}/{path}").locator("footer a[href$='/x']").count() == 1


ABOUT_WORDS = {"names_tell_no_topic", "words_are_in_no_address_and_title", "addresses_are_short_codes"}
"""Checks of what is written; what a browser does is the same in both languages, so it takes turns with them."""


def languages_of(turn: int, sentence: str) -> tuple[str, ...]:
    """Return in which languages a sentence is tried."""
    words = any(check.__name__ in ABOUT_WORDS for check in CHECKS[sentence])
    return LANGUAGES if words else (LANGUAGES[turn % len(LANGUAGES)],)


TRIED = [(sentence, lang) for turn, sentence in enumerate(sorted(CHECKS)) for lang in languages_of(turn, sentence)]


@pytest.mark.parametrize(("sentence", "lang"), TRIED)
def test_it_is_so(come: Come, sentence: str, lang: str):
    for check in CHECKS[sentence]:
        check(come, lang)
