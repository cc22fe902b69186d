"""What cannot be read is told in plain words, at every door: never a fault of ours, never a half, never an echo."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from romduol.base.signs import shown, typed, unseen
from romduol.channels.api.questions import Problem, read_question
from romduol.config.cli import main
from romduol.config.content_types import readable_type
from romduol.config.databases import database_from
from romduol.config.guard import Guard
from romduol.config.layers import layered
from romduol.config.logs import QuietFormatter
from romduol.config.wires import renderers
from romduol.desk.packs.reading import read_pack
from romduol.desk.packs.yaml_files import DEEPEST, LARGEST_BYTES, PackErrors, parse_yaml
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.http_origins import origin_of
from romduol.knowledge.releases.queries.shelf import Shelf
from tests.desk.copies import TINY, TODAY, PackCopy, problems
from tests.web.editions import TINY as TINY_EDITION
from tests.web.editions import edition_of
from tests.web.site import without_a_database

MARK = "zqxmark"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MARKUP = (
    f"<script>{MARK}</script>",
    f"</script><img src=x onerror={MARK}>",
    f"<!--w:line:line-1280-->{MARK}",
    f"\"'><b>{MARK}",
    f"{{{{ 7*7 }}}}{MARK}",
    f"\u202e{MARK}\u2066\x00\x1b[31m",
)


def ask(application, method="GET", path="/", body=b"", **more):
    """Return status, headers and body, as a server hands a request over: bytes of a path as latin-1."""
    told = []
    environ = {
        "REQUEST_METHOD": method,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "PATH_INFO": path,
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
        "CONTENT_LENGTH": str(len(body)),
        **more,
    }
    found = b"".join(application(environ, lambda *answer: told.append(answer[:2])))
    status, headers = told[-1]
    return int(status[:3]), dict(headers), found.decode()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The tiny country behind all that a server runs."""
    folder = tmp_path_factory.mktemp("site") / "releases"
    publish(edition_of(TINY_EDITION), renderers=renderers(), folder=folder, facts="for tests")
    with override_settings(RELEASES=folder), without_a_database():
        yield layered(Shelf(folder), get_wsgi_application())


def lines_of(caplog):
    """Return the log as the server writes it."""
    return "\n".join(QuietFormatter().format(record) for record in caplog.records)


KINDS = [
    f"{FORM}; a*=nonsense'x'%41",
    f"{JSON}; charset*=hex''%ff",
    f"{FORM}; charset=utf-16",
    "multipart/form-data; boundary=" + "a" * 500,
    "multipart/form-data; boundary=\xff",
    "\xff\x00;;;===",
    "",
]
PATHS = ["/km/q", "/en/f", "/km/n", "/api/answers", "/xx/q", "/none", "/healthz"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_content_type_breaks_anything(site, caplog, kind):
    with caplog.at_level(logging.DEBUG):
        for path in PATHS:
            for method in ("GET", "POST", "PUT", "TRACE"):
                status, headers, body = ask(site, method, path, f"question={MARK}".encode(), CONTENT_TYPE=kind)
                assert status < 500, (method, path, status)
                assert "nonsense" not in body
                assert "Set-Cookie" not in headers
    assert MARK not in lines_of(caplog)
    assert "nonsense" not in lines_of(caplog)


@pytest.mark.parametrize(
    "path",
    [
        "//release/current/..", "/release/../keys/root.pub", "/release/current\x00", "/release/current\n",
        "/\xed\xa0\x80",
        "/\xff\xfe", "/km/\\..\\", "/%2e%2e/", "/km/e\r\nSet-Cookie: a", "/" + "a" * 60_000, "/<script>", "",
    ],
)  # fmt: skip
def test_no_path_breaks_anything_or_comes_back(site, path):
    status, headers, body = ask(site, path=f"{path}{MARK}", HTTP_RANGE="bytes=9-1", HTTP_IF_NONE_MATCH='"' * 99)
    assert status == 404
    assert MARK not in body + str(headers)


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=60), st.sampled_from(["Accept-Encoding", "Range"]))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_any_bytes_as_path_and_header_get_an_answer(site, text, name):
    header = f"HTTP_{name.upper().replace('-', '_')}"
    assert ask(site, path=f"/km/{text}", **{header: text, "HTTP_IF_NONE_MATCH": text})[0] < 500
    assert ask(site, path="/release/current", **{header: text, "HTTP_ORIGIN": text})[0] < 500


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.parametrize(("path", "field"), [("/km/q", "question"), ("/en/f", "words"), ("/km/n", "number")])
def test_what_is_typed_comes_back_as_plain_text(site, caplog, path, field, text):
    from urllib.parse import urlencode

    with caplog.at_level(logging.DEBUG):
        status, _, body = ask(site, "POST", path, urlencode({field: text}).encode(), CONTENT_TYPE=FORM)
    assert status in (200, 422)
    assert MARK in body
    for raw in ("<script>z", "<img src=x", "<!--w:line:line-1280-->z", "<b>z", "\x00", "\x1b", "\u202e", "\u2066"):
        assert raw not in body
    assert MARK not in lines_of(caplog)


