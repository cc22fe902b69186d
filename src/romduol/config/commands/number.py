"""Tell what is known of a phone number: claimed owners, standing, police or not, withdrawn or not.

The number is read from standard input where it is not given, so that it need not stand in the shell's history.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import asdict

import orjson

from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.wires import shelf
from romduol.knowledge.answers.queries import look_up_number
from romduol.knowledge.answers.records import NumberAnswer, Said
from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged

EXAMPLES = """
  romduol number 1280
  echo '099 000 101' | romduol number
  romduol number --json 1280
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the number and the form."""
    parser.add_argument("number", nargs="*", help="in any grouping and script; standard input where left out")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")


def run(args: argparse.Namespace) -> int:
    """Look the number up in the current release."""
    typed = " ".join(args.number) or sys.stdin.readline().strip()
    try:
        answer = look_up_number(typed, shelf())
    except NothingPublished as problem:
        print(f"romduol: {problem}", file=sys.stderr)
        return PROBLEM
    except PageDamaged as problem:
        print(f"romduol: {problem}; run: romduol publish --force", file=sys.stderr)
        return PROBLEM
    if answer.kind == "not_a_number":
        raise BadInput(f"this is no phone number: {answer.reason}")
    if args.json:
        sys.stdout.buffer.write(orjson.dumps(asdict(answer), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        print("\n".join(_told(answer)))
    return DONE if answer.kind == "known" else PROBLEM


def _told(answer: NumberAnswer) -> list[str]:
    if answer.kind == "unknown":
        return [f"{answer.national}: no source known here names this number"]
    lines = [f"{answer.national}: {answer.showing.replace('_', ' ')}" + (" (police)" if answer.police else "")]
    for owner in answer.owners:
        lines.append(f"  {owner.name.get('en', '')}: {owner.standing}; {_sources(owner.sources)}")
    if answer.listed_by:
        lines.append(f"  listed, without saying who answers: {_sources(answer.listed_by)}")
    return lines + [f"  instead: {other['national']} ({other['name'].get('en', '')})" for other in answer.better]


def _sources(said: Iterable[Said]) -> str:
    return ", ".join(
        f"{source.title.get('en', '')} ({source.date_text or 'undated'}, {source.locator})" for source in said
    )
