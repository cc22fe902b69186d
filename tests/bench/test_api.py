"""The framework that our lists are compared with answers the same services from its own tables."""

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from bench.api import OURS_ALONE, differing, fill, in_common
from bench.feeding import CLAIMS, INDEX, RECORDS, REST, TABULAR, part_of
from tests.web.editions import TINY, edition_of

from romduol.channels.api.hsds.profile import fields_on
from romduol.channels.api.hsds.records import forms, records

HOME = Path(__file__).resolve().parents[2]
ASK = """
import io
from bench.rest.application import application
asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/hsds/en/services", "QUERY_STRING": "full=true&per_page=50",
         "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO()}
print(b"".join(application(asked, lambda status, headers: None)).decode())
"""


def test_the_framework_gives_the_same_services_with_all_that_is_nested(tmp_path):
    edition = edition_of(TINY)
    documents = [forms(record, edition, "en").full for record in records(edition, "s")]
    lines = tmp_path / "services.ndjson"
    lines.write_bytes(
        b"".join(orjson.dumps({**one, "last_modified": "2026-01-01T00:00:00Z"}) + b"\n" for one in documents)
    )
    environment = {**os.environ, "BENCH_REST_DATABASE": str(tmp_path / "rest.sqlite3")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    fill(lines, environment)
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, cwd=HOME, capture_output=True, check=True)
    told = orjson.loads(done.stdout)
    ours = [orjson.loads(line) for line in lines.read_bytes().splitlines()]
    assert told["total_items"] == len(ours) > 1
    assert in_common(told["contents"]) == in_common(ours[:50])
    assert any(one.get("service_at_locations") and one.get("organization") for one in in_common(ours))


def test_what_is_left_out_of_the_comparison_is_in_our_profile():
    named = {
        field.name
        for one in (
            "service",
            "organization",
            "phone",
            "schedule",
            "service_area",
            "location",
            "taxonomy_term",
            "taxonomy",
        )
        for field in fields_on(one)
    }
    assert named >= OURS_ALONE - {"given_by"}


def test_a_field_that_differs_is_seen():
    one = {"id": "1", "name": "Help", "phones": [{"id": "3", "number": "1"}, {"id": "2", "number": "2"}]}
    same = {**one, "alert": "", "page": "/en/x", "phones": one["phones"][::-1]}
    assert in_common(one) == in_common(same)
    assert in_common(one) != in_common({**same, "phones": one["phones"][:1]})
    assert in_common(one) != in_common({**same, "name": "help"})


def test_requests_that_differ_all_do():
    assert len(set(differing("/list?full=true"))) == 500


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("_/h/s/1", RECORDS),
        ("_/h/index", INDEX),
        ("_/h/index/s/0", INDEX),
        ("_/h/tabular/en", TABULAR),
        ("_/c/0f", CLAIMS),
        ("en/s1", REST),
        ("_/help", REST),
    ],
)
def test_each_path_belongs_to_one_part_of_a_release(path, part):
    assert part_of(path) == part