def test_what_nobody_can_see_is_nothing(site):
    for path, field in (("/en/q", "question"), ("/en/f", "words"), ("/en/n", "number")):
        assert ask(site, "POST", path, f"{field}=%00%e2%80%8b%e2%81%a6".encode(), CONTENT_TYPE=FORM)[0] == 422


def test_too_many_fields_are_told_as_what_they_are(site):
    body = "&".join(f"a{n}=1" for n in range(200)).encode()
    status, _, told = ask(site, "POST", "/en/q", body, CONTENT_TYPE=FORM)
    assert (status, "This could not be read" in told, "broke on our side" in told) == (400, True, False)
    assert "យើងអានមិនបានទេ" in ask(site, "POST", "/km/q", body, CONTENT_TYPE=FORM)[2]


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"HTTP_CONTENT_ENCODING": "gzip"}, 415, "packed"),
        ({"CONTENT_LENGTH": ""}, 411, "no_length"),
        ({"CONTENT_LENGTH": "99999999"}, 413, "too_large"),
    ],
)
def test_a_body_that_is_not_read_is_told_why(site, more, status, code):
    found, _, body = ask(site, "POST", "/api/answers", b"{}", CONTENT_TYPE=JSON, **more)
    assert (found, json.loads(body)["error"]["code"]) == (status, code)
    assert ("Busy" in body) is False


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"lang":"en","question":"\\ud800"}', "not_json"),
        (b'{"lang":"en","question":"\xed\xa0\x80"}', "not_json"),
        ('{"lang":"en"}'.encode("utf-16"), "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"a":' * 5_000, "not_json"),
        (b'{"lang":' + b"[" * 1_000 + b"]" * 1_000 + b"}", None),
        (b'{"lang":"en","question":1e999}', "not_json"),
        (b'{"lang":"en","question":NaN}', "not_json"),
        (b'{"lang":"en","question":"a","question":"b"}', "twice"),
        (b'{"lang":"en","question":"\\u0000\\u200b"}', "missing"),
        (b'{"lang":"en","question":{"a":1,"a":2}}', "twice"),
    ],
)
def test_a_body_that_is_no_question_is_a_problem(body, code):
    with pytest.raises(Problem) as caught:
        read_question(body)
    assert code in (None, caught.value.code)


def test_a_mark_of_byte_order_is_no_fault():
    asked = read_question(b'\xef\xbb\xbf{"lang":"en","question":"he\\u0000lp\\u202e "}')
    assert asked.question == "help"


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["question", "lang", "place", "x"]), x), max_leaves=8))  # fmt: skip
@settings(max_examples=80, derandomize=True, deadline=None)
def test_any_json_is_a_question_or_a_problem(found):
    with suppress(Problem):
        assert read_question(json.dumps(found).encode()).question


def test_a_fault_that_nothing_catches_is_told_and_logged_without_its_message(caplog):
    def breaks(environ, start):
        raise ValueError(MARK)

    status, headers, body = ask(Guard(breaks))
    assert (status, headers["Cache-Control"]) == (500, "no-store")
    assert "test_bad_input.py" in lines_of(caplog)
    assert MARK not in body + lines_of(caplog)


