"""Times the desk on large invented directories: working the queue out and opening it, each size in its own process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from bench.directories import DAY, SERVICES_OF_A_BODY, Directory, edition_of, synthetic
from bench.growth import ChildFailed, stay_on_one_core
from bench.memory import peak_mb
from bench.rendering import HOME

SIZES = (1_000, 10_000, 100_000)
SIZES_QUICKLY = (1_000, 10_000)
ROUNDS = 7
TAKEN = 200
"""How many items people have taken while pages are opened."""
GOAL_MS = 1000.0
CALLED_ON = datetime(DAY.year, DAY.month, DAY.day, 3, tzinfo=UTC)
EMERGENCY_LINES = 6


@dataclass(slots=True)
class Desk:
    """What one size cost."""

    services: int
    database: str = ""
    items: int = 0
    refresh: float = 0.0
    """Seconds of working the queue out into empty tables."""
    refresh_cpu: float = 0.0
    next_day: float = 0.0
    """The same on the next day, with the same facts."""
    next_day_cpu: float = 0.0
    peak_mb: float = 0.0
    pages: dict[str, float] = field(default_factory=dict)
    """What was asked -> milliseconds of the middle answer."""
    slowest: dict[str, float] = field(default_factory=dict)


def measure_desk(sizes: Sequence[int], progress: Callable[[str], None] = lambda _: None) -> list[Desk]:
    """Measure each size in a child process; raises `ChildFailed`."""
    return [_measure(services, progress) for services in sizes]


def desk_lines(found: Sequence[Desk]) -> Iterator[str]:
    """Yield the table of the desk."""
    if not found:
        return
    yield ""
    yield "The queue of the desk, invented directories, one core; Django's test client, ms: middle / slowest"
    heads = f"{'refresh s':>11}{'cpu s':>8}{'next day s':>12}{'cpu s':>8}{'peak MB':>9}"
    yield f"{'services':>9} {'database':<12}{'items':>9}{heads}"
    for one in found:
        times = f"{one.refresh:>11.2f}{one.refresh_cpu:>8.2f}{one.next_day:>12.2f}{one.next_day_cpu:>8.2f}"
        yield f"{one.services:>9} {one.database:<12}{one.items:>9}{times}{one.peak_mb:>9.0f}"
    names = list(found[0].pages)
    yield f"{'services':>9} " + "".join(f"{name:>18}" for name in names)
    for one in found:
        cells = [f"{one.pages[name]:.0f} / {one.slowest[name]:.0f}" for name in names]
        yield f"{one.services:>9} " + "".join(f"{cell:>18}" for cell in cells)
    worst = max(time for one in found for time in one.slowest.values())
    word = "reached" if worst < GOAL_MS else "NOT reached"
    yield f"goal the queue opens under {GOAL_MS / 1000:g} s, whatever is asked: {word} ({worst:.0f} ms)"


def _measure(services: int, progress: Callable[[str], None]) -> Desk:
    progress(f"{services} services")
    with TemporaryDirectory(prefix="romduol-bench-") as home:
        env = os.environ | {"ROMDUOL_DATA": home, "DJANGO_SETTINGS_MODULE": "romduol.config.settings"}
        command = [sys.executable, "-m", "bench.desk", str(services)]
        # The command is this very module, and a number.
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=HOME, env=env, check=False)  # noqa: S603
    if done.returncode:
        raise ChildFailed(f"measuring the desk with {services} services ended with code {done.returncode}")
    return Desk(**json.loads(done.stdout.splitlines()[-1]))


def _walk(services: int) -> Desk:
    """Go the whole way in this process."""
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    with own_tables() as vendor:
        found = Desk(services, vendor)
        _refresh(synthetic(services), found)
        _open_pages(found)
    return found


@contextmanager
def own_tables() -> Iterator[str]:
    """Make empty tables: in a folder of their own, or in a database of their own beside the one that is named."""
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
        yield "SQLite"
        return
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield "PostgreSQL"
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _refresh(given: Directory, found: Desk) -> None:
    from dataclasses import replace

    from romduol.desk.queue.actions import refresh_queue
    from romduol.knowledge.directory.records import Situation

    lines = tuple(f"85540{number:07}" for number in range(EMERGENCY_LINES))
    situations = (Situation("held", {"en": "Held"}, {"en": "Call."}, lines),)
    edition = replace(edition_of(given), situations=situations)
    wall, cpu = perf_counter(), process_time()
    found.items = refresh_queue(edition, CALLED_ON, by="bench")
    found.refresh, found.refresh_cpu = perf_counter() - wall, process_time() - cpu
    next_day = replace(edition, today=DAY + timedelta(days=1))
    wall, cpu = perf_counter(), process_time()
    refresh_queue(next_day, CALLED_ON + timedelta(days=1), by="bench")
    found.next_day, found.next_day_cpu = perf_counter() - wall, process_time() - cpu
    found.peak_mb = peak_mb()


def _open_pages(found: Desk) -> None:
    from django.test import Client

    from romduol.desk.queue.actions import take
    from romduol.desk.queue.models import Item
    from romduol.safety.accounts.actions.sessions import SessionStore
    from romduol.safety.accounts.actions.signing_in import sign_in
    from romduol.safety.accounts.models import Account, Membership, Organization
    from romduol.safety.accounts.queries.people import person

    now = datetime.now(UTC)
    account = Account.objects.create(pk=uuid4(), login="bench", name="Bench", password="!", created_at=now)  # noqa: S106
    home = Organization.objects.create(pk=uuid4(), name={"en": "Bench"}, made_at=now)
    Membership.objects.create(account=account, organization=home, role="steward", since=now)
    for key in Item.objects.order_by("-score", "key").values_list("key", flat=True)[:TAKEN]:
        take(key=key, by=person(account), now=now)
    session = SessionStore()
    sign_in(session, account=account, browser="", device="bench", now=now)
    session.save()
    client = Client()
    client.cookies["desk"] = str(session.session_key)
    _changed()
    middle = Item.objects.order_by("-score", "key")[found.items // 2]
    asked = {
        "first": "",
        "province": "?province=12",
        "kind": "?kind=lapsed",
        "both": "?province=12&kind=lapsed",
        "mine": "?owner=mine",
        "nobody's": "?owner=nobody",
        "nobody's, there": "?owner=nobody&province=12&kind=lapsed",
        "from the middle": f"?after={middle.score}.{middle.key}",
        "sheet": "/sheet?province=12",
        "one": f"/{middle.key}",
        "next": "/next",
    }
    _opened(client, "/desk/km/queue")  # The first page of a process compiles its template.
    for name, query in asked.items():
        times = [_opened(client, f"/desk/km/queue{query}") for _ in range(ROUNDS)]
        found.pages[name], found.slowest[name] = median(times), max(times)


def _changed() -> None:
    """Let somebody have checked a hundred spots since the queue was worked out."""
    from romduol.desk.changes.models import Change

    at = CALLED_ON + timedelta(days=1, hours=1)
    Change.objects.bulk_create(
        Change(
            id=uuid4(),
            verb="check",
            subject=f"org-{number:06}",
            property="phone",
            value=f"+85540{number:07}",
            by="person:x",
            at=at,
            state="done",
        )
        for number in range(min(100, 1000 // SERVICES_OF_A_BODY))
    )


def _opened(client: Any, path: str) -> float:
    begun = perf_counter()
    answer = client.get(path)
    took = 1000 * (perf_counter() - begun)
    if answer.status_code not in (200, 302):
        raise ChildFailed(f"{path} gave {answer.status_code}")
    return took


if __name__ == "__main__":
    stay_on_one_core()
    sys.stdout.write(json.dumps(asdict(_walk(int(sys.argv[1])))) + "\n")
