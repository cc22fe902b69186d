"""Every read of subjects, claims, checks, withdrawals and rulings."""

from romduol.knowledge.claims.queries.alone import around, is_about, picture_of, takes_part
from romduol.knowledge.claims.queries.histories import live_row, live_rows, rows_about, version_of
from romduol.knowledge.claims.queries.imported import (
    imported_from,
    known_subjects,
    live_of_source,
    told_of,
    was_live_of_source,
)
from romduol.knowledge.claims.queries.joinings import circles_today, joined_pairs, joined_today, joined_with
from romduol.knowledge.claims.queries.stored import (
    CHECK,
    PLAIN,
    all_checks,
    all_claims,
    all_facts,
    all_rulings,
    all_subjects,
    all_withdrawals,
    claimed_numbers,
    claims_of_source,
    state_of_claims,
    stored_claim,
)
from romduol.knowledge.claims.queries.subjects import subject, subject_ids, subjects_of

__all__ = [
    "CHECK",
    "PLAIN",
    "all_checks",
    "all_claims",
    "all_facts",
    "all_rulings",
    "all_subjects",
    "all_withdrawals",
    "around",
    "circles_today",
    "claimed_numbers",
    "claims_of_source",
    "imported_from",
    "is_about",
    "joined_pairs",
    "joined_today",
    "joined_with",
    "known_subjects",
    "live_of_source",
    "live_row",
    "live_rows",
    "picture_of",
    "rows_about",
    "state_of_claims",
    "stored_claim",
    "subject",
    "subject_ids",
    "subjects_of",
    "takes_part",
    "told_of",
    "version_of",
    "was_live_of_source",
]
