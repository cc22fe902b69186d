"""Asking in one's own words: the page of an answer, what it never leaks, and the page of what was found."""

import gzip
import logging
import re
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.test import Client
from markupsafe import escape
from tests.knowledge.shelves import taken_back
from tests.web import invented
from tests.web.editions import TINY, edition_of

from romduol.channels.web import forms, views
from romduol.config.gate import LARGEST_BYTES
from romduol.knowledge.answers.queries.places import UnknownPlace
from romduol.knowledge.answers.records import Found
from romduol.knowledge.releases.queries.shelf import Shelf

HERE: dict[str, Any] = {"HTTP_SEC_FETCH_SITE": "same-origin"}
KHMER_LETTER = "\u1780"


class Asked:
    """Stands where questions are answered: remembers what was asked, and gives what the test wants."""

    def __init__(self) -> None:
        self.answer = invented.answered()
        self.found: tuple[Found, ...] = ()
        self.heard: list[tuple[str, str, str | None]] = []

    def __call__(self, question, lang, release, place=None):
        self.heard.append((question, lang, place))
        return replace(self.answer, language=lang)

    def search(self, text, lang, release, place="", kinds=(), most=20):
        self.heard.append((text, lang, None))
        return self.found


@pytest.fixture
def asked(tiny_release, monkeypatch):
    """Answers of our own, on a server that has published the tiny country."""
    monkeypatch.setattr(views, "_shelf", lambda: Shelf(tiny_release))
    stands = Asked()
    monkeypatch.setattr(views, "answer", stands)
    monkeypatch.setattr(views, "search", stands.search)
    monkeypatch.setattr(views, "place_code", _place_code)
    return stands


def _place_code(text, release):
    if text not in ("01", "15"):
        raise UnknownPlace
    return text


def ask(question=invented.ASKED, lang="en", place="", **headers):
    """Send the form as a browser does."""
    return Client().post(f"/{lang}/q", {"question": question, "place": place}, **(HERE | headers))


