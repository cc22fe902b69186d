"""A desk on the tiny country: a server of its own, people who are signed in, and what they do on its pages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.ui.words import words_of
from tests.desk.copies import TINY
from tests.journeys import looking
from tests.journeys.axe import violations
from tests.journeys.conftest import ROOT, environment, once, romduol, running

SMALL = (360, 640)
KEYS = "keys-of-the-cast.json"
PATIENCE = 60
"""Seconds until a publish or a preview of a few pages has to be done; it takes two."""
HIRE = """
import json
import django
django.setup()
from django.utils import timezone
from romduol.safety.accounts.actions.sessions import SessionStore
from romduol.safety.accounts.actions.signing_in import sign_in
from tests.safety.cast import account
keys = {}
for who in ("bopha", "dara", "sokha", "chanda", "veasna", "phally", "nary"):
    session = SessionStore()
    sign_in(session, account=account(who), browser="", device="Firefox, Linux", now=timezone.now())
    session.save()
    keys[who] = session.session_key
print(json.dumps(keys))
"""
"""Gives the cast their accounts and signs them in; how one signs in by oneself has journeys of its own."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A running desk, and the session of each of its people."""

    address: str
    keys: dict[str, str]
    browser: Browser

    @contextmanager
    def window(self, who: str = "", *, scripts: bool = False, size: tuple[int, int] = SMALL) -> Iterator[Page]:
        """Open a window as one of the people, or as a reader."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            locale="km-KH",
            base_url=self.address,
        )
        context.set_default_timeout(15_000)
        if who:
            context.add_cookies([{"name": "desk", "value": self.keys[who], "url": f"{self.address}/desk/"}])
        try:
            yield context.new_page()
        finally:
            context.close()


@contextmanager
def at_work(data: Path, browser: Browser, pack: Path = TINY) -> Iterator[Desk]:
    """Load and publish the tiny country or a copy of it, hire the cast, and serve."""
    keys = staffed(data, pack)
    with running(data, "serve") as address:
        yield Desk(address, keys, browser)


def published(data: Path) -> None:
    """Put the tiny country into a new folder of `mktemp`, loaded and published once for all workers."""
    _with_pages(data, data.parent)


def _with_pages(data: Path, own: Path) -> Path:
    return shutil.copytree(once(own, "published", _publish), data, dirs_exist_ok=True)


def _publish(data: Path, pack: Path = TINY) -> Path:
    romduol(data, "load", str(pack))
    romduol(data, "publish")
    return data


def staffed(data: Path, pack: Path = TINY) -> dict[str, str]:
    """Put a country and the cast into a new folder of `mktemp`, the tiny one made once for all workers; returns keys.

    The keys are those of the sessions in which people are signed in.
    """
    if pack == TINY:
        made = once(data.parent, "staffed", lambda folder: _hire(_with_pages(folder, data.parent)))
        shutil.copytree(made, data, dirs_exist_ok=True)
    else:
        _hire(_publish(data, pack))
    keys: dict[str, str] = json.loads((data / KEYS).read_text())
    return keys


def _hire(data: Path) -> None:
    (data / KEYS).write_text(asked(data, "-c", HIRE))


def asked(data: Path, *command: str, given: str = "") -> str:
    """Run a Python program of the tests on the data folder of a server; returns what it printed."""
    env = {**environment(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, input=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def until(page: Page, path: str, there: Callable[[Page], bool]) -> None:
    """Load a page again, as somebody without scripts does, until something stands there."""
    deadline = time.monotonic() + PATIENCE
    while not there(page):
        assert time.monotonic() < deadline, f"nothing came of it: {page.inner_text('main')}"
        page.wait_for_timeout(500)  # Each look costs as much as a part of what is waited for.
        page.goto(path)


def said(lang: str, text: str) -> str:
    """Return one of our texts in a language, as far as its first part that is filled in."""
    return words_of(lang).gettext(text).split("%(")[0].strip()


def code_of(key: str) -> str:
    """Return the page code of a record of the tiny country, such as `organization/org-lantern`."""
    return page_code(key.split("/")[0], stable_id("tiny", key))


def open_check(page: Page, lang: str, body: str, number: str) -> None:
    """Go to the check of one number of an organisation."""
    page.goto(f"/desk/{lang}/check/{body}/phone")
    choose_number(page, number)


def choose_number(page: Page, number: str) -> None:
    """Choose which of a body's numbers is checked, where that is asked."""
    if page.locator("form.check").count() == 0:
        page.locator("main a", has_text=number).first.click()
    expect(page.locator("form.check")).to_be_visible()


def record(page: Page, outcome: str) -> None:
    """Record what a call found, on the page of a check."""
    page.locator(f"[name=outcome][value={outcome}]").check()
    page.locator("form.check button[type=submit]").click()
    expect(page).to_have_url(re.compile("/checked/"))


def say_yes(page: Page, lang: str) -> None:
    """Say yes to everything that waits."""
    page.goto(f"/desk/{lang}/approvals")
    while page.locator("form[action$='/yes']").count():
        page.locator("form[action$='/yes'] button").first.click()
        page.goto(f"/desk/{lang}/approvals")


def publish(page: Page, lang: str) -> None:
    """Publish, and wait until it is done."""
    page.goto(f"/desk/{lang}/publishing")
    page.locator("form[action$='publishing/publish'] button").click()
    until(page, f"/desk/{lang}/publishing", lambda at: at.locator("form[action$='publishing/publish']").count() == 1)
    expect(page.locator("main [role=alert]")).to_have_count(0)


def is_for_everybody(page: Page) -> None:
    """Look at a page with scripts: nothing for axe-core to find, a map of headings, targets for a thumb, no edge.

    axe-core looks at Khmer pages: the English ones are the same elements with other words.
    """
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    if page.locator("html").get_attribute("lang") == "km":
        assert violations(page) == []
    assert looking.headings(page) == []
    assert [one for one in looking.small_targets(page) if not one.startswith("input")] == []
    assert small_boxes(page) == []
    # The menu is a strip of its own that a thumb pushes sideways; the page under it may not be one.
    page.evaluate("document.querySelector('nav.menu').style.display = 'none'")
    assert looking.beyond_the_edge(page) == []


def small_boxes(page: Page) -> list[str]:
    """Return each field that is too small for a thumb, a box to tick together with the label that it stands in."""
    found: list[str] = looking.tell(
        page,
        """return [...document.querySelectorAll('input:not([type=hidden])')].map(one => one.closest('label') || one)
             .filter(shown).filter(one => one.getBoundingClientRect().height < given - .5).map(named)""",
        looking.SMALLEST_TARGET,
    )
    return found
