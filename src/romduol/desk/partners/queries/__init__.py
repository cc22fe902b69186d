"""Every read of this room."""

from romduol.desk.partners.queries.own import (
    NotVerified,
    RecordJoined,
    known_numbers,
    name_of_subject,
    numbers_to_call,
    own_record,
    own_words,
    speaker,
    would_wait,
)
from romduol.desk.partners.queries.verified import (
    may_count,
    speaking_for,
    speaks_in,
    verification,
    verifications,
    verified_for,
)

__all__ = [
    "NotVerified",
    "RecordJoined",
    "known_numbers",
    "may_count",
    "name_of_subject",
    "numbers_to_call",
    "own_record",
    "own_words",
    "speaker",
    "speaking_for",
    "speaks_in",
    "verification",
    "verifications",
    "verified_for",
    "would_wait",
]
