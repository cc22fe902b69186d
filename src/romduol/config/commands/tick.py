"""Do what the passing of time asks for: republish when a new day has begun, so that what lapsed shows as lapsed.

Meant for cron or a timer, once a day or oftener. It prints nothing where the release is of today.
"""

from __future__ import annotations

import argparse
import sys

from romduol.config.cli import DONE, PROBLEM
from romduol.config.wires import publish_now
from romduol.knowledge.directory.queries import NoPackLoaded

EXAMPLES = """
  romduol tick
  7 3 * * *  cd /srv/romduol && .venv/bin/romduol tick      (crontab)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(args: argparse.Namespace) -> int:
    """Republish if it is due."""
    try:
        manifest = publish_now(by="tick", force=False, progress=lambda _: None)
    except NoPackLoaded as problem:
        print(f"romduol: {problem}", file=sys.stderr)
        return PROBLEM
    if manifest is not None:
        print(f"release {manifest.release}: {manifest.pages} pages")
    return DONE
