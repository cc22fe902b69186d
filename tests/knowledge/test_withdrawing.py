"""What was taken back does not survive on a published page, in any writing; and nothing else is touched."""

import re
from dataclasses import replace
from time import perf_counter

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.knowledge.taking import NOTICES, SERVICE, SHORT, taken

from romduol.knowledge.directory.rules.codes import page_code, stable_id
from romduol.knowledge.releases.records import Kind, Withdrawn
from romduol.knowledge.releases.rules.masking import masked_text
from romduol.knowledge.releases.rules.withdrawing import expired, without

QUICK = settings(derandomize=True, database=None, deadline=None, max_examples=200)
HTML = "text/html; charset=utf-8"
LINE, SHORT_LINE = taken(), taken(key=SHORT)
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
NONE: frozenset[str] = frozenset()


def read(html: str, *items: Withdrawn, path: str = "en/l", drawn: frozenset[str] = NONE) -> str:
    """Return a page of HTML as readers see it once these were taken back."""
    return without(html.encode(), HTML, path, items or (LINE,), drawn, NOTICES).decode()


def marked(name: str, inside: str = "Call 099 000 101") -> str:
    return f"<li><!--w:{name}-->{inside}<!--/w:{name}--></li>"


class TestPiece:
    def test_a_marked_piece_gives_way_to_the_notice_in_the_language_of_the_page(self):
        html = f"<ul>{marked(LINE.id)}</ul><p>Stays.</p>"
        assert read(html) == (
            "<ul><li><p>en: do not call 099 ... ..1: It rings at a private home.</p></li></ul><p>Stays.</p>"
        )
        assert "km: do not call 099 ... ..1: លេខនេះរោទ៍នៅផ្ទះឯកជន។" in read(html, path="km/l")

    def test_the_bare_address_is_in_the_first_language(self):
        assert "km: do not call" in read(marked(LINE.id), path="")

    def test_a_mark_may_name_the_page_in_place_of_the_number(self):
        assert "do not call" in read(marked(f"line:{LINE.code}", "masked"))

    def test_the_row_of_a_service_gives_way_too(self):
        assert read(marked(f"service:{SERVICE}"), taken(Kind.SERVICE, SERVICE)) == (
            "<li><p>en: a service: It rings at a private home.</p></li>"
        )

    def test_a_piece_of_something_else_stays(self):
        html = marked("line:1299", "1299") + marked("service:svc-x", "a service")
        assert read(html) == html

    @pytest.mark.parametrize(
        ("reason", "told"),
        [
            ({"km": "ខុស។"}, '<span lang="km">ខុស។</span>'),
            ({"vi": "Sai."}, '<span lang="vi">Sai.</span>'),
            ({"vi": "Sai.", "en": "Wrong."}, "Wrong."),
            ({}, '<span lang=""></span>'),
        ],
    )
    def test_a_reason_in_another_language_says_which(self, reason, told):
        assert told in read(marked(LINE.id), taken(reason=reason))

    @pytest.mark.parametrize(
        "reason", ["<script>alert(1)</script>", "--> <!--w:number-->", '"><a href="tel:1">', r"\1 \g<0> $& %(x)s {y}"]
    )
    def test_a_hostile_reason_is_only_words(self, reason):
        html = read(marked(LINE.id), taken(reason={"en": reason}))
        assert "<script" not in html
        assert html.count("<!--") == 0
        assert "tel:1" not in html or "&quot;" in html
        assert html.count("<p>") == 1

    def test_a_reason_that_names_the_number_itself_does_not_give_it_away(self):
        html = read(marked(LINE.id), taken(reason={"en": "Call 099 000 101 no more."}))
        assert "Call 099 ... ..1 no more." in html

    def test_what_is_drawn_already_is_not_noticed_twice(self):
        html = marked(f"line:{LINE.code}", "Do not call 099 ... ..1")
        assert read(html, drawn=frozenset({LINE.id})) == html

    def test_what_is_drawn_already_is_masked_all_the_same(self):
        assert read("<p>099 000 101</p>", drawn=frozenset({LINE.id})) == "<p>099 ... ..1</p>"

    @pytest.mark.parametrize(
        "html",
        [
            "<p><!--w:line:85599000101-->099 000 101</p>",
            "<p>099 000 101<!--/w:line:85599000101--></p>",
            "<p><!--/w:line:85599000101-->099 000 101<!--w:line:85599000101--></p>",
        ],
    )
    def test_half_a_pair_of_marks_cuts_nothing_and_the_number_is_masked(self, html):
        assert read(html) == "<p>099 ... ..1</p>"

    def test_a_mark_within_its_own_piece_is_cut_with_it(self):
        html = read(f"<!--w:{LINE.id}-->a{marked(LINE.id)}b<!--/w:{LINE.id}-->c")
        assert html == "<p>en: do not call 099 ... ..1: It rings at a private home.</p>c"

    def test_a_pair_within_an_open_mark_is_still_cut(self):
        html = read(f"<!--w:{LINE.id}-->a{marked(LINE.id)}b")
        assert html == "a<li><p>en: do not call 099 ... ..1: It rings at a private home.</p></li>b"

    def test_pieces_that_cross_lose_no_notice_and_leave_no_number(self):
        html = read(
            "<!--w:line:85599000101-->a<!--w:line:1280-->b<!--/w:line:85599000101-->1280<!--/w:line:1280-->",
            LINE,
            SHORT_LINE,
        )
        assert html.startswith("<p>en: do not call 099 ... ..1")
        assert html.endswith("1...")

    def test_without_a_notice_the_piece_goes_all_the_same(self):
        assert without(marked(LINE.id).encode(), HTML, "en/l", [LINE], NONE, {}) == b"<li></li>"


