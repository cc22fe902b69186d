"""Given a reader who does not read well, when the phone has a voice of their language, then a button reads the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from romduol.ui.words import words_of
from tests.journeys.conftest import PHONE, Visit

pytestmark = pytest.mark.journey
LOCAL_KM = '{lang: "km_KH", localService: true, name: "Khmer on the phone"}'
REMOTE_KM = '{lang: "km-KH", localService: false, name: "Khmer elsewhere"}'
LOCAL_EN = '{lang: "en-GB", localService: true, name: "English on the phone"}'
NEAR_IN_NAME = '{lang: "kmr-TR", localService: true, name: "Kurmanji on the phone"}'
FAKE = """
  window.spoken = [];
  window.cancelled = 0;
  const voices = [VOICES];
  const fake = {
    ready: !LATE,
    getVoices() { return this.ready ? voices : []; },
    speak(one) { spoken.push({text: one.text, lang: one.lang, local: one.voice.localService, one}); },
    cancel() { cancelled += 1; },
  };
  Object.defineProperty(window, "speechSynthesis", {value: fake});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def with_voices(reader: Visit, *voices: str, late: bool = False) -> None:
    """Give the phone these voices, and write down what they are told to say."""
    fake = FAKE.replace("VOICES", ", ".join(voices)).replace("LATE", str(late).lower())
    reader.page.add_init_script(fake)


def said(page: Page) -> list[str]:
    return [str(text) for text in page.evaluate("spoken.map(one => one.text)")]


@pytest.mark.parametrize(("lang", "voice"), [("km", LOCAL_KM), ("en", LOCAL_EN)])
def test_the_page_is_read_in_its_order_with_a_voice_of_the_phone(visit: Callable[..., Visit], lang, voice):
    reader = visit(PHONE, scripts=True)
    with_voices(reader, REMOTE_KM, voice)
    page = reader.open(f"/{lang}/x")
    button = page.locator("button.aloud")
    assert said(page) == [], "nothing speaks by itself"
    expect(button).to_have_text(words_of(lang).gettext("Read aloud (others may hear)"))
    button.click()
    expect(button).to_have_text(words_of(lang).gettext("Stop reading"))
    told = said(page)
    assert told[0].strip() == page.locator("h1").inner_text()
    squeezed = "".join("".join(told).split())
    items = page.locator("main li").all_inner_texts()
    places = [squeezed.index("".join(text.split())) for text in items]
    assert len(items) > 30
    assert places == sorted(places)
    assert max(map(len, told)) <= 170
    assert page.evaluate("spoken.every(one => one.local)")


def test_what_is_folded_a_form_and_the_ways_are_not_read(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True)
    with_voices(reader, LOCAL_KM, LOCAL_EN)
    page = reader.open("/en/")
    page.locator("button.aloud").click()
    told = " ".join(said(page))
    assert page.locator("h1").inner_text() in told
    for left_out in ("Write what happened", "Find help", "About and privacy", "Leave now", "Skip to the text"):
        assert page.get_by_text(left_out).count(), left_out
        assert left_out not in told.replace(page.locator("h1").inner_text(), ""), left_out
    folded = page.locator("details:not([open]) a").all_text_contents()
    assert folded
    assert [text for text in folded if text in told.split(" ")] == []


def test_a_number_is_read_digit_by_digit_in_its_groups(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True)
    with_voices(reader, LOCAL_EN)
    page = reader.open("/en/l")
    written = page.locator("main a[href^='tel:'] b").first.inner_text()
    page.locator("button.aloud").click()
    told = "\n".join(said(page))
    assert ", ".join(" ".join(group) for group in written.split()) in told
    assert written not in told


