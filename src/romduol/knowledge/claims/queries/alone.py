"""The picture of one subject alone: only what the rules look at for it is read."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from romduol.knowledge.claims import models
from romduol.knowledge.claims.queries.joinings import Pairs, connected, joined_pairs
from romduol.knowledge.claims.queries.stored import all_checks, all_claims, all_rulings, all_withdrawals
from romduol.knowledge.claims.records import Disagreement, Resolution, ResolvedValue
from romduol.knowledge.claims.rules.evidence import LINE, OWNING, line_id
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.claims.rules.resolving import resolve
from romduol.knowledge.sources.queries import all_sources


def around(*subjects: str) -> frozenset[str]:
    """Return the subjects whose claims decide about this one, itself among them; or about any of some.

    Those are who runs it, who else claims its numbers, what all of these are a part of, and the lines themselves. With
    a record go those that it was ever joined with.
    """
    pairs = joined_pairs()
    own = connected(subjects, pairs)
    runs = _values(own, *OWNING)
    claiming = connected(_claiming(_numbers_of(own)), pairs)
    bodies = _and_what_they_are_part_of(own | runs | claiming, pairs)
    return bodies | {line_id(number) for number in _values(own | claiming, "phone")}


def picture_of(subject: str, today: date) -> Resolution:
    """Return what is resolved of one subject on a day, the same as in the whole picture.

    With a line stand what bodies claim its number; disagreements are those in which the subject takes part. Of a record
    that is another one, it is the picture of that one.
    """
    about = around(subject)
    whole = resolve(
        all_claims(about),
        all_checks(about),
        all_withdrawals(about),
        all_sources(today),
        today,
        rulings=all_rulings(about),
    )
    subject = whole.joined.get(subject, subject)
    own = {subject, *(one for one, root in whole.joined.items() if root == subject)}
    lines = own | {line_id(number) for number in _values(own, "phone")}
    return replace(
        whole,
        values=tuple(value for value in whole.values if is_about(subject, value)),
        disagreements=tuple(found for found in whole.disagreements if takes_part(subject, found)),
        withdrawals=tuple(one for one in whole.withdrawals if one.subject in lines),
    )


def is_about(subject: str, value: ResolvedValue) -> bool:
    """Tell whether a value is one of a subject, or a claim to the number of a line."""
    owned = PROPERTIES[value.property].one_owner
    return value.subject == subject or (owned and line_id(value.value) == subject)


def takes_part(subject: str, found: Disagreement) -> bool:
    """Tell whether a disagreement is about a subject, or about a number that it is said to own."""
    claims = (claim for position in found.positions for claim in position.claims)
    return found.subject == subject or any(
        claim.subject == subject or (PROPERTIES[claim.property].one_owner and line_id(claim.value) == subject)
        for claim in claims
    )


def _numbers_of(subjects: frozenset[str]) -> set[str]:
    lines = {subject for subject in subjects if subject.startswith(LINE)}
    keys = {line.removeprefix(LINE) for line in lines}
    return keys | {f"+{key}" for key in keys} | _values(subjects - lines, "phone")


def _values(subjects: Iterable[str], *names: str) -> set[str]:
    rows = models.Claim.objects.filter(subject_id__in=subjects, property__in=names)
    return set(rows.values_list("value", flat=True))


def _claiming(numbers: Iterable[str]) -> set[str]:
    rows = models.Claim.objects.filter(property="phone", value__in=numbers)
    return set(rows.values_list("subject_id", flat=True))


def _and_what_they_are_part_of(bodies: frozenset[str], pairs: Pairs) -> frozenset[str]:
    found = new = connected(bodies, pairs)
    while new:
        new = connected(_values(new, "part_of"), pairs) - found
        found |= new
    return found
