"""One import: how far it is, what it would do, and what somebody decides about it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from romduol.desk.loading import queries
from romduol.desk.loading.forms import TABLES, ReasonForm
from romduol.desk.loading.queries import NoSuchImport
from romduol.desk.loading.queries.folders import file_of
from romduol.desk.loading.records import Import, SetAside, State
from romduol.desk.loading.rules.supplying import source_of, weighs_more
from romduol.desk.loading.rules.weighing import load_waits
from romduol.desk.loading.views.listing import TEMPLATES
from romduol.desk.loading.views.telling import EXAMPLES, SHOWN_REASONS, import_told, report_told
from romduol.desk.loading.views.weighing import SHOWN, critical_told, weight_told
from romduol.desk.operator.queries import operator
from romduol.desk.resolving.views.telling import Teller
from romduol.knowledge.sources.queries import all_sources
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import language_of, staff_page
from romduol.ui.words import phrase

TITLE = phrase("A list that was handed in")
AGAIN_SECONDS = "2"
"""How soon a browser asks again while something is under way: no script is needed."""
REPORTED = (State.TRIED, State.WAITING, State.LOADING, State.LOADED, State.UNDONE)

LOOKED_AT = (State.TRIED, State.WAITING)
MENDABLE = (State.TRIED, State.REFUSED, State.FAILED)


@staff_door(Permission.IMPORT)
@require_safe
def shown(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """Show how far an import is; then what it would do, or did."""
    return page(request, found_import(key))


def found_import(key: UUID) -> Import:
    """Return an import, or let its address not be there."""
    try:
        return queries.import_of(key, timezone.now())
    except NoSuchImport:
        raise Http404 from None


def page(
    request: HttpRequest, found: Import, *, problem: str = "", form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    """Return the page of an import; `problem` is one of our texts, `form` a reason that was missing."""
    tell, person = Teller(language_of(request)), who_asks(request)
    own = found.wanted_by == person.by
    answer = staff_page(
        request,
        "loading/one.html",
        TITLE,
        folder=TEMPLATES,
        status=status,
        it=import_told(found, tell),
        report=report_told(found.counts, _examples(found), tell) if found.state in REPORTED else None,
        weight=weight_told(found, tell),
        critical=critical_told(queries.critical_said(found.id, SHOWN), tell) if found.state in LOOKED_AT else [],
        waits=found.state is State.TRIED and _waits(found),
        own=own,
        a_table=found.state in MENDABLE and _is_table(found.id),
        may=person.may(Permission.APPROVE) and not own,
        problem=tell(problem) if problem else "",
        problems={name: tell(text) for name, text in form.problems.items()} if form else {},
        sent=form.sent if form else {},
    )
    if found.going:
        answer["Refresh"] = AGAIN_SECONDS
    return answer


def _waits(found: Import) -> bool:
    """Tell whether a load of this would wait for a second yes; the action that loads decides the same way."""
    was = all_sources().get(found.source)
    more = weighs_more(source_of(found.supplier, was), was)
    return load_waits(found.counts, operator().second_yes, weighs_more=more)


def _is_table(key: UUID) -> bool:
    file = file_of(key)
    return file is not None and file.suffix in TABLES


def _examples(found: Import) -> dict[str, list[SetAside]]:
    """Return a few records for each of the most frequent reasons."""
    reasons = sorted(found.counts.by_reason, key=lambda code: -found.counts.by_reason[code])[:SHOWN_REASONS]
    return {code: queries.set_aside(found.id, code, size=EXAMPLES) for code in reasons}