def parse(html) -> Element:
    """Return the page's tree; raises where a browser would have to guess."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return tree


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("make", [invented.answered, invented.torn, invented.refused])
def test_an_answer_is_a_whole_page(asked, make, lang):
    asked.answer = make()
    answer = ask(lang=lang)
    tree = parse(answer.content.decode())
    assert (answer.status_code, tree.get("lang"), len(tree.findall(".//h1"))) == (200, lang, 1)
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    links = {node.get("href") for node in tree.iter("a")}
    assert {link for link in links if link and link.startswith("#") and link[1:] not in ids} == set()


def test_the_answer_comes_in_the_order_in_which_it_helps(asked):
    text = text_of(ask().content.decode())
    parts = ("099 000 101", "Go to a public hospital", "099 000 104", "Where to go", "How many hours PEP can wait")
    after = ("What you can do next", "Why this answer", "Change or add to your question", "New question")
    places = [text.index(part) for part in (*parts, *after)]
    assert places == sorted(places)


def test_where_it_is_urgent_nothing_stands_before_the_line(asked):
    html = ask().content.decode()
    assert 'class="ways"' not in html
    assert html.index('href="tel:+85599000101"') < html.index('class="act"')


@pytest.mark.parametrize("passages", [1, 2])
def test_police_stand_behind_what_to_do_even_where_no_other_line_is_left(asked, passages):
    known = invented.answered()
    asked.answer = replace(known, emergency_lines=(invented.POLICE,), guidance=known.guidance[:passages])
    html = ask().content.decode()
    assert html.index('class="act"') < html.index('href="tel:117"')


def test_where_it_is_not_urgent_the_ways_are_there(asked):
    asked.answer = invented.torn()
    assert 'class="ways"' in ask().content.decode()


def test_each_line_is_shown_as_its_evidence_allows(asked):
    html = ask().content.decode()
    assert '<a class="btn" href="tel:+85599000102">' in html
    assert '<a class="btn second" href="tel:+85599000104">' in html
    listen = html[html.index("Lantern: Show the number") :]
    assert "Listen first" in listen[: listen.index("099 000 105")]
    assert "099 ... ..7" in html
    assert "We hold this number back" in html
    assert html.count('href="tel:') == 5


def test_a_line_that_police_answer_says_so_and_whom_they_tell(asked):
    asked.answer = replace(invented.answered(), emergency_lines=(invented.POLICE,))
    text = text_of(ask().content.decode())
    assert "Police answer this line. " in text
    assert "other police" in text


def test_nobody_answered_and_wrong_number_are_one_tap_away_for_every_line(asked):
    html = ask().content.decode()
    lines = 1 + 4 + 1
    assert html.count("<summary>Nobody answered? Wrong number?</summary>") == lines
    # The number goes to "Is this number safe?" in a form, so that it stands in no address.
    assert '<form method="post" action="/en/n"><input type="hidden" name="number" value="099 000 102">' in html
    assert "099 ... ..7" not in re.findall(r'name="number" value="([^"]*)"', html)
    assert "hank you" not in html, "nobody reads what is told here yet"
    assert '<a href="#l2">Next line</a>' in html
    assert '<a href="#l6">' not in html


def test_every_service_says_why_it_stands_there_and_who_says_so(asked):
    html = ask().content.decode()
    card = html[html.index("Where to go") :]
    for words in (
        "PEP within 3 days",
        "It gives PEP, in Pursat.",
        "no name needed",
        "An unsigned list",
        "date unknown",
    ):
        assert words in card


def test_a_line_of_a_service_says_how_far_to_rely_on_it_and_whether_police_answer(asked):
    service = replace(invented.SERVICE, lines=(replace(invented.POLICE, caution="Ask first."),))
    asked.answer = replace(invented.answered(), emergency_lines=(), lines=(), services=(service,))
    card = text_of(ask().content.decode()).partition("Where to go")[2]
    for words in ("Police answer this line.", invented.POLICE.level, "Ask first."):
        assert words in card


def test_a_refusal_lists_nothing(asked):
    asked.answer = invented.refused()
    html = ask().content.decode()
    assert "This site does not answer that" in html
    assert "PEP within 3 days" not in html
    assert 'href="tel:' not in html
    assert '<a href="/en/g21">Law and ethics</a>' in html


def test_a_place_that_is_not_clear_is_asked_and_the_question_goes_along(asked):
    asked.answer = invented.torn()
    html = ask().content.decode()
    form = html[html.index("Which place do you mean?") :]
    form = form[: form.index("</form>")]
    assert 'name="question" value="condom broke. where pursat &lt;b&gt;"' in form
    assert re.findall(r'name="place" value="(\d+)"', form) == ["07", "0708"]


def test_the_chosen_place_is_asked_for_and_an_invented_one_is_none(asked):
    ask(place="15")
    ask(place="99")
    ask(place="15; drop")
    assert [place for _, _, place in asked.heard] == ["15", None, None]


def test_the_question_is_kept_so_that_it_can_be_changed(asked):
    html = ask(question="line one\r\n<b>&").content.decode()
    assert asked.heard[0][0] == "line one\n<b>&"
    assert ">line one\n&lt;b&gt;&amp;</textarea>" in html


@pytest.mark.parametrize("question", ["099 000 102 hit me", "ប៉ូលិសទារលុយ", "nonsense"])
def test_a_question_is_kept_nowhere_and_stands_in_no_title_link_or_log(asked, question, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = ask(question=question)
    html = answer.content.decode()
    assert html[html.index("<title>") : html.index("</title>")] == "<title>Answer · Romduol"
    assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', html) if question in link]
    assert question not in caplog.text
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer.cookies == {}
    assert 'id="exit"' in html


@pytest.mark.parametrize(("lang", "problem"), [("en", "too long"), ("km", "វែងពេក")])
def test_a_question_that_is_too_long_is_kept_whole_with_the_problem_beside_it(asked, lang, problem):
    long = KHMER_LETTER * (forms.LONGEST_QUESTION + 1)
    answer = ask(question=long, lang=lang)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert problem in html
    assert f">{long}</textarea>" in html
    assert 'aria-describedby="problem"' in html
    assert asked.heard == []


def test_the_longest_question_passes_the_gate_as_a_form_sends_it(asked):
    assert len("question=") + 9 * forms.LONGEST_QUESTION < LARGEST_BYTES
    assert ask(question=KHMER_LETTER * forms.LONGEST_QUESTION).status_code == 200
    assert f'maxlength="{forms.LONGEST_QUESTION}"' in ask().content.decode()


def test_an_empty_question_is_answered_kindly(asked):
    answer = ask(question=" \r\n ", place="15")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Please write a few words" in html
    assert asked.heard == []


@pytest.mark.parametrize("path", ["q", "f"])
@pytest.mark.parametrize(
    "headers", [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://elsewhere.example"}]
)
def test_a_post_from_another_site_is_refused(asked, path, headers):
    answer = Client(**headers).post(f"/en/{path}", {"question": "a", "words": "a"})
    assert answer.status_code == 403
    assert asked.heard == []


def test_only_posts_in_a_known_language_are_answered(asked):
    assert Client().get("/en/q").status_code == 405
    assert ask(lang="xx").status_code == 404


def test_what_was_taken_back_since_stands_on_no_answer_page_but_in_the_readers_own_words(asked, monkeypatch):
    known = taken_back(edition_of(TINY).lines["85599000102"])
    monkeypatch.setattr(Shelf, "_items", lambda self, pack: {known.id: known})
    html = ask(question="is 099 000 102 right").content.decode()
    offered, own = html.split("<textarea", 1)
    assert "099 000 102" not in text_of(offered)
    assert "tel:+85599000102" not in html
    assert "is 099 000 102 right</textarea>" in own


@pytest.mark.parametrize("own", ["\ue000", views.KEPT.unescape()])
def test_no_sign_that_is_typed_makes_the_page_grow(asked, own):
    plain, odd = (ask(question=words * (1_900 // len(own))).content for words in ("x" * len(own), own))
    assert len(odd) < 2 * len(plain)
    # In the box, and once more for the other language.
    assert odd.decode().count(str(escape(own * (1_900 // len(own))))) == 2


@pytest.mark.parametrize("charset", ["utf-16", "raw_unicode_escape", "idna", "rot13", "nonsense"])
def test_a_form_in_another_charset_is_read_as_ours(asked, charset):
    part = 'Content-Disposition: form-data; name="question"\r\n\r\na \\ud800 question'
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    answer = Client().generic("POST", "/en/q", f"--B\r\n{part}\r\n--B--\r\n".encode(), content_type=kind, **HERE)
    assert (answer.status_code, asked.heard[0][0]) == (200, r"a \ud800 question")


def test_an_answer_travels_compressed_and_small(asked):
    answer = ask(HTTP_ACCEPT_ENCODING="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) + 900 < 14_600
    assert b"099 000 101" in gzip.decompress(answer.content)


class TestFinding:
    """The page of what was found."""

    def find(self, words, lang="en"):
        return Client(HTTP_SEC_FETCH_SITE="same-origin").post(f"/{lang}/f", {"words": words})

    def test_each_kind_stands_by_itself_with_place_and_level(self, asked):
        asked.found = (
            Found("service", "svc-1", "saaa", "Night clinic", "It tests.", "en", "Lantern", ("01",), "reported"),
            Found("place", "01", "p01", "North", "", "en"),
            Found("guide", "testing", "g2", "Tests", "", "en"),
            Found("section", "testing", "g2#s2", "Where", "", "en", "Tests"),
        )
        html = self.find("night").content.decode()
        parse(html)
        assert re.findall(r"<h2>(.*?)</h2>", html) == ["Places", "Services", "Guides"]
        assert '<a href="/en/saaa">Night clinic</a>' in html
        assert "Said by others, not checked by us." in html
        assert 'value="night"' in html

    def test_nothing_found_is_no_dead_end(self, asked):
        html = self.find("zzz").content.decode()
        assert "That does not mean there is no help." in html
        for path in ("e", "l", "q", "p"):
            assert f'href="/en/{path}"' in html

    def test_empty_or_endless_words_are_answered_kindly(self, asked):
        assert "Please write a name" in self.find(" ").content.decode()
        answer = self.find("x" * 300, "km")
        assert (answer.status_code, "វែងពេក" in answer.content.decode()) == (422, True)
        assert asked.heard == []
