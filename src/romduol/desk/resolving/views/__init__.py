"""What this room shows and takes."""

from romduol.desk.resolving.views.contradictions import contradiction, contradictions, decide
from romduol.desk.resolving.views.days import on_day, past_drawn, past_page, past_record
from romduol.desk.resolving.views.finding import find_record
from romduol.desk.resolving.views.record import history, record
from romduol.desk.resolving.views.stating import end_claim, state
from romduol.desk.resolving.views.undoing import undo

__all__ = [
    "contradiction",
    "contradictions",
    "decide",
    "end_claim",
    "find_record",
    "history",
    "on_day",
    "past_drawn",
    "past_page",
    "past_record",
    "record",
    "state",
    "undo",
]
