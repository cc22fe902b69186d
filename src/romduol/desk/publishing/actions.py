"""Every write of this room: what a release shows is taken down, runs are asked for and end, somebody goes back."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import IntegrityError, transaction

from romduol.desk.outlets import Wanted, outlets
from romduol.desk.publishing.models import PublishingRun, ReleaseShown, SeenRow
from romduol.desk.publishing.queries import latest_run, releases, run_of, shown_with
from romduol.desk.publishing.records import Failure, Run, RunKind, Seen
from romduol.desk.publishing.rules.seeing import digest_of, lapses_in, seen_in
from romduol.knowledge.directory.queries import NoPackLoaded
from romduol.knowledge.releases.actions.folder import AlreadyPublishing, DiskFull
from romduol.knowledge.releases.actions.keys import CannotSign
from romduol.knowledge.releases.actions.publishing import ListLost
from romduol.knowledge.releases.actions.rolling_back import NotKept, roll_back
from romduol.knowledge.releases.queries.folder import NothingPublished, kept_releases
from romduol.knowledge.releases.records import Edition, Manifest
from romduol.safety.audit import actions as audit

CHUNK = 500
KEPT_RUNS = timedelta(days=30)
Clock = Callable[[], datetime]
TELLING = timedelta(seconds=1)
"""How often a run writes down how far it has come."""


class FactsMoved(Exception):
    """What is about to be published is not what whoever asked looked at."""


FAILURES: dict[type[Exception], Failure] = {
    AlreadyPublishing: Failure.ALREADY_PUBLISHING,
    CannotSign: Failure.CANNOT_SIGN,
    DiskFull: Failure.DISK_FULL,
    FactsMoved: Failure.MOVED,
    ListLost: Failure.LIST_LOST,
    NoPackLoaded: Failure.NO_PACK,
    NotKept: Failure.NOT_KEPT,
    NothingPublished: Failure.NOTHING_PUBLISHED,
}

STOPPING: tuple[type[Exception], ...] = (*FAILURES, OSError)
"""What keeps somebody from going back."""


class UnderWay(Exception):
    """Somebody asked for the same before, and it is not over yet; `run` is theirs."""

    def __init__(self, run: Run) -> None:
        super().__init__(str(run.id))
        self.run = run


class CannotGoBack(Exception):
    """Going back came to nothing; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def failure_of(problem: BaseException) -> Failure:
    """Return the code of what stopped a run."""
    return next((code for kind, code in FAILURES.items() if isinstance(problem, kind)), Failure.BROKE)


@transaction.atomic
def take_down(edition: Edition, made_on: datetime) -> bool:
    """Take down what readers get with the release that was just made of an edition; tells whether it did.

    Only what changed is written. A release that is the current one no more, because another came between, is left out:
    what was taken down of the newer one must not be ended by an older.
    """
    made = next((one for one in kept_releases(releases()) if one.made_on == made_on), None)
    newest = ReleaseShown.objects.select_for_update().order_by("-serial").first()
    if made is None or (newest is not None and newest.serial >= made.serial):
        return False
    _rewrite(seen_in(edition), made.serial)
    lapses, count = lapses_in(edition)
    ReleaseShown.objects.create(
        serial=made.serial,
        shows=made.serial,
        day=made.edition_of,
        made_on=made_on,
        lapses=[{**asdict(lapse), "label": dict(lapse.label), "on": lapse.on.isoformat()} for lapse in lapses],
        lapsing=count,
    )
    _forget(made.serial)
    return True


def _rewrite(rows: Iterable[Seen], serial: int) -> None:
    known = SeenRow.objects.filter(until__isnull=True).values_list("subject", "digest", "pk")
    open_rows = {subject: (digest, pk) for subject, digest, pk in known.iterator(chunk_size=5000)}
    ending, beginning = [], []
    for seen in rows:
        digest = digest_of(seen)
        was, pk = open_rows.pop(seen.id, ("", 0))
        if was != digest:
            ending += [pk] if was else []
            beginning.append(_row(seen, digest, serial))
    ending += [pk for _, pk in open_rows.values()]
    for some in _parted(ending):
        SeenRow.objects.filter(pk__in=some).update(until=serial)
    SeenRow.objects.bulk_create(beginning, batch_size=CHUNK)


def _row(seen: Seen, digest: str, serial: int) -> SeenRow:
    told = {"kind": seen.kind, "code": seen.code, "label": dict(seen.label), "sides": dict(seen.sides)}
    return SeenRow(subject=seen.id, digest=digest, since=serial, **told)


def _parted(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, CHUNK)):
        yield some


