"""Keys in the browser: two responders make theirs, one begins an inbox and lets the other in, then all is locked."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from romduol.config.beginning_again import Chosen, begin_again
from romduol.config.commands.recovery import public_half
from romduol.safety.crypto.recovery import RecoveryKeys, new_seed, recovery_keys
from romduol.ui.words import words_of
from tests.bundles import make_bundles
from tests.journeys.conftest import PHONE
from tests.journeys.desk_at_work import Desk, at_work, is_for_everybody

pytestmark = pytest.mark.journey

PASSPHRASE = "river lamp seven quiet stone paper"
NARROW = (320, 640)
LOST = words_of("km").gettext("I lost my passphrase, or all that opens my keys")


@pytest.fixture(scope="module")
def bundles() -> None:
    """Make the scripts where they are missing or old; without npm's packages these journeys skip."""
    make_bundles()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser, bundles: None) -> Iterator[Desk]:
    """Serve a desk with responders."""
    with at_work(tmp_path_factory.mktemp("keys"), browser) as found:
        yield found


def set_up(page: Page, keys: RecoveryKeys, organization: str = "Lantern") -> None:
    """Let an administrator set an inbox up, with the custodians' public halves."""
    page.goto("/desk/en/inbox/queues/new")
    page.locator("#f-organization").select_option(label=organization)
    page.locator("[name=kind][value=trafficking]").check()
    page.locator("[name=body][value=support]").check()
    for day in range(1, 6):
        page.locator(f"[name=days_1][value='{day}']").check()
    page.locator("#f-from_1").fill("08:00")
    page.locator("#f-to_1").fill("17:00")
    give(page, keys)
    expect(page.locator("main")).to_contain_text(f"{organization}: Suspected trafficking")


def give(page: Page, keys: RecoveryKeys) -> None:
    """Give an inbox the public halves of custodians, and keep."""
    page.locator("#f-recovery").fill(public_half(keys))
    page.locator("#f-print_end").fill(keys.fingerprint.split()[-1])
    page.locator("form.card button[type=submit]").click()


def make_keys(page: Page, passphrase: str = PASSPHRASE) -> str:
    """Choose a passphrase and a card, type a row of it back; returns the card."""
    page.locator("#m-passphrase").fill(passphrase)
    page.locator("#m-twice").fill(passphrase)
    page.locator("#making button[type=submit]").click()
    rows = [row.split(maxsplit=1)[1] for row in page.locator("#card .secret").all_inner_texts()]
    page.locator("#m-row").fill(rows[2].lower())
    page.locator("#card button[type=submit]").click()
    return "\n".join(rows)


def open_keys(page: Page, card: str, passphrase: str = PASSPHRASE) -> None:
    """Open the keys with passphrase and card."""
    page.locator("#u-passphrase").fill(passphrase)
    page.locator("#u-card").fill(card)
    page.locator("#unlock button[type=submit]").click()


def fingerprint(page: Page) -> str:
    """Return one's own fingerprint, as it is read out."""
    return page.locator("#own .fingerprint").inner_text()


