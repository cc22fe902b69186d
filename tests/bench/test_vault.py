"""Every way gives back what it sealed, and the tables of the vault tell whether its goals were met."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from bench.vault import browser
from bench.vault.browser import BROWSER, InBrowser, Thousand, measure_browser
from bench.vault.given import OPEN, RECEIPT, SEAL, SMALL, payloads
from bench.vault.handling import PLAIN, Handled, handle
from bench.vault.measuring import Cost, Stretched, Vault
from bench.vault.tables import vault_lines
from bench.vault.ways import AGE, HPKE, OURS, NotTheSame, absent, require_the_same, ways

PAYLOAD = payloads(SMALL, 1)[0]


def test_every_way_opens_what_it_sealed_and_tells_how_long_that_is():
    there = ways()
    assert [way.name for way in there][:2] == [OURS, HPKE]
    assert len(there) + len(list(absent())) == 4
    for way in there:
        require_the_same(way, PAYLOAD)
        assert way.size(way.seal(PAYLOAD, 3)) > way.size(way.seal(PAYLOAD, 1)) > SMALL


def test_a_way_that_gives_back_something_else_is_not_timed():
    way = replace(ways()[0], open=lambda sealed: PAYLOAD[:-1])
    with pytest.raises(NotTheSame):
        require_the_same(way, PAYLOAD)


def test_payloads_are_the_same_each_time():
    assert payloads(SMALL, 2) == payloads(SMALL, 2)
    assert payloads(SMALL, 2)[0] != payloads(SMALL, 2)[1]


def test_a_file_goes_there_and_back(tmp_path):
    given = payloads(300_000, 1)[0]
    (tmp_path / PLAIN).write_bytes(given)
    sealed = handle(tmp_path, OURS, SEAL)
    assert (sealed.way, sealed.act) == (OURS, SEAL)
    handle(tmp_path, OURS, OPEN)
    assert (tmp_path / f"{OURS} opened").read_bytes() == given
    assert given[:32] not in (tmp_path / f"{OURS} sealed").read_bytes()


def test_without_the_scripts_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(browser, "MAKING", tmp_path / "nowhere.sh")
    found = measure_browser(ways(), lambda say: None, quick=True)
    assert not found.thousands
    assert any(line.startswith("NOTE the scripts could not be made") for line in vault_lines(Vault(browser=found)))


def test_without_chromium_it_says_so(monkeypatch, tmp_path):
    for name in browser.BUNDLE_NAMES:
        (tmp_path / f"{name}.js").write_text("// nothing", "utf-8")
    monkeypatch.setattr(browser, "BUNDLES", tmp_path)
    monkeypatch.setattr(browser, "_scripts_missing", lambda: "")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = measure_browser(ways(), lambda say: None, quick=True)
    assert found.bundles
    assert found.notes == ["no chromium here: no browser was asked"]


def test_the_tables_tell_whether_goals_were_reached():
    page = InBrowser("1", [Thousand(OPEN, BROWSER, 2.0), Thousand(OPEN, AGE, 0.5)], {RECEIPT: 900.0}, {"staff": 20_001})
    found = Vault(
        costs=[Cost(act, SMALL, 1, way, us, 2_100) for act in (SEAL, OPEN) for way, us in ((OURS, 300), (AGE, 200))],
        files=[Handled(OURS, SEAL, 0.03, 9.0), Handled(AGE, SEAL, 0.06, 1.0)],
        words=[Stretched(RECEIPT, 200_000, 149.0, 140.0)],
        browser=page,
    )
    text = "\n".join(vault_lines(found))
    assert "goal seal 2,000 bytes against age: at most 2 x: reached (1.50 x)" in text
    assert "goal seal a file against age: at most 1 x: reached (0.50 x)" in text
    assert "goal memory to seal a file: at most 8 MB: NOT reached (9.00 MB)" in text
    assert "goal receipt in Python: at most 150 ms: reached (149 ms)" in text
    assert "goal open 1,000 records in the browser: at most 3 s: reached (2.00 s)" in text
    assert "goal receipt in the browser: at most 500 ms: NOT reached (900 ms)" in text
    assert "goal scripts in gzip: at most 20,000 bytes: NOT reached (20,001 bytes)" in text
    assert f"{OPEN:<6}{AGE:<24}{0.5:>9.2f}{2000:>10,}{0.25:>21.2f}" in text
