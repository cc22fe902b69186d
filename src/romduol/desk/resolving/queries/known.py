"""Finds records: by the code of a page, by a number in any writing, by words of a name."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from romduol.base import phones
from romduol.base.khmer import fold
from romduol.desk.resolving.models import KnownRecord
from romduol.desk.resolving.records import Known
from romduol.knowledge.claims.queries import all_claims, all_subjects, claimed_numbers, rows_about
from romduol.knowledge.claims.records import Stance, Subject
from romduol.knowledge.claims.rules.evidence import LINE, line_id
from romduol.knowledge.directory.queries import NoPackLoaded, loaded_words
from romduol.knowledge.directory.records import PackInfo
from romduol.knowledge.directory.rules.codes import page_code, stable_id

MOST = 30


def record(address: str) -> Known | None:
    """Return the record whose page has this code or UUID; None where there is none."""
    key = _uuid(address)
    row = KnownRecord.objects.filter(Q(uuid=key) if key else Q(code=address)).first()
    return _known(row) if row else _not_noted_yet(address)


def known_as(subject: str) -> Known:
    """Return the record of a subject, also one that came after the last release."""
    row = KnownRecord.objects.filter(pk=subject).first()
    if row:
        return _known(row)
    found = next(iter(all_subjects((subject,))), Subject(subject, "line" if subject.startswith(LINE) else ""))
    known = of_subject(found, loaded_words()[0])
    return known if known.kind == "line" else replace(known, name=names_of_subjects((subject,))[subject])


def of_subject(subject: Subject, info: PackInfo) -> Known:
    """Return the record that a subject is, with the name that we gave it."""
    uuid = stable_id(info.id, f"{subject.kind}/{subject.id}")
    return Known(subject.id, subject.kind, page_code(subject.kind, uuid), uuid, name_from(subject, info))


def national(value: str, info: PackInfo) -> str:
    """Return a number as people dial it."""
    try:
        return _parsed(value, info).national
    except phones.NotAPhoneNumber:
        return value


def name_from(subject: Subject, info: PackInfo) -> Mapping[str, str]:
    """Return how a subject is called where no source names it."""
    if subject.id.startswith(LINE):
        key = subject.id.removeprefix(LINE)
        return {"": key if phones.is_short_key(key) else national(f"+{key}", info)}
    return subject.label or {"": subject.id.partition("-")[2].replace("-", " ").upper() or subject.id}


def names_of_subjects(subjects: Collection[str]) -> dict[str, Mapping[str, str]]:
    """Return the name of each subject; language "" where it is none's, such as a number."""
    rows = {row.subject: row.name for row in KnownRecord.objects.filter(pk__in=subjects)}
    rest = [subject for subject in subjects if subject not in rows]
    info = loaded_words()[0]
    plain = {one.id: name_from(one, info) for one in all_subjects(rest)} if rest else {}
    plain |= _said_names([one for one in rest if set(plain.get(one, {"": ""})) == {""} and not one.startswith(LINE)])
    return {subject: rows.get(subject) or plain.get(subject) or {"": subject} for subject in subjects}


def _said_names(subjects: Collection[str]) -> dict[str, Mapping[str, str]]:
    """Return what sources call records that came after the last release; what nobody says any more comes last."""
    said = [one for one in all_claims(subjects) if one.property == "name"] if subjects else []
    found: dict[str, Mapping[str, str]] = {}
    for claim in sorted(said, key=lambda one: one.ended_on is not None):
        if claim.stance is Stance.ASSERTS:
            found.setdefault(claim.subject, claim.words or {"": claim.value})
    return found


def codes_of(subjects: Collection[str]) -> dict[str, str]:
    """Return the page code of each subject that has a page."""
    return dict(KnownRecord.objects.filter(pk__in=subjects).values_list("subject", "code"))


def find(typed: str) -> list[Known]:
    """Return the records that a number, a page code or words of a name lead to; none where no pack is loaded."""
    try:
        info = loaded_words()[0]
    except NoPackLoaded:
        return []
    number = _number(typed, info)
    if number and rows_about(line_id(number)):
        return [known_as(line_id(number))]
    folded = fold(typed)
    if not folded:
        return []
    rows = KnownRecord.objects.all()
    for word in folded.split():
        rows = rows.filter(words__contains=word)
    found = [_known(row) for row in rows.order_by("kind", "subject")[:MOST]]
    exact = record(typed.strip().lower())
    return [exact, *(one for one in found if one != exact)] if exact else found


def _number(typed: str, info: PackInfo) -> str:
    try:
        number = _parsed(typed, info)
    except phones.NotAPhoneNumber:
        return ""
    return number.e164 or number.short_code or ""


def _parsed(typed: str, info: PackInfo) -> phones.PhoneNumber:
    codes = frozenset(info.short_codes)
    return phones.parse(typed, short_codes=codes, calling_code=info.calling_code or "855", region=info.country)


def _not_noted_yet(address: str) -> Known | None:
    """Look among the subjects themselves: one that was made since the last release is in no table yet."""
    try:
        info = loaded_words()[0]
    except NoPackLoaded:
        return None
    noted = set(KnownRecord.objects.values_list("subject", flat=True))
    lines = (Subject(line_id(number), "line") for number in claimed_numbers())
    rest = (of_subject(subject, info) for subject in (*all_subjects(), *lines) if subject.id not in noted)
    return next((known for known in rest if address in (known.code, known.uuid)), None)


def _uuid(address: str) -> UUID | None:
    try:
        return UUID(address) if len(address) == len("00000000-0000-0000-0000-000000000000") else None
    except ValueError:
        return None


def _known(row: KnownRecord) -> Known:
    return Known(row.subject, row.kind, row.code, str(row.uuid), row.name)
