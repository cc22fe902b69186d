"""No fault ends the thread that shows reports, and none is told with what it says."""

from __future__ import annotations

from django.utils import timezone

from romduol.care.reports import jobs


def test_a_fault_of_any_kind_ends_one_round_and_says_nothing(monkeypatch, caplog):
    def fails(now, beside):
        raise ValueError("a canary")

    monkeypatch.setattr(jobs, "collect", fails)
    jobs._once(timezone.now, ())
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text
