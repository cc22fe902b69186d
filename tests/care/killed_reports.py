"""Reports in processes that are killed at one statement after another; run by a test.

It has a data folder and a database of its own (on PostgreSQL one that it makes), and prints as JSON for each act and
each step how the process ended, and whether what is kept is what was before, all of what came, or something between.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.desk.killed_imports import own_database

MOST = 200
TODAY = date(2026, 11, 28)
NOTHING, ALL = "nothing", "all"


def main(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Send a report, add to it and take it back, each in one process after the other until one comes to its end."""
    (folder / "data").mkdir()
    os.environ["ROMDUOL_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "romduol.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return {
        "submit": list(_killed(_sent)),
        "add": list(_killed(_added)),
        "withdraw": list(_killed(_withdrawn)),
    }


Act = tuple[Callable[[], object], Callable[[], str]]
"""What is done in the process that is killed, and what its parent finds after that."""


def _killed(prepare: Callable[[], Act]) -> Iterator[dict[str, Any]]:
    from django.db import connections

    for step in range(1, MOST):
        act, told = prepare()
        connections.close_all()
        child = os.fork()
        if child == 0:
            _do(act, step)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        yield {"step": step, "killed": killed, "code": None if killed else os.WEXITSTATUS(status), "kept": told()}
        if not killed:
            return


def _do(act: Callable[[], object], left: int) -> None:
    code = 1
    try:
        with dying_at(left):
            act()
        code = 0
    except BaseException as problem:
        print(repr(problem), file=sys.stderr)
    finally:
        os._exit(code)


@contextmanager
def dying_at(left: int, *aliases: str) -> Iterator[None]:
    """Kill this process before the statement of this number, in whichever of these databases (none: the only one).

    A commit counts twice: before it and after it.
    """
    from django.db import connections
    from django.db.backends.base.base import BaseDatabaseWrapper

    def step() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def count(execute: Any, *what: Any) -> Any:
        step()
        return execute(*what)

    wrapper: Any = BaseDatabaseWrapper
    commit = wrapper._commit

    def committing(self: Any) -> None:
        step()
        commit(self)
        step()

    with ExitStack() as stack:
        for alias in aliases or ("default",):
            stack.enter_context(connections[alias].execute_wrapper(count))
        stack.enter_context(patch.object(BaseDatabaseWrapper, "_commit", committing))
        yield


def _sent() -> Act:
    from tests.care import staffed

    from romduol.care.reports.actions import submit

    queue = staffed.staffed(TODAY)
    submission, _ = staffed.sealed([queue], staffed.written(), TODAY, files=[bytes(70_000)])
    locator, token = os.urandom(32), os.urandom(32)
    submission = staffed.known(submission, locator, token)
    return lambda: submit(submission, later=False, today=TODAY), lambda: _kept(queue, locator, token)


def _added() -> Act:
    from tests.care import staffed

    from romduol.care.reports.actions import add_record, submit

    queue = staffed.staffed(TODAY)
    submission, own = staffed.sealed([queue], staffed.written(), TODAY)
    locator, token = os.urandom(32), os.urandom(32)
    submit(staffed.known(submission, locator, token), later=False, today=TODAY)
    record, files = staffed.addition([queue], own, b"more", TODAY, files=[bytes(70_000)])

    def told() -> str:
        found = _kept(queue, locator, token, records=1)
        return NOTHING if found == ALL else _kept(queue, locator, token, records=3)

    return lambda: add_record(locator, token, record, files, today=TODAY), told


def _withdrawn() -> Act:
    from tests.care import staffed

    from romduol.care.reports.actions import submit, withdraw

    queue = staffed.staffed(TODAY)
    submission, _ = staffed.sealed([queue], staffed.written(), TODAY, files=[bytes(70_000)])
    locator, token = os.urandom(32), os.urandom(32)
    submit(staffed.known(submission, locator, token), later=False, today=TODAY)
    return lambda: withdraw(locator, token), lambda: _kept(queue, locator, token)


def _kept(queue: Any, locator: bytes, token: bytes, records: int = 2) -> str:
    """Tell what is kept of a thread: nothing, or all, which its member and its reporter read."""
    from romduol.care.reports.models import Envelope, Receipt, Record
    from romduol.care.reports.queries import NoSuchThread, pieces_of, thread_of
    from romduol.safety.crypto.contexts import SealedKind
    from romduol.safety.crypto.threads import open_attachment, open_report

    envelopes = {one.record_id: one for one in Envelope.objects.filter(queue=queue.id)}
    rows = Record.objects.filter(id__in=envelopes)
    try:
        thread = thread_of(locator, token)
    except NoSuchThread:
        orphans = Record.objects.exclude(thread__in=Receipt.objects.values("thread")).count()
        return NOTHING if not envelopes and not orphans else "a report without a receipt"
    if {one.id for one in thread.records} != {one.id for one in rows} or len(rows) != records:
        return f"{len(rows)} of {records} records"
    report = next(one for one in rows if one.kind == SealedKind.REPORT)
    opened = open_report(bytes(report.box), bytes(envelopes[report.id].data), queue.pair, report.id, queue.chain)
    for file in (one for one in rows if one.kind == SealedKind.ATTACHMENT):
        data = open_attachment(opened.thread, file.id, pieces_of(file.id), bytes(envelopes[file.id].data), queue.pair)
        if b"".join(data) != bytes(70_000):
            return "another file"
    return ALL


if __name__ == "__main__":
    with own_database():
        print(json.dumps(main(Path(sys.argv[1]))))
