"""The one command line tool: finds the commands, reads the arguments, returns an exit code.

Exit codes: 0 done; 1 the command ran and found a problem; 2 the command was called wrongly or its
input cannot be read.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, Protocol, cast

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from romduol import __version__
from romduol.base.signs import shown, unseen
from romduol.knowledge.releases.actions.folder import AlreadyPublishing, DiskFull
from romduol.knowledge.releases.actions.keys import CannotSign
from romduol.knowledge.releases.actions.publishing import ListLost
from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged
from romduol.knowledge.releases.queries.origins import OriginGone
from romduol.knowledge.releases.rules.trust import Refused

DONE, PROBLEM, MISUSE = 0, 1, 2
LONGEST_KEPT = 500
LONGEST_ROLE = 100
"""As long as the column that holds it."""
TOLD_IN_A_LINE = (
    AlreadyPublishing,
    CannotSign,
    DiskFull,
    ListLost,
    NothingPublished,
    OriginGone,
    PageDamaged,
    Refused,
)
"""Facts that stop a command, each of which says what to do."""


WANTS_A_DATABASE = "supply the ENGINE value"
"""In what Django says where there is none."""
NO_DATABASE = (
    "what this needs is in a database that this machine does not have: ROMDUOL_FACES names only faces without it "
    "(docs/how-to/three-hosts.md)"
)


class BadInput(Exception):
    """What the caller gave cannot be used; the message says why, and what would do."""


class Command(Protocol):
    """What each module in ``romduol.config.commands`` offers; its docstring's first line is its help."""

    EXAMPLES: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work and return the exit code."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; problems are told in one line on stderr."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "romduol.config.settings")
    try:
        django.setup()
        given = sys.argv[1:] if arguments is None else arguments
        args = build_parser(given[:1]).parse_args(given)
        return int(args.run(args))
    except (BadInput, ImproperlyConfigured) as problem:
        _tell(NO_DATABASE if WANTS_A_DATABASE in str(problem) else str(problem))
        return MISUSE
    except TOLD_IN_A_LINE as problem:
        _tell(str(problem))
        return PROBLEM
    except EOFError:
        _tell("nobody is there to answer what was asked")
        return MISUSE
    except UnicodeDecodeError:
        _tell("what was read is not UTF-8 text")
        return MISUSE
    except OperationalError as problem:
        print(f"romduol: the database cannot be used: {problem}", file=sys.stderr)
        print("`romduol doctor` says what is wrong; `romduol serve --prepare` creates it.", file=sys.stderr)
        return PROBLEM
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return PROBLEM
    except BrokenPipeError:
        # `romduol disagreements | head` is no fault; the interpreter must not complain at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as problem:
        _tell(f"{problem.filename or 'the machine'}: {problem.strerror or type(problem).__name__}")
        return PROBLEM


def _tell(problem: str) -> None:
    """Tell a problem line by line; what was typed, or stands in a file, cannot steer the terminal."""
    print("romduol: " + "\n".join(map(shown, problem.split("\n"))), file=sys.stderr)


class Parser(argparse.ArgumentParser):
    """A parser whose errors cannot steer the terminal either."""

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the arguments, and end."""
        super().error(shown(message))


def build_parser(first: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser with one sub-command for each module in ``commands``.

    Where the first argument names one of them, with that one alone: the others need not be read to run it.
    """
    parser = Parser(
        prog="romduol",
        description="Facts with a source, a date and a standing: load, publish, serve and look after them.",
        epilog="Exit codes: 0 done; 1 the command found a problem; 2 called wrongly or input unreadable.",
    )
    parser.add_argument("--version", action="version", version=f"romduol {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    names = command_names()
    for name in [one for one in names if one in first] or names:
        _add(subparsers, name)
    return parser


def kept(text: str) -> str:
    """Return an argument that is written down or shown to readers; raises where part of it can be neither."""
    return _kept(text, LONGEST_KEPT)


def role(text: str) -> str:
    """Return who does something, for the audit; raises as `kept` does."""
    return _kept(text, LONGEST_ROLE)


def _kept(text: str, most: int) -> str:
    cause = unseen(text) if text.strip() else ""
    if len(text) > most:
        cause = f"longer than {most} letters"
    if cause:
        raise argparse.ArgumentTypeError(cause)
    return text


def command_names() -> list[str]:
    """Return the names of all commands, in alphabetical order."""
    package = import_module("romduol.config.commands")
    names = (module.name for module in pkgutil.iter_modules(package.__path__) if module.name[0] != "_")
    return sorted(name.replace("_", "-") for name in names)


def find_command(name: str) -> Command:
    """Return the module of one command."""
    return cast(Command, import_module(f"romduol.config.commands.{name.replace('-', '_')}"))


def _add(subparsers: argparse._SubParsersAction[Parser], name: str) -> None:
    command = find_command(name)
    summary, _, rest = (command.__doc__ or name).strip().partition("\n")
    examples = command.EXAMPLES.strip("\n")
    parser = subparsers.add_parser(
        name,
        help=summary,
        description=f"{summary}\n{rest}".strip(),
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    parser.set_defaults(run=command.run)
