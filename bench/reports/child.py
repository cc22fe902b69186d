"""One run, in a process that has a data folder and a database of its own: `python -m bench.reports.child FOLDER`."""

import json
import os
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from time import sleep
from typing import Any

from tests.desk.killed_imports import own_database

from bench.reports.measuring import PLAIN, SEALED, TABLE, AtOnce, Killed, Reports, Taken
from bench.reports.sending import MARK, Post, Sent, joined, send, send_all, send_at_once
from bench.servers import Server, cores, on_core

APPLICATION = "bench.reports.application:application"
SERVED = "romduol.config.wsgi:application"
PATHS = {SEALED: "/in/km/r/d", PLAIN: "/in/km/r/plain"}
ROUNDS, ROUNDS_QUICKLY = 9, 3
A_ROUND = 200
CROWDS = (50, 500)
KILLS, KILLS_QUICKLY = 8, 2
SENDERS, EACH = 16, 60
"""Who send while a server is killed, and how many each has ready: more than it takes until then."""


def main(folder: Path, *, quick: bool) -> Reports:
    """Measure against plain rows, at once and killed."""
    (folder / "data").mkdir()
    os.environ["ROMDUOL_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "romduol.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from tests.care.served import serving
    from tests.care.staffed import staffed

    call_command("migrate", verbosity=0)
    _make_plain_table()
    queue = staffed(date.today())  # noqa: DTZ011
    found = Reports(connection.vendor)
    own, load = cores() or (None, None)
    if load is not None:
        os.sched_setaffinity(0, {load})
    with on_core(own), serving(folder / "data", folder / "logs", target=APPLICATION) as server:
        found.taken = _in_turns(server, queue, ROUNDS_QUICKLY if quick else ROUNDS)
        found.at_once = [_at_once(server, queue, crowd) for crowd in CROWDS]
    found.killed = _killed(folder, queue, KILLS_QUICKLY if quick else KILLS, own)
    return found


def _make_plain_table() -> None:
    from django.db import connection

    blob, end = ("bytea", "") if connection.vendor == "postgresql" else ("blob", "WITHOUT ROWID")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id text PRIMARY KEY, data {blob}) {end}")


def posts(queue: Any, way: str, count: int) -> list[Post]:
    """Return so many reports as they are sent, sealed; a plain row gets the same bytes."""
    from tests.care.browsing import seal
    from tests.care.served import multipart
    from tests.care.staffed import written

    today, said = date.today(), written("what happened " * 100)  # noqa: DTZ011
    sealed = [seal([queue.chain], said, today) for _ in range(count)]
    return [Post(PATHS[way], multipart(MARK, one.fields, {}), str(one.id)) for one in sealed]


def _in_turns(server: Server, queue: Any, rounds: int) -> list[Taken]:
    wall: dict[str, list[float]] = {way: [] for way in PATHS}
    cpu: dict[str, list[float]] = {way: [] for way in PATHS}
    size = 0
    for way in PATHS:
        send_all(server.port, posts(queue, way, 40))  # What is read once is read now.
    for _ in range(rounds):
        for way in PATHS:
            ready = posts(queue, way, A_ROUND)
            size = len(ready[0].body)
            before = server.cpu()
            sent, seconds = send_all(server.port, ready)
            if sent.failed:
                raise RuntimeError(f"{sent.failed} of {way} failed")
            wall[way].append(seconds / A_ROUND)
            cpu[way].append((server.cpu() - before) / A_ROUND)
    return [Taken(way, size, 1 / median(wall[way]), 1000 * median(cpu[way])) for way in PATHS]


def _at_once(server: Server, queue: Any, crowd: int) -> AtOnce:
    ready = posts(queue, SEALED, crowd)
    sent = send_at_once(server.port, ready)
    return AtOnce(SEALED, crowd, sent.failed, len(set(sent.kept) - _stored()), sent.slowest)


def _stored() -> set[str]:
    from romduol.care.reports.models import Record

    return {str(one) for one in Record.objects.values_list("id", flat=True)}


def _killed(folder: Path, queue: Any, times: int, core: int | None) -> Killed:
    from tests.care.served import serving

    random, answered = Random(7), set()  # noqa: S311
    for turn in range(times):
        shares = [posts(queue, SEALED, EACH) for _ in range(SENDERS)]
        with on_core(core), serving(folder / "data", folder / f"killed-{turn}", target=SERVED) as server:
            answered |= set(_while_it_dies(server, shares, random.uniform(0.05, 0.6)).kept)
    stored = _stored()
    return Killed(times, len(answered), len(answered - stored), _halves(queue))


def _while_it_dies(server: Server, shares: Sequence[Sequence[Post]], after: float) -> Sent:
    """Send from all sides, and kill the server with all its processes in the middle."""
    dead: list[bool] = []
    with ThreadPoolExecutor(len(shares)) as pool:
        sending = [
            pool.submit(send, server.port, share, 100 * at, lambda: bool(dead)) for at, share in enumerate(shares)
        ]
        sleep(after)
        for pid in server.family():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        dead.append(True)
        return joined([one.result() for one in sending])


def _halves(queue: Any) -> int:
    """Count what is not whole: each receipt has its report, each report a receipt and an envelope that opens it."""
    from romduol.care.reports.models import Envelope, Receipt, Record
    from romduol.safety.crypto.errors import NotOpened
    from romduol.safety.crypto.threads import open_report

    envelopes = {one.record_id: bytes(one.data) for one in Envelope.objects.all()}
    threads = set(Receipt.objects.values_list("thread", flat=True))
    records = {one.id: bytes(one.box) for one in Record.objects.all()}
    halves = len(threads ^ set(records)) + len(set(envelopes) ^ set(records))
    for itself, box in records.items():
        try:
            open_report(box, envelopes.get(itself, b""), queue.pair, itself, queue.chain)
        except NotOpened:
            halves += 1
    return halves


if __name__ == "__main__":
    with own_database():
        print(json.dumps(asdict(main(Path(sys.argv[1]), quick="quick" in sys.argv))))
