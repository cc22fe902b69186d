"""What two people do who report: one without a script in Khmer on a small phone, one with a script in English."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from romduol.safety.crypto.receipts import read_code
from romduol.ui.words import words_of
from tests.journeys.test_keys import keep

FIRST = "គេបិទទ្វារយើងនៅផ្ទះស zqxfirst"
FIRST_WORD = "ស្វាយទុំ zqxword"
FIRST_MORE = "មានមនុស្សបីនាក់ទៀត zqxmore"
SECOND = "They keep nine of us zqxsecond 099 000 141"
SECOND_WORD = "mango zqxother"
SECOND_MORE = "The man at the gate zqxgate"
TO_FIRST = "យើងបានអាន zqxanswer"
TO_SECOND = "How many floors zqxquestion"
PLACE = "zqxGPS 11.5564 104.9282"
CANARIES = (FIRST, FIRST_WORD, FIRST_MORE, SECOND, SECOND_WORD, SECOND_MORE, TO_FIRST, TO_SECOND, PLACE)


def reports_without_a_script(page: Page) -> str:
    """Report in Khmer on a small phone; returns the code that is written down."""
    to_the_form(page, "km", "whole-km")
    page.fill("#what", FIRST)
    page.check("[name=consent][value=help]")
    page.fill("#word", FIRST_WORD)
    page.set_input_files("#file", a_picture())
    keep(page, "whole-km-write")
    page.click("form.card button[type=submit]")
    code = read_code(page.inner_text("main > p.code"))
    keep(page, "whole-km-receipt")
    return code


def reports_with_a_script(page: Page) -> str:
    """Report in English on a wide screen: sealed before anything is sent; returns the code."""
    to_the_form(page, "en", "whole-en")
    page.locator("form[data-ready]").wait_for()
    page.fill("#what", SECOND)
    page.fill("#word", SECOND_WORD)
    page.set_input_files("#file", a_picture())
    page.locator("form details.compare summary").wait_for()
    keep(page, "whole-en-write")
    page.click("form[data-seals=report] button[type=submit]")
    page.locator("main > p.code").wait_for()
    keep(page, "whole-en-receipt")
    return read_code(page.inner_text("main > p.code"))


def to_the_form(page: Page, lang: str, name: str) -> None:
    """Press what is nearest, until there is something to write."""
    page.goto(f"/in/{lang}/r")
    keep(page, f"{name}-start")
    page.click("[name=about][value=me]")
    keep(page, f"{name}-kinds")
    page.click("[name=kind][value=trafficking]")
    expect(page.locator("[name=queue]")).to_have_count(1)
    page.check("[name=queue]")


def a_picture() -> FilePayload:
    """Return a photograph in which a camera noted the place."""
    photo, exif, out = Image.new("RGB", (96, 64), "#753"), Image.Exif(), BytesIO()
    exif[0x9286] = PLACE
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (11.0, 33.0, 23.0)
    photo.save(out, "JPEG", exif=exif, comment=PLACE.encode())
    return {"name": f"{PLACE}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def comes_back(page: Page, lang: str, code: str, word: str) -> None:
    """Come back with the code and the word."""
    page.goto(f"/in/{lang}/r/b")
    if lang == "en":
        page.locator("form[data-ready]").wait_for()
    page.fill("#code", code)
    page.fill("#word", word)
    expect(page.locator("form[data-seals=back] button")).to_have_text(words_of(lang).gettext("Open with the code"))
    keep(page, f"whole-{lang}-back")
    page.click("form[data-seals=back] button[type=submit]")


def is_answered_without_a_script(page: Page, code: str) -> None:
    """Read the answer, and write back."""
    comes_back(page, "km", code, FIRST_WORD)
    expect(page.locator("article")).to_contain_text(TO_FIRST)
    keep(page, "whole-km-thread")
    page.fill("#text", FIRST_MORE)
    page.click("form:has(#text) button[type=submit]")
    expect(page.locator("[role=status]")).to_be_visible()
    keep(page, "whole-km-added")


def is_asked_with_a_script(page: Page, code: str) -> None:
    """Read the question, and answer it."""
    comes_back(page, "en", code[:-1], SECOND_WORD)
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[role=alert]")).not_to_contain_text("Nothing was sent")
    comes_back(page, "en", code, SECOND_WORD)
    expect(page.locator("article")).to_contain_text(TO_SECOND)
    keep(page, "whole-en-thread")
    page.fill("#text", SECOND_MORE)
    page.click("form:has(#text) button[type=submit]")
    expect(page.locator("h1 + [role=status]")).to_contain_text("It is sent, sealed")
    assert page.evaluate("scrollY") == 0, "the page begins with what was just done"
    keep(page, "whole-en-added")


def takes_it_back(page: Page, code: str) -> None:
    """Withdraw, and find nothing any more."""
    page.locator("form:has([value=withdraw]) button").click()
    keep(page, "whole-km-withdraw")
    page.locator("form:has([value=withdraw_now]) button").click()
    expect(page.locator("h1")).to_have_text(words_of("km").gettext("It is taken back"))
    keep(page, "whole-km-withdrawn")
    comes_back(page, "km", code, FIRST_WORD)
    expect(page.locator("#p-code")).to_be_visible()
