"""Every read of this room: proposals, searches, and the cards that are compared."""

from romduol.desk.duplicates.queries.directory import index_of, subjects_from
from romduol.desk.duplicates.queries.proposals import (
    PAGE,
    NoSuchProposal,
    joined_now,
    open_count,
    proposal,
    proposal_of,
    proposals,
)
from romduol.desk.duplicates.queries.searches import last_search, search_of

__all__ = [
    "PAGE",
    "NoSuchProposal",
    "index_of",
    "joined_now",
    "last_search",
    "open_count",
    "proposal",
    "proposal_of",
    "proposals",
    "search_of",
    "subjects_from",
]
