"""What the form of a report shows, whoever draws it: a page of this site, or a page that stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from romduol.care.queues.records import Inbox, QueueKind
from romduol.care.queues.rules import hours_since, hours_told, name_in, reads_daily
from romduol.care.reports.forms.plain import FAULT_WORDS, FILE, LENGTHS, LONGEST_WORD, Fault, Told
from romduol.care.reports.rules.telling import (
    ABOUT_WORDS,
    CONSENT_WORDS,
    KIND_WORDS,
    PICTURES,
    WHO_WORDS,
    apart,
    is_police,
)
from romduol.care.reports.rules.written import LARGEST_FILE, MOST_FILES, About, Report
from romduol.safety.crypto.receipts import show_code
from romduol.ui.words import phrase, words_of

MOST = {"files": MOST_FILES, "megabytes": LARGEST_FILE // (1024 * 1024)}
"""What of files may go along, as the pages say it."""
MORE = ("where", "when", "contact", FILE)
BUSY = phrase("Much comes in just now. Please try again in a minute.")
CHOOSE_AGAIN = phrase("Please choose the files again: they are kept nowhere before you send.")


def abouts() -> list[tuple[str, str, str]]:
    """Return whom a report may be about, each with its words and its picture."""
    return [(one, words, PICTURES[one]) for one, words in ABOUT_WORDS.items()]


def kinds_of(kinds: Sequence[QueueKind]) -> list[tuple[str, str, str]]:
    """Return what a report may be about, each with its words and its picture."""
    return [(one, KIND_WORDS[one], PICTURES[one]) for one in kinds]


def writing(
    lang: str,
    told: Told,
    living: Sequence[Inbox],
    *,
    fault: Fault | None = None,
    again: bool = False,
    busy: bool = False,
) -> dict[str, Any]:
    """Return what the template of the form is given; without a code it shows a place for one."""
    support, police = apart(living)
    problems = {name: str(text) for name, text in told.problems.items()}
    if fault:
        problems[FILE] = FAULT_WORDS[fault]
    elif again:
        problems[FILE] = CHOOSE_AGAIN
    return {
        "told": told,
        "report": told.report,
        "problems": problems,
        "busy": BUSY if busy else "",
        "support": [_reader(one, lang, told) for one in support],
        "police": [_reader(one, lang, told) for one in police],
        "heading": KIND_WORDS[QueueKind(told.report.kind)],
        "of_oneself": told.report.about is About.ME,
        "of_a_child": told.report.kind == QueueKind.CHILD,
        "consents": CONSENT_WORDS,
        "who": WHO_WORDS,
        "code": show_code(told.code).split(" ") if told.code else [],
        "longest": {**LENGTHS, "word": LONGEST_WORD},
        "open": {"police": _shows_police(told, support, police), "more": _shows_more(told.report, problems)},
        "most": MOST,
    }


def _shows_police(told: Told, support: Sequence[Inbox], police: Sequence[Inbox]) -> bool:
    """Tell whether police stand there unfolded: where somebody chose them, or where there is nobody else."""
    return not support or any(str(one.queue.id) in told.chosen for one in police)


def _shows_more(report: Report, problems: Mapping[str, str]) -> bool:
    """Tell whether what need not be told stands there unfolded: where somebody told of it, or has to look at it."""
    return bool(report.who or report.where or report.when or report.contact or {*MORE} & {*problems})


def _reader(inbox: Inbox, lang: str, told: Told) -> dict[str, Any]:
    """Return who reads an inbox, as the form tells it."""
    queue = inbox.queue
    return {
        "id": str(queue.id),
        "name": name_in(queue.name, lang),
        "hours": hours_told(queue.hours, words_of(lang).gettext),
        "opened": hours_since(queue.opened_hour, timezone.now()),
        "answer": queue.answer_hours,
        "daily": reads_daily(queue),
        "chosen": str(queue.id) in told.chosen,
        "police": is_police(inbox),
    }
