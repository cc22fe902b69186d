"""Decides whether an inbox is alive, who may take what, and how a queue is told to browsers."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from romduol.care.queues.records import Body, Inbox, Queue, QueueKind, Span
from romduol.safety.crypto.epochs import Chain, ChainBroken, NotCurrent, current_public, walk_chain
from romduol.ui.words import phrase

INBOX_HOURS = 48
"""After so many hours that nobody looked, an inbox takes no more."""
MOST_HOURS = 24 * 14
AHEAD = 1
"""Hours by which another machine's clock may be ahead of ours; what is later than that, a wrong clock wrote."""
MOST_ANSWER_HOURS = 24 * 30
FOR_CHILDREN = frozenset({Body.CHILD_PROTECTION, Body.POLICE})
OFFERED = tuple(kind for kind in QueueKind if kind is not QueueKind.AUDIT)
"""What somebody who reports can choose among."""
_HOUR = 60 * 60
KINDS: Mapping[QueueKind, str] = {
    QueueKind.TRAFFICKING: phrase("Suspected trafficking"),
    QueueKind.CHILD: phrase("A child is exploited"),
    QueueKind.VIOLENCE: phrase("Violence or extortion"),
    QueueKind.AUDIT: phrase("What was done with reports"),
}
"""What each kind of queue is called."""
BODIES: Mapping[Body, str] = {
    Body.SUPPORT: phrase("A support organisation"),
    Body.CHILD_PROTECTION: phrase("A child-protection organisation that was vetted"),
    Body.POLICE: phrase("Police"),
}
"""What each kind of organisation is called."""
DAYS = (
    phrase("Monday"),
    phrase("Tuesday"),
    phrase("Wednesday"),
    phrase("Thursday"),
    phrase("Friday"),
    phrase("Saturday"),
    phrase("Sunday"),
)
EVERY_DAY, ALL_DAY = phrase("every day"), phrase("day and night")
DAYS_FROM_TO, TIMES_FROM_TO = phrase("%(first)s to %(last)s"), phrase("%(start)s to %(end)s")
Words = Callable[[str], str]


def hours_told(spans: Sequence[Span], words: Words) -> str:
    """Return when somebody reads, in the words of a language; empty where that was not told.

    >>> hours_told([Span((1, 2, 3), "07:30", "11:30"), Span((1, 2, 3), "14:00", "17:00"), Span((7,), "0", "0")], str)
    'Monday to Wednesday 07:30 to 11:30, 14:00 to 17:00; Sunday day and night'
    """
    by_days: dict[tuple[int, ...], list[Span]] = {}
    for span in spans:
        by_days.setdefault(span.days, []).append(span)
    return "; ".join(
        f"{_days_told(days, words)} {', '.join(_times_told(one, words) for one in same)}"
        for days, same in by_days.items()
    )


def _days_told(days: tuple[int, ...], words: Words) -> str:
    if len(days) == len(DAYS):
        return words(EVERY_DAY)
    first, last = days[0], days[-1]
    if len(days) > 2 and last - first == len(days) - 1:
        return words(DAYS_FROM_TO) % {"first": words(DAYS[first - 1]), "last": words(DAYS[last - 1])}
    return ", ".join(words(DAYS[day - 1]) for day in days)


def _times_told(span: Span, words: Words) -> str:
    if span.start == span.end:
        return words(ALL_DAY)
    return words(TIMES_FROM_TO) % {"start": span.start, "end": span.end}


def reads_daily(queue: Queue) -> bool:
    """Tell whether somebody reads on every day of the week, or that was not told."""
    return not queue.hours or len({day for span in queue.hours for day in span.days}) == len(DAYS)


def span_written(span: Span) -> dict[str, Any]:
    """Return a span as plain JSON."""
    return {"days": list(span.days), "from": span.start, "to": span.end}


def hour_of(now: datetime) -> int:
    """Return the whole hours since 1970-01-01 UTC; nothing finer is kept of when somebody looked."""
    return int(now.timestamp()) // _HOUR


def day_of(now: datetime) -> date:
    """Return the day by which epochs end: UTC's."""
    return now.astimezone(UTC).date()


def hours_since(opened_hour: int | None, now: datetime) -> int | None:
    """Return how many whole hours ago somebody looked; None where nobody has."""
    return None if opened_hour is None else max(0, hour_of(now) - opened_hour)


def is_living(queue: Queue, hour: int, limit: int) -> bool:
    """Tell whether a queue takes reports: not paused, and opened within so many hours."""
    return not queue.paused and is_recent(queue.opened_hour, hour, limit)


def is_recent(opened_hour: int | None, hour: int, limit: int) -> bool:
    """Tell whether somebody looked within so many hours."""
    return opened_hour is not None and -AHEAD <= hour - opened_hour <= limit


def is_current(inbox: Inbox, today: date) -> bool:
    """Tell whether a queue has a chain that holds, and whose last epoch may be sealed to on this day."""
    return current_chain(inbox.signed, today) is not None


def current_chain(signed: tuple[bytes, ...], today: date) -> Chain | None:
    """Return a chain that holds and whose last epoch may be sealed to on this day; None for any other."""
    try:
        chain = _walked(signed)
        current_public(chain, today)
    except (ChainBroken, NotCurrent):
        return None
    return chain


def takes_reports(inbox: Inbox, now: datetime, limit: int) -> bool:
    """Tell whether somebody may report to an inbox now; the auditors' takes none."""
    if inbox.queue.kind is QueueKind.AUDIT or not is_living(inbox.queue, hour_of(now), limit):
        return False
    return is_current(inbox, day_of(now))


def chain_of(inbox: Inbox) -> Chain:
    """Return the chain of an inbox, walked; raises `ChainBroken`."""
    return _walked(inbox.signed)


@lru_cache(maxsize=128)
def _walked(signed: tuple[bytes, ...]) -> Chain:
    """Walk each chain once: all of it is public, and everybody who reports asks for it."""
    return walk_chain(signed)


def may_read_of_children(body: Body) -> bool:
    """Tell whether reports about children may go to such an organisation."""
    return body in FOR_CHILDREN


def fits(kind: QueueKind, body: Body) -> bool:
    """Tell whether an organisation of this kind may have a queue of that kind."""
    return kind is not QueueKind.CHILD or may_read_of_children(body)


def told(inbox: Inbox, now: datetime) -> dict[str, Any]:
    """Return a queue as browsers are told of it, as plain JSON; all of it is public."""
    queue = inbox.queue
    return {
        "id": str(queue.id),
        "kind": str(queue.kind),
        "body": str(queue.body),
        "name": dict(queue.name),
        "provinces": list(queue.provinces),
        "hours": [span_written(one) for one in queue.hours],
        "answer_hours": queue.answer_hours,
        "opened_hours_ago": hours_since(queue.opened_hour, now),
        "signed": [written(signed) for signed in inbox.signed],
    }


def name_in(name: Mapping[str, str], lang: str) -> str:
    """Return a name in a language, or in any."""
    return name.get(lang) or next(iter(name.values()), "")


def written(data: bytes) -> str:
    """Return bytes as JSON holds them: base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def read(text: object) -> bytes:
    """Return the bytes that JSON holds; raises `ValueError` for anything else, and for two ways to write the same."""
    if not isinstance(text, str) or not text.isascii():
        raise ValueError("this is no base64url")
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if written(data) != text:
        raise ValueError("this is no base64url without padding")
    return data
