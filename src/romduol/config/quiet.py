"""What ``romduol doctor`` looks at where reports come in: whether this machine keeps to itself what passes through it.

Each look takes what it reads as a value, so that a test can give it another machine's.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from romduol.care.queues.models import Queue
from romduol.care.queues.queries import inboxes
from romduol.care.queues.records import QueueKind
from romduol.care.queues.rules import day_of, hour_of, is_current, is_recent
from romduol.care.reports.models import HOURLY, Batch
from romduol.care.reports.views.offering import offered
from romduol.config.databases import OF_INTAKE
from romduol.config.facing import INTAKE, STAFF
from romduol.config.findings import Finding, Level
from romduol.config.hooks import has_sealed
from romduol.config.moving import COMMAND, has_begun, left_behind, strangers
from romduol.config.tables import aliases

GUIDE = "docs/how-to/swap-and-core-dumps.md"
POSTGRES = "docs/how-to/postgresql.md"
APART = "docs/how-to/three-hosts.md"
SWAPS, BLOCKS = Path("/proc/swaps"), Path("/sys/class/block")
CORE_PATTERN = Path("/proc/sys/kernel/core_pattern")
WANTED = {
    "log_statement": ("none",),
    "log_min_error_statement": ("panic",),
    "log_min_duration_statement": ("-1",),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
}
"""Settings of PostgreSQL, and what keeps a statement with what it holds out of the server's log."""
HOURS = 48
ASIDE = "replaced-"
"""How a folder begins in which a restore leaves what was here."""
LATE_HOURS = 2
"""Between two batches an hour passes, and a little of the next."""


def quiet_checks() -> Iterator[Finding]:
    """Run every check that concerns this machine."""
    for check in CHECKS:
        if INTAKE in settings.FACES or check in ALWAYS:
            yield check()


def check_debug() -> Finding:
    """Whether faults are told to strangers."""
    if settings.DEBUG:
        return Finding(Level.FAIL, "ROMDUOL_DEBUG is on: strangers see where this program fails", "unset it")
    return Finding(Level.OK, "no debugging")


def check_databases() -> Finding:
    """Whether each database keeps to itself what is written and what was deleted."""
    wrong: list[str] = []
    for alias in aliases():
        try:
            wrong += _wrong_of(alias)
        except DatabaseError as problem:
            return Finding(Level.FAIL, f"a database does not answer ({type(problem).__name__})", "see above")
    if wrong:
        told = "; ".join(dict.fromkeys(wrong))
        return Finding(Level.WARN, f"what is written may stay readable: {told}", POSTGRES)
    return Finding(Level.OK, "databases log no statement and overwrite what is deleted")


def _wrong_of(alias: str) -> list[str]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            journal = cursor.fetchone()[0]
            cursor.execute("PRAGMA secure_delete")
            return judge_sqlite(str(journal), int(cursor.fetchone()[0]))
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(WANTED)])
        return judge_postgresql(dict(cursor.fetchall()))


def judge_sqlite(journal: str, secure_delete: int) -> list[str]:
    """Return what is wrong with how SQLite writes."""
    wrong = [] if journal == "wal" else [f"journal_mode is {journal}"]
    return wrong if secure_delete == 1 else [*wrong, "secure_delete is off"]


def judge_postgresql(found: Mapping[str, str]) -> list[str]:
    """Return what is wrong with what PostgreSQL logs; a setting that its version does not know is none of it."""
    return [f"{name} is {found[name]}" for name, good in WANTED.items() if name in found and found[name] not in good]


def check_swap() -> Finding:
    """Whether memory may lie readable on a disk."""
    try:
        listed = SWAPS.read_text().splitlines()[1:]
    except OSError:
        return Finding(Level.WARN, "whether memory is swapped to a disk cannot be told", GUIDE)
    return judge_swap([line.split()[0] for line in listed if line.strip()], is_sealed)


def judge_swap(devices: list[str], sealed: Callable[[str], bool]) -> Finding:
    """Judge the places that memory is swapped to."""
    bare = [device for device in devices if not sealed(device)]
    if bare:
        return Finding(Level.WARN, f"memory may be written in the open to {', '.join(bare)}", GUIDE)
    return Finding(Level.OK, "swap is encrypted" if devices else "no swap")