class TestPage:
    @pytest.mark.parametrize("path", ["en/labcdefghij", "en/labcdefghij-2", "en/labcdefghij-17"])
    def test_its_own_page_and_each_sheet_of_it_become_the_notice(self, path):
        html = read("<p>anything</p>", path=path)
        assert "anything" not in html
        assert "en: do not call 099 ... ..1: It rings at a private home." in html
        assert "en: ways" in html
        assert f'href="/{path}"' in html, "the link to the other language leads to the same page"

    @pytest.mark.parametrize(
        "path", ["en/labcdefghi", "en/labcdefghij-x", "en/", "", "labcdefghij", "en/x/labcdefghij"]
    )
    def test_no_other_page_does(self, path):
        assert read("<p>anything</p>", path=path) == "<p>anything</p>"

    def test_something_without_a_page_replaces_none(self):
        assert read("<p>home</p>", taken(code=""), path="en/") == "<p>home</p>"

    def test_a_place_is_taken_back_on_its_page(self):
        place = taken(Kind.PLACE, "15", code="p15")
        assert "en: a place: It rings" in read("<p>Pursat</p>", place, path="en/p15")
        assert read("<p>Pursat</p>", place, path="en/p1") == "<p>Pursat</p>"

    def test_a_page_that_was_drawn_anew_stays(self):
        assert read("<p>new</p>", path="en/labcdefghij", drawn=frozenset({LINE.id})) == "<p>new</p>"

    def test_where_no_notice_was_prepared_the_page_goes_all_the_same(self):
        body = without(b"<p>anything</p>", HTML, "en/labcdefghij", [LINE], NONE, {})
        assert b"anything" not in body
        assert b"<!doctype html>" in body


# Every way in which people write the number between two digits of it.
SEPARATORS = st.sampled_from(["", "", " ", " ", "\u00a0", ".", "-", "\u2011", "\u202f", "&nbsp;", "\u200b", " - "])
FORMS = st.sampled_from(["099000101", "+85599000101", "0085599000101", "85599000101", "+855099000101", "99000101"])


@st.composite
def writings(draw: st.DrawFn) -> str:
    """Draw the number as somebody might write it."""
    signs = draw(FORMS)
    parts = []
    for place, sign in enumerate(signs):
        parts.append(sign.translate(KHMER) if draw(st.booleans()) else sign)
        if place < len(signs) - 1 and sign != "+":
            parts.append(draw(SEPARATORS))
    return "".join(parts)


def plain_digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate({0x17E0 + n: str(n) for n in range(10)}))


