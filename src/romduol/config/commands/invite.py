"""Print a one-time link with which somebody sets up an account at the desk: for the first one, or when nobody gets in.

There is no default password anywhere. Hand the link over in person: whoever opens it first has the account. It is good
for three days and once.
"""

from __future__ import annotations

import argparse
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from romduol.config.cli import DONE, BadInput, kept
from romduol.safety.access.records import Role
from romduol.safety.accounts.actions.people import found_organization, invite
from romduol.safety.accounts.models import Organization
from romduol.safety.accounts.queries.people import organizations
from romduol.safety.accounts.rules.giving import SHELL

EXAMPLES = """
  romduol invite --role administrator --name Sokha       the first account
  romduol invite --role administrator --role publisher   more than one role: only here, never at the desk for oneself
  romduol invite --role steward --organization Lantern   for an organisation, which is added where it is new
"""
HERE = "http://127.0.0.1"
FIRST = {"en": "Those who keep this site", "km": "អ្នកថែទាំគេហទំព័រនេះ"}
"""What an organisation is called that nobody has named yet; the desk can call it otherwise."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare who is invited as what."""
    roles = [str(role) for role in Role]
    parser.add_argument("--role", choices=roles, action="append", required=True, help="may be given more than once")
    parser.add_argument("--organization", type=kept, default="", metavar="NAME", help="for whom they work")
    parser.add_argument("--name", type=_name, default="", help="what to call them; they can choose another name")
    parser.add_argument("--port", type=int, default=8000, help="where the server listens on this machine (8000)")
    parser.add_argument("--lang", choices=("km", "en"), default="km", help="the language of the page (km)")


def _name(text: str) -> str:
    found = kept(text)
    if len(found) > 80:
        raise argparse.ArgumentTypeError("longer than 80 letters")
    return found


def run(args: argparse.Namespace) -> int:
    """Make the link and print it."""
    now = timezone.now()
    roles = [Role(role) for role in dict.fromkeys(args.role)]
    token = invite(by=SHELL, name=args.name, roles=roles, organization=_organization(args.organization, now), now=now)
    print(f"{settings.ADDRESS or f'{HERE}:{args.port}'}/desk/{args.lang}/welcome/{token}")
    return DONE


def _organization(name: str, now: datetime) -> Organization:
    """Return the organisation of this name in any language, added where there is none; without a name, the only one."""
    known = organizations()
    if not name:
        if len(known) > 1:
            raise BadInput("there are several organisations: say which one with --organization NAME")
        return known[0] if known else found_organization(by=SHELL, name=FIRST, now=now)
    found = next((one for one in known if name.casefold() in (said.casefold() for said in one.name.values())), None)
    return found or found_organization(by=SHELL, name={"en": name}, now=now)
