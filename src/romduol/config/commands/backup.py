"""Write the database and the releases into one file.

A server may go on running meanwhile. The key that signs what this server hands out stays behind unless
--with-secret-key asks for it; keep such a file like a key. A PostgreSQL database is pg_dump's work.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from romduol.config.archive import write_archive
from romduol.config.cli import DONE, BadInput
from romduol.config.databases import sqlite_file

EXAMPLES = """
  romduol backup /media/usb/romduol.tar.gz
  romduol backup before-update.tar.gz --force
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and what goes into it."""
    parser.add_argument("file", type=Path, metavar="FILE.tar.gz", help="the file to write")
    parser.add_argument("--with-secret-key", action="store_true", help="put the server's key in as well")
    parser.add_argument("--force", action="store_true", help="write over a file of that name")


def run(args: argparse.Namespace) -> int:
    """Write the backup and say what it holds."""
    target = args.file.resolve()
    if target.exists() and not args.force:
        raise BadInput(f"{target} exists already; choose another name or add --force")
    if target.exists() and not target.is_file():
        raise BadInput(f"{target} is no plain file, and would be lost; choose another name")
    if not target.parent.is_dir():
        raise BadInput(f"there is no folder {target.parent}")
    count = _write(target, with_secret=args.with_secret_key)
    print(f"Wrote {target}: {count} files, {target.stat().st_size / 1e6:.1f} MB.")
    return DONE


def _write(target: Path, *, with_secret: bool) -> int:
    database = sqlite_file(settings.DATABASES["default"])
    if database is None:
        raise BadInput(
            "the database is PostgreSQL, whose own tool makes a consistent copy:\n"
            '  pg_dump --format=custom --file=romduol.dump "$DATABASE_URL"'
        )
    try:
        return write_archive(
            target,
            database=database,
            data=Path(settings.DATA),
            made_at=timezone.now(),
            with_secret=with_secret,
        )
    except FileNotFoundError as missing:
        raise BadInput(f"there is nothing to back up yet: no {missing}") from None
    except OSError as problem:
        raise BadInput(f"cannot write {target}: {problem.strerror}") from None
