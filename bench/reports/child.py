"""One run, in a process that has a data folder and a database of its own: `python -m bench.reports.child FOLDER`."""

import gzip
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from threading import Semaphore
from typing import Any
from urllib.parse import urlencode

from tests.desk.killed_imports import own_database

from bench.rendering import HOME, PACK
from bench.reports.measuring import PLAIN, SEALED, TABLE, UNSEALED, AtOnce, Killed, Reports, Taken
from bench.reports.sending import FORM, MARK, PATIENT, SHOWN, Post, Sent, headers, joined, send, send_all, send_at_once
from bench.servers import HOST, Server, cores, on_core

BUNDLES = HOME / "src" / "romduol" / "safety" / "crypto" / "browser" / "bundles"
APPLICATION = "bench.reports.application:application"
SERVED = "romduol.config.wsgi:application"
PATHS = {SEALED: "/in/km/r/d", PLAIN: "/in/km/r/plain"}
FORMS = "/in/km/r"
ROUNDS, ROUNDS_QUICKLY = 9, 3
A_ROUND, A_ROUND_UNSEALED = 200, 24
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
    from tests.care.released import release_few
    from tests.care.served import serving
    from tests.care.staffed import staffed

    from romduol.desk.packs.queries import edition_of_pack
    from romduol.desk.packs.reading import read_pack

    call_command("migrate", verbosity=0)
    _make_plain_table()
    release_few(folder / "data" / "releases", edition_of_pack(read_pack(PACK), datetime.now(UTC).date()))
    queue = staffed(date.today())  # noqa: DTZ011
    found = Reports(connection.vendor)
    own, load = cores() or (None, None)
    if load is not None:
        os.sched_setaffinity(0, {load})
    with on_core(own), serving(folder / "data", folder / "logs", target=APPLICATION) as server:
        found.taken = _in_turns(server, queue, ROUNDS_QUICKLY if quick else ROUNDS)
        found.at_once = [_at_once(queue, posts(queue, SEALED, crowd), SEALED, server) for crowd in CROWDS]
        found.taken.append(_unsealed(server, queue))
        found.at_once.append(_at_once(queue, unsealed(queue, CROWDS[0]), UNSEALED, server))
        found.pages = _pages(server)
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


def _unsealed(server: Server, queue: Any) -> Taken:
    """Take in what is typed without a script: the server seals it, and works the receipt out."""
    ready = unsealed(queue, 2 * A_ROUND_UNSEALED)
    send_all(server.port, ready[:A_ROUND_UNSEALED])
    before = server.cpu()
    sent, seconds = send_all(server.port, ready[A_ROUND_UNSEALED:])
    if sent.failed:
        raise RuntimeError(f"{sent.failed} of {UNSEALED} failed")
    cpu = (server.cpu() - before) / A_ROUND_UNSEALED
    return Taken(UNSEALED, len(ready[0].body), A_ROUND_UNSEALED / seconds, 1000 * cpu)


def unsealed(queue: Any, count: int) -> list[Post]:
    """Return so many reports as a form without a script sends them, each with the code that its page showed."""
    from romduol.safety.crypto.receipts import new_code

    given = {"about": "me", "kind": "violence", "send": "1", "queue": str(queue.id), "what": "what happened " * 100}
    made = [urlencode({**given, "code": new_code()}).encode() for _ in range(count)]
    return [Post(FORMS, body, str(number), FORM, SHOWN) for number, body in enumerate(made)]


def _at_once(queue: Any, ready: Sequence[Post], way: str, server: Server) -> AtOnce:
    before = _stored()
    sent = send_at_once(server.port, ready)
    lost = len(sent.kept) - len(_stored() - before)
    return AtOnce(way, len(ready), sent.failed, lost, sent.slowest)


def _pages(server: Server) -> dict[str, int]:
    """Return the bytes in gzip of each page, in the language where it is longer, and of the script."""
    found: dict[str, int] = {}
    for lang in ("km", "en"):
        steps = {
            "r": None,
            "r, second step": {"about": "me"},
            "r, the form": {"about": "me", "kind": "violence"},
            "r/b": None,
        }
        for name, fields in steps.items():
            found[name] = max(found.get(name, 0), _page(server, f"/in/{lang}/{name.partition(',')[0]}", fields))
    for script in sorted(BUNDLES.glob("*.js")):
        found[script.name] = len(gzip.compress(script.read_bytes(), 6))
    return found


def _page(server: Server, path: str, fields: Mapping[str, str] | None) -> int:
    line = HTTPConnection(HOST, server.port, timeout=PATIENT)
    given = {**headers(server.port, 1, FORM), "Accept-Encoding": "gzip"}
    line.request("POST" if fields else "GET", path, urlencode(fields) if fields else None, given)
    answer = line.getresponse()
    size = len(answer.read())
    line.close()
    if answer.status != SHOWN or answer.headers["Content-Encoding"] != "gzip":
        raise RuntimeError(f"{path} answered {answer.status}, {answer.headers['Content-Encoding']}")
    return size


def _stored() -> set[str]:
    from romduol.care.reports.models import Record

    return {str(one) for one in Record.objects.values_list("id", flat=True)}


def _killed(folder: Path, queue: Any, times: int, core: int | None) -> Killed:
    from tests.care.served import serving

    random, answered = Random(7), set()  # noqa: S311
    for turn in range(times):
        shares = [posts(queue, SEALED, EACH) for _ in range(SENDERS)]
        with on_core(core), serving(folder / "data", folder / f"killed-{turn}", target=SERVED) as server:
            answered |= set(_while_it_dies(server, shares, random.randint(1, SENDERS * 3)).kept)
    return Killed(times, len(answered), len(answered - _stored()), _halves(queue))


def _while_it_dies(server: Server, shares: Sequence[Sequence[Post]], after: int) -> Sent:
    """Send from all sides, and kill the server with all its processes when so many were told that theirs was kept."""
    enough = Semaphore(0)
    with ThreadPoolExecutor(len(shares)) as pool:
        named = enumerate(shares)
        sending = [pool.submit(send, server.port, share, 100 * at, enough.release) for at, share in named]
        for _ in range(after):
            enough.acquire(timeout=PATIENT)
        for pid in server.family():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
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