def keep(page: Page, name: str) -> None:
    """Keep a picture of a page where somebody asked for it."""
    if folder := os.environ.get("ROMDUOL_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def answered_with(page: Page, address: str, body: object) -> None:
    """Let the server give this page another answer, as one does that was taken over."""
    page.route(address, lambda route: route.fulfill(json=body))


def test_keys_are_made_an_inbox_begun_a_colleague_let_in_and_everything_locked(desk, tmp_path):
    """Given an inbox without members, when two responders make keys, then both read it, until one locks everything."""
    keys = recovery_keys(new_seed())
    with desk.window("sokha", scripts=True, size=PHONE) as page:
        set_up(page, keys)
        page.goto("/desk/km/inbox/queues")
        keep(page, "inboxes")
        is_for_everybody(page)
        page.goto("/desk/km/inbox/queues/new")
        is_for_everybody(page)
        keep(page, "setting-up")
    with desk.window("phally", scripts=True, size=PHONE) as phally, desk.window("veasna", scripts=True) as veasna:
        for page in (phally, veasna):
            page.on("pageerror", lambda problem: pytest.fail(str(problem)))
        phally.goto("/desk/km/inbox/keys")
        expect(phally.locator("#making")).to_be_visible()
        keep(phally, "making")
        is_for_everybody(phally)
        phallys_card = make_keys(phally)
        expect(phally.locator("#unlock")).to_be_visible()
        keep(phally, "unlock")
        is_for_everybody(phally)
        open_keys(phally, phallys_card)
        whole = fingerprint(phally)

        veasna.goto("/desk/en/inbox/keys")
        card = make_keys(veasna)
        open_keys(veasna, card, "another passphrase altogether")
        expect(veasna.locator("#unlock [role=alert]")).to_contain_text("This does not fit")
        open_keys(veasna, card)
        expect(veasna.locator("main")).to_contain_text(keys.fingerprint)
        keep(veasna, "founding")
        veasna.locator("[name=compared]").check()
        veasna.locator("form:has([name=compared]) button").click()
        expect(veasna.locator("main")).to_contain_text("Epoch 1, good until")

        veasna.locator("details:has(form.next) > summary").click()
        veasna.locator("[data-member=Phally] input[type=checkbox]").check()
        expect(veasna.locator("[data-member=Phally]")).not_to_contain_text(whole.split()[0])
        veasna.locator("[data-member=Phally] [name=whole]").fill(whole.split()[-1])
        veasna.set_viewport_size({"width": 1280, "height": 900})
        keep(veasna, "letting-in")
        veasna.locator("form.next button[type=submit]").click()
        expect(veasna.locator("main")).to_contain_text("These are not the digits")
        veasna.locator("[data-member=Phally] [name=whole]").fill(whole)
        veasna.locator("form.next button[type=submit]").click()
        expect(veasna.locator("main")).to_contain_text("Epoch 2, good until")

        phally.reload()
        open_keys(phally, phallys_card)
        expect(phally.locator("form.next")).to_have_count(1)
        found = phally.request.get("/desk/en/inbox/data/chains").json()["queues"][0]
        assert [one["epoch"] for one in found["envelopes"]] == [1, 2]

        keep(phally, "keys")
        is_for_everybody(phally)
        keep(phally, "keys-open")

        older = phally.request.get("/desk/km/inbox/data/chains").json()
        older["queues"][0]["signed"].pop()
        answered_with(phally, "**/inbox/data/chains*", older)
        phally.reload()
        open_keys(phally, phallys_card)
        expect(phally.locator("#alarm")).to_contain_text("rolled-back")
        expect(phally.locator("form.next")).to_have_count(0)
        keep(phally, "alarm")

        offered = [{"id": found["id"], "signed": found["signed"][:1]}]
        answered_with(veasna, "**/in/en/r/q", {"queues": offered})
        veasna.reload()
        open_keys(veasna, card)
        expect(veasna.locator("#alarm")).to_contain_text("People who report are shown another key")
        veasna.unroute("**/in/en/r/q")

        veasna.reload()
        veasna.locator("#panic summary").click()
        veasna.locator("#panic button").click()
        expect(veasna.locator("#locked")).to_be_visible()
        keep(veasna, "locked")
        phally.goto("/desk/km/inbox/keys")
        expect(phally.locator("#bereft")).to_be_visible()
        expect(phally.locator("#making")).to_be_visible()
        expect(phally.locator("#custodians[open] .way > li")).to_have_count(6)
        is_for_everybody(phally)
        keep(phally, "after-a-lock")
    with desk.window("sokha", scripts=True, size=NARROW) as page:
        page.goto("/desk/km/inbox/lock")
        is_for_everybody(page)
        keep(page, "lock-page")


def test_custodians_bring_the_last_member_back_and_name_new_custodians(desk, tmp_path):
    """Given a member who lost all and sheets that were seen, when old custodians sign, then new ones are shown."""
    old, new = recovery_keys(new_seed()), recovery_keys(new_seed())
    with desk.window("nary", scripts=True, size=NARROW) as nary, desk.window("sokha", scripts=True) as sokha:
        nary.on("pageerror", lambda problem: pytest.fail(str(problem)))
        set_up(sokha, old, "River")
        nary.goto("/desk/km/inbox/keys")
        open_keys(nary, make_keys(nary))
        nary.locator("[name=compared]").check()
        nary.locator("form:has([name=compared]) button").click()
        expect(nary.locator("form.next")).to_have_count(1)
        nary.locator(f"details.card:has(> summary:text-is('{LOST}')) > summary").click()
        nary.locator(f"details.card:has(> summary:text-is('{LOST}')) button").click()
        open_keys(nary, card := make_keys(nary))
        expect(nary.locator("#custodians[open] .way")).to_be_visible()
        expect(nary.locator("form.next")).to_have_count(0)
        is_for_everybody(nary)
        keep(nary, "nobody-left")
        nary.locator("#custodians .way button").click()
        expect(nary.locator("#custodians [role=alert]")).to_be_visible()

        sokha.goto("/desk/en/inbox/queues")
        sokha.locator("section:has(h2:text('River')) a.btn").click()
        sokha.locator("form details.part > summary").click()
        sokha.set_viewport_size({"width": 1280, "height": 900})
        keep(sokha, "announcing")
        give(sokha, new)
        expect(sokha.locator("section:has(h2:text('River'))")).to_contain_text("announced, and not in force")

        with nary.expect_download() as saved:
            nary.locator("#custodians a[download]").click()
        asked = json.loads(saved.value.path().read_text())
        chosen = Chosen([fingerprint(nary)], new_recovery=new.fingerprint)
        made = begin_again(asked, old, chosen, date.fromisoformat(asked["today"]))
        (tmp_path / "other.json").write_text("[]")
        (tmp_path / "made.json").write_text(json.dumps({"v": 1, "queues": [one.told for one in made]}))
        nary.locator("#k-file").set_input_files(tmp_path / "other.json")
        nary.locator("#custodians .way button").click()
        expect(nary.locator("#custodians [role=alert]")).to_contain_text("មិនមែនជាឯកសារ")
        nary.locator("#k-file").set_input_files(tmp_path / "made.json")
        nary.locator("#custodians .way button").click()
        expect(nary.locator("#unlock")).to_be_visible()
        open_keys(nary, card)
        expect(nary.locator("form.next")).to_have_count(1)
        expect(nary.locator("#new-recovery-trafficking")).to_contain_text(new.fingerprint)
        expect(nary.locator("#custodians[open]")).to_have_count(0)
        assert not re.search(r"\d{4}-\d\d-\d\d", nary.locator("#keys").inner_text()), "days are written in words"
        is_for_everybody(nary)
        keep(nary, "new-custodians")
        sokha.reload()
        expect(sokha.locator("section:has(h2:text('River'))")).to_contain_text("new keys since epoch 2")

        told = nary.request.get("/desk/km/inbox/data/chains").json()
        told["queues"][0]["recovery"]["seal"] = told["queues"][0]["members"][0]["seal"]
        answered_with(nary, "**/inbox/data/chains*", told)
        nary.reload()
        open_keys(nary, card)
        expect(nary.locator("#alarm")).to_contain_text("recovery-other")


def test_a_passkey_that_gives_a_secret_opens_the_keys(desk):
    """Given a device with a passkey, when keys are made with it, then passphrase and passkey open them; no card is."""
    address = desk.address.replace("127.0.0.1", "localhost")
    context = desk.browser.new_context(base_url=address)
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "desk", "value": desk.keys["phally"], "url": f"{address}/desk/"}])
    try:
        page = context.new_page()
        seat = context.new_cdp_session(page)
        seat.send("WebAuthn.enable")
        device = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True}
        able = {"hasUserVerification": True, "isUserVerified": True, "hasPrf": True}
        seat.send("WebAuthn.addVirtualAuthenticator", {"options": {**device, **able}})
        page.goto("/desk/en/inbox/keys")
        page.locator("#m-passphrase").fill(PASSPHRASE)
        page.locator("#m-twice").fill(PASSPHRASE)
        page.locator("[name=kind][value=passkey]").check()
        page.locator("#making button[type=submit]").click()
        expect(page.locator("#unlock")).to_be_visible()
        expect(page.locator("#u-card")).to_be_hidden()
        page.locator("#u-passphrase").fill(PASSPHRASE)
        page.locator("#unlock button[type=submit]").click()
        expect(page.locator("#own .fingerprint")).to_be_visible()
    finally:
        context.close()
