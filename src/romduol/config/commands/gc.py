"""Throw away old releases, and the blobs that no kept release needs; a live release is never touched.

What is less than an hour old stays: a mirror may be pulling it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from rich.console import Console

from romduol.config.cli import DONE
from romduol.knowledge.releases.actions.pruning import prune
from romduol.knowledge.releases.rules.pruning import KEEP

EXAMPLES = """
  romduol gc                          keep the current release and the nine before it
  romduol gc --keep 1                 keep the current one alone: there is then nothing to roll back to
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how many releases to keep."""
    parser.add_argument("--keep", type=_count, default=KEEP, help=f"how many releases to keep ({KEEP})")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on; the current release is always kept")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Prune and report."""
    console = Console(highlight=False)
    with console.status("looking at what is needed"):
        gone = prune(Path(settings.RELEASES), keep=args.keep, now=timezone.now())
    half = f", {gone.half_written} half-written files" if gone.half_written else ""
    console.print(f"  removed {gone.releases} releases, {gone.blobs} blobs{half}: {gone.size / 1e6:.1f} MB")
    return DONE
