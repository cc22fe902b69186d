"""Giving out at the desk: what a person chooses and gets, what is written down of it, and what is refused."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest
from django.test import override_settings
from tests.desk.copies import TODAY, load_tiny
from tests.made_once import made_once
from tests.safety.cast import signed_in

from romduol.config import giving, wires
from romduol.safety.audit.queries import recent

GIVE, TAKE = "/desk/en/give", "/desk/en/give/published"
WANTED = {"form": "csv", "lang": "en", "province": "01", "need": ""}


@pytest.fixture
def desk(db, tmp_path):
    """The tiny country, published whole."""
    with override_settings(RELEASES=tmp_path / "releases", DATA=tmp_path):
        made_once("the tiny country, published whole", published, tmp_path)
        yield


def published() -> None:
    load_tiny(by="test", on=TODAY)
    wires.publish_now(by="test", force=False, progress=lambda _: None)


@pytest.mark.any_database
@pytest.mark.parametrize("lang", ["km", "en"])
def test_the_page_offers_every_part_and_says_what_must_not_be_done(desk, client, lang):
    signed_in(client, "bopha")
    page = client.get(f"/desk/{lang}/give").content.decode()
    assert 'name="province"' in page
    assert '<option value="01"' in page
    assert 'value="legal_aid_rights"' in page
    assert "CC BY-SA 4.0" in page
    assert page.count('type="radio"') == (3 + 5) + (2 + 5)


@pytest.mark.parametrize(
    ("form", "ending"), [("csv", "csv"), ("xlsx", "xlsx"), ("tables", "zip"), ("hsds", "json"), ("ndjson", "ndjson")]
)
def test_a_file_comes_under_a_name_that_tells_nothing_and_is_kept_nowhere(desk, client, form, ending):
    signed_in(client, "bopha")
    reply = client.post(TAKE, {**WANTED, "form": form})
    assert reply.status_code == 200
    assert reply["Content-Disposition"] == f'attachment; filename="directory-01-en.{ending}"'
    assert reply["Cache-Control"] == "no-store"
    assert len(b"".join(reply.streaming_content)) > 500


def test_what_is_in_a_file_is_what_was_chosen(desk, client):
    signed_in(client, "bopha")
    body = b"".join(client.post(TAKE, WANTED).streaming_content)
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    told = {row["How far it reaches"] for row in rows if not row["What it is"].startswith(("phone line", "place"))}
    assert told == {"the province", "the whole country"}
    book = b"".join(client.post(TAKE, {**WANTED, "form": "xlsx", "lang": "both"}).streaming_content)
    assert len(openpyxl.load_workbook(io.BytesIO(book)).sheetnames) == 10


def test_it_is_written_down_who_took_which_part_and_nothing_of_what_is_in_it(desk, client):
    signed_in(client, "bopha")
    client.post(TAKE, {**WANTED, "need": "legal_aid_rights"})
    entry = next(entry for entry in recent(limit=5) if entry.verb == "give_out")
    assert (entry.subject_kind, entry.subject_id) == ("release", wires.shelf().manifest().release)
    assert entry.detail == {"form": "csv", "lang": "en", "province": "01", "need": "legal_aid_rights"}
    assert entry.by.startswith("person:")


@pytest.mark.any_database
@pytest.mark.parametrize("wrong", [{"form": "exe"}, {"lang": "fr"}, {"province": "77"}, {"need": "<b>"}])
def test_what_is_not_there_comes_back_to_be_corrected(desk, client, wrong):
    signed_in(client, "bopha")
    reply = client.post(TAKE, {**WANTED, **wrong})
    assert reply.status_code == 422
    assert "Choose one." in reply.content.decode()
    assert "<b>" not in reply.content.decode().partition("<main")[2]
    assert not [entry for entry in recent(limit=5) if entry.verb == "give_out"]


@pytest.mark.any_database
def test_what_would_take_too_long_is_sent_to_the_terminal(desk, client, monkeypatch):
    monkeypatch.setattr(giving, "is_too_much", lambda gathered: True)
    signed_in(client, "bopha")
    reply = client.post(TAKE, WANTED)
    assert reply.status_code == 409
    assert "romduol hand-out" in reply.content.decode()


@pytest.mark.any_database
def test_where_nothing_is_published_the_page_says_so(db, client, tmp_path):
    signed_in(client, "bopha")
    with override_settings(RELEASES=tmp_path / "none"):
        assert "Publish first" in client.get(GIVE).content.decode()
        assert client.post(TAKE, WANTED).status_code == 409


OWN = "/desk/en/give/source"


def chosen(client, **more: str):
    sources = client.get(GIVE).content.decode().partition('name="source"')[2].partition("</select>")[0]
    source = next(key for key in sources.split('value="')[1:] if not key.startswith('"')).partition('"')[0]
    return source, {"source": source, "own_form": "tables", "own_lang": "en", **more}


@pytest.mark.parametrize("form", ["tables", "csv", "xlsx"])
def test_what_a_source_said_is_given_with_where_it_stands(desk, client, form):
    signed_in(client, "bopha")
    source, sent = chosen(client, own_form=form)
    reply = client.post(OWN, sent)
    assert reply.status_code == 200
    assert source not in reply["Content-Disposition"]
    assert reply["Content-Disposition"].startswith('attachment; filename="own-en.')
    body = b"".join(reply.streaming_content)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist())
    assert b"standing" in told
    assert wires.shelf().manifest().release.encode() in told
    entry = next(entry for entry in recent(limit=5) if entry.verb == "give_out_source")
    assert (entry.subject_id, entry.detail) == (source, {"form": form, "lang": "en"})


def test_who_only_sees_gets_no_source_and_no_way_to_one(desk, client):
    signed_in(client, "sokha")
    page = client.get(GIVE).content.decode()
    assert 'name="source"' not in page
    assert client.post(OWN, {"source": "g001", "own_form": "csv", "own_lang": "en"}).status_code == 404


@pytest.mark.any_database
@pytest.mark.parametrize("wrong", [{"source": "nobody"}, {"own_form": "exe"}, {"own_lang": "fr"}])
def test_a_source_form_or_language_that_is_not_there_comes_back(desk, client, wrong):
    signed_in(client, "bopha")
    _, sent = chosen(client, **wrong)
    assert client.post(OWN, sent).status_code == 422
    assert not [entry for entry in recent(limit=5) if entry.verb == "give_out_source"]
