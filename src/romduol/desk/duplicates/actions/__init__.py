"""Every write of this room: what is proposed, what people answer, and searches."""

from romduol.desk.duplicates.actions.answering import AlreadyAnswered, join, part, say_later, say_not_same
from romduol.desk.duplicates.actions.proposing import Proposed, propose
from romduol.desk.duplicates.actions.searching import SearchUnderWay, begin_search, searching

__all__ = [
    "AlreadyAnswered",
    "Proposed",
    "SearchUnderWay",
    "begin_search",
    "join",
    "part",
    "propose",
    "say_later",
    "say_not_same",
    "searching",
]