def _forget(serial: int) -> None:
    """Forget what no kept release shows: nobody can go back to it."""
    kept = {one.serial for one in kept_releases(releases())} | {serial}
    shown = ReleaseShown.objects.filter(serial__in=kept).values_list("shows", flat=True)
    SeenRow.objects.filter(until__lte=min(shown, default=serial)).delete()
    ReleaseShown.objects.exclude(serial__in=kept).delete()


def ask(kind: RunKind, *, act: UUID, by: str, now: datetime, waiting: bool = False, based_on: str = "") -> Run:
    """Ask for a run in a process of its own; the same `act` twice is one run. Raises `UnderWay`.

    A publish comes to nothing where what it would be made of is `based_on` no more by then.
    """
    known = PublishingRun.objects.filter(pk=act).first()
    if known is not None:
        return run_of(known, now)
    _bury(kind, now)
    try:
        with transaction.atomic():
            row = PublishingRun.objects.create(id=act, kind=kind, by=by, asked_at=now, alive_at=now, waiting=waiting)
            PublishingRun.objects.filter(kind=kind, asked_at__lt=now - KEPT_RUNS).delete()
    except IntegrityError:
        other = latest_run(kind, now)
        if other is None:
            raise
        raise UnderWay(other) from None
    more = [*(["--waiting"] if waiting else []), *(["--based-on", based_on] if based_on else [])]
    try:
        outlets().start([str(kind), "--by", by, "--run", str(act), *more])
    except OSError:
        PublishingRun.objects.filter(pk=act).update(ended_at=now, failed=Failure.BROKE)
        row.refresh_from_db()
    return run_of(row, now)


def _bury(kind: RunKind, now: datetime) -> None:
    """Let a run that fell silent be over, so that the next one can begin."""
    for row in PublishingRun.objects.filter(kind=kind, ended_at__isnull=True):
        if not run_of(row, now).going:
            PublishingRun.objects.filter(pk=row.pk, ended_at__isnull=True).update(
                ended_at=row.alive_at, failed=Failure.STOPPED
            )


class Telling:
    """Writes down how far a run has come, at most once a second."""

    def __init__(self, run_id: UUID, clock: Clock) -> None:
        self.run_id, self.clock = run_id, clock
        self._told = clock()
        self.serial: int | None = None
        """The serial of the release that was made, once it was."""

    def __call__(self, pages: int) -> None:
        """Tell how many pages are done."""
        now = self.clock()
        if now - self._told >= TELLING:
            self._told = now
            PublishingRun.objects.filter(pk=self.run_id).update(pages=pages, alive_at=now)

    def made(self, serial: int) -> None:
        """Tell which release was made."""
        self.serial = serial


@contextmanager
def running(run_id: UUID, clock: Clock) -> Iterator[Telling]:
    """Let a run begin, and write down how it ended: well, or with what stopped it."""
    rows = PublishingRun.objects.filter(pk=run_id)
    now = clock()
    rows.update(began_at=now, alive_at=now)
    telling = Telling(run_id, clock)
    try:
        yield telling
    except BaseException as problem:
        rows.update(ended_at=clock(), failed=failure_of(problem))
        raise
    rows.update(ended_at=clock(), serial=telling.serial)


def go_back(*, serial: int | None, reason: str, by: str, now: datetime) -> tuple[Manifest, Manifest]:
    """Show an earlier release again; returns it and the new one. Raises `CannotGoBack`."""
    try:
        old, new = roll_back(releases(), serial, now=now)
    except STOPPING as problem:
        raise CannotGoBack(failure_of(problem)) from problem
    note_going_back(old, new, by=by, reason=reason)
    return old, new


@transaction.atomic
def note_going_back(old: Manifest, new: Manifest, *, by: str, reason: str = "") -> None:
    """Write down who went back to which release and why, and that readers have again what they had with it."""
    detail = {"to": old.release, **({"reason": reason[:1000]} if reason else {})}
    audit.record(by=by, verb="rollback", subject=("release", new.release), detail=detail)
    shown = shown_with(old.serial)
    if shown is not None:
        told = {"day": old.edition_of, "made_on": new.made_on, "lapses": shown.lapses, "lapsing": shown.lapsing}
        ReleaseShown.objects.create(serial=new.serial, shows=shown.shows, by=by, reason=reason, **told)


def record_given_out(wanted: Wanted, release: str, *, by: str) -> None:
    """Write down who took which part of a release away, and in which form; nothing of what is in it."""
    audit.record(by=by, verb="give_out", subject=("release", release), detail=asdict(wanted))


def record_own_given_out(source: str, *, form: str, lang: str, by: str) -> None:
    """Write down who took what a source says away, and in which form; nothing of what it says."""
    audit.record(by=by, verb="give_out_source", subject=("source", source), detail={"form": form, "lang": lang})