class TestNumber:
    @given(writings())
    @example("(+855) (0)99-000-101")
    @example("099&#160;000&#xa0;101")
    @QUICK
    def test_no_writing_of_it_survives(self, written):
        html = read(f"<p>Before {written}, after</p>")
        assert "99000101" not in plain_digits(re.sub("&#?[a-z0-9]+;", "", html))
        assert html.startswith("<p>Before ")
        assert html.endswith(", after</p>")
        assert "099 ... ..1" in html

    @given(writings())
    @QUICK
    def test_masking_twice_is_masking_once(self, written):
        once = read(f"<p>{written}</p>{marked(LINE.id)}")
        assert read(once) == once

    @given(st.text(alphabet="0123456789០១២៣៤៥៦៧៨៩ .-<>&;!/pa\"'=", max_size=60))
    @QUICK
    def test_any_text_is_read_without_an_error_and_twice_is_once(self, text):
        once = read(f"{text}099 000 101{text}")
        assert read(once) == once

    @given(
        st.text(alphabet="0123456789 +.-/abc", max_size=40).filter(lambda text: "99000101" not in plain_digits(text))
    )
    @QUICK
    def test_nothing_else_is_touched(self, text):
        body = f"<p>{text.replace('<', '')}</p>".encode()
        assert without(body, HTML, "en/l", [LINE], NONE, NOTICES) is body

    @pytest.mark.parametrize("other", ["099 000 102", "199000101", "990001012", "099 000 1011", "+1855990001013"])
    def test_another_number_stays(self, other):
        html = f"<p>{other}</p>"
        assert read(html) == html

    def test_two_numbers_side_by_side_are_both_masked(self):
        other = taken(key="85599000102", code="x", value="+85599000102", national="099 000 102", masked="099 ... ..2")
        assert read("<p>099 000 101 099 000 102</p>", LINE, other) == "<p>099 ... ..1 099 ... ..2</p>"

    @pytest.mark.parametrize("quote", ['"', "'", ""])
    @pytest.mark.parametrize(
        "address", ["tel:+85599000101", "tel:099000101", "sms:+85599000101", "https://wa.me/85599000101"]
    )
    def test_a_link_loses_the_number(self, quote, address):
        html = read(f"<a class=x href={quote}{address}{quote} id=y>Call</a>")
        assert html == "<a class=x id=y>Call</a>"

    def test_other_links_styles_scripts_and_comments_stay(self):
        html = (
            '<a href="tel:+85599000102">x</a><a href="/en/l099000101x">y</a><style>.a{z-index:099000101}</style>'
            "<SCRIPT>let a = '099000101'</SCRIPT><!-- 099000101 --><p title='099000101'>z</p>"
        )
        assert read(html) == html.replace(' href="/en/l099000101x"', "")

    def test_what_is_left_open_lasts_to_the_end(self):
        for html in ("<p>a</p><!-- 099000101", "<style>099000101", "<script>099000101", "<p 099000101", "a <"):
            assert read(html) == html

    def test_a_number_from_abroad_is_masked_too(self):
        abroad = taken(key="6621234567", value="+6621234567", national="+66 2 123 4567", masked="+66 . ... ...7")
        assert read("<p>+66 2 123 4567, 0066-2-1234567</p>", abroad) == "<p>+66 . ... ...7, +66 . ... ...7</p>"

    def test_a_number_of_which_no_mask_is_known_is_masked_all_the_same(self):
        assert read("<p>+855 99 000 101</p>", taken(national="", masked="")) == "<p>…</p>"


class TestShortCode:
    @pytest.mark.parametrize(
        "text",
        [
            *("1280", "(1280)", "1280.", "“1280”", "1280/1299", "1280, 1299", "១២៨០", "1២8០", "call-1280", "_1280_"),
            *("លេខ1280ជាលេខខ្លី", "ហៅ១២៨០។", "a\u200b1280", "1\u200b28\u00ad0", "1280\u200bb"),
        ],
    )
    def test_it_is_masked_as_a_word(self, text):
        html = read(f"<p>{text}</p>", SHORT_LINE)
        assert "1..." in html
        assert SHORT not in plain_digits(html)

    @pytest.mark.parametrize(
        "text",
        [
            "12800",
            "11280",
            "a1280",
            "1280m",
            "1,280",
            "1280,5",
            "12.1280",
            "012 1280 345",
            "+855 12 1280 45",
            "12:1280",
        ],
    )
    def test_it_is_no_part_of_another_figure(self, text):
        html = f"<p>{text}</p>"
        assert read(html, SHORT_LINE) == html

    def test_it_is_masked_among_other_short_codes(self):
        assert read("<p>1299 1280 117</p>", SHORT_LINE) == "<p>1299 1... 117</p>"

    def test_its_button_loses_the_number_and_other_links_do_not(self):
        html = '<a href="tel:1280">x</a><a href="https://a.example/1280">y</a>'
        assert read(html, SHORT_LINE) == '<a>x</a><a href="https://a.example/1280">y</a>'


