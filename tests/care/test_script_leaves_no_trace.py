"""The script that seals stays in no cache: on a shared phone a copy would tell that somebody opened the page."""

from __future__ import annotations

from django.test import Client

from romduol.care.reports.views import scripts


def test_the_script_is_kept_by_no_cache(monkeypatch):
    monkeypatch.setattr(scripts, "_bundle", lambda: ("a" * 20, b"1;"))
    answer = Client().get(scripts.script_address("km"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