def is_sealed(device: str) -> bool:
    """Tell whether a swap device keeps what is written to it from others: compressed memory, or an encrypted disk."""
    name = Path(device).resolve().name
    if name.startswith("zram"):
        return True
    try:
        return (BLOCKS / name / "dm" / "uuid").read_text().startswith("CRYPT-")
    except OSError:
        return False


def check_core_dumps() -> Finding:
    """Whether a crash would write memory to a disk."""
    try:
        pattern = CORE_PATTERN.read_text().strip()
    except OSError:
        pattern = ""
    return judge_core_dumps(resource.getrlimit(resource.RLIMIT_CORE)[0], pattern)


def judge_core_dumps(limit: int, pattern: str) -> Finding:
    """Judge the limit of this process, and who is handed a dump: a program gets one whatever the limit says."""
    if limit != 0:
        return Finding(Level.WARN, "a crash would write memory to the disk: ulimit -c is not 0", GUIDE)
    if pattern.startswith("|"):
        return Finding(Level.WARN, f"a crash would hand memory to {pattern[1:].split()[0]}", GUIDE)
    return Finding(Level.OK, "no core dumps")


def check_address() -> Finding:
    """Whether readers come over a safe connection."""
    return judge_address(settings.ADDRESS, list(settings.ALLOWED_HOSTS), settings.PROXIES)


def judge_address(address: str, hosts: list[str], proxies: int) -> Finding:
    """Judge by what the settings say; this process itself speaks no TLS."""
    if address.startswith("https://") and proxies:
        return Finding(Level.OK, f"readers come over TLS to {address}")
    if any(host.endswith(".onion") for host in hosts):
        return Finding(Level.OK, "readers come to an onion address")
    told = "no safe connection is named: ROMDUOL_ADDRESS (https://) with ROMDUOL_PROXIES, or an onion address"
    return Finding(Level.WARN, told, "docs/how-to/reverse-proxy.md")


def check_inboxes() -> Finding:
    """Whether somebody opens the inboxes."""
    if not has_sealed():
        return Finding(Level.OK, "no inboxes here")
    try:
        found = [one for one in inboxes() if one.queue.kind is not QueueKind.AUDIT and not one.queue.paused]
    except DatabaseError:
        return Finding(Level.FAIL, "the inboxes cannot be read", "see the database above")
    now = timezone.now()
    hour = hour_of(now)
    over = [one for one in found if one.signed and not is_current(one, day_of(now))]
    if over:
        told = f"{len(over)} of {len(found)} inboxes take no reports: the time of their key is over"
        return Finding(Level.WARN, told, "one of their members begins the next epoch on the page of keys", due=True)
    opened = [one.queue.opened_hour for one in found]
    return judge_inboxes(opened, hour, getattr(settings, "INBOX_HOURS", HOURS))


def judge_inboxes(opened: list[int | None], hour: int, limit: int) -> Finding:
    """Judge when somebody last opened each inbox; which of them it was, the desk tells."""
    asleep = sum(not is_recent(at, hour, limit) for at in opened)
    if asleep:
        told = f"{asleep} of {len(opened)} inboxes take no reports: nobody opened them for {limit} hours"
        return Finding(Level.WARN, told, "ask their members to open them, or pause them", due=True)
    return Finding(Level.OK, f"{len(opened)} inboxes, all opened lately" if opened else "no inboxes yet")


def check_sealing_page() -> Finding:
    """Whether the sealing page that lies here may still be handed out."""
    if not (has_sealed() and Path(settings.SEALING_PAGE).exists()):
        return Finding(Level.OK, "no sealing page is offered here")
    found = offered()
    if found is not None:
        return Finding(Level.OK, f"a sealing page is offered until {found.until:%Y-%m-%d}")
    told = "the sealing page here is offered no more: it is over, was changed, or an inbox in it has a new key"
    return Finding(Level.WARN, told, "romduol sealing-page (docs/how-to/seal-without-a-network.md)", due=True)