class TestDocument:
    def reduced(self, document: object, *items: Withdrawn, drawn: frozenset[str] = NONE) -> object:
        return orjson.loads(without(orjson.dumps(document), "application/json", "api/x", items, drawn, NOTICES))

    @pytest.mark.parametrize(
        ("value", "masked"),
        [
            ("+85599000101", "099 ... ..1"),
            ("+85599000101 / +85599000102", "099 ... ..1 / +85599000102"),
            ("not +85599000101", "not 099 ... ..1"),
            ("line-85599000101", "line-099 ... ..1"),
            ("line-1280", "line-1..."),
            ("1280 / 1299", "1... / 1299"),
        ],
    )
    def test_a_number_is_masked_wherever_it_stands(self, value, masked):
        document = {"contents": [{"value": value, "count": 1280, "more": [value, None, True]}], "1280": value}
        assert self.reduced(document, LINE, SHORT_LINE) == {
            "contents": [{"value": masked, "count": 1280, "more": [masked, None, True]}],
            "1280": masked,
        }

    def test_an_id_that_happens_to_hold_a_short_code_stays(self):
        document = {"id": "9d0f4c5e-1280-5e0e-8a55-9e5b6c2e1280"}
        assert self.reduced(document, SHORT_LINE) == document

    def test_a_service_leaves_every_list(self):
        gone = {"id": SERVICE, "name": "x"}
        document = {
            "contents": [gone, {"id": "svc-other", "like": [SERVICE]}],
            "first": gone,
            "about": [{"subject": SERVICE}],
        }
        assert self.reduced(document, taken(Kind.SERVICE, SERVICE)) == {
            "contents": [{"id": "svc-other", "like": [SERVICE]}],
            "first": None,
            "about": [],
        }

    @pytest.mark.parametrize("write", [str.lower, str.upper])
    def test_a_service_is_known_by_its_uuid_too(self, write):
        uuid = stable_id("tiny", f"service/{SERVICE}")
        service = taken(Kind.SERVICE, SERVICE, code=page_code("service", uuid))
        assert self.reduced({"services": [{"id": write(uuid)}]}, service) == {"services": []}

    def test_a_document_that_is_the_service_is_empty(self):
        assert self.reduced({"id": SERVICE, "name": "x"}, taken(Kind.SERVICE, SERVICE)) == {}

    def test_a_service_that_was_left_out_anew_is_not_looked_for(self):
        document = {"contents": [{"id": SERVICE}]}
        service = taken(Kind.SERVICE, SERVICE)
        assert self.reduced(document, service, drawn=frozenset({service.id})) == document

    def test_records_line_by_line(self):
        lines = [
            orjson.dumps(one) for one in ({"id": SERVICE}, {"id": "svc-y", "phone": "099 000 101"}, {"id": "svc-z"})
        ]
        body = b"\n".join(lines) + b"\nbroken {\n"
        kept = without(body, "application/x-ndjson", "api/x", [LINE, taken(Kind.SERVICE, SERVICE)], NONE, NOTICES)
        assert kept == b'{"id":"svc-y","phone":"099 ... ..1"}\n{"id":"svc-z"}\nbroken {\n'


class TestUnchanged:
    @pytest.mark.parametrize(
        ("body", "media_type"),
        [
            (b"\xff\xfe 099 000 101", HTML),
            (b"{broken 099000101", "application/json"),
            (b"[" * 5000 + b'"099000101"' + b"]" * 5000, "application/json"),
            (b"099 000 101", "text/plain"),
            (b"099 000 101", ""),
            (b"099 000 101", "image/png"),
            (b"<p>nothing of it</p>", HTML),
            (b'{"a": [1, "nothing"]}', "application/json"),
            (b'{"a": "x"}\n', "application/ndjson"),
            (b"", HTML),
        ],
    )
    def test_what_cannot_be_read_or_holds_nothing_is_the_very_same(self, body, media_type):
        assert without(body, media_type, "en/l", [LINE, taken(Kind.SERVICE, SERVICE)], NONE, NOTICES) is body

    def test_nothing_taken_back_is_the_very_same(self):
        body = b"<p>099 000 101</p>"
        assert without(body, HTML, "en/l", [], NONE, NOTICES) is body

    def test_digits_that_only_look_like_it_are_the_very_same(self):
        # Across tags the digits would join; no number is read there.
        body = b"<td>0990</td><td>00101</td>"
        assert without(body, HTML, "en/l", [LINE], NONE, NOTICES) is body

    def test_a_long_hostile_page_takes_no_long_time(self):
        parts = ["<!--", "<style>", "<a href=", "0" * 20, "0 ", "99000", "&#160;", "<!--w:line:85599000101-->", "\t"]
        start = perf_counter()
        for part in parts:
            read(part * (200_000 // len(part)) + "<p>099 000 101</p>", LINE, SHORT_LINE)
        # Twenty times what it takes here; anything quadratic takes minutes.
        assert perf_counter() - start < 20


class TestExpired:
    def test_the_banner_tells_until_which_day(self):
        body = b"<main><!--w:old--><h1>x</h1></main>"
        shown = expired(body, "en/", NOTICES, "3 <November>")
        assert shown == b"<main><p>en: shown until 3 &lt;November&gt;</p><h1>x</h1></main>"
        assert b"km: shown" in expired(body, "", NOTICES, "3")

    def test_a_page_without_its_place_is_the_very_same(self):
        body = b"{}"
        assert expired(body, "api/x", NOTICES, "3") is body


def test_a_mask_is_put_in_as_it_is():
    assert masked_text("a 1280 b 099 000 101", [replace(SHORT_LINE, masked=r"\1"), replace(LINE, masked=r"\g<0>")]) == (
        r"a \1 b \g<0>"
    )
