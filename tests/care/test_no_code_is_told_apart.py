"""A wrong safety word on a known code and an unknown code: the same answer, as long, by the same work."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from tests.care.browsing import random_receipt, shown
from tests.care.released import release_few
from tests.care.staffed import known, sealed, staffed, written

from romduol.care.reports.actions import submit
from romduol.safety.crypto.receipts import Receipt, derive_receipt, new_code, show_code

TODAY = date(2026, 11, 28)
WORD = "lotus"
ACTS = ("open", "add", "file", "withdraw", "withdraw_now")
_VALUE = re.compile(r"'[^']*'|%s|\b[0-9a-f]{32}\b")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("told apart") / "releases"
    release_few(folder)
    return folder


@pytest.fixture
def code(releases) -> Iterator[str]:
    """A code under which a report lies, with a word; receipts are made quickly here, the work is counted instead."""
    made = new_code()
    with override_settings(RELEASES=releases), patch("romduol.safety.crypto.receipts.ROUNDS", 50):
        keep(derive_receipt(made, WORD))
        yield made


def keep(receipt: Receipt) -> None:
    submission, _ = sealed([staffed(TODAY)], written(), TODAY, key=receipt.key)
    submit(known(submission, receipt.locator, receipt.token), later=False, today=TODAY)


class Work:
    """What a server does for one answer, counted: a clock would tell of the machine."""

    def __init__(self) -> None:
        self.stretched = self.compared = 0
        self.asked: list[str] = []


@contextmanager
def counted() -> Iterator[Work]:
    work = Work()
    derive, compare = derive_receipt, hmac.compare_digest

    def stretching(*what: str) -> Receipt:
        work.stretched += 1
        return derive(*what)

    def comparing(one: str, other: str) -> bool:
        work.compared += 1
        assert len(one) == len(other)
        return compare(one, other)

    with (
        patch("romduol.care.reports.views.coming_back.derive_receipt", stretching),
        patch("romduol.care.reports.queries.compare_digest", comparing),
        CaptureQueriesContext(connection) as asked,
    ):
        yield work
    work.asked = [_VALUE.sub("?", query["sql"]) for query in asked]


def come(code: str, word: str, action: str = "open") -> tuple[Any, Work]:
    with counted() as work:
        fields = {"code": code, "word": word, "action": action, "text": "more"}
        answer = Client().post("/in/km/r/b", fields, HTTP_SEC_FETCH_SITE="same-origin")
    return answer, work


def but_for(code: str, page: bytes) -> bytes:
    """Return a page without the code that whoever sees it has just typed."""
    return page.replace(show_code(code).encode(), b"code")


@pytest.mark.parametrize("action", ACTS)
def test_a_wrong_word_and_an_unknown_code_are_answered_alike(code, action):
    other = new_code()
    wrong, wrong_work = come(code, "lotos", action)
    unknown, unknown_work = come(other, WORD, action)
    assert wrong.status_code == unknown.status_code == 422
    assert show_code(code).encode() in wrong.content, "a code is not typed twice for one slip of the word"
    assert but_for(code, wrong.content) == but_for(other, unknown.content)
    assert list(wrong.headers.items()) == list(unknown.headers.items())
    assert vars(wrong_work) == vars(unknown_work)
    assert (wrong_work.stretched, wrong_work.compared) == (1, 1)


def test_the_right_word_opens_it_so_the_test_proves_something(code):
    answer, work = come(code, WORD)
    assert answer.status_code == 200
    assert (work.stretched, work.compared) == (1, 1)


@pytest.mark.parametrize("what", ["o", "w", "f"])
def test_nor_does_a_script_learn_which_it_was(code, what):
    held = derive_receipt(code, WORD)
    answers = []
    for receipt in (random_receipt(), Receipt(held.locator, random_receipt().token, held.key)):
        more = {"id": "5b9b0d8e-0c5c-4c57-9f0a-0b7b1c6a3f11"} if what == "f" else {}
        with counted() as work:
            told = Client().post(f"/in/km/r/{what}", {**shown(receipt), **more}, "application/json")
        answers.append((told.status_code, told.content, list(told.headers.items()), vars(work)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_nothing_of_a_code_stands_in_an_address_a_header_or_a_cookie(code):
    assert settings.SESSION_COOKIE_NAME
    for action in ACTS[:4]:
        answer, _ = come(code, WORD, action)
        told = str(answer.headers) + str(answer.cookies)
        assert not answer.cookies
        assert code not in told
        assert WORD not in told
        assert not re.search(rb'(href|action)="[^"]*\d{24}', answer.content)
