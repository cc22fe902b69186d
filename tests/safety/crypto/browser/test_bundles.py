"""The bundles: how large they are, what is not in them, that they ask for nothing, and that keys stay inside."""

from __future__ import annotations

import gzip
import re

import pytest

pytestmark = pytest.mark.journey

MOST = {"sealing": 15_000, "staff": 30_000}
PAGES = {"keys": 24_000, "inbox": 32_000, "report": 22_000, "letter": 19_000}
"""A page's own work with the vault in it: these ask the server, so they are held to their size and to fewer words."""
# What reaches out, leaves traces, runs text or is no randomness.
NEVER = re.compile(
    r"\bfetch\b|XMLHttpRequest|WebSocket|EventSource|sendBeacon|localStorage|sessionStorage|indexedDB|\bcookie\b"
    r"|\bconsole\b|\beval\b|\bFunction\(|Math\.random|https?://|\bDate\b"
)
NEVER_ON_A_PAGE = re.compile(
    r"XMLHttpRequest|WebSocket|EventSource|sendBeacon|sessionStorage|indexedDB|\bcookie\b|pushState|replaceState"
    r"|\bconsole\b|\beval\(|\bFunction\(|Math\.random|innerHTML|outerHTML|insertAdjacentHTML|document\.write"
    r"|document\.title|https?://"
)


@pytest.mark.parametrize(("name", "most"), [*MOST.items(), *PAGES.items()])
def test_a_bundle_is_small(bundles, name, most):
    size = len(gzip.compress((bundles / f"{name}.js").read_bytes(), 9))
    print(f"{name}.js: {size:,} bytes gzip, at most {most:,}")
    assert size <= most


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_no_text_as_marks_or_as_a_program_and_keeps_but_a_number(bundles, name):
    text = (bundles / f"{name}.js").read_text("utf-8")
    assert NEVER_ON_A_PAGE.findall(text) == []
    # The newest number of a member's pins is all that a browser keeps: two calls, and none for whoever reports.
    assert text.count("localStorage") == (0 if name in ("report", "letter") else 2)


@pytest.mark.parametrize("name", MOST)
def test_a_bundle_has_nothing_that_reaches_out(bundles, name):
    assert NEVER.findall((bundles / f"{name}.js").read_text("utf-8")) == []


def test_the_licences_of_what_a_bundle_holds_lie_beside_it(bundles):
    told = (bundles / "licences.txt").read_text("utf-8")
    assert "@hpke/core" in told
    assert "@hpke/common" in told
    assert told.count("Permission is hereby granted") == 2
    assert "licences.txt" in (bundles / "sealing.js").read_text("utf-8").splitlines()[0]


def test_the_lock_names_no_host_and_every_package_by_its_hash(bundles):
    lock = (bundles.parent / "package-lock.json").read_text("utf-8")
    assert "://" not in lock
    assert lock.count('"integrity"') == lock.count('"version"')


def test_who_reports_gets_no_more_than_the_page_needs(vault_page):
    exported = vault_page.page.evaluate("() => exported")
    assert "openReport" not in exported["sealing"]
    assert set(exported["sealing"]) < set(exported["staff"])


def test_the_vault_works_on_a_page_that_may_ask_for_nothing(vault_page):
    """The policy of the page forbids every connection, and what it asked for nevertheless is looked at in the end."""
    secret, context = bytes(32), vault_page.call("contextOf", 0x10, bytes(16))
    box = vault_page.call("sealBox", b"written", secret, context)
    assert vault_page.call("openBox", box, secret, context) == b"written"
    assert vault_page.strangers() == []
    assert vault_page.told == []


def test_private_keys_cannot_be_taken_out_of_the_browser(vault_page):
    pair = vault_page.call("newPair")
    opening, signing = vault_page.call("openingKey", pair), vault_page.call("signingKey", pair)
    for key in (opening["keys"]["privateKey"], signing["key"]):
        assert (key.type, key.extractable) == ("private", False)
    assert set(opening) == {"public", "keys"}
    assert set(signing) == {"public", "key"}