@given(st.text())
@settings(max_examples=100, derandomize=True)
def test_texts_are_cleaned_once_and_for_all(text):
    assert typed(typed(text)) == typed(text)
    assert not unseen(typed(text))
    assert shown(text).isprintable()
    assert readable_type(readable_type(text)) == readable_type(text)


def test_khmer_keeps_its_spaces_of_no_width():
    assert typed(" ដែន\u200bជើង ") == "ដែន\u200bជើង"
    assert unseen("ដែន\u200bជើង") == ""


class TestPacks:
    @pytest.fixture
    def tiny(self, tmp_path: Path) -> PackCopy:
        return PackCopy.of(TINY, tmp_path / "tiny")

    @pytest.mark.parametrize(
        ("raw", "line", "cause"),
        [
            (b"topics:\n  - \0", 2, "U+0000"),
            (b"topics:\n  - a\x07", 2, "U+0007"),
            (b'topics:\n  - "a\\e[31m"', 2, "U+001B"),
            (b'topics:\n  - "a\\u202e"', 2, "U+202E"),
            (b'topics:\n  - "\\u200b"', 2, "nothing of this can be seen"),
            (b"topics: " + b"[" * 100_000, 1, f"more than {DEEPEST} deep"),
            (b"{a: " * 5_000, 1, f"more than {DEEPEST} deep"),
            (b"- " * 5_000 + b"x", 1, f"more than {DEEPEST} deep"),
            (b"topics: !!python/object/apply:os.system [x]", 1, "no YAML tags"),
            (b"topics:\n  - <<: {a: 1}", 2, "merge nothing"),
            (b"? [a, b]\n: 1", 1, "a key is a plain word"),
            (b"? *a\n: 1", 1, "a key is a plain word"),
            (b"a: 1\n---\nb: 1", 2, "another document"),
            ("topics: []".encode("utf-16"), 1, "not UTF-8"),
        ],
    )
    def test_a_file_that_is_no_pack_names_line_and_cause(self, raw, line, cause):
        with pytest.raises(PackErrors) as caught:
            parse_yaml(raw, "x.yaml")
        assert (caught.value.problems[0].line, cause in caught.value.problems[0].cause) == (line, True)
        assert str(caught.value).replace("\n", "").isprintable()

    @given(st.binary(max_size=200) | st.text(alphabet="{}[]-?:,&*!|>'\"%@\n #ab", max_size=80).map(str.encode))
    @settings(max_examples=150, derandomize=True, deadline=None)
    def test_any_bytes_are_a_file_or_a_problem(self, raw):
        with suppress(PackErrors):
            assert parse_yaml(raw, "x.yaml").lines is not None

    @pytest.mark.parametrize(
        ("make", "cause"),
        [
            (lambda path: path.mkdir(), "this is no file"),
            (lambda path: os.mkfifo(path), "this is no file"),
            (lambda path: path.symlink_to("/nowhere/at/all"), "this is no file"),
            (lambda path: path.symlink_to("/dev/zero"), "this is no file"),
            (lambda path: path.symlink_to(path), "this is no file"),
            (lambda path: path.write_bytes(b"#" * (LARGEST_BYTES + 1)), "larger than"),
        ],
    )
    @pytest.mark.parametrize("name", ["topics.yaml", "places.yaml", "sources/more.yaml", "guides/singing.en.md"])
    def test_what_is_no_plain_file_is_named(self, tiny, name, make, cause):
        path = tiny.folder / name
        path.unlink(missing_ok=True)
        make(path)
        assert any(cause in found.cause and found.file == name for found in problems(tiny))

    @pytest.mark.parametrize(
        ("file", "old", "new", "field", "cause"),
        [
            ("pack.yaml", "2026-09-01", "2569-09-01", "recorded_on", "2569 is a Buddhist-era year: write 2026"),
            ("checks.yaml", "on: 2026-09-15", "on: 2569", "checks[0].on", "2569 is a Buddhist-era year: write 2026"),
            ("checks.yaml", "on: 2026-09-15", 'on: "២៥៦៩"', "checks[0].on", "2569 is a Buddhist-era year: write 2026"),
            ("checks.yaml", "on: 2026-09-15", "on: 2026-02-30", "checks[0].on", "not a date"),
            ("checks.yaml", "on: 2026-09-15", "on: 15/09/2026", "checks[0].on", "a day of the common era"),
            ("sources/all.yaml", '"2025-05"', "-2026", "sources[2].date", "write 2026, 2026-01 or 2026-01-31"),
            ("sources/all.yaml", '"2025-05"', "10000-01-01", "sources[2].date", "a year, a month or a day"),
            ("sources/all.yaml", "https://lantern.example/contact", '"https://["', "sources[3].url", "no address"),
            ("sources/all.yaml", "https://lantern.example/contact", "'https://x/\"><b>'", "sources[3].url", "no addr"),
            ("pack.yaml", "operator: null", "operator: null\nexit_url: 'https://a b'", "exit_url", "no address"),
            ("pack.yaml", "[en, km]", "[en, km, zz]", "languages[2]", "no words in zz"),
            ("pack.yaml", "[en, km]", "[en, en]", "languages", "unique"),
            ("pack.yaml", "gazetteer: null", "gazetteer: /etc/passwd", "gazetteer", "not one of"),
            ("places.yaml", 'parent: "01"', 'parent: "0101"', "places[1].parent", "its parent is a province"),
            ("places.yaml", '    parent: "01"\n', "", "places[1].parent", "its parent is a province"),
            ("places.yaml", 'neighbours: ["01"]', 'parent: "01"', "places[2].parent", "lies in no other place"),
            ("places.yaml", 'neighbours: ["01"]', 'neighbours: ["02"]', "places[2].neighbours", "neighbour of itself"),
            ("guides/singing.en.md", "Sing by day.", "Sing\x1b by day.", "", "U+001B"),
            ("guides/singing.en.md", "Sing by day.", "[Sing](javascript:x) by day.", "", "link cannot be read"),
        ],
    )  # fmt: skip
    def test_what_makes_no_sense_is_named(self, tiny, file, old, new, field, cause):
        tiny.replace(file, old, new)
        found = problems(tiny)[0]
        assert (found.file, found.field) == (file, field)
        assert cause in found.cause

    def test_a_guide_without_a_section_is_named(self, tiny):
        path = tiny.folder / "guides" / "singing.en.md"
        path.write_text(path.read_text("utf-8").replace("## ", "### "), "utf-8")
        assert "no section" in problems(tiny)[0].cause

    @pytest.mark.parametrize("name", ["part_of", "replaced_by"])
    def test_no_body_is_part_of_itself_however_far_round_about(self, tiny, name):
        tiny.add("org-lantern", "organization", {name: "org-harbour"})
        tiny.add("org-harbour", "organization", {name: "org-watch"})
        tiny.read()
        tiny.add("org-watch", "organization", {name: "org-lantern"})
        assert len(problems(tiny)) == 3
        assert "back to itself" in problems(tiny)[0].cause

    def test_a_day_is_named_once_where_it_stands(self, tiny):
        tiny.add(
            "org-lantern", "organization", {"body_type": "ngo", "works_in": ["01", "02"]}, observed_on="2569-01-01"
        )
        (found,) = problems(tiny)
        assert found.field == "subjects[0].statements[0].observed_on"

    def test_what_was_read_against_its_claims_has_a_day_that_can_be(self, tiny):
        entry: dict[str, object] = {"guide": "singing", "by": None, "on": "2569-01-01", "subjects": {}}
        tiny.write("guides/seen.yaml", {"seen": [entry]})
        with pytest.raises(PackErrors, match="Buddhist-era"):
            read_pack(tiny.folder, TODAY)

    def test_script_in_names_is_text_on_every_page(self, tiny, tmp_path):
        from romduol.desk.packs.queries import edition_of_pack
        from romduol.knowledge.releases.queries.folder import entries_of, last_good, plain_bytes

        evil = (
            f"""'<script>{MARK}</script><!--w:line:line-1280-->{MARK}</title><img src=x onerror={MARK}>{{{{7*7}}}}"'"""
        )
        for file, old in (
            ("places.yaml", "{en: Southland,"), ("statements/organisations.yaml", "{en: Lantern,"),
            ("statements/services.yaml", "{en: Legal aid from Lantern,"), ("topics.yaml", "{en: The law,"),
            ("taxonomy.yaml", "{en: Legal aid,"), ("pack.yaml", "{en: Tinyland,"),
        ):  # fmt: skip
            tiny.replace(file, old, f"{{en: {evil},")
        folder = tmp_path / "releases"
        publish(edition_of_pack(tiny.read(), TODAY), renderers=renderers(), folder=folder, facts="for tests")
        manifest = last_good(folder)
        assert manifest is not None
        told = 0
        for path, entry in entries_of(folder, manifest).items():
            if entry.media_type.startswith("text/html"):
                page = plain_bytes(folder, entry).decode()
                told += MARK in page
                for raw in (f"<script>{MARK}", "<img src=x", f"line-1280-->{MARK}"):
                    assert raw not in page, path
        assert told > 10


