"""Tell, or say, who keeps this copy up and for which changes a second person has to say yes.

Readers are told the name once every line of the emergency page has been called; until then each page says that this is
a trial copy. Without arguments it shows how far that is.
"""

from __future__ import annotations

import argparse

from django.utils import timezone

from romduol.config.cli import DONE, BadInput, kept, role
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.queries import lines_offered, operator, trial_has_ended
from romduol.desk.operator.records import SecondYes

EXAMPLES = """
  romduol operator
  romduol operator --name "Lantern" --name-km "ចង្កៀង"
  romduol operator --second-yes always
  romduol operator --take-out         every page says "trial copy" again, from the next publish
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the names and the rule."""
    parser.add_argument("--name", type=kept, help="the operator's name in English, as readers see it")
    parser.add_argument("--name-km", type=kept, help="the operator's name in Khmer, as readers see it")
    parser.add_argument("--second-yes", choices=list(SecondYes), help="which changes a second person has to approve")
    parser.add_argument("--take-out", action="store_true", help="nobody keeps this copy up any more")
    parser.add_argument("--by", type=role, default="operator", help="who says so, for the audit (operator)")


def run(args: argparse.Namespace) -> int:
    """Write down what is said, then show how it stands."""
    before = operator()
    said = {lang: name for lang, name in (("en", args.name), ("km", args.name_km)) if name}
    if args.take_out and said:
        raise BadInput("--take-out names nobody: leave --name and --name-km away")
    name = {} if args.take_out else {**before.name, **said}
    rule = SecondYes(args.second_yes or before.second_yes)
    if (name, rule) != (dict(before.name), before.second_yes):
        name_operator(name=name, second_yes=rule, by=args.by, at=timezone.now())
    _show()
    return DONE


def _show() -> None:
    named = operator()
    print(f"operator:    {' · '.join(named.name.values()) or 'nobody is named'}")
    print(f"second yes:  {named.second_yes}")
    lines = lines_offered(timezone.localdate())
    for line in lines:
        told = f"called on {line.called_on}, holds until {line.holds_until}" if line.called else "not called"
        print(f"line {line.national}: {told}")
    if not lines:
        print("no release has told yet which lines the emergency page offers; run: romduol publish")
    print(f"trial copy:  {'ended' if trial_has_ended() else 'yes; it ends with the publish after all of this is done'}")
