"""A mail that asks to look at the desk tells nobody that somebody reported: nothing in it ever differs."""

from __future__ import annotations

import smtplib
from contextlib import contextmanager
from email.message import EmailMessage

import pytest
from django.core.exceptions import ImproperlyConfigured

from romduol.config import noticing
from romduol.config.cli import main
from romduol.config.noticing import WORDS, MailServer, mail_server_from, notice, recipients_from, send_all

SERVER = MailServer("mail.example.org", 465, "notes@example.org", "notes", "canary-password", wrapped=True)
OWN = ("Date", "Message-ID", "To")
"""Headers that differ between two mails: when, which, to whom."""


class Post:
    """Stands where a mail server is: keeps what it is given."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.sent: list[EmailMessage] = []
        self.known: list[tuple[str, str]] = []

    def login(self, user: str, password: str) -> None:
        self.known.append((user, password))

    def send_message(self, mail: EmailMessage) -> None:
        if mail["To"] == self.refuses:
            raise smtplib.SMTPRecipientsRefused({})
        self.sent.append(mail)

    @contextmanager
    def connect(self, server: MailServer):
        yield self


def without_own(mail: EmailMessage) -> bytes:
    for header in OWN:
        del mail[header]
    return mail.as_bytes()


def test_all_get_the_same_words_each_a_mail_of_their_own():
    post = Post()
    assert send_all(SERVER, ["a@example.org", "b@example.org"], post.connect) == 0
    assert [mail["To"] for mail in post.sent] == ["a@example.org", "b@example.org"]
    assert len({without_own(mail) for mail in post.sent}) == 1
    assert post.known == [("notes", "canary-password")]


def test_a_mail_names_no_machine_no_number_and_no_address_of_the_desk():
    mail = notice("notes@example.org", "a@example.org")
    assert set(mail) == {
        *OWN, "From", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert mail["Message-ID"].endswith("@example.org>")
    assert not any(sign.isdigit() for sign in WORDS)
    assert "http" not in WORDS


def test_the_command_asks_no_database_and_sends_whatever_came(settings, monkeypatch, capsys):
    """No database is open to this test: whatever asks one fails."""
    post = Post()
    monkeypatch.setattr(noticing, "connected", post.connect)
    monkeypatch.setattr(send_all, "__defaults__", (post.connect,))
    settings.NOTICES, settings.MAIL_URL = ("a@example.org",), "smtps://notes%40example.org:x@mail.example.org"
    assert main(["notices"]) == 0
    assert main(["notices"]) == 0
    assert len({without_own(mail) for mail in post.sent}) == 1
    assert len(post.sent) == 2
    assert capsys.readouterr() == ("", "")


def test_who_could_not_be_reached_is_counted_and_not_named(settings, monkeypatch, capsys):
    post = Post(refuses="b@example.org")
    monkeypatch.setattr(send_all, "__defaults__", (post.connect,))
    settings.NOTICES = ("a@example.org", "b@example.org", "c@example.org")
    settings.MAIL_URL = "smtps://notes%40example.org:x@mail.example.org"
    assert main(["notices"]) == 1
    assert [mail["To"] for mail in post.sent] == ["a@example.org", "c@example.org"]
    assert "1 of 3" in (told := capsys.readouterr().err)
    assert "b@" not in told


def test_a_server_that_is_gone_is_told_without_its_password(settings, monkeypatch, capsys):
    def gone(server: MailServer):
        raise ConnectionRefusedError("mail.example.org canary-password")

    monkeypatch.setattr(send_all, "__defaults__", (gone,))
    settings.NOTICES = ("a@example.org",)
    settings.MAIL_URL = "smtps://notes%40example.org:canary-password@mail.example.org"
    assert main(["notices"]) == 1
    assert "canary" not in capsys.readouterr().err


def test_without_anybody_to_ask_the_command_says_so(settings, capsys):
    settings.NOTICES = ()
    assert main(["notices"]) == 2
    assert main(["notices", "--show"]) == 0
    assert capsys.readouterr().out == WORDS


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtps://u%40e.org:p%3A@h.org", MailServer("h.org", 465, "u@e.org", "u@e.org", "p:", wrapped=True)),
        ("smtp://u:p@h.org:2525/?from=n@e.org", MailServer("h.org", 2525, "n@e.org", "u", "p")),
        ("smtp://h.org/?from=n@e.org", MailServer("h.org", 587, "n@e.org")),
    ],
)
def test_a_mail_server_is_an_url(url, found):
    assert mail_server_from(url) == found
    assert "p:" not in repr(mail_server_from(url))


@pytest.mark.parametrize("url", ["", "http://h.org/?from=n@e.org", "smtps://u:canary@h.org", "smtps://u@e.org:p@h:x"])
def test_what_is_no_mail_server_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="ROMDUOL_MAIL_URL") as refused:
        mail_server_from(url)
    assert "canary" not in str(refused.value)


def test_recipients_are_a_list_and_a_slip_in_it_repeats_none_of_them():
    assert recipients_from(" a@e.org, b@e.org,a@e.org,") == ("a@e.org", "b@e.org")
    with pytest.raises(ImproperlyConfigured) as refused:
        recipients_from("a@e.org, canary")
    assert "canary" not in str(refused.value)
