"""Given a one-time link, when somebody opens it, then they have an account with a second factor, and come in again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import DESK, PHONE, Visit, romduol, running
from tests.journeys.desk_at_work import published

pytestmark = pytest.mark.journey
PASSWORD = "four words in a row"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
PAGES = ("me", "me/password", "me/codes", "me/passkeys", "people", "people/invite", "people/organizations", "audit")


class DeskServer:
    """A server of a tiny country, and the links that its shell gives out."""

    def __init__(self, address: str, data: Path) -> None:
        self.address = address
        self.data = data

    def invite(self, *roles: str, lang: str = "en") -> str:
        """Return the path of a new one-time link."""
        wanted = [part for role in roles for part in ("--role", role)]
        return urlsplit(romduol(self.data, "invite", *wanted, "--name", "Sokha", "--lang", lang).strip()).path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    """Serve the tiny country on `localhost`, where browsers make passkeys without TLS."""
    data = tmp_path_factory.mktemp("accounts")
    published(data)
    with running(data, "serve") as address:
        yield DeskServer(address.replace("127.0.0.1", "localhost"), data)


@pytest.fixture
def window(browser: Browser, desk: DeskServer) -> Iterator[Callable[..., Visit]]:
    """Open windows on the desk: `window(PHONE, scripts=False)`."""
    contexts: list[BrowserContext] = []

    def begin(size: tuple[int, int] = PHONE, *, scripts: bool = False) -> Visit:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, java_script_enabled=scripts, user_agent=ANDROID)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visit(context, desk.address)

    yield begin
    for context in contexts:
        context.close()


def code(page: Page) -> str:
    """Return what an app for codes shows that photographed the square, by the key beside it."""
    page.locator("details summary").click()
    return pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", "")).now()


def next_code(secret: str) -> str:
    """Return the code after the one that was used: a phone is let be a step off, so nobody has to wait for it."""
    return pyotp.TOTP(secret).at(int(datetime.now().timestamp()) + 30)


def fill_in(page: Page, login: str) -> None:
    """Fill in who somebody is, and their password."""
    page.locator("#f-name").fill("Sokha")
    page.locator("#f-login").fill(login)
    page.locator("#f-password").fill(PASSWORD)
    page.locator("#f-twice").fill(PASSWORD)


def fits(page: Page) -> bool:
    """Tell whether nothing has to be pushed sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_from_the_link_to_the_desk_and_in_again_in_khmer_without_javascript(desk, window):
    somebody = window(PHONE)
    page = somebody.open(desk.invite("administrator", lang="km"))
    somebody.keep("accounts-welcome-km")
    fill_in(page, "sokha")
    page.locator("details summary").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.locator("#f-code").fill(pyotp.TOTP(secret).now())
    page.locator("form button[type=submit]").first.click()
    expect(page.locator(".codes li")).to_have_count(10)
    somebody.keep("accounts-codes-km")
    page.locator("main a.btn").click()
    page.goto(f"{desk.address}/desk/km/me")
    expect(page.locator("main h1")).to_have_text("គណនីរបស់ខ្ញុំ")
    somebody.keep("accounts-me-km")
    page.locator("header form.out button").click()
    expect(page.locator("#f-login")).to_be_visible()
    somebody.keep("accounts-in-km")
    page.locator("#f-login").fill("sokha")
    page.locator("#f-password").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#f-code")).to_be_visible()
    page.locator("#f-code").fill(next_code(secret))
    page.locator("main form button[type=submit]").click()
    page.goto(f"{desk.address}/desk/km/people")
    expect(page.locator("main")).to_contain_text("Sokha")
    assert not somebody.strangers()


def test_a_passkey_from_the_link_to_the_desk_and_in_again(desk, window):
    somebody = window(DESK, scripts=True)
    keys = somebody.context.new_cdp_session(somebody.page)
    keys.send("WebAuthn.enable")
    phone = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
    page = somebody.open(desk.invite("steward"))
    fill_in(page, "bopha")
    page.get_by_role("button", name="Use a passkey instead of codes").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.locator("main a.btn").click()
    page.locator("header form.out button").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("header form.out")).to_be_visible()
    page.goto(f"{desk.address}/desk/en/me")
    expect(page.locator("main")).to_contain_text("Chrome, Android")
    page.locator("header form.out button").click()
    page.locator("#f-login").fill("bopha")
    page.locator("#f-password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.locator("header form.out")).to_be_visible()
    page.goto(f"{desk.address}/desk/en/me")
    expect(page.locator("main h1")).to_have_text("My account")


@pytest.mark.parametrize("lang", ["km", "en"])
def test_no_page_has_to_be_pushed_sideways_on_a_small_phone(desk, window, lang):
    somebody = window(PHONE, scripts=True)
    page = somebody.open(desk.invite("administrator", lang=lang))
    assert fits(page)
    fill_in(page, f"small-{lang}")
    page.locator("#f-code").fill(code(page))
    page.locator("form button[type=submit]").first.click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert fits(page)
    for path in (
        "me",
        "me/password",
        "me/codes",
        "me/passkeys",
        "people",
        "people/invite",
        "people/organizations",
        "audit",
    ):
        page.goto(f"{desk.address}/desk/{lang}/{path}")
        somebody.keep(f"accounts-{path.replace('/', '-')}-{lang}")
        assert fits(page), path
