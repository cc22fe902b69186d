"""Lets an administrator lock everything in one act, and hands out what custodians need to open it again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from romduol.care.keys.actions import panic
from romduol.care.keys.queries import custodians_envelopes, members_of, nobody_opens
from romduol.care.keys.views.data import members_told, public_told
from romduol.care.keys.views.json import organization_asked, refusing
from romduol.care.keys.views.page import TEMPLATES
from romduol.care.queues.queries import announced_of, inboxes, inboxes_of
from romduol.care.queues.rules import day_of, name_in, written
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.keeping import who_asks
from romduol.safety.access.views.pages import staff_page
from romduol.safety.access.views.replies import answer
from romduol.safety.accounts.queries import organization_names
from romduol.ui.words import phrase

TITLE = phrase("Panic lock")


@staff_door(Permission.SET_UP)
@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest, lang: str) -> HttpResponse:
    """Lock the inboxes of an organisation for everybody but three of its custodians."""
    known = {found.queue.organization for found in inboxes()}
    locked = False
    if request.method == "POST":
        organization = next((one for one in known if str(one) == request.POST.get("organization")), None)
        if organization is None:
            raise Http404
        panic(organization=organization, by=who_asks(request).by)
        locked = True
    names = organization_names(str(one) for one in known)
    rows = [
        (one, name_in(name, lang), _live(UUID(one)), nobody_opens(UUID(one))) for one, name in sorted(names.items())
    ]
    return staff_page(request, "keys/lock.html", TITLE, folder=TEMPLATES, rows=rows, locked=locked)


@staff_door(Permission.ANSWER)
@require_safe
@refusing
def recovery(request: HttpRequest, lang: str) -> HttpResponse:
    """Return, as a file, what three custodians need to begin the next epochs; all in it is public or closed."""
    _, organization = organization_asked(request)
    found = inboxes_of(organization)
    closed = custodians_envelopes(one.queue.id for one in found)
    told = answer(
        {
            "v": 1,
            "today": day_of(timezone.now()).isoformat(),
            "members": [one for one in members_told(organization) if not one["left"]],
            "queues": [
                {
                    "id": str(one.queue.id),
                    "kind": str(one.queue.kind),
                    "name": dict(one.queue.name),
                    "signed": [written(signed) for signed in one.signed],
                    "announced": public_told(announced_of(one.queue.id)),
                    "custodians": [
                        {"epoch": grant.epoch, "data": written(grant.data)} for grant in closed.get(one.queue.id, [])
                    ],
                }
                for one in found
                if one.signed
            ],
        }
    )
    told.headers["Content-Disposition"] = 'attachment; filename="for-custodians.json"'
    return told


def _live(organization: UUID) -> int:
    return sum(not one.left for one in members_of(organization))
