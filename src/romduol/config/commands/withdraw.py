"""Take a line, a service or a place off everything that readers get, at once.

Readers find a "do not call" notice in its place from the next request on, mirrors from their next poll. Then it is
written down, and the pages are drawn anew. It cannot be undone: the safe side is "do not call".
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from romduol.config.cli import DONE, PROBLEM, BadInput, kept, role
from romduol.config.commands.serve import run_plainly
from romduol.config.wires import today
from romduol.knowledge.claims.actions import take_back
from romduol.knowledge.directory.queries import NoPackLoaded, current_edition, loaded_info
from romduol.knowledge.releases.actions.folder import AlreadyPublishing, DiskFull
from romduol.knowledge.releases.actions.keys import CannotSign
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.records import Kind, Withdrawn
from romduol.knowledge.releases.rules.finding import (
    NothingFits,
    Withdrawable,
    exactly,
    find_withdrawable,
    holds_a_number,
    withdrawn_items,
)

EXAMPLES = """
  romduol withdraw line '099 000 101' --reason 'It rings at a private home.' --reason-km 'លេខនេះជាលេខផ្ទះឯកជន។'
  romduol withdraw service svc-lantern --reason 'It closed.'
  romduol withdraw place 15 --reason 'What stands here may put people at risk.'
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is taken back, why, and by whom."""
    parser.add_argument("kind", choices=[str(kind) for kind in Kind], help="what it is")
    parser.add_argument(
        "which", nargs="+", help="a number in any writing; a service's id or page; a place's code or name"
    )
    parser.add_argument("--reason", type=kept, default="", help="why, in English: readers see it, so name nobody")
    parser.add_argument("--reason-km", type=kept, default="", help="why, in Khmer")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--no-publish", action="store_true", help="leave drawing the pages anew to the next publish")
    parser.add_argument("--by", type=role, default="operator", help="who does it, for the audit (operator)")


def run(args: argparse.Namespace) -> int:
    """Show what it touches, ask, take it back, write it down, publish."""
    reason = {lang: words.strip() for lang, words in (("en", args.reason), ("km", args.reason_km)) if words.strip()}
    if not reason:
        raise BadInput("say why: --reason '…' (and --reason-km '…'); readers see it where the number stood")
    if holds_a_number(reason):
        raise BadInput("the reason holds a number, and readers would see it: say it without")
    kind, text, on = Kind(args.kind), " ".join(args.which), today()
    try:
        exact = exactly(kind, text, loaded_info()) if args.yes else None
        if exact is not None:
            # Working out all that is known takes a large directory half a minute, which a dangerous number has not.
            _take_off([exact.withdrawn(on, reason)])
        edition = current_edition(on)
        found = find_withdrawable(kind, text, edition)
    except NoPackLoaded as problem:
        raise BadInput(str(problem)) from None
    except NothingFits as problem:
        raise BadInput(f"{problem}; nothing was taken back") from None
    print("\n".join(told(found)))
    if not args.yes and not confirmed():
        print("Nothing was taken back.")
        return PROBLEM
    if exact is None or found.with_it:
        _take_off(withdrawn_items(found, edition, on, reason))
    return _write_down(found, on, reason, by=args.by) or _draw(publish=not args.no_publish)


def _take_off(items: list[Withdrawn]) -> None:
    began = perf_counter()
    withdraw(items, folder=Path(settings.RELEASES), now=timezone.now())
    milliseconds = 1000 * (perf_counter() - began)
    print(f"Taken back on this server after {milliseconds:.0f} ms; mirrors follow at their next poll.")


def told(found: Withdrawable) -> list[str]:
    """Return what a steward should know before taking something back, a line each."""
    name = found.national or found.name.get("en") or found.name.get("km") or found.key
    lines = [f"{found.kind} {found.key}: {name}"]
    lines += [f"  of {owner.get('en') or next(iter(owner.values()), '')}" for owner in found.owners]
    if not found.known:
        lines.append("  no source known here names it")
    if found.police:
        lines.append("  said to be a line of the police")
    lines += [f"  the ONLY line offered for: {one.get('en', '')}" for one in found.only_offered]
    if found.with_it:
        lines.append(
            f"  with it go {len(found.with_it)} services that serve this place alone: {', '.join(found.with_it)}"
        )
    if found.already:
        lines.append("  it was taken back before; this gives a new reason")
    return lines


def confirmed() -> bool:
    """Ask whether to go on; whoever is not there to answer has not said yes."""
    if not sys.stdin.isatty():
        raise BadInput("nobody is there to confirm; add --yes")
    return input("Take it back? It cannot be undone. Type yes: ").strip().lower() == "yes"


def _write_down(found: Withdrawable, on: date, reason: dict[str, str], *, by: str) -> int:
    try:
        take_back(found.subject, on=on, reason=reason, by=by)
    except DatabaseError as problem:
        # Readers are safe already; what is missing is the record of it.
        told = f"the database did not take it ({type(problem).__name__}); run the same again"
        print(f"romduol: {told}", file=sys.stderr)
        return PROBLEM
    if found.kind is Kind.LINE and found.code == "":
        return DONE
    print("A database that is built anew knows it only from the pack: put it into withdrawals.yaml too.")
    return DONE


def _draw(*, publish: bool) -> int:
    if not publish:
        return DONE
    try:
        return run_plainly("publish")
    except (AlreadyPublishing, CannotSign, DiskFull) as problem:
        print(f"romduol: {problem}; the notice stays in its place until the next publish", file=sys.stderr)
        return DONE
