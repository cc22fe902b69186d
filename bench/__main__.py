"""`python -m bench`: measures the halves that were asked for, prints their tables, keeps them in var/bench."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.api import api_lines, measure_api
from bench.checking import OtherVerdict, checking_lines, measure_checking
from bench.desk import SIZES as DESKS
from bench.desk import SIZES_QUICKLY as DESKS_QUICKLY
from bench.desk import desk_lines, measure_desk
from bench.duplicates import duplicate_lines, measure_duplicates
from bench.giving import giving_lines, measure_giving
from bench.growth import ChildFailed, Growth, measure
from bench.inventing import publish_invented
from bench.keeping import KEPT, Measured, keep
from bench.load import LoadFailed
from bench.loading import SIZES as LOADED
from bench.loading import SIZES_QUICKLY as LOADED_QUICKLY
from bench.loading import loading_lines, measure_loading
from bench.mirroring import measure_mirroring
from bench.profiling import profile_resolving
from bench.questions import measure_questions, question_lines
from bench.rendering import HOME
from bench.reports.measuring import measure_reports
from bench.reports.tables import report_lines
from bench.searching.measuring import SIZES as SEARCHED
from bench.searching.measuring import SIZES_IN_FULL, SIZES_QUICKLY, measure_searching, searching_lines
from bench.servers import ServerFailed
from bench.serving import OtherPage, measure_serving
from bench.sizes import PageType, page_sizes
from bench.soak import measure_soak
from bench.tables import growth_lines, mirroring_lines, serving_lines, size_lines, soak_lines, withdrawing_lines
from bench.vault.measuring import measure_vault
from bench.vault.tables import vault_lines
from bench.vault.ways import NotTheSame
from bench.view_tables import view_lines
from bench.views import measure_views
from bench.withdrawing import StillThere, measure_withdrawing

SIZES = (1_000, 10_000, 100_000)
LARGEST_PUBLISHED_QUICKLY = 10_000
DIRECTORY, DIRECTORY_QUICKLY = 10_000, 1_000
HALVES = (
    "growth",
    "pages",
    "views",
    "serving",
    "api",
    "soak",
    "mirroring",
    "withdrawing",
    "questions",
    "search",
    "checking",
    "desk",
    "loading",
    "duplicates",
    "giving",
    "vault",
    "reports",
)
"""In the order in which they are measured."""
FAILURES = (ChildFailed, OtherVerdict, ServerFailed, LoadFailed, OtherPage, StillThere, NotTheSame)
Found = TypeVar("Found")
Show = Callable[[str], None]


def main() -> int:
    """Measure what was asked for, print it and keep it; return 0, or 1 where something could not be measured."""
    args = _arguments()
    console = Console(highlight=False)
    if args.profile:
        console.print(profile_resolving(args.profile), markup=False)
        return 0
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        measured = _measure(args, bar)
    for line in _lines(measured):
        print(line)
    keep(measured)
    console.print(f"\nkept in {KEPT.relative_to(HOME)}")
    return 1 if measured.failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out what takes longest: see docs/how-to/measure.md")
    parser.add_argument("--full", action="store_true", help="search a million services too; that takes an hour")
    parser.add_argument("--only", choices=HALVES, nargs="+", default=HALVES, help="measure these alone")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=SIZES,
        help="services in each directory of `growth`, `desk` and `loading`",
    )
    parser.add_argument(
        "--services", type=int, help="services in the directory of `api`, `giving`, `mirroring`, `withdrawing`"
    )
    parser.add_argument("--profile", type=int, metavar="SERVICES", help="show where resolving spends its time")
    return parser.parse_args()


def _measure(args: argparse.Namespace, bar: Progress) -> Measured:
    found = Measured()
    # Growth first: a child process begins with its parent's peak memory, so the parent has to be small still.
    if "growth" in args.only:
        found.growth = _growth(bar, args.sizes, quick=args.quick)
        found.failed = len(found.growth) < len(args.sizes)
    if "pages" in args.only:
        found.pages, found.note = _pages(bar)
    if "views" in args.only:
        found.views = _tried(bar, "first views", found, lambda say: measure_views(say, quick=args.quick))
    if "serving" in args.only:
        found.serving = _tried(bar, "serving", found, measure_serving)
    if "soak" in args.only:
        found.soak = _tried(bar, "soak", found, lambda say: measure_soak(say, quick=args.quick))
    if "vault" in args.only:
        found.vault = _tried(bar, "vault", found, lambda say: measure_vault(say, quick=args.quick))
    if "reports" in args.only:
        found.reports = _tried(bar, "reports", found, lambda say: measure_reports(say, quick=args.quick))
    if "questions" in args.only:
        found.questions = _tried(bar, "questions", found, lambda say: measure_questions())
    if "search" in args.only:
        sizes = SIZES_IN_FULL if args.full else SIZES_QUICKLY if args.quick else SEARCHED
        found.searching = _tried(bar, "search", found, lambda say: measure_searching(sizes, say)) or []
    _measure_the_desk(args, bar, found)
    _measure_a_large_directory(args, bar, found)
    return found


def _measure_the_desk(args: argparse.Namespace, bar: Progress, found: Measured) -> None:
    if "checking" in args.only:
        found.checking = _tried(bar, "checking", found, lambda say: measure_checking(say, quick=args.quick))
    asked = args.sizes if args.sizes != SIZES else None
    if "desk" in args.only:
        desks = asked or (DESKS_QUICKLY if args.quick else DESKS)
        found.desk = _tried(bar, "desk", found, lambda say: measure_desk(desks, say)) or []
    if "loading" in args.only:
        loads = asked or (LOADED_QUICKLY if args.quick else LOADED)
        found.loading = _tried(bar, "loading", found, lambda say: measure_loading(loads, say)) or []
    if "duplicates" in args.only:
        found.duplicates = _tried(bar, "duplicates", found, lambda say: measure_duplicates(say, quick=args.quick))


def _measure_a_large_directory(args: argparse.Namespace, bar: Progress, found: Measured) -> None:
    services = args.services or (DIRECTORY_QUICKLY if args.quick else DIRECTORY)
    if "api" in args.only:
        found.api = _tried(bar, "api", found, lambda say: measure_api(services, say, quick=args.quick))
    if "giving" in args.only:
        found.giving = _tried(bar, "giving", found, lambda say: measure_giving(services, say))
    with TemporaryDirectory(prefix="romduol-bench-") as home, _shown(bar, "large directory") as show:
        invented = cache(lambda: publish_invented(services, Path(home), show))
        if "mirroring" in args.only:
            found.mirroring = _tried(bar, "mirroring", found, lambda say: measure_mirroring(invented, say)) or []
        if "withdrawing" in args.only:
            found.withdrawing = _tried(bar, "withdrawing", found, lambda say: measure_withdrawing(invented, say)) or []


def _tried(bar: Progress, name: str, measured: Measured, work: Callable[[Show], Found]) -> Found | None:
    """Measure one half; where that fails, say why and let the others go on."""
    try:
        with _shown(bar, name) as show:
            return work(show)
    except FAILURES as problem:
        bar.console.print(f"bench: {name}: {problem}", markup=False)
        measured.failed = True
        return None


def _pages(bar: Progress) -> tuple[list[PageType], str]:
    task = bar.add_task("pages of the real pack", total=None)
    found = page_sizes(lambda done, total: bar.update(task, completed=done, total=total))
    bar.remove_task(task)
    return found


def _growth(bar: Progress, sizes: Sequence[int], *, quick: bool) -> list[Growth]:
    found = []
    for services in sizes:
        publishing = not quick or services <= LARGEST_PUBLISHED_QUICKLY
        # What was measured before is kept: the largest size takes minutes, and comes last.
        try:
            with _shown(bar, f"{services} services") as show:
                found.append(measure(services, publishing=publishing, progress=show))
        except ChildFailed as problem:
            bar.console.print(f"bench: {problem}")
    return found


@contextmanager
def _shown(bar: Progress, name: str) -> Iterator[Show]:
    """Show what is being done while it is."""
    task = bar.add_task(name, total=None)
    try:
        yield lambda doing: bar.update(task, description=f"{name}: {doing}")
    finally:
        bar.remove_task(task)


def _lines(found: Measured) -> Iterator[str]:
    yield from size_lines(found.pages, found.note)
    yield from view_lines(found.views)
    yield from growth_lines(found.growth)
    yield from serving_lines(found.serving)
    yield from soak_lines(found.soak)
    yield from api_lines(found.api)
    yield from mirroring_lines(found.mirroring)
    yield from withdrawing_lines(found.withdrawing)
    yield from question_lines(found.questions)
    yield from searching_lines(found.searching)
    yield from checking_lines(found.checking)
    yield from desk_lines(found.desk)
    yield from loading_lines(found.loading)
    yield from duplicate_lines(found.duplicates)
    yield from giving_lines(found.giving)
    yield from vault_lines(found.vault)
    yield from report_lines(found.reports)


if __name__ == "__main__":
    raise SystemExit(main())
