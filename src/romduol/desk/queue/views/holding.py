"""One item, and what is done with it: taken, handed over, put off, given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from romduol.desk.queue import queries
from romduol.desk.queue.actions import HeldBy, NotAllowed, give_back, hand_over, postpone, take
from romduol.desk.queue.forms import NOBODY, Sent, postponing, query_of, wanted_from
from romduol.desk.queue.views.listing import TEMPLATES, asking, wording
from romduol.safety.access.records import Permission
from romduol.safety.access.rules import staff_door
from romduol.safety.access.views.pages import staff_page
from romduol.ui.words import phrase

TITLE = phrase("One thing to check")


@staff_door(Permission.SEE)
@require_safe
def show_item(request: HttpRequest, lang: str, key: int) -> HttpResponse:
    """Show one item, why it is here, and what can be done with it."""
    return _page(request, lang, key)


@staff_door(Permission.CHECK)
@require_POST
def take_one(request: HttpRequest, lang: str, key: int) -> HttpResponse:
    """Take an item."""
    return _done(request, lang, key, lambda: take(key=key, by=asking(request), now=timezone.now()))


@staff_door(Permission.CHECK)
@require_POST
def give_back_one(request: HttpRequest, lang: str, key: int) -> HttpResponse:
    """Give an item back."""
    return _done(request, lang, key, lambda: give_back(key=key, by=asking(request)))


@staff_door(Permission.CHECK)
@require_POST
def hand_over_one(request: HttpRequest, lang: str, key: int) -> HttpResponse:
    """Give an item to somebody else."""
    to, person = request.POST.get("to", ""), asking(request)
    try:
        return _done(request, lang, key, lambda: hand_over(key=key, to=to, by=person, now=timezone.now()))
    except NotAllowed:
        return _page(request, lang, key, Sent({"to": to}, {"to": NOBODY}), status=422)


@staff_door(Permission.CHECK)
@require_POST
def postpone_one(request: HttpRequest, lang: str, key: int) -> HttpResponse:
    """Put an item off until a day, for a reason."""
    today, person = timezone.localdate(), asking(request)
    sent = postponing(request.POST, today)
    until, reason = sent.until, sent.values["reason"]
    if sent.problems or until is None:
        return _page(request, lang, key, sent, status=422)
    return _done(request, lang, key, lambda: postpone(key=key, until=until, reason=reason, by=person, today=today))


def _done(request: HttpRequest, lang: str, key: int, act: Callable[[], object]) -> HttpResponse:
    """Do something with an item; whoever comes second is told who has it."""
    try:
        act()
    except HeldBy:
        return _page(request, lang, key, status=409)
    except queries.NoSuchItem:
        raise Http404 from None
    if request.POST.get("back") != "list":
        return HttpResponseRedirect(reverse("queue-item", kwargs={"lang": lang, "key": key}), status=303)
    back = reverse("queue", kwargs={"lang": lang}) + query_of(wanted_from(request.POST))
    return HttpResponseRedirect(f"{back}#i{key}", status=303)


def _page(request: HttpRequest, lang: str, key: int, sent: Sent | None = None, status: int = 200) -> HttpResponse:
    try:
        row = queries.item(key)
    except queries.NoSuchItem:
        raise Http404 from None
    words, person = wording(request, lang, [row]), asking(request)
    shows: dict[str, Any] = {
        "card": words.card(row),
        "parts": words.parts(row.item.reach),
        "sent": sent or Sent(),
        "overtaken": status == 409,
        "settled": key in queries.settled_keys(),
        "stewards": [(by, name) for by, name in queries.stewards() if by != row.hold.taken_by],
        "may_check": person.may(Permission.CHECK),
    }
    return staff_page(request, "queue/item.html", TITLE, folder=TEMPLATES, status=status, **shows)
