"""Every read of subjects, claims, checks, withdrawals and rulings."""

from romduol.knowledge.claims.queries.alone import around, is_about, picture_of, takes_part
from romduol.knowledge.claims.queries.histories import live_row, live_rows, rows_about, version_of
from romduol.knowledge.claims.queries.stored import (
    CHECK,
    PLAIN,
    all_checks,
    all_claims,
    all_rulings,
    all_subjects,
    all_withdrawals,
    state_of_claims,
    stored_claim,
)

__all__ = [
    "CHECK",
    "PLAIN",
    "all_checks",
    "all_claims",
    "all_rulings",
    "all_subjects",
    "all_withdrawals",
    "around",
    "is_about",
    "live_row",
    "live_rows",
    "picture_of",
    "rows_about",
    "state_of_claims",
    "stored_claim",
    "takes_part",
    "version_of",
]
