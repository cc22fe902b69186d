"""Every write of reports. Nothing here opens what it stores."""

from romduol.care.reports.actions.batches import collect
from romduol.care.reports.actions.ending import expire, week_of_closing, withdraw
from romduol.care.reports.actions.storing import NotForIt, ThreadFull, add_record, write_for_queue
from romduol.care.reports.actions.submitting import submit, take_in

__all__ = [
    "NotForIt",
    "ThreadFull",
    "add_record",
    "collect",
    "expire",
    "submit",
    "take_in",
    "week_of_closing",
    "withdraw",
    "write_for_queue",
]
