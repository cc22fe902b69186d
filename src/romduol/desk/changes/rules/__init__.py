"""What a change says, what it would do, and who has to look at it first; pure."""

from romduol.desk.changes.rules.deciding import can_be_undone, is_critical, undoing_is_critical, waits
from romduol.desk.changes.rules.saying import check_of, claim_of, plain_claim, ruling_of
from romduol.desk.changes.rules.speaking import (
    NEEDED,
    TAKES,
    WITHIN,
    always_waits,
    entries_of,
    is_own,
    is_own_word,
    may_agree,
    may_make,
    own_word_waits,
    takes,
    takes_too_much,
)
from romduol.desk.changes.rules.waiting import with_waiting

__all__ = [
    "NEEDED",
    "TAKES",
    "WITHIN",
    "always_waits",
    "can_be_undone",
    "check_of",
    "claim_of",
    "entries_of",
    "is_critical",
    "is_own",
    "is_own_word",
    "may_agree",
    "may_make",
    "own_word_waits",
    "plain_claim",
    "ruling_of",
    "takes",
    "takes_too_much",
    "undoing_is_critical",
    "waits",
    "with_waiting",
]
