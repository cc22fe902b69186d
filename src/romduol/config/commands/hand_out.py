"""Write what is published as a file that others can use: whole, of one province, of one need; or what one source said.

OUT is a file, or a folder in which it gets its own neutral name. It is written whole or not at all. What was taken back
until now is left out, also of an older release, and the list of it goes along. With --source it is what that source
says now, numbers that readers do not get too, with where each value stands: for that source and for nobody else.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from romduol.channels.api.giving.choosing import Choice, Form, NoSuchPart, checked, languages_of
from romduol.channels.api.giving.gathering import NothingToGive
from romduol.channels.api.giving.progress import counting
from romduol.channels.api.giving.workbook import TooManyRows
from romduol.config.cli import DONE, PROBLEM, BadInput, role
from romduol.config.giving import NoSuchRelease, PublishedFiles, licence_of, served_release, whole_or_nothing
from romduol.config.wires import shelf, today
from romduol.desk.exports.gathering import NoSuchSource, said_by
from romduol.desk.exports.writing import NotInOneList, file_name, written
from romduol.desk.publishing.actions import record_own_given_out
from romduol.knowledge.directory.queries import NoPackLoaded
from romduol.knowledge.releases.queries.shelf import NothingPublished
from romduol.ui.words import languages

EXAMPLES = """
  romduol hand-out pursat.xlsx --format xlsx --province 15             one province, in every language
  romduol hand-out /srv/files --format csv --lang km                   everything in Khmer, under its own name
  romduol hand-out legal.zip --format tables --need legal_aid_rights   one need, as a data package
  romduol hand-out own.xlsx --format xlsx --source river-list          what one source said, with standings
  romduol hand-out old.ndjson --format ndjson --lang en --release 12   what release 12 told
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file, its form and the part."""
    parser.add_argument("out", type=_path, metavar="OUT", help="the file to write, or a folder")
    parser.add_argument("--format", choices=[form.value for form in Form], required=True, help="how it is written")
    parser.add_argument("--lang", default="both", metavar="CODE", help="one language, or both (both)")
    parser.add_argument("--province", default="", metavar="CODE", help="the government code of a province, such as 15")
    parser.add_argument("--need", default="", metavar="CODE", help="a need, such as legal_aid_rights")
    parser.add_argument("--source", default="", metavar="ID", help="what this source says now, not what is published")
    parser.add_argument("--by", type=role, default="operator", help="who takes a source's own words, for the audit")
    parser.add_argument("--release", type=int, metavar="SERIAL", help="an earlier release that is kept")


def run(args: argparse.Namespace) -> int:
    """Write the file, and say what is in it and how long it may be used."""
    if args.source:
        return _own(args)
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


def _path(text: str) -> Path:
    """Return where to write; a folder that is written as one (`files/`) has to be there."""
    if text.endswith(os.sep) and not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def _own(args: argparse.Namespace) -> int:
    """Write what one source says now."""
    if args.province or args.need or args.release is not None:
        raise BadInput("--source is all that one source says now: leave out --province, --need and --release")
    lang = "en" if args.lang == "both" else args.lang
    if lang not in languages():
        raise BadInput(f"the languages are {', '.join(languages())}")
    out = args.out / file_name(args.format, lang) if args.out.is_dir() else args.out
    if not out.parent.is_dir():
        raise BadInput(f"there is no folder {out.parent}")
    try:
        said = said_by(args.source, today())
        body = written(said, args.format, language=lang, licence=licence_of(args.source), release=_release())
        with whole_or_nothing(out) as held:
            held.write(body)
    except NoSuchSource:
        raise BadInput(f"no source {args.source} says anything now") from None
    except NoPackLoaded as problem:
        raise BadInput(str(problem)) from None
    except NotInOneList:
        raise BadInput("some bodies give nothing and some services name nobody; take --format tables") from None
    except OSError as problem:
        raise BadInput(f"{out} cannot be written: {problem.strerror}") from None
    record_own_given_out(args.source, form=args.format, lang=lang, by=args.by)
    print(f"{out}: {len(said.claims)} statements of {args.source}, {out.stat().st_size:,} bytes")
    print("  it holds numbers that readers do not get: give it to whoever said them, and to nobody else")
    return DONE


def _release() -> str:
    try:
        return shelf().manifest().release
    except NothingPublished:
        return ""


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
    ends = manifest.expires_on.date()  # as the file itself tells it
    if files.served.has_expired:
        print(f"  its time was over on {ends:%Y-%m-%d}: publish anew before you give it to anybody (romduol publish)")
    else:
        print(f"  to be used until {ends:%Y-%m-%d}; take a new one then, and whenever something is taken back")
