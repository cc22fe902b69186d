"""Shows who did what to which record, and proves on request that nothing of it was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.accounts.queries import PERSON, names_of
from romduol.safety.accounts.queries.people import everybody
from romduol.safety.accounts.views.drawing import page
from romduol.safety.audit.models import AuditEntry
from romduol.safety.audit.queries import broken, head, recent
from romduol.safety.audit.records import Fault
from romduol.ui.words import phrase, words_of

ON_A_PAGE = 40
FURTHEST = 10_000
FAULTS = {
    Fault.CHANGED: phrase("Entry %(number)s is not as it was written."),
    Fault.REMOVED_BEFORE: phrase("Something before entry %(number)s was removed or changed."),
    Fault.INSERTED: phrase("Entry %(number)s was put in later."),
    Fault.REMOVED_AT_END: phrase("The last entries were removed."),
    Fault.NOT_FOUND: phrase("The digest that you kept is not in the chain: it was made anew since."),
}


@staff_door(Permission.AUDIT)
def audit(request: HttpRequest, lang: str) -> HttpResponse:
    """List what was done, newest first, by one person or to one record where that is asked."""
    asked = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in ("by", "kind", "id", "kept")}
    start = _number(request.GET.get("from", ""))
    subject = (asked["kind"], asked["id"]) if asked["kind"] else None
    found = recent(limit=ON_A_PAGE + 1, start=start, subject=subject, by=asked["by"])
    entries = found[:ON_A_PAGE]
    names = names_of(name for entry in entries for name in (entry.by, _subject(entry)))
    return page(
        request,
        "audit.html",
        phrase("Audit"),
        entries=[(entry, names[entry.by], names[_subject(entry)], _note(entry.detail)) for entry in entries],
        at=timezone.localtime,
        asked=asked,
        people=[("", words_of(lang).gettext("Everybody")), *((f"{PERSON}{one.id}", one.name) for one in everybody())],
        newer=max(start - ON_A_PAGE, 0) if start else None,
        older=start + ON_A_PAGE if len(found) > ON_A_PAGE else None,
        head=head(),
        proof=_proof(lang, asked["kept"]) if "kept" in request.GET else None,
    )


def _subject(entry: AuditEntry) -> str:
    """Return what an entry is about, as `names_of` takes it: an account is told by its name."""
    return f"{PERSON}{entry.subject_id}" if entry.subject_kind == "account" else entry.subject_id


def _note(detail: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {_told(value)}" for name, value in detail.items())


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(map(_told, value.values()))
    return ", ".join(map(_told, value)) if isinstance(value, list) else str(value)


def _proof(lang: str, kept: str) -> list[str]:
    words = words_of(lang)
    places = broken(written_down=kept.lower())
    return [words.gettext(FAULTS[place.fault]) % {"number": place.number} for place in places]


def _number(text: str) -> int:
    return min(int(text), FURTHEST) if text.isascii() and text.isdigit() and len(text) < 8 else 0
