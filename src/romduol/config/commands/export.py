"""Write the release as plain files that nginx, any other web server or a CDN hands out.

What was taken back since the release is left out. DIR is made, or is an earlier export, which is replaced in one step
and stays where anything goes wrong. DIR/site is the tree, DIR/nginx.conf the settings for nginx.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from romduol.config.cli import DONE, PROBLEM
from romduol.config.wires import shelf
from romduol.knowledge.releases.actions.exporting import NGINX, CannotExport, Exported, export

EXAMPLES = """
  romduol export /srv/www/romduol                    the pages
  romduol export /media/usb/romduol --with-release   and the signed release, so that mirrors can pull from it
  romduol export out --root /srv/www/romduol/site    for a web server on another machine
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder and what goes into it."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to write")
    parser.add_argument("--with-release", action="store_true", help="add the signed release, for mirrors")
    parser.add_argument(
        "--root", default="", metavar="PATH", help="where DIR/site will lie on the web server's machine"
    )


def run(args: argparse.Namespace) -> int:
    """Write the files and say what changed."""
    console = Console(highlight=False)
    columns = (TextColumn("  writing"), BarColumn(), TextColumn("{task.completed} pages"), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("pages", total=shelf().manifest().pages)
            done = export(
                shelf(),
                args.folder,
                root=args.root,
                with_release=args.with_release,
                progress=lambda count: bar.update(task, completed=count),
            )
    except CannotExport as problem:
        print(f"romduol: {problem}", file=sys.stderr)
        return PROBLEM
    _tell(done, args.folder, console)
    return DONE


def _tell(done: Exported, folder: Path, console: Console) -> None:
    console.print(f"  release {done.manifest.release}: {done.pages} pages, {done.written} of them new or changed")
    ends = f"{done.manifest.expires_on:%Y-%m-%d}"
    if done.has_expired:
        console.print(f"  it expired on {ends}, and its pages say so; publish anew: romduol publish")
    else:
        console.print(f"  export again before {ends}, and whenever something is taken back")
    if done.new_settings:
        console.print(f"  {folder / NGINX} is new or changed: test and reload nginx", soft_wrap=True)
