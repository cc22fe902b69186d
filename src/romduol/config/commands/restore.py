"""Put a backup in place of what this server holds.

Stop the server first. Every file is proved against the hashes in the backup before anything is touched.
What was here is moved aside, not deleted; delete that folder when the restored copy is good.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from romduol.config.archive import DATABASES, ArchiveIsDamaged, WouldOverwrite, put_in_place, read_archive
from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.commands.backup import OURS
from romduol.config.databases import sqlite_file
from romduol.config.quiet import ASIDE
from romduol.config.tables import aliases

EXAMPLES = """
  romduol restore /media/usb/romduol.tar.gz           into an empty data folder
  romduol restore /media/usb/romduol.tar.gz --force   in place of what is there
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and --force."""
    parser.add_argument("file", type=Path, metavar="FILE.tar.gz", help="a file that `romduol backup` wrote")
    parser.add_argument("--force", action="store_true", help="replace the data that is there")


def run(args: argparse.Namespace) -> int:
    """Prove the backup, then swap it in."""
    data = Path(settings.DATA)
    for alias, name, setting in OURS:
        if alias in aliases() and sqlite_file(settings.DATABASES[alias]) != data / name:
            raise BadInput(f"{setting} names another database than {name} in the data folder; unset it first")
    if not args.file.is_file():
        raise BadInput(f"there is no file {args.file}")
    data.mkdir(parents=True, exist_ok=True)
    return _restore(args.file, data, force=args.force)


def _restore(archive: Path, data: Path, *, force: bool) -> int:
    aside = data / f"{ASIDE}{timezone.now():%Y%m%d-%H%M%S-%f}"
    # The stage is inside the data folder, so that moving into place is a rename and not a copy.
    with TemporaryDirectory(dir=data, prefix=".restore-") as folder:
        try:
            count = len(read_archive(archive, Path(folder)))
            parts = put_in_place(Path(folder), data, aside=aside, force=force)
        except ArchiveIsDamaged as damage:
            print(f"Nothing was changed: {damage}.")
            return PROBLEM
        except WouldOverwrite as existing:
            raise BadInput(f"{existing}; add --force to move that aside and restore") from None
    print(f"Restored {count} files ({', '.join(parts)}) to {data}.")
    if aside.exists():
        print(f"What was there before is in {aside}; delete it when all is well.")
    if any(name in parts for name in DATABASES):
        print("What was taken back or locked after that backup is open again: lock again where a panic lock was.")
    return DONE
