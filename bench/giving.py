"""Files that are taken away: seconds, bytes and memory of each form, whole and of one province, beside openpyxl.

`python -m bench.giving FOLDER FORM PROVINCE` writes one file of the release in a folder, for `measure_giving`; the form
`openpyxl` writes the workbook's cells with that library, without formats and in memory; `publish` makes the release.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from openpyxl import Workbook, load_workbook

from bench.directories import edition_of, synthetic
from bench.growth import ChildFailed
from bench.memory import peak_mb
from bench.rendering import HOME
from romduol.channels.api.giving.choosing import Choice, Form
from romduol.channels.api.giving.gathering import Gathered
from romduol.channels.api.giving.writing import write
from romduol.channels.api.hsds.feed import Feed
from romduol.channels.api.hsds.rendering import HsdsRenderer
from romduol.knowledge.releases.actions.publishing import publish
from romduol.knowledge.releases.queries.shelf import Shelf

PROVINCE = "12"
WHOLE = ""
OPENPYXL, PUBLISH = "openpyxl", "publish"
FORMS = (*(form.value for form in Form), OPENPYXL)
GOAL = 3
"""How many times as long as openpyxl with ready cells our workbook may take, which reads the release and makes them."""
GOAL_MB = 400


@dataclass(frozen=True, slots=True)
class Written:
    """One file: what wrote it, its province (empty: whole), services, bytes, seconds, and the most memory in MB."""

    form: str
    province: str
    services: int
    size: int
    seconds: float
    peak_mb: float


@dataclass(slots=True)
class Giving:
    """One run."""

    services: int
    files: list[Written] = field(default_factory=list)

    def file(self, form: str, province: str) -> Written:
        """Return one file."""
        return next(one for one in self.files if (one.form, one.province) == (form, province))


def measure_giving(services: int, progress: Callable[[str], None]) -> Giving:
    """Publish so many invented services, and write every form of them; raises `ChildFailed`."""
    found = Giving(services)
    with TemporaryDirectory(prefix="romduol-bench-") as name:
        folder = Path(name) / "releases"
        progress(f"publishing the records of {services} services")
        # A child begins with its parent's peak memory, so the parent stays small.
        _child(folder, PUBLISH, str(services))
        for province in (WHOLE, PROVINCE):
            for form in FORMS:
                progress(f"writing {form}{f' of province {province}' if province else ''}")
                found.files.append(_in_a_child(folder, form, province))
    return found


def _in_a_child(folder: Path, form: str, province: str) -> Written:
    return Written(**json.loads(_child(folder, form, province)))


def _child(folder: Path, what: str, of: str) -> str:
    command = [sys.executable, "-m", "bench.giving", str(folder), what, of]
    # Our own module and a folder of ours.
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise ChildFailed(f"{what} ended with code {done.returncode}: {done.stderr[-400:]}")
    return done.stdout


def _publish(folder: Path, services: int) -> None:
    """Publish the records alone: pages for people take far longer, and no file is made of them."""
    publish(edition_of(synthetic(services)), renderers=[HsdsRenderer()], folder=folder, facts="bench")


def _write(folder: Path, form: str, province: str) -> Written:
    gathered = _gathered(folder, Form.XLSX if form == OPENPYXL else Form(form), province)
    out = BytesIO()
    if form == OPENPYXL:
        write(gathered, out)
        sheets = [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(out, read_only=True)]
        began, out = perf_counter(), BytesIO()
        _by_openpyxl(sheets, out)
    else:
        began = perf_counter()
        # The index is read too: whoever asks first waits for it.
        gathered = _gathered(folder, Form(form), province)
        write(gathered, out)
    seconds = perf_counter() - began
    return Written(form, province, len(gathered.services), len(out.getvalue()), seconds, peak_mb())


def _gathered(folder: Path, form: Form, province: str) -> Gathered:
    return Gathered(Feed(Shelf(folder).served()), Choice(form, ("en",), province))


def _by_openpyxl(sheets: Sequence[Sequence[Iterable[object]]], out: BytesIO) -> None:
    book = Workbook(write_only=True)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"s{number}")
        for row in rows:
            sheet.append(row)
    book.save(out)


def giving_lines(found: Giving | None) -> Iterator[str]:
    """Yield the table, and whether the goals are met."""
    if found is None:
        return
    yield ""
    yield f"Files of {found.services:,} invented services, in one language; openpyxl writes the workbook's cells alone"
    yield f"{'form':<12}{'part':<14}{'services':>9}{'MB':>8}{'seconds':>9}{'peak MB':>9}"
    for one in found.files:
        part = f"province {one.province}" if one.province else "whole"
        yield (
            f"{one.form:<12}{part:<14}{one.services:>9,}{one.size / 1e6:>8.1f}{one.seconds:>9.2f}{one.peak_mb:>9.0f}"
        )
    ours, other = found.file("xlsx", WHOLE), found.file(OPENPYXL, WHOLE)
    times = ours.seconds / other.seconds
    yield f"goal workbook: at most {GOAL:g} x openpyxl: {'reached' if times <= GOAL else 'NOT reached'} ({times:.2f} x)"
    most = max(one.peak_mb for one in found.files if one.form != OPENPYXL)
    yield f"goal memory: at most {GOAL_MB} MB: {'reached' if most <= GOAL_MB else 'NOT reached'} ({most:.0f} MB)"


if __name__ == "__main__":
    where, what, of = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    if what == PUBLISH:
        _publish(where, int(of))
    else:
        print(json.dumps(asdict(_write(where, what, of))))
