"""Ask those who answer reports to look at the desk, by a mail that carries nothing.

Meant for cron, at fixed times in duty hours. Everybody in ROMDUOL_NOTICES gets the same words, whether or not anything
came: so a mail tells nobody that somebody reported. It needs ROMDUOL_MAIL_URL, and asks no database.
"""

from __future__ import annotations

import argparse
import sys

from django.conf import settings

from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.noticing import WORDS, mail_server_from, send_all

EXAMPLES = """
  romduol notices --show
  0 8,12,16 * * *  cd /srv/romduol && .venv/bin/romduol notices      (crontab)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --show."""
    parser.add_argument("--show", action="store_true", help="print the words that are sent, and send nothing")


def run(args: argparse.Namespace) -> int:
    """Send, and say how many could not be sent, but not to whom."""
    if args.show:
        print(WORDS, end="")
        return DONE
    if not settings.NOTICES:
        raise BadInput("nobody is to be asked: ROMDUOL_NOTICES holds no address")
    try:
        failed = send_all(mail_server_from(settings.MAIL_URL), settings.NOTICES)
    except OSError as problem:
        print(f"romduol: the mail server could not be used ({type(problem).__name__})", file=sys.stderr)
        return PROBLEM
    if failed:
        print(f"romduol: {failed} of {len(settings.NOTICES)} could not be sent", file=sys.stderr)
    return PROBLEM if failed else DONE
