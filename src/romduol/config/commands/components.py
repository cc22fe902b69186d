"""Write a page that shows every component of the site, in each language, with invented bodies and numbers.

For whoever changes the look: open the files in a browser, small and wide, light and dark, and print them. Nothing of
it goes into a release.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from romduol.channels.web.components import drawn
from romduol.config.cli import DONE
from romduol.ui.words import languages

EXAMPLES = """
  romduol components                     var/components/en.html and km.html
  romduol components --to look-here
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder."""
    parser.add_argument("--to", type=Path, default=Path("var/components"), metavar="DIR", help="(var/components)")


def run(args: argparse.Namespace) -> int:
    """Write a file for each language, and name it."""
    args.to.mkdir(parents=True, exist_ok=True)
    for lang in languages():
        path = args.to / f"{lang}.html"
        path.write_text(drawn(lang), "utf-8")
        Console(highlight=False, soft_wrap=True).print(str(path), markup=False)
    return DONE
