"""What will go away says so with each answer, at least a year ahead, and says what takes its place."""

from datetime import date, timedelta

import pytest

from romduol.channels.api.deprecations import DEPRECATED, Deprecation, deprecation_headers
from romduol.config import wsgi
from romduol.knowledge.releases.views.serving import ReleaseServer

A_YEAR = timedelta(days=365)
TABLE = {
    "api/old": Deprecation(date(2030, 1, 1), date(2031, 1, 1), "api/new"),
    "api/old/deeper": Deprecation(date(2030, 6, 1), date(2031, 6, 1), "api/other"),
}


def test_nothing_will_go_away_today_and_whatever_does_is_told_a_year_ahead():
    assert all(told.sunset_on - told.deprecated_on >= A_YEAR for told in DEPRECATED.values())
    assert all(path.startswith("api/") for path in DEPRECATED)
    assert deprecation_headers("api/disagreements") == []


@pytest.mark.parametrize("path", ["api/old", "api/old/", "api/old/17"])
def test_it_is_told_in_the_headers_that_standards_name(path):
    assert deprecation_headers(path, TABLE) == [
        ("Deprecation", "@1893456000"),
        ("Sunset", "Wed, 01 Jan 2031 00:00:00 GMT"),
        ("Link", '</api/new>; rel="successor-version"'),
    ]


def test_the_longest_beginning_counts():
    assert ("Link", '</api/other>; rel="successor-version"') in deprecation_headers("api/old/deeper/1", TABLE)


@pytest.mark.parametrize("path", ["api/older", "api/", "en/api/old", "", "old"])
def test_nothing_else_is_told_so(path):
    assert deprecation_headers(path, TABLE) == []


def test_the_server_asks_the_table():
    release = wsgi.application.beyond
    assert isinstance(release, ReleaseServer)
    assert release._more is deprecation_headers
