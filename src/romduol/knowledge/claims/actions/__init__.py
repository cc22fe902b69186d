"""Every write of subjects, claims, checks, withdrawals and rulings: nothing is overwritten, a row ends."""

from romduol.knowledge.claims.actions.checks import end_check, record_check
from romduol.knowledge.claims.actions.desk import (
    add_claim,
    end_claim,
    rank_claim,
)
from romduol.knowledge.claims.actions.imports import (
    ImportChanged,
    add_imported_subjects,
    replace_imported,
    restore_imported,
)
from romduol.knowledge.claims.actions.pack import (
    ClaimsChanged,
    record_checks,
    record_subjects,
    record_withdrawals,
    replace_claims,
)
from romduol.knowledge.claims.actions.rulings import end_ruling, rule
from romduol.knowledge.claims.actions.subjects import (
    CannotJoin,
    ClaimOfThePack,
    NotLive,
    Senseless,
    UnknownSubject,
    hold_subject,
    joinable,
)
from romduol.knowledge.claims.actions.withdrawals import take_back, take_back_value

__all__ = [
    "CannotJoin",
    "ClaimOfThePack",
    "ClaimsChanged",
    "ImportChanged",
    "NotLive",
    "Senseless",
    "UnknownSubject",
    "add_claim",
    "add_imported_subjects",
    "end_check",
    "end_claim",
    "end_ruling",
    "hold_subject",
    "joinable",
    "rank_claim",
    "record_check",
    "record_checks",
    "record_subjects",
    "record_withdrawals",
    "replace_claims",
    "replace_imported",
    "restore_imported",
    "rule",
    "take_back",
    "take_back_value",
]
