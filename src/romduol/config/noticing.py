"""Asks those who answer reports to look at the desk: the same words, at fixed times, whether or not anything came.

So neither a mail nor its absence tells anybody that somebody reported. It asks no database.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")
SUBJECT = "Romduol"
WORDS = "សូមបើកតុការងារ ដូចរាល់ដង។\nPlease look at the desk, as always.\n"
"""Fixed, in both languages: nothing of a report, of a person, of an address, of how many."""
PORTS = {"smtps": 465, "smtp": 587}
SECONDS = 30
HERE = "localhost"
"""How this machine names itself to the mail server: its own name tells more."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Who takes mails, and from whom they come."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    wrapped: bool = False
    """True where TLS begins with the connection; else it is asked for, and nothing is sent without it."""


Connect = Callable[[MailServer], AbstractContextManager[Any]]


def recipients_from(text: str) -> tuple[str, ...]:
    """Return the addresses in a list with commas; raises ImproperlyConfigured, which repeats none of them."""
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not all(ADDRESS.fullmatch(one) for one in found):
        raise ImproperlyConfigured("ROMDUOL_NOTICES must be addresses with commas between them: a@example.org")
    return found


def mail_server_from(url: str) -> MailServer:
    """Return the server that a setting names; raises ImproperlyConfigured, without the URL: it holds a password."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
        sender = parse_qs(parts.query).get("from", [unquote(parts.username or "")])[0]
        if not parts.hostname or not ADDRESS.fullmatch(sender):
            raise ValueError
    except (KeyError, ValueError):
        raise ImproperlyConfigured(
            "ROMDUOL_MAIL_URL must be smtps://USER:PASSWORD@HOST/?from=ADDRESS (or smtp:// for STARTTLS), with special "
            "signs in its parts percent-encoded"
        ) from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, sender, user, password, wrapped=parts.scheme == "smtps")


def connected(server: MailServer) -> AbstractContextManager[Any]:
    """Return a connection on which nothing travels in the open."""
    context = ssl.create_default_context()
    if server.wrapped:
        return smtplib.SMTP_SSL(server.host, server.port, HERE, timeout=SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, HERE, timeout=SECONDS)
    connection.starttls(context=context)
    return connection


def send_all(server: MailServer, recipients: Iterable[str], connect: Connect = connected) -> int:
    """Send everybody a mail of their own; returns how many could not be. Raises `OSError` where there is no way."""
    failed = 0
    with connect(server) as connection:
        if server.user and server.password:
            connection.login(server.user, server.password)
        for recipient in recipients:
            try:
                connection.send_message(notice(server.sender, recipient))
            except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
                failed += 1
    return failed


def notice(sender: str, recipient: str) -> EmailMessage:
    """Return the mail: for all the same, at all times the same."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, SUBJECT
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail.set_content(WORDS)
    return mail
