"""Write the databases and the releases into one file.

A server may go on running meanwhile. The key that signs what this server hands out stays behind unless
--with-secret-key asks for it; keep such a file like a key. A PostgreSQL database is pg_dump's work.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from romduol.config.archive import DATABASE, INTAKE_DATABASE, write_archive
from romduol.config.cli import DONE, BadInput
from romduol.config.databases import DEFAULT, OF_INTAKE, sqlite_file
from romduol.config.tables import aliases

EXAMPLES = """
  romduol backup /media/usb/romduol.tar.gz
  romduol backup before-update.tar.gz --force
"""
OURS = (
    (DEFAULT, DATABASE, "DATABASE_URL"),
    (OF_INTAKE, INTAKE_DATABASE, "ROMDUOL_INTAKE_DATABASE"),
)
"""Each database, its name in a backup, and the setting that names it."""


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


def kept_here() -> dict[str, Path]:
    """Return the databases of this machine by their names in a backup; raises `BadInput` where one is PostgreSQL."""
    found: dict[str, Path] = {}
    for alias, name, setting in OURS:
        if alias not in aliases():
            continue
        file = sqlite_file(settings.DATABASES[alias])
        if file is None:
            raise BadInput(
                "the database is PostgreSQL, whose own tool makes a consistent copy:\n"
                f'  pg_dump --format=custom --file={Path(name).stem}.dump "${setting}"'
            )
        found[name] = file
    return found


def _write(target: Path, *, with_secret: bool) -> int:
    databases = kept_here()
    if not databases:
        raise BadInput("this machine has no database, and its pages are anybody's: there is nothing to back up")
    try:
        return write_archive(
            target,
            databases=databases,
            data=Path(settings.DATA),
            made_at=timezone.now(),
            with_secret=with_secret,
        )
    except FileNotFoundError as missing:
        raise BadInput(f"there is nothing to back up yet: no {missing}") from None
    except OSError as problem:
        raise BadInput(f"cannot write {target}: {problem.strerror}") from None
