"""`python -m bench`: measures page sizes and growth, prints two tables, keeps them in var/bench/latest.json."""

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.growth import ChildFailed, Growth, measure
from bench.profiling import profile_resolving
from bench.rendering import HOME
from bench.sizes import PageType, page_sizes
from bench.tables import growth_lines, size_lines

SIZES = (1_000, 10_000, 100_000)
LARGEST_PUBLISHED_QUICKLY = 10_000
KEPT = HOME / "var" / "bench" / "latest.json"


def main() -> int:
    """Measure what was asked for, print it and keep it; return 0, or 1 where a size could not be measured."""
    args = _arguments()
    console = Console(highlight=False)
    if args.profile:
        console.print(profile_resolving(args.profile), markup=False)
        return 0
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        # Growth first: a child process begins with its parent's peak memory, so the parent has to be small still.
        grown = [] if args.only == "pages" else _growth(bar, args.sizes, quick=args.quick)
        pages, note = ([], "") if args.only == "growth" else _pages(bar)
    for line in [*size_lines(pages, note), *growth_lines(grown)]:
        print(line)
    _keep(pages, note, grown)
    console.print(f"\nkept in {KEPT.relative_to(HOME)}")
    return 0 if args.only == "pages" or len(grown) == len(args.sizes) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="do not publish more than 10,000 services")
    parser.add_argument("--only", choices=("pages", "growth"), help="measure one of the two")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="services in each synthetic directory")
    parser.add_argument("--profile", type=int, metavar="SERVICES", help="show where resolving spends its time")
    return parser.parse_args()


def _pages(bar: Progress) -> tuple[list[PageType], str]:
    task = bar.add_task("pages of the real pack", total=None)
    found = page_sizes(lambda done, total: bar.update(task, completed=done, total=total))
    bar.remove_task(task)
    return found


def _growth(bar: Progress, sizes: Sequence[int], *, quick: bool) -> list[Growth]:
    found = []
    for services in sizes:
        task = bar.add_task(f"{services} services", total=None)
        publishing = not quick or services <= LARGEST_PUBLISHED_QUICKLY

        def show(doing: str, task: object = task, services: int = services) -> None:
            bar.update(task, description=f"{services} services: {doing}")  # type: ignore[arg-type]

        # What was measured before is kept: the largest size takes minutes, and comes last.
        try:
            found.append(measure(services, publishing=publishing, progress=show))
        except ChildFailed as problem:
            bar.console.print(f"bench: {problem}")
        bar.remove_task(task)
    return found


def _keep(pages: Sequence[PageType], note: str, grown: Sequence[Growth]) -> None:
    """Write the figures of this run; what was not measured keeps the figures of an earlier one."""
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    run = {
        "on": datetime.now(UTC).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    if pages:
        kept["pages"] = {**run, "note": note, "types": [asdict(page) for page in pages]}
    if grown:
        kept["growth"] = {**run, "sizes": [asdict(growth) for growth in grown]}
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
