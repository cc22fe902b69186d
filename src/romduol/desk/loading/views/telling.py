"""Puts an import, its report and its findings into the words of whoever reads the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from markupsafe import Markup, escape

from romduol.desk.imports.causes import cause_in
from romduol.desk.loading.records import Counts, Import, SetAside, State, Supplier, Told
from romduol.desk.loading.views import words
from romduol.desk.resolving.views.telling import Teller
from romduol.safety.accounts.queries import names_of
from romduol.ui.words import phrase

EXAMPLES = 3
"""Records of each reason that the report shows; all of them are one tap away."""
SHOWN_REASONS = 12


def import_told(found: Import, tell: Teller) -> dict[str, Any]:
    """Return an import for a page: whose file, who brought it when, how far it is."""
    people = [one for one in (found.asked_by, found.wanted_by, found.decided_by, found.undo_by) if one]
    names = names_of(people)
    return {
        "id": str(found.id),
        "href": reverse("import", kwargs={"lang": tell.lang, "key": found.id}),
        "title": tell.say(found.supplier.title),
        "publisher": found.supplier.publisher,
        "source": found.source,
        "file": found.file_name,
        "size": size_told(found.size),
        "dated": tell.day(found.supplier.date) if found.supplier.date else "",
        "complete": found.supplier.complete,
        "state": tell(words.STATES[found.state]),
        "code": str(found.state),
        "grave": found.state in words.GRAVE,
        "going": found.going,
        "stage": tell(words.STAGES.get(found.stage, "")) if found.stage else "",
        "read": size_told(found.read_bytes),
        "share": _share(found),
        "seen": found.read_records,
        "records": found.counts.ready,
        "aside": found.counts.set_aside,
        "who": names.get(found.asked_by, found.asked_by),
        "when": tell.moment(found.asked_at) if found.asked_at else "",
        "wanted": names.get(found.wanted_by, found.wanted_by),
        "wanted_when": tell.moment(found.wanted_at) if found.wanted_at else "",
        "undo_by": names.get(found.undo_by, found.undo_by),
        "undo_why": found.undo_why,
        "decided": names.get(found.decided_by, found.decided_by),
        "decided_when": tell.moment(found.decided_at) if found.decided_at else "",
        "decided_why": found.decided_why,
        "loaded_when": tell.moment(found.loaded_at) if found.loaded_at else "",
        "failed": tell(words.FAILURES.get(found.failed, found.failed)) if found.failed else "",
        "why": coded(cause_in(found.why, tell.lang)) if found.why else "",
        "digest": found.digest,
        "staged": found.staged,
    }


def _share(found: Import) -> int:
    """Return how much of the file is read, in hundredths."""
    return min(100, 100 * found.read_bytes // found.size) if found.size else 0


def size_told(size: int) -> str:
    """Return a size in bytes as people say it.

    >>> size_told(1_500_000), size_told(20_000), size_told(90)
    ('1.5 MB', '20 KB', '90 B')
    """
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{size // 1000} KB" if size >= 1000 else f"{size} B"


def report_told(counts: Counts, aside: Mapping[str, list[SetAside]], tell: Teller) -> dict[str, Any]:
    """Return what a load would do or did: numbers, what is set aside by reason with examples, what is left out."""
    effect = counts.effect
    safe, other = _parted(counts.left_out)
    return {
        "records": counts.records,
        "ready": counts.ready,
        "repeated": counts.repeated,
        "aside": counts.set_aside,
        "kinds": [(tell(words.KINDS[kind]), counts.kinds[kind]) for kind in words.KINDS if counts.kinds.get(kind)],
        "phones": counts.kinds.get("line", 0),
        "new": effect.subjects_new,
        "known": effect.subjects_known,
        "added": effect.added,
        "ended": effect.ended,
        "kept": effect.kept,
        "ruled": effect.ruled,
        "changes": effect.changes or bool(counts.renewed),
        "lets_go": effect.lets_go,
        "not_running": counts.not_running,
        "silent": counts.left_out.get("not_running", 0),
        "alike": counts.alike,
        "critical": [(tell.property(name), count) for name, count in counts.critical.items()],
        "renewed": [(tell.property(name), count) for name, count in counts.renewed.items()],
        "reasons": [_reason(code, count, aside.get(code, []), tell) for code, count in _most(counts.by_reason)],
        "for_safety": [_reason(code, count, [], tell) for code, count in _most(safe)],
        "left_out": [_reason(code, count, [], tell) for code, count in _most(other)],
    }


def _parted(left_out: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    safe = {code: count for code, count in left_out.items() if code in words.FOR_SAFETY}
    return safe, {code: count for code, count in left_out.items() if code not in safe}


def _most(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _reason(code: str, count: int, examples: Iterable[SetAside], tell: Teller) -> dict[str, Any]:
    return {
        "code": code,
        "what": finding_named(code, tell),
        "count": count,
        "do": _do(code, tell),
        "examples": [aside_told(one, tell, code) for one in list(examples)[:EXAMPLES]],
    }


def _do(code: str, tell: Teller) -> Markup:
    """Return what somebody has to do; nothing where there is nothing to do."""
    text = words.to_do(code)
    return coded(tell(text)) if text and not text.startswith(words.NOTHING_TO_DO) else Markup()


def coded(text: str) -> Markup:
    """Return a text with what stands between backticks as code, as it is typed.

    >>> coded("Write `2026-12-01` & no more")
    Markup('Write <code>2026-12-01</code> &amp; no more')
    """
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup().join(Markup("<code>{}</code>").format(one) if at % 2 else one for at, one in enumerate(parts))


def finding_named(code: str, tell: Teller) -> Markup:
    """Return what a code means, in a few words."""
    return coded(tell(words.FINDINGS.get(code, code)))


def aside_told(one: SetAside, tell: Teller, code: str = "") -> dict[str, Any]:
    """Return a record that was set aside: where it stands, what it calls itself, and why (for one code alone)."""
    found = [told for told in one.findings if not code or told.code == code]
    return {
        "place": place_told(one.file, _sheet(one), one.record, one.line, tell),
        "name": one.name or one.key,
        "findings": [finding_told(told, tell) for told in found],
    }


def finding_told(found: Told, tell: Teller) -> dict[str, Any]:
    """Return one finding in words: where, which field, what is wrong, what to do."""
    what, cause = finding_named(found.code, tell), coded(cause_in(found.cause, tell.lang))
    return {
        "place": place_told(found.file, found.sheet, found.record, found.line, tell),
        "field": found.pointer,
        "what": what,
        "cause": "" if cause == what else cause,
        "do": _do(found.code, tell),
        "severity": found.severity,
    }


def _sheet(one: SetAside) -> str:
    return one.findings[0].sheet if one.findings else ""


def place_told(file: str, sheet: str, record: int | None, line: int | None, tell: Teller) -> Markup:
    """Return where something stands: the sheet or the file, then the row where rows count, else the record."""
    where = sheet or file
    parts = [Markup('<bdi dir="auto">{}</bdi>').format(where)] if where else []
    row = line if line is not None else record if sheet else None  # of a workbook records are counted as rows
    if row is not None:
        parts.append(tell(phrase("row %(row)s"), row=row))
    elif record is not None:
        parts.append(tell(phrase("record %(record)s"), record=record))
    return Markup(", ").join(parts)


def supplier_told(found: Supplier, tell: Teller) -> dict[str, Any]:
    """Return a supplier for a list: title, who made it, the day of its last list."""
    return {
        "id": found.id,
        "title": tell.say(found.title),
        "publisher": found.publisher,
        "dated": tell.day(found.date) if found.date else "",
        "href": reverse("import-hand-in", kwargs={"lang": tell.lang, "source": found.id}),
        "again": reverse("import-supplier-again", kwargs={"lang": tell.lang, "source": found.id}),
    }


def needs_care(found: Import) -> bool:
    """Tell whether an import is one that somebody has to do something about."""
    return found.state in (State.TRIED, State.WAITING, State.FAILED)
