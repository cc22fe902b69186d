"""Write what is published as a file that others can use: whole, of one province, of one need.

OUT is a file, or a folder in which it gets its own neutral name. It is written whole or not at all. What was taken back
until now is left out, also of an older release, and the list of it goes along.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from romduol.channels.api.giving.choosing import Choice, Form, NoSuchPart, checked, languages_of
from romduol.channels.api.giving.gathering import NothingToGive
from romduol.channels.api.giving.progress import counting
from romduol.channels.api.giving.workbook import TooManyRows
from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.giving import NoSuchRelease, PublishedFiles, served_release, whole_or_nothing
from romduol.config.wires import shelf

EXAMPLES = """
  romduol hand-out pursat.xlsx --format xlsx --province 15             one province, in every language
  romduol hand-out /srv/files --format csv --lang km                   everything in Khmer, under its own name
  romduol hand-out legal.zip --format tables --need legal_aid_rights   one need, as a data package
  romduol hand-out old.ndjson --format ndjson --lang en --release 12   what release 12 told
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file, its form and the part."""
    parser.add_argument("out", type=Path, metavar="OUT", help="the file to write, or a folder")
    parser.add_argument("--format", choices=[form.value for form in Form], required=True, help="how it is written")
    parser.add_argument("--lang", default="both", metavar="CODE", help="one language, or both (both)")
    parser.add_argument("--province", default="", metavar="CODE", help="the government code of a province, such as 15")
    parser.add_argument("--need", default="", metavar="CODE", help="a need, such as legal_aid_rights")
    parser.add_argument("--release", type=int, metavar="SERIAL", help="an earlier release that is kept")


def run(args: argparse.Namespace) -> int:
    """Write the file, and say what is in it and how long it may be used."""
    try:
        files = PublishedFiles(served_release(shelf(), args.release))
        choice = _choice(args, files)
    except (NoSuchPart, NoSuchRelease) as problem:
        raise BadInput(str(problem)) from None
    except NothingToGive as problem:
        print(f"romduol: {problem}", file=sys.stderr)
        return PROBLEM
    out = args.out / files.name(choice) if args.out.is_dir() else args.out
    if not out.parent.is_dir():
        raise BadInput(f"there is no folder {out.parent}")
    try:
        _write(files, choice, out)
    except TooManyRows as problem:
        print(f"romduol: {problem}", file=sys.stderr)
        return PROBLEM
    except OSError as problem:
        raise BadInput(f"{out} cannot be written: {problem.strerror}") from None
    _tell(files, choice, out)
    return DONE


def _choice(args: argparse.Namespace, files: PublishedFiles) -> Choice:
    langs = tuple(languages_of(args.lang, files.told))
    return checked(Choice(Form(args.format), langs, args.province.removeprefix("KH-"), args.need), files.told)


def _write(files: PublishedFiles, choice: Choice, out: Path) -> None:
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("  writing"), BarColumn(), TextColumn("{task.completed} services"), TimeElapsedColumn())
    total = len(files.gathered(choice).services)
    with (
        whole_or_nothing(out) as held,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("writing", total=total)
        files.write(choice, held, counting(lambda count: bar.update(task, completed=count)))


def _tell(files: PublishedFiles, choice: Choice, out: Path) -> None:
    manifest = files.served.manifest
    gathered = files.gathered(choice)
    print(f"{out}: {len(gathered.services)} services of release {manifest.release}, {out.stat().st_size:,} bytes")
    ends = timezone.localtime(manifest.expires_on)
    if files.served.has_expired:
        print(f"  its time was over on {ends:%Y-%m-%d}: publish anew before you give it to anybody (romduol publish)")
    else:
        print(f"  to be used until {ends:%Y-%m-%d}; take a new one then, and whenever something is taken back")
