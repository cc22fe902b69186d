"""Let reports that have waited long enough join the inboxes, many at once and in no order.

Meant for cron, each minute: what concerns children joins each time, all else once an hour. `romduol serve` does the
same while it runs. It is silent; how many came is nobody's to read in a log.
"""

from __future__ import annotations

import argparse

from django.utils import timezone

from romduol.care.feedback.actions import TABLES
from romduol.care.reports.actions import collect
from romduol.config.cli import DONE

EXAMPLES = """
  romduol collect
  * * * * *  cd /srv/romduol && .venv/bin/romduol collect      (crontab)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare nothing: it is always the same."""


def run(args: argparse.Namespace) -> int:
    """Collect once."""
    collect(timezone.now(), TABLES)
    return DONE