class TestCommands:
    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["disagreements", "--on", "2569-01-01"], "2569 is a Buddhist-era year: write 2026"),
            (["disagreements", "--on", "2026-02-30"], "no day"),
            (["disagreements", "--on", "20261201"], "no day"),
            (["disagreements", "--on", "a\x1b[31m\udcff"], r"a\x1b[31m\udcff is no day"),
            (["disagreements", "--pack", "a\x1b[31m\udcff"], r"a\x1b[31m\udcff: no such folder"),
            (["serve", "--port", "9" * 5_000], "is not a port"),
            (["serve", "--host", ""], "--host is empty"),
            (["serve", "--host", "\udcff"], "no address to listen on"),
            (["serve", "--host", "a" * 300], "Choose another one"),
            (["serve", "--port", "0"], "is not a port"),
            (["publish", "--after", "9" * 12], "no serial"),
            (["publish", "--after", "-1"], "no serial"),
            (["publish", "--by", "\udcff"], "U+DCFF may not stand here"),
            (["withdraw", "line", "1280", "--reason", "x\x1b[31m", "--yes"], "U+001B may not stand here"),
            (["withdraw", "line", "1280", "--reason", "x", "--by", "\u202ex", "--yes"], "U+202E may not stand here"),
            (["withdraw", "line", "1280", "--reason-km", "x" * 5_000, "--yes"], "longer than 500"),
            (["load", "nowhere", "--by", "\x00"], "U+0000"),
            (["answer", "\x00\u200b", "--lang", "en"], "there is no question"),
            (["answer", "x" * 100_000, "--lang", "en"], "longer than 2000"),
            (["rescue\x1b"], "\\x1b"),
        ],
    )
    def test_what_cannot_be_meant_is_misuse_in_a_line(self, capsys, arguments, told):
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        error = capsys.readouterr().err
        assert (code, told in error) == (2, True), error
        assert error.replace("\n", "").isprintable()

    def test_a_file_in_the_place_of_a_folder_is_told_in_a_line(self, capsys, tmp_path):
        (tmp_path / "file").write_text("x")
        assert main(["components", "--to", str(tmp_path / "file")]) == 1
        assert capsys.readouterr().err.endswith("File exists\n")

    def test_a_backup_never_takes_the_place_of_what_is_no_file(self, capsys, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        assert main(["backup", str(tmp_path / "pipe"), "--force"]) == 2
        assert (tmp_path / "pipe").is_fifo()

    @pytest.mark.parametrize(
        "source",
        ["http://[", "http://x:99999/", "http://a b/", "http://a:secret@b/", "ftp://x", "http://", "http://x?y"],
    )
    def test_an_address_that_cannot_be_a_copy_is_told_without_its_password(self, source):
        with pytest.raises(ValueError, match="address") as caught:
            origin_of(source)
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize(
        "url", ["nonsense", "postgres://a:secret@[::1/x", "foo://secret@x", "mysql://a:secret@b/c"]
    )
    def test_a_database_that_cannot_be_is_told_without_its_password(self, url, tmp_path):
        with pytest.raises(ImproperlyConfigured, match="DATABASE_URL names no database") as caught:
            database_from(url, tmp_path)
        assert "secret" not in str(caught.value)

    def test_the_first_year_and_the_last(self):
        from romduol.base.years import NotCommonEra, require_common_era

        for year in (1900, date.today().year, 2100):
            require_common_era(year)
        for year in (0, 1899, 2101, 2443, 2569, 2643, 10_000):
            with pytest.raises(NotCommonEra):
                require_common_era(year)
