"""Is this number safe? The answer, what it never leaks, and posts from other sites."""

import logging
from dataclasses import replace

import pytest
from django.test import Client
from tests.knowledge.shelves import taken_back
from tests.web.editions import TINY, edition_of

from romduol.channels.web import views
from romduol.channels.web.rendering import WebRenderer
from romduol.knowledge.answers.jobs import NumberRenderer
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.shelf import Served, Shelf
from romduol.knowledge.releases.records import Renderer
from romduol.knowledge.releases.views.serving import DAMAGED

HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """The tiny country, published: tests read it, and none changes it."""
    made = tmp_path_factory.mktemp("number") / "releases"
    renderers: list[Renderer] = [WebRenderer(), NumberRenderer()]
    publish(edition_of(TINY), renderers=renderers, folder=made, facts="for tests")
    return made


@pytest.fixture
def client(releases, monkeypatch):
    """A browser on a server that has published the tiny country."""
    monkeypatch.setattr(views, "_shelf", lambda: Shelf(releases))
    return Client(headers={"accept-language": "en"})


def ask(client, number, lang="en", **headers):
    """Send the form as a browser does."""
    return client.post(f"/{lang}/n", {"number": number}, **(HERE | headers))


def test_a_called_number_says_so(client):
    html = ask(client, "099 000 102").content.decode()
    assert "Good evidence says whose number this is." in html
    assert "15 September 2026" in html


def test_a_number_with_two_owners_names_both_and_says_police(client):
    html = ask(client, "099000101").content.decode()
    assert "Sources name different owners for this number." in html
    assert "This body is police." in html
    assert html.count("Said to belong to:") == 2


def test_a_withdrawn_number_says_do_not_call_and_why(client):
    html = ask(client, "+855 99 000 119").content.decode()
    assert "Do not call this number." in html
    assert "It rings at a private home." in html


def test_a_number_that_is_taken_back_after_publishing_says_so_at_once(client, monkeypatch):
    known = taken_back(edition_of(TINY).lines["85599000102"])
    strange = replace(known, key="85599000177", code="", national="099 000 177")
    monkeypatch.setattr(Shelf, "withdrawn", lambda _: {item.id: item for item in (known, strange)})
    for number in ("099 000 102", "099 000 177"):
        html = ask(client, number).content.decode()
        assert f'class="digits">{number}<' in html
        assert "Do not call this number." in html
        assert "It rings at a private home." in html
        assert "Good evidence" not in html
        # A number that has no page leads to none.
        assert ("More about this line" in html) == (number == "099 000 102")
        assert 'href=""' not in html


def test_a_copy_that_is_out_of_date_says_so(client, monkeypatch):
    assert "This copy is out of date" not in ask(client, "099 000 102").content.decode()
    monkeypatch.setattr(Served, "has_expired", True)
    assert "This copy is out of date" in ask(client, "099 000 102").content.decode()


@pytest.mark.parametrize("typed", ["099 000 102", "០៩៩ ០០០ ១០២", "0085599000102", "+855-99-000-102"])
def test_a_number_is_read_in_any_script_and_grouping(client, typed):
    assert "Good evidence" in ask(client, typed).content.decode()


def test_an_unknown_number_is_not_called_safe(client):
    html = ask(client, "099 000 177").content.decode()
    assert "No source known to us names this number." in html
    assert "Good evidence" not in html


@pytest.mark.parametrize(("lang", "problem"), [("en", "not a phone number"), ("km", "មិនមែនជាលេខ")])
def test_what_is_no_number_stays_in_the_field_with_the_problem_beside_it(client, lang, problem):
    answer = ask(client, "hello <b>", lang)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert problem in html
    assert 'value="hello &lt;b&gt;"' in html
    assert 'aria-describedby="problem"' in html


def test_an_empty_or_endless_question_is_answered_kindly(client):
    assert "Please type a phone number." in ask(client, " ").content.decode()
    assert "too long" in ask(client, "0" * 500).content.decode()


@pytest.mark.parametrize("number", ["099 000 102", "099 000 177", "nonsense"])
def test_the_answer_is_kept_nowhere_and_the_number_is_in_no_title_or_log(client, number, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = ask(client, number)
    html = answer.content.decode()
    title = html[html.index("<title>") : html.index("</title>")]
    assert number not in title
    assert number.replace(" ", "") not in caplog.text.replace(" ", "")
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer.cookies == {}
    assert "?" not in html[html.index("<form") : html.index("</form>")].split("action=")[1].split(">")[0]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "none"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_ORIGIN": "http://testserver"}, 200),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 200),
        ({"HTTP_ORIGIN": "http://["}, 403),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}, 200),
        ({"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_SEC_FETCH_SITE": "same-origin"}, 403),
    ],
)
def test_a_post_from_another_site_is_refused(client, headers, status):
    answer = client.post("/en/n", {"number": "099 000 102"}, **headers)
    assert answer.status_code == status
    assert ("Good evidence" in answer.content.decode()) == (status == 200)


def test_a_question_that_cannot_be_read_gets_a_page_of_ours(client):
    answer = client.post("/en/n", b"number=1280", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert b"<h1>" in answer.content


def test_only_posts_in_a_known_language_are_answered(client):
    assert client.get("/en/n").status_code == 405
    assert ask(client, "117", "xx").status_code == 404


def test_a_damaged_page_is_our_fault_and_not_the_readers(client):
    answer = client.get("/en/e", **{DAMAGED: True})
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_an_address_that_is_not_there_gets_a_kind_page_in_its_language(client):
    for lang, words in (("en", "You did nothing wrong"), ("km", "អ្នកមិនបានធ្វើអ្វីខុសទេ"), ("xx", "អ្នកមិនបាន")):
        answer = client.get(f"/{lang}/nowhere")
        assert answer.status_code == 404
        assert words in answer.content.decode()
