"""The pages of the queue: the list, one item, the call sheet; what is done with an item."""

from romduol.desk.queue.views.holding import give_back_one, hand_over_one, postpone_one, show_item, take_one
from romduol.desk.queue.views.listing import call_sheet, go_on, show_queue

__all__ = [
    "call_sheet",
    "give_back_one",
    "go_on",
    "hand_over_one",
    "postpone_one",
    "show_item",
    "show_queue",
    "take_one",
]
