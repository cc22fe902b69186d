"""Make the page that seals a report without a network, signed, to be handed out; or check one.

One file holds it all: forms in each language, lines to call, the inboxes that live now with the chains of their keys.
It can be used for 60 days at most, and no longer than the keys in it. Whoever gets it elsewhere than from this server,
and compares the digits (SHA-256), is safe from a server that was taken over since.
"""

from __future__ import annotations

import argparse
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from romduol.care.queues.records import Inbox
from romduol.care.queues.rules import KINDS, day_of, name_in
from romduol.care.reports.views.offering import signature_of
from romduol.care.reports.views.sealing_page import SHORTEST, NoPage, sealing_page
from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.knowledge.releases.actions.folder import write_surely
from romduol.knowledge.releases.actions.keys import signer
from romduol.knowledge.releases.queries.folder import read_keyring
from romduol.knowledge.releases.records import SignedFile
from romduol.knowledge.releases.rules.manifests import SEALING_PAGE, file_payload
from romduol.knowledge.releases.rules.trust import prove_sealing_page

EXAMPLES = """
  romduol sealing-page                                 make it, where this copy offers it (var/sealing-page/note.html)
  romduol sealing-page --to /media/usb/note.html       make it on a stick, with its signature beside it
  romduol sealing-page --check /media/usb/note.html    was it signed for this copy, unchanged, not over?
"""
SHOWN_IN = "en"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where it goes, or which one to check."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--to", type=Path, metavar="FILE", help="where to write it, instead of where this copy offers it")
    what.add_argument("--check", type=Path, metavar="FILE", help="prove a page by the signature beside it")


def run(args: argparse.Namespace) -> int:
    """Make a page, or check one."""
    return _check(args.check) if args.check else _make(args.to or Path(settings.SEALING_PAGE))


def _make(out: Path) -> int:
    now = timezone.now()
    signing = signer(Path(settings.RELEASES), now)
    try:
        made = sealing_page(now)
    except NoPage as problem:
        raise BadInput(str(problem)) from None
    except Http404:
        raise BadInput("nothing is published yet that could stand in it; run: romduol publish") from None
    told = SignedFile(sha256(made.html).hexdigest(), now, made.until)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_surely(out, made.html)
        write_surely(signature_of(out), signing.sign(file_payload(told), SEALING_PAGE))
    except OSError as problem:
        raise BadInput(f"{out} cannot be written: {problem.strerror}") from None
    print(f"{out}: {len(made.html):,} bytes, and {signature_of(out).name} beside it")
    _tell(told)
    for inbox in made.inboxes:
        print(f"  inbox    {_name(inbox)}")
    for inbox in made.left_out:
        print(f"  left out {_name(inbox)}: its key ends within {SHORTEST.days} days")
    print("Make a new one whenever somebody joins or leaves an inbox: what the old one seals is then taken no more.")
    return DONE


def _check(page: Path) -> int:
    try:
        data, document = page.read_bytes(), signature_of(page).read_bytes()
    except OSError as problem:
        raise BadInput(f"{problem.filename}: {problem.strerror}") from None
    told = prove_sealing_page(data, document, read_keyring(Path(settings.RELEASES)))
    over = day_of(timezone.now()) > told.until
    print(f"{page}: {'over' if over else 'counts'}; signed on {told.made_on:%Y-%m-%d}, and unchanged")
    _tell(told)
    return PROBLEM if over else DONE


def _tell(told: SignedFile) -> None:
    print(f"  sha256   {told.sha256}")
    print(f"  until    {told.until:%Y-%m-%d}")


def _name(inbox: Inbox) -> str:
    return f"{name_in(inbox.queue.name, SHOWN_IN)} ({KINDS[inbox.queue.kind]})"
