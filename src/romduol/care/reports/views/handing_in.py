"""Takes a letter that was sealed without a network: from anybody, with or without a script, kept once, never opened."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from romduol.care.reports import actions
from romduol.care.reports.forms.letters import read_letter
from romduol.care.reports.forms.sealed import SealedReport
from romduol.care.reports.forms.strict import NotTaken, Refusal
from romduol.care.reports.records import Kept
from romduol.care.reports.views.guarding import guarding
from romduol.care.reports.views.offering import offered
from romduol.care.reports.views.pages import drawn
from romduol.care.reports.views.parts import letter_of
from romduol.care.reports.views.sealed import keep
from romduol.care.reports.views.writing import BUSY
from romduol.knowledge.releases.views.packing import travels_packed
from romduol.safety.access.rules import public_door
from romduol.safety.access.views.origin import is_from_here
from romduol.ui.formatting import day
from romduol.ui.words import phrase

HERE = "r/h"
CHOOSE = phrase("Please choose the file.")
NO_LETTER = phrase("This is no sealed file, or it was changed or cut off on its way. It was not kept.")
NOT_NOW = phrase(
    "Nobody opened lately an inbox that this file is for, so it could lie there unread. It was not kept. Keep the file "
    "and hand it in later, or let its writer call a line."
)
NEW_KEYS = phrase(
    "The keys of those who read it have changed since it was sealed. It was not kept: they may be unable to open it. "
    "It has to be written again, with a newer page."
)
WHY = {Refusal.QUEUE: NOT_NOW, Refusal.KEY: NEW_KEYS}
"""What is told besides that it is no letter."""


@public_door
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@travels_packed
@sensitive_variables()
def hand_in(request: HttpRequest, lang: str) -> HttpResponse:
    """Show where a letter is handed in, or keep the one that came."""
    if request.method != "POST":
        return _asking(lang)
    if not is_from_here(request):
        return drawn("elsewhere", lang, 403, here=HERE)
    try:
        letter = letter_of(request)
        if letter is None:
            return _asking(lang, CHOOSE)
        kept = _kept(request, letter)
    except NotTaken as problem:
        return _asking(lang, WHY.get(problem.why, NO_LETTER))
    except actions.NotForIt:  # An inbox began a new epoch in between, or an id is another's.
        return _asking(lang, NEW_KEYS)
    except DatabaseError:  # Its message could hold a digest of a receipt, so it goes no further.
        return _asking(lang, BUSY, 503)
    return drawn("handed_in", lang, here=HERE, again=kept is Kept.AGAIN)


def _kept(request: HttpRequest, letter: bytes) -> Kept:
    """Keep a letter, or find that it came before; raises `NotTaken`, `NotForIt`."""
    text, files = read_letter(letter)

    def later(report: SealedReport) -> bool:
        # There was no network for a challenge, so it is let in as what comes without a script.
        flood = guarding.comes_in_a_flood(request)
        return flood | guarding.fills(one.queue for one in report.submission.report.envelopes if one.queue)

    return keep(text, files, later)


def _asking(lang: str, problem: str = "", status: int = 422) -> HttpResponse:
    found = offered()
    until = day(found.until, lang) if found else ""
    return drawn("hand_in", lang, status if problem else 200, here=HERE, problem=problem, offered=until)
