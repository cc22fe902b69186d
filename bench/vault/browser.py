"""The same in a browser: 1,000 records sealed and opened in a page, in turns with Python, age and sealed boxes."""

import gzip
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from bench.painting import QUIET
from bench.rendering import HOME
from bench.vault.given import (
    CODE,
    DEVICE,
    DEVICE_SECRET,
    MEMBER,
    OPEN,
    PASSPHRASE,
    RECEIPT,
    SEAL,
    SMALL,
    UNLOCK,
    WORD,
    payloads,
)
from bench.vault.ways import CONTEXT, HPKE, NotTheSame, Way
from romduol.safety.crypto.keys import KeyPair, new_pair
from romduol.safety.crypto.members import lock_member, new_member
from romduol.safety.crypto.receipts import derive_receipt
from romduol.safety.crypto.records import open_record, seal_record

COUNT = 1_000
ROUNDS, ROUNDS_QUICKLY = 5, 1
AT_ONCE = 50
BROWSER, ONE_BY_ONE = f"browser, {AT_ONCE} at once", "browser, one by one"
SITE = "https://vault.invalid/"
"""No such host is asked: whatever the page wants is handed to it here. By its name it is a page that may encrypt."""
MAKING, BUNDLES = HOME / "tools" / "bundles.sh", HOME / "src/romduol/safety/crypto/browser/bundles"
BUNDLE_NAMES = ("sealing", "staff")
LONGEST_MAKING = 300
"""Seconds in which the scripts are fetched and made."""
ASKED = "async ([what, given]) => (await import('/page.js'))[what](given)"


@dataclass(frozen=True, slots=True)
class Thousand:
    """1,000 records of 2 KB sealed to one key or opened, one way: seconds on the wall."""

    act: str
    way: str
    seconds: float


@dataclass(slots=True)
class InBrowser:
    """What a page took, the other ways in turns with it."""

    version: str = ""
    thousands: list[Thousand] = field(default_factory=list)
    words_ms: dict[str, float] = field(default_factory=dict)
    """Receipt and unlocking: milliseconds on the wall."""
    bundles: dict[str, int] = field(default_factory=dict)
    """Script -> bytes in gzip."""
    notes: list[str] = field(default_factory=list)


def measure_browser(ways: Sequence[Way], progress: Callable[[str], None], *, quick: bool) -> InBrowser:
    """Measure it where chromium and the scripts can be had; raises `NotTheSame` where page and Python differ."""
    found = InBrowser()
    progress("making the scripts for browsers")
    if problem := _scripts_missing():
        found.notes.append(f"{problem}: no browser was asked")
        return found
    found.bundles = {name: _gzipped(BUNDLES / f"{name}.js") for name in BUNDLE_NAMES}
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        found.notes.append("no chromium here: no browser was asked")
        return found
    with _page(chromium) as page:
        browser = page.context.browser
        found.version = browser.version if browser else ""
        rounds = ROUNDS_QUICKLY if quick else ROUNDS
        found.thousands = list(_thousands(page, ways, rounds, progress))
        progress("words in the browser")
        found.words_ms = _words(page, rounds)
    return found


def _scripts_missing() -> str:
    """Make the scripts; return a word about why they could not be made, or nothing."""
    try:
        # Our own script, which fetches what its lock file names.
        done = subprocess.run(  # noqa: S603
            ["/bin/sh", str(MAKING)], cwd=HOME, capture_output=True, text=True, timeout=LONGEST_MAKING, check=False
        )
    except subprocess.TimeoutExpired:
        return "making the scripts took too long"
    return f"the scripts could not be made ({done.stderr.strip()[-200:]})" if done.returncode else ""


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


