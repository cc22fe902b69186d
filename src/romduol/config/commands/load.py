"""Load a country pack: read whole, checked whole, then stored, or nothing at all.

A pack that has not changed is left alone. Errors name the file, the line and the field.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from rich.console import Console

from romduol.config.cli import DONE, MISUSE, role
from romduol.config.tables import create_or_update_tables
from romduol.config.wires import today
from romduol.desk.packs.actions import OtherPackLoaded, load_pack
from romduol.desk.packs.records import LoadReport
from romduol.desk.packs.yaml_files import PackErrors

EXAMPLES = """
  romduol load                        the pack for Cambodia, content/kh
  romduol load content/kh --by steward-2
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder and who loads it."""
    parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT / "kh", help="the pack (content/kh)")
    parser.add_argument("--by", type=role, default="operator", help="who loads it, for the audit (operator)")


def run(args: argparse.Namespace) -> int:
    """Load and report."""
    console = Console(highlight=False)
    create_or_update_tables()
    try:
        with console.status("reading") as status:
            report = load_pack(args.folder, by=args.by, on=today(), progress=status.update)
    except PackErrors as errors:
        return _refuse(errors, args.folder)
    except OtherPackLoaded as problem:
        Console(stderr=True, highlight=False).print(f"romduol: {problem}")
        return MISUSE
    console.print(told(report), soft_wrap=True)
    return DONE


def told(report: LoadReport) -> str:
    """Return what the load did, in one line."""
    if report.unchanged:
        return f"  {report.pack}: unchanged"
    return f"  {report.pack}: " + ", ".join(f"{count} {name}" for name, count in report.counts.items())


def _refuse(errors: PackErrors, folder: Path) -> int:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for problem in errors.problems:
        console.print(str(problem), markup=False)
    console.print(f"romduol: {len(errors.problems)} problems in {folder}; nothing was stored", markup=False)
    return MISUSE
