"""Do what the passing of time asks for: republish when a new day has begun, so that what lapsed shows as lapsed.

Meant for cron or a timer, once a day or oftener. It throws away what no kept release needs, erases the words of readers
that were decided about long ago and the files of imports that nobody needs, and warns before the release or the key
that signs it comes to its end, and where nobody opens an inbox or lets reports join it. Reports and feedback whose time
is over go, and nothing of them stays. A machine without the database of the desk does only what concerns it. It is
silent where there is nothing to do and nothing to warn of.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from romduol.config.checkup import Level, check_collecting, check_inboxes, check_keys, check_list, check_release
from romduol.config.cli import DONE, PROBLEM
from romduol.config.hooks import end_what_is_over
from romduol.config.quiet import check_sealing_page
from romduol.config.tables import has_desk
from romduol.config.wires import publish_now, today
from romduol.desk.loading.actions import tidy_imports
from romduol.desk.suggestions.actions import erase_old_words
from romduol.knowledge.directory.queries import NoPackLoaded
from romduol.knowledge.releases.actions.folder import AlreadyPublishing, DiskFull
from romduol.knowledge.releases.actions.keys import CannotSign
from romduol.knowledge.releases.actions.pruning import prune
from romduol.knowledge.releases.queries.folder import last_good
from romduol.knowledge.releases.rules.manifests import is_rolled_back
from romduol.knowledge.releases.rules.pruning import KEEP
from romduol.knowledge.releases.rules.trust import Refused

EXAMPLES = """
  romduol tick
  7 3 * * *  cd /srv/romduol && .venv/bin/romduol tick      (crontab)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how many releases to keep."""
    parser.add_argument("--keep", type=int, default=KEEP, help=f"how many releases to keep ({KEEP})")


def run(args: argparse.Namespace) -> int:
    """Republish if it is due, then warn of what comes to its end."""
    failed = _publish(args.keep) if has_desk() else DONE
    if has_desk():
        erase_old_words(today=today(), by="tick")
        tidy_imports(now=timezone.now(), by="tick")
    end_what_is_over(today())
    looked_at = (check_release, check_list, check_keys, check_collecting, check_inboxes, check_sealing_page)
    for finding in (check() for check in looked_at):
        if finding.level is not Level.OK and finding.due:
            print(f"romduol: {finding.what}  ->  {finding.cure}", file=sys.stderr)
    if is_rolled_back(last_good(Path(settings.RELEASES))):
        told = "a release that was rolled back to is shown; mend the facts, then run: romduol publish"
        print(f"romduol: {told}", file=sys.stderr)
    return failed


def _publish(keep: int) -> int:
    try:
        manifest = publish_now(by="tick", force=False, progress=lambda _: None, hold=True)
        if manifest is not None:
            print(f"release {manifest.release}: {manifest.pages} pages")
            prune(Path(settings.RELEASES), keep=max(1, keep), now=timezone.now())
    except (NoPackLoaded, AlreadyPublishing, CannotSign, DiskFull, Refused, OSError) as problem:
        print(f"romduol: {problem}", file=sys.stderr)
        return PROBLEM
    return DONE
