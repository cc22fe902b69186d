"""Look over the words of a pack: what may not be said, what rests on no claim, which translation is outdated.

It looks at guides, topics, urgent screens, the labels of statements and the words of the pages. With --seen it notes
that a guide was read against what its claims say now: by a person where --by names a role, by nobody without it.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.wires import today
from romduol.desk.packs.reading import read_pack
from romduol.desk.packs.records import Pack
from romduol.desk.packs.schema import ID
from romduol.desk.packs.seen import SEEN, digests_of, note_as_seen
from romduol.desk.packs.words import word_problems
from romduol.desk.packs.yaml_files import PackErrors
from romduol.knowledge.guides.records import Guide
from romduol.ui.words import LOCALE

EXAMPLES = """
  romduol words                                the pack of Cambodia, and the words of the pages
  romduol words --pack my-copy/kh
  romduol words --seen testing --by steward    a person read this guide against its claims
  romduol words --seen all                     note the claims; nobody read anything
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the pack, and what was read."""
    parser.add_argument("--pack", type=Path, default=Path("content/kh"), help="the folder of a pack (content/kh)")
    parser.add_argument("--seen", metavar="GUIDE", help="note that this guide, or `all`, was held against its claims")
    parser.add_argument("--by", metavar="ROLE", default="", help="the role of the person who read it, never a name")


def run(args: argparse.Namespace) -> int:
    """Print what is wrong and where each guide stands."""
    out = Console(highlight=False, soft_wrap=True)
    try:
        pack = read_pack(args.pack, today())
        if args.by and not re.fullmatch(str(ID["pattern"]), args.by):
            raise BadInput("--by names a role in small letters, digits, - and _, such as steward; never a name")
        if args.seen:
            note_as_seen(args.pack, _named(pack, args.seen), digests_of(pack.claims), by=args.by, on=today())
            out.print(f"{args.pack / SEEN} is written anew.", markup=False)
            return DONE
        found = word_problems(args.pack, LOCALE)
    except PackErrors as errors:
        raise BadInput(str(errors)) from None
    out.print(_table(pack))
    for problem in found:
        out.print(str(problem), markup=False)
    out.print(f"{len(found)} problems" if found else "No word is out of place.")
    return PROBLEM if found else DONE


def _named(pack: Pack, name: str) -> list[Guide]:
    found = [guide for guide in pack.guides if name in ("all", guide.id)]
    if not found:
        raise BadInput(f"no guide is called {name}; there are {', '.join(guide.id for guide in pack.guides)}")
    return found


def _table(pack: Pack) -> Table:
    table = Table(title=f"{len(pack.guides)} guides")
    for name in ("code", "guide", "revision", "texts", "read against its claims"):
        table.add_column(name, overflow="fold")
    for guide in pack.guides:
        first = next(text for text in guide.texts.values() if text.translation == "original")
        table.add_row(guide.code, guide.id, first.revision, ", ".join(_texts(guide, pack)), _read(guide))
    return table


def _texts(guide: Guide, pack: Pack) -> Iterator[str]:
    for lang in pack.info.languages:
        text = guide.texts.get(lang)
        yield f"{lang}: {text.translation if text else 'missing'}"


def _read(guide: Guide) -> str:
    who = f"by {guide.read_by} on {guide.read_on}" if guide.read_by else "by nobody yet"
    return f"{who}; changed since: {', '.join(guide.changed)}" if guide.changed else who
