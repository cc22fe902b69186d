"""Every read of the queue; none of them counts or sorts all of it."""

from romduol.desk.queue.queries.holds import hold_of, names_in, stewards
from romduol.desk.queue.queries.items import NoSuchItem, counts, item, next_to_call, page, refreshed, to_print
from romduol.desk.queue.queries.settled import settled_keys
from romduol.desk.queue.queries.waiting import suggestions_waiting

__all__ = [
    "NoSuchItem",
    "counts",
    "hold_of",
    "item",
    "names_in",
    "next_to_call",
    "page",
    "refreshed",
    "settled_keys",
    "stewards",
    "suggestions_waiting",
    "to_print",
]
