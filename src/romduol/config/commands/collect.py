"""Let reports that have waited long enough join the inboxes, many at once and in no order.

Meant for cron, each minute: what concerns children joins each time, all else once an hour. `romduol serve` does the
same while it runs. Where this machine knows whose keys there are, an inbox that no member could open any more takes no
reports from then on. It is silent; how many came is nobody's to read in a log.
"""

from __future__ import annotations

import argparse

from django.utils import timezone

from romduol.config.cli import DONE
from romduol.config.hooks import each_minute

EXAMPLES = """
  romduol collect
  * * * * *  cd /srv/romduol && .venv/bin/romduol collect      (crontab)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare nothing: it is always the same."""


def run(args: argparse.Namespace) -> int:
    """Do once what is done each minute: each of it, whatever became of the others."""
    faults = []
    for act in each_minute():
        try:
            act(timezone.now())
        # What it is, whoever runs this has to see; what else there is to do is done before.
        except Exception as problem:
            faults.append(problem)
    if faults:
        raise faults[0]
    return DONE
