"""The tables of the vault, and whether its goals are met."""

from collections.abc import Iterator, Sequence

from bench.vault import goals
from bench.vault.browser import BROWSER, COUNT, InBrowser, Thousand
from bench.vault.files import SIZE
from bench.vault.given import OPEN, RECEIPT, SEAL, SMALL, UNLOCK
from bench.vault.handling import Handled
from bench.vault.measuring import Cost, Stretched, Vault
from bench.vault.ways import AGE, NACL, OURS


def vault_lines(found: Vault | None) -> Iterator[str]:
    """Yield the tables of one run, then the goals."""
    if found is None:
        return
    yield from _record_lines(found.costs)
    yield from _file_lines(found.files)
    yield from _word_lines(found.words)
    yield from _browser_lines(found.browser)
    yield from _goal_lines(found)
    yield from _browser_goal_lines(found.browser)
    for note in (*found.notes, *found.browser.notes):
        yield f"NOTE {note}"


def _record_lines(costs: Sequence[Cost]) -> Iterator[str]:
    yield ""
    yield "Payloads sealed and opened in Python, ways in turns: microseconds of processor time for one"
    yield f"{'act':<6}{'bytes':>9}{'keys':>6}  {'way':<12}{'cpu us':>9}{'against ours':>14}{'sealed bytes':>14}"
    for one in costs:
        ours = _cost(costs, OURS, one.act, one.payload, one.keys)
        against = one.cpu_us / ours.cpu_us if ours else 0
        place = f"{one.act:<6}{one.payload:>9,}{one.keys:>6}  {one.way:<12}"
        yield f"{place}{one.cpu_us:>9.0f}{against:>14.2f}{one.sealed:>14,}"


def _file_lines(files: Sequence[Handled]) -> Iterator[str]:
    yield ""
    yield f"A file of {SIZE >> 20} MB from disk to disk, each in a process of its own; grown: added to its memory"
    yield f"{'act':<6}{'way':<12}{'cpu ms':>9}{'against ours':>14}{'grown MB':>10}"
    for act in (SEAL, OPEN):
        ours = _file(files, OURS, act)
        for one in (one for one in files if one.act == act):
            against = one.cpu / ours.cpu if ours else 0
            yield f"{act:<6}{one.way:<12}{1000 * one.cpu:>9.1f}{against:>14.2f}{one.grown_mb:>10.1f}"


def _word_lines(words: Sequence[Stretched]) -> Iterator[str]:
    yield ""
    yield f"{'words in Python':<18}{'rounds':>9}{'cpu ms':>9}{'hashlib alone':>15}"
    for one in words:
        yield f"{one.act:<18}{one.rounds:>9,}{one.cpu_ms:>9.1f}{one.bare_ms:>15.1f}"


def _browser_lines(found: InBrowser) -> Iterator[str]:
    if found.bundles:
        yield ""
        yield "scripts in gzip, bytes: " + ", ".join(f"{name} {size:,}" for name, size in found.bundles.items())
    if not found.thousands:
        return
    yield ""
    yield f"{COUNT:,} records of {SMALL:,} bytes, one key, in chromium {found.version} and in Python, in turns"
    yield f"{'act':<6}{'way':<24}{'seconds':>9}{'a second':>10}{'against the browser':>21}"
    for one in found.thousands:
        browser = _thousand(found, BROWSER, one.act)
        against = one.seconds / browser.seconds if browser else 0
        yield f"{one.act:<6}{one.way:<24}{one.seconds:>9.2f}{COUNT / one.seconds:>10,.0f}{against:>21.2f}"
    yield "in the browser, ms on the wall: " + ", ".join(f"{name} {ms:,.0f}" for name, ms in found.words_ms.items())


def _goal_lines(found: Vault) -> Iterator[str]:
    for other in (AGE, NACL):
        for act in (SEAL, OPEN):
            ours, theirs = (_cost(found.costs, way, act, SMALL, 1) for way in (OURS, other))
            if ours and theirs:
                name = f"{act} {SMALL:,} bytes against {other}"
                yield _told(name, ours.cpu_us / theirs.cpu_us, goals.RECORD, "x")
    for act in (SEAL, OPEN):
        file, aged = (_file(found.files, way, act) for way in (OURS, AGE))
        if file and aged:
            yield _told(f"{act} a file against age", file.cpu / aged.cpu, goals.FILE, "x")
        if file:
            yield _told(f"memory to {act} a file", file.grown_mb, goals.FILE_MB, "MB")
    most = {RECEIPT: goals.RECEIPT_MS, UNLOCK: goals.UNLOCK_MS}
    for one in found.words:
        yield _told(f"{one.act} in Python", one.cpu_ms, most[one.act], "ms")


def _browser_goal_lines(found: InBrowser) -> Iterator[str]:
    for act, most in ((OPEN, goals.OPENED_SECONDS), (SEAL, goals.SEALED_SECONDS)):
        if one := _thousand(found, BROWSER, act):
            yield _told(f"{act} {COUNT:,} records in the browser", one.seconds, most, "s")
    limits = {RECEIPT: goals.BROWSER_RECEIPT_MS, UNLOCK: goals.BROWSER_UNLOCK_MS}
    for name, ms in found.words_ms.items():
        yield _told(f"{name} in the browser", ms, limits[name], "ms")
    if found.bundles:
        yield _told("scripts in gzip", max(found.bundles.values()), goals.BUNDLE_BYTES, "bytes")


def _told(name: str, found: float, most: float, unit: str) -> str:
    verdict = "reached" if found <= most else "NOT reached"
    return f"goal {name}: at most {most:,g} {unit}: {verdict} ({found:,.{2 if found < 10 else 0}f} {unit})"


def _cost(costs: Sequence[Cost], way: str, act: str, payload: int, keys: int) -> Cost | None:
    wanted = (way, act, payload, keys)
    return next((one for one in costs if (one.way, one.act, one.payload, one.keys) == wanted), None)


def _file(files: Sequence[Handled], way: str, act: str) -> Handled | None:
    return next((one for one in files if (one.way, one.act) == (way, act)), None)


def _thousand(found: InBrowser, way: str, act: str) -> Thousand | None:
    return next((one for one in found.thousands if (one.way, one.act) == (way, act)), None)
