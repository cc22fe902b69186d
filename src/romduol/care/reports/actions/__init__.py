"""Every write of reports. Nothing here opens what it stores."""

from romduol.care.reports.actions.batches import collect
from romduol.care.reports.actions.ending import expire, week_of_closing, withdraw
from romduol.care.reports.actions.storing import NotForIt, add_record, submit, write_for_queue

__all__ = ["NotForIt", "add_record", "collect", "expire", "submit", "week_of_closing", "withdraw", "write_for_queue"]
