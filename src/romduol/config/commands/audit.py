"""List who did what to which record, newest first, or prove that nothing of it was changed.

Each entry is chained to the one before. Write the head down somewhere else (on paper, in another office): with it,
`--verify --head DIGEST` also finds a chain that was made anew from end to end.
"""

from __future__ import annotations

import argparse

from django.utils import timezone

from romduol.base.signs import shown
from romduol.config.cli import DONE, PROBLEM
from romduol.safety.audit.models import AuditEntry
from romduol.safety.audit.queries import broken, head, recent
from romduol.safety.audit.records import Break, Fault

EXAMPLES = """
  romduol audit                                  the latest 50 entries
  romduol audit --subject line:5f0c --limit 200  what was done to one record
  romduol audit --subject release                what was done to all records of a kind
  romduol audit --verify                         exit code 1 where the chain does not hold
  romduol audit --verify --head 9a41…            the same, and whether this digest is still in the chain
"""
FAULTS = {
    Fault.CHANGED: "entry {number} is not as it was written",
    Fault.REMOVED_BEFORE: "something before entry {number} was removed, or the one before it was changed",
    Fault.INSERTED: "entry {number} was put in later",
    Fault.REMOVED_AT_END: "the last entries were removed",
    Fault.NOT_FOUND: "the digest that you kept is not in the chain: it was made anew since",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which entries, or that the chain is to be proved."""
    parser.add_argument("--subject", metavar="KIND[:ID]", help="only what was done to this record, or this kind")
    parser.add_argument("--by", default="", help="only what this person or role did")
    parser.add_argument("--limit", type=int, default=50, help="how many entries (50)")
    parser.add_argument("--verify", action="store_true", help="prove the whole chain instead of listing")
    parser.add_argument("--head", default="", metavar="DIGEST", help="with --verify: a head that you wrote down")


def run(args: argparse.Namespace) -> int:
    """List, or prove."""
    return _verify(args.head.strip().lower()) if args.verify else _list(args)


def _list(args: argparse.Namespace) -> int:
    kind, _, key = (args.subject or "").partition(":")
    for entry in recent(limit=max(args.limit, 1), subject=(kind, key) if kind else None, by=args.by):
        print(_line(entry))
    return DONE


def _line(entry: AuditEntry) -> str:
    at = f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}"
    note = (f"{name}={value}" for name, value in entry.detail.items())
    return shown(" ".join((str(entry.pk), at, entry.by, entry.verb, f"{entry.subject_kind}:{entry.subject_id}", *note)))


def _verify(written_down: str) -> int:
    found = broken(written_down=written_down)
    for place in found:
        print(_told(place))
    print(f"head {head()}")
    if not found:
        print("the chain holds; write the head down where nobody here can change it")
    return PROBLEM if found else DONE


def _told(place: Break) -> str:
    return FAULTS[place.fault].format(number=place.number)
