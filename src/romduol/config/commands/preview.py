"""Draw what readers would get if somebody published now; readers keep what they have.

Only pages that differ are kept, in a folder of its own beside the releases. The desk starts this and shows them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from romduol.config.cli import DONE, PROBLEM, role
from romduol.config.wires import code_digest, manifest_sha, today
from romduol.desk.outlets import outlets
from romduol.desk.publishing.actions import running
from romduol.desk.publishing.jobs import bare, draw_preview
from romduol.desk.publishing.queries import basis, current_release, edition_with_waiting
from romduol.desk.publishing.records import Preview
from romduol.knowledge.directory.queries import NoPackLoaded

EXAMPLES = """
  romduol preview                     what the next publish would show
  romduol preview --waiting           with all that waits for a second yes
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to draw and who asks."""
    parser.add_argument("--waiting", action="store_true", help="with the changes that wait for a second yes")
    parser.add_argument("--by", type=role, default="operator", help="who asks (operator)")
    parser.add_argument("--run", dest="noted", type=UUID, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Draw, and tell how much differs."""
    try:
        if args.noted:
            with running(args.noted, timezone.now) as telling:
                made = _drawn(args, telling)
        else:
            made = _drawn(args, lambda _: None)
    except NoPackLoaded as problem:
        print(f"romduol: {problem}")
        return PROBLEM
    print(f"{len({bare(page.path) for page in made.pages})} pages differ, {made.same} stay as they are")
    return DONE


def _drawn(args: argparse.Namespace, progress: Callable[[int], None]) -> Preview:
    day, current = today(), current_release()
    # Taken before the facts are read: what changes meanwhile makes the preview one of before.
    of_what = basis(day)
    edition = edition_with_waiting(day) if args.waiting else outlets().edition(day)
    return draw_preview(
        edition,
        run=str(args.noted or ""),
        basis=of_what,
        waiting=args.waiting,
        code=code_digest(),
        of=(current.serial, manifest_sha(current)) if current else None,
        now=timezone.now(),
        progress=progress,
    )
