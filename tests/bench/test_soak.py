"""What the soak sends is what it says, and what it reads of memory is told right."""

import shutil

from bench.soak import MIXTURE, Slice, Soak, Wanted, measure_soak
from bench.tables import soak_lines


def test_each_request_says_how_long_its_body_is():
    for one in MIXTURE:
        head, _, body = one.as_sent(8000).partition("\r\n\r\n")
        assert head.startswith(f"{'POST' if one.kind else 'GET'} {one.path} HTTP/1.1\r\nHost: 127.0.0.1:8000")
        assert f"Content-Length: {len(body.encode())}" in head if one.kind else body == ""
    assert Wanted("/x").as_sent(1).endswith("Accept-Encoding: br\r\n\r\n")


def test_growth_is_the_end_against_the_middle():
    slices = [Slice(1, 1, 1, memory) for memory in (50, 100, 100, 104, 108, 110)]
    found = Soak(6, 6, slices=slices)
    assert found.growth == 1.1
    lines = list(soak_lines(found))
    assert "no answer fails: reached" in lines[-2]
    assert "NOT reached (1.100 x)" in lines[-1]
    assert any("NOT reached" in line for line in soak_lines(Soak(6, 6, failed=1, slices=slices[:1])))


def test_without_wrk_it_says_so(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    lines = list(soak_lines(measure_soak(lambda say: None)))
    assert any(line.startswith("NOTE no wrk") for line in lines)
