"""A few threads that pull many small files: never more of them at a time in memory than are being pulled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import Generic, TypeVar

Job = TypeVar("Job")
TICK = 1.0
"""Seconds after which the one who waits may look to something else."""


class Crew(Generic[Job]):
    """Threads that do one kind of work, each job giving the number of bytes that came.

    Whatever goes wrong, its `with` ends only when the jobs that were begun have ended: nothing goes on behind one's
    back. Only where the process itself is being ended (Ctrl+C) are they not waited for.
    """

    def __init__(self, workers: int, work: Callable[[Job], int]) -> None:
        self._work = work
        self._todo: Queue[Job | None] = Queue()
        self._done: Queue[tuple[Job, int | BaseException]] = Queue()
        # Daemons: Python's own pool would keep a process from ending before the slowest line has answered.
        self._threads = [Thread(target=self._help, daemon=True) for _ in range(workers)]

    def __enter__(self) -> Crew[Job]:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._forget()
        for _thread in self._threads:
            self._todo.put(None)
        if kind is None or issubclass(kind, Exception):
            for thread in self._threads:
                thread.join()

    def done(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, int] | None]:
        """Yield each job with its bytes as it is done, and None where none was for a second; raises what a job did.

        `jobs` is read only as far as the threads get, and always here.
        """
        waiting, most = 0, 2 * len(self._threads)
        for job in jobs:
            self._todo.put(job)
            waiting += 1
            while waiting >= most:
                found = self._next()
                waiting -= found is not None
                yield found
        while waiting:
            found = self._next()
            waiting -= found is not None
            yield found

    def _next(self) -> tuple[Job, int] | None:
        try:
            job, came = self._done.get(timeout=TICK)
        except Empty:
            return None
        if isinstance(came, BaseException):
            raise came
        return job, came

    def _help(self) -> None:
        while (job := self._todo.get()) is not None:
            try:
                self._done.put((job, self._work(job)))
            except BaseException as problem:  # Raised again by the one who waits.
                self._done.put((job, problem))

    def _forget(self) -> None:
        try:
            while True:
                self._todo.get_nowait()
        except Empty:
            pass