def check_apart() -> Finding:
    """Whether what is sealed lies apart from who may read it, and nothing of either lies with the other."""
    if not has_sealed():
        return Finding(Level.OK, "nothing sealed here")
    try:
        if OF_INTAKE in settings.DATABASES:
            return judge_apart(strangers(), left_behind(), begun=has_begun())
        count = Queue.objects.count()
    except DatabaseError:
        return Finding(Level.FAIL, "what lies in which database cannot be told", "see the database above")
    return judge_together(settings.FACES, count)


def judge_apart(strangers: list[str], left: Mapping[str, int], *, begun: bool) -> Finding:
    """Judge two databases by the tables of the desk in that of intake, and by what is sealed in that of the desk."""
    if strangers:
        told = f"the database of intake holds tables of the desk, such as {strangers[0]}: it is no database of its own"
        return Finding(Level.FAIL, told, "give intake an empty one: ROMDUOL_INTAKE_DATABASE")
    if begun:
        return Finding(Level.FAIL, "what is sealed was being moved, and that did not end", f"{COMMAND} --move")
    if any(left.values()):
        told = f"what is sealed lies in the database of the desk: {sum(left.values()):,} rows, which nobody is shown"
        return Finding(Level.FAIL, told, COMMAND)
    if left:
        return Finding(Level.WARN, "the database of the desk has empty tables of what is sealed", f"{COMMAND} --move")
    return Finding(Level.OK, "what is sealed has a database of its own")


def judge_together(faces: Collection[str], inboxes: int) -> Finding:
    """Judge one database by which faces open it, and whether there is an inbox yet."""
    told = "what is sealed and the accounts of those who read it are in one database"
    if STAFF not in faces:
        return Finding(Level.WARN, f"a process that shows no desk opens its database: {told}", APART)
    if inboxes:
        return Finding(Level.WARN, told, f"set ROMDUOL_INTAKE_DATABASE, then {COMMAND}: {APART}")
    return Finding(Level.OK, f"{told}; no inboxes yet")


def check_collecting() -> Finding:
    """Whether somebody lets what came join the inboxes."""
    if not has_sealed():
        return Finding(Level.OK, "nothing to collect here")
    try:
        inboxes = Queue.objects.filter(paused=False).exclude(kind="audit").exists()
        last = Batch.objects.filter(pk=HOURLY).values_list("hour", flat=True).first()
    except DatabaseError:
        return Finding(Level.FAIL, "whether somebody collects cannot be read", "see the database above")
    return judge_collecting(last, int(timezone.now().timestamp()) // 3600, inboxes=inboxes)


def judge_collecting(last: int | None, hour: int, *, inboxes: bool) -> Finding:
    """Judge by the hour of the last batch, which turns whether or not anything came."""
    if not inboxes:
        return Finding(Level.OK, "no inbox that reports could join")
    if is_recent(last, hour, LATE_HOURS):
        return Finding(Level.OK, "what comes in joins the inboxes")
    told = "nobody lets reports join the inboxes: members do not see them"
    return Finding(Level.FAIL, told, "keep romduol serve running where intake is, or romduol collect by cron", due=True)


def check_moved_aside() -> Finding:
    """Whether a restore left what was here before, which nothing ends and nobody takes back."""
    aside = sorted(path.name for path in Path(settings.DATA).glob(f"{ASIDE}*"))
    if aside:
        told = f"what restores moved aside is still here ({len(aside)}): reports that ended since lie in it"
        return Finding(Level.WARN, told, "delete replaced-* in the data folder once all is well")
    return Finding(Level.OK, "nothing lies aside from a restore")


CHECKS: tuple[Callable[[], Finding], ...] = (
    check_debug,
    check_databases,
    check_swap,
    check_core_dumps,
    check_address,
    check_apart,
    check_collecting,
    check_inboxes,
    check_moved_aside,
    check_sealing_page,
)
ALWAYS = (check_debug, check_databases, check_apart, check_moved_aside)
"""Also where no report comes in."""