@contextmanager
def _page(chromium: str) -> Iterator[Page]:
    scripts = {"page.js": Path(__file__).with_name("page.js"), "staff.js": BUNDLES / "staff.js"}

    def answer(route: Route) -> None:
        path = scripts.get(route.request.url.removeprefix(SITE))
        body = path.read_text("utf-8") if path else "<!doctype html><title>vault</title>"
        route.fulfill(body=body, content_type="text/javascript" if path else "text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        try:
            page = browser.new_page()
            page.route("**/*", answer)
            page.goto(SITE)
            yield page
        finally:
            browser.close()


def _ask(page: Page, what: str, given: object) -> tuple[float, Any]:
    told: Mapping[str, Any] = page.evaluate(ASKED, [what, given])
    return (told["ms"], told["made"]) if told else (0.0, None)


def _thousands(page: Page, ways: Sequence[Way], rounds: int, progress: Callable[[str], None]) -> Iterator[Thousand]:
    given, pair = payloads(SMALL, COUNT), new_pair()
    _hand_over(page, given, pair)
    took: dict[tuple[str, str], list[float]] = {}
    for turn in range(rounds):
        progress(f"{COUNT:,} records in the browser and beside it, round {turn + 1}")
        for way in ways:
            if way.name != HPKE:
                for act, seconds in _beside(way, given).items():
                    took.setdefault((act, way.name), []).append(seconds)
        for name, at_once in ((BROWSER, AT_ONCE), (ONE_BY_ONE, 1)):
            took.setdefault((SEAL, name), []).append(_seal(page, at_once, given[-1], pair))
            took.setdefault((OPEN, name), []).append(_open(page, at_once, given))
    for (act, name), times in sorted(took.items(), key=lambda one: one[0][0] != SEAL):
        yield Thousand(act, name, median(times))


def _hand_over(page: Page, given: Sequence[bytes], pair: KeyPair) -> None:
    sealed = [seal_record(payload, CONTEXT, [pair.public]) for payload in given]
    records = [{"box": one.box.hex(), "envelope": one.envelopes[0].hex()} for one in sealed]
    _ask(
        page,
        "take",
        {
            "subject": str(CONTEXT.subject),
            "scalar": pair.scalar.hex(),
            "point": pair.public.hex(),
            "records": records,
            "payloads": [payload.hex() for payload in given],
        },
    )


def _beside(way: Way, given: Sequence[bytes]) -> dict[str, float]:
    start = perf_counter()
    sealed = [way.seal(payload, 1) for payload in given]
    between = perf_counter()
    for one in sealed:
        way.open(one)
    return {SEAL: between - start, OPEN: perf_counter() - between}


def _seal(page: Page, at_once: int, last: bytes, pair: KeyPair) -> float:
    ms, made = _ask(page, "seal", at_once)
    box, envelope = (bytes.fromhex(made[name]) for name in ("box", "envelope"))
    _require(open_record(box, envelope, pair, CONTEXT) == last, "what the browser sealed")
    return ms / 1000


def _open(page: Page, at_once: int, given: Sequence[bytes]) -> float:
    ms, digest = _ask(page, "open", at_once)
    _require(digest == sha256(b"".join(given)).hexdigest(), "what the browser opened")
    return ms / 1000


def _words(page: Page, rounds: int) -> dict[str, float]:
    keys = new_member()
    locked = lock_member(keys, MEMBER, DEVICE, PASSPHRASE, DEVICE_SECRET)
    holder = {"member": str(MEMBER), "device": DEVICE, "passphrase": PASSPHRASE, "secret": DEVICE_SECRET.hex()}
    asked = {
        RECEIPT: ({"code": CODE, "word": WORD}, derive_receipt(CODE, WORD).locator),
        UNLOCK: ({**holder, "lock": locked.lock.hex(), "wrap": locked.wrap.hex()}, keys.seal.public),
    }
    took: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, (given, wanted) in asked.items():
            ms, made = _ask(page, name, given)
            _require(made == wanted.hex(), f"the browser's {name}")
            took[name].append(ms)
    return {name: median(times) for name, times in took.items()}


def _require(same: bool, what: str) -> None:
    if not same:
        raise NotTheSame(f"{what} is not the same in Python")
