"""Look over this installation and say what to do about each fault.

One line for each check: ok, warn or fail. The exit code is 1 where something fails.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from romduol.config.checkup import Finding, Level, examine
from romduol.config.cli import DONE, PROBLEM

EXAMPLES = """
  romduol doctor
  romduol doctor --json | jq '.[] | select(.level == "fail")'
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare --json."""
    parser.add_argument("--json", action="store_true", help="print a list of findings for a program to read")


def run(args: argparse.Namespace) -> int:
    """Print every finding; return 1 where one of them is a failure."""
    findings = list(examine())
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        print("\n".join(line(finding) for finding in findings))
    return PROBLEM if any(finding.level == Level.FAIL for finding in findings) else DONE


def line(finding: Finding) -> str:
    """Return one finding as one line."""
    cure = f"  ->  {finding.cure}" if finding.cure else ""
    return f"{finding.level:<5} {finding.what}{cure}"