@pytest.mark.parametrize("english", [True, False])
def test_words_of_another_language_have_their_own_voice_or_none(visit: Callable[..., Visit], english: bool):
    reader = visit(PHONE, scripts=True)
    with_voices(reader, LOCAL_KM, *([LOCAL_EN] if english else []))
    page = reader.open("/km/c")
    foreign = page.locator("main :not(details) [lang=en]").first.inner_text()
    page.locator("button.aloud").click()
    langs = set(page.evaluate("spoken.map(one => one.lang.slice(0, 2))"))
    assert langs == ({"km", "en"} if english else {"km"})
    assert (foreign[:20] in "\n".join(said(page))) is english


def test_voices_that_come_late_bring_the_button(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True)
    with_voices(reader, LOCAL_KM, late=True)
    page = reader.open("/km/g8")
    expect(page.locator("button.aloud")).to_have_count(0)
    page.evaluate("speechSynthesis.ready = true, speechSynthesis.onvoiceschanged(), speechSynthesis.onvoiceschanged()")
    expect(page.locator("button.aloud")).to_have_count(1)


@pytest.mark.parametrize("voices", [(), (REMOTE_KM,), (LOCAL_EN,), (NEAR_IN_NAME, REMOTE_KM)])
def test_without_such_a_voice_there_is_no_button(visit: Callable[..., Visit], voices: tuple[str, ...]):
    reader = visit(PHONE, scripts=True)
    with_voices(reader, *voices)
    page = reader.open("/km/g8")
    page.evaluate("speechSynthesis.onvoiceschanged()")
    expect(page.locator("button.aloud")).to_have_count(0)


def test_without_scripts_there_is_no_button_and_no_gap(visit: Callable[..., Visit]):
    places = []
    for scripts in (False, True):
        page = visit(PHONE, scripts=scripts).open("/km/g8")
        expect(page.locator("button.aloud")).to_have_count(0)
        places.append(page.locator("h1 + *").bounding_box())
    assert places[0] == places[1]


STOPS: dict[str, Callable[[Page], object]] = {
    "the button": lambda page: page.locator("button.aloud").click(),
    "Escape": lambda page: page.keyboard.press("Escape"),
    "the screen goes dark": lambda page: page.evaluate("document.dispatchEvent(new Event('visibilitychange'))"),
    "another page": lambda page: page.evaluate("dispatchEvent(new Event('pagehide'))"),
    "the way out": lambda page: page.evaluate("document.getElementById('exit').click()"),
    "the end of the text": lambda page: page.evaluate("spoken[spoken.length - 1].one.onend()"),
}


@pytest.mark.parametrize("how", STOPS)
def test_reading_stops_with(visit: Callable[..., Visit], how: str):
    reader = visit(PHONE, scripts=True)
    reader.context.route("https://**", lambda route: route.fulfill(status=204))
    with_voices(reader, LOCAL_KM)
    page = reader.open("/km/g8")
    button = page.locator("button.aloud")
    button.click()
    before = page.evaluate("cancelled")
    STOPS[how](page)
    assert page.evaluate("cancelled") > before
    assert button.text_content() == words_of("km").gettext("Read aloud (others may hear)")


def test_a_sentence_that_ends_does_not_stop_the_rest_and_an_old_one_not_the_new(visit: Callable[..., Visit]):
    reader = visit(PHONE, scripts=True)
    with_voices(reader, LOCAL_KM)
    page = reader.open("/km/g8")
    button = page.locator("button.aloud")
    button.click()
    page.evaluate("spoken[0].one.onend()")
    expect(button).to_have_text(words_of("km").gettext("Stop reading"))
    page.evaluate("window.old = spoken[spoken.length - 1].one")
    button.click()
    button.click()
    page.evaluate("old.onerror()")
    expect(button).to_have_text(words_of("km").gettext("Stop reading"))


@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_button_pushes_no_tile_of_the_urgent_page_out_of_sight(visit: Callable[..., Visit], lang: str):
    reader = visit(PHONE, scripts=True)
    with_voices(reader, LOCAL_KM, LOCAL_EN)
    page = reader.open(f"/{lang}/e")
    expect(page.locator("button.aloud")).to_have_count(1)
    for tile in page.locator(".tiles a").all():
        box = tile.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE[1]
