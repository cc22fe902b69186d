"""What the script that seals may say, in the words of the page; the script itself holds none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from romduol.care.queues.records import Inbox
from romduol.care.queues.rules import reads_daily
from romduol.care.reports.rules.telling import NOT_TO_POLICE
from romduol.care.reports.rules.written import MOST_TEXT_BYTES
from romduol.care.reports.views.scripts import script_address
from romduol.safety.crypto.receipts import CODE_DIGITS
from romduol.ui.formatting import day
from romduol.ui.words import phrase, words_of

FILES_HOW = phrase(
    "Up to %(files)s files, each up to %(megabytes)s MB. From pictures we take out place, time and camera. Sound, film "
    "and documents go only just as they are."
)
AS_IT_IS_WHY = phrase("A court may want a file that nobody changed. Whoever reads your report sees what stands inside.")
SAID: Mapping[str, str] = {
    "asking": phrase("Asking for the keys of those who read…"),
    "pictures": phrase("Making the files ready on this phone…"),
    "sealing_now": phrase("Sealing on this phone…"),
    "working": phrase("This phone does a sum that keeps floods out: %(share)s of a hundred…"),
    "sending": phrase("Sending. Please keep this page open…"),
    "opening": phrase("Opening with your code, on this phone…"),
    "fetching": phrase("Fetching the file…"),
    "nothing": phrase("Nothing was sent. What you wrote is still here."),
    "other": phrase("Something went wrong that we do not know."),
    "unreachable": phrase("There was no answer. Is this phone on line?"),
    "unsure": phrase(
        "The line broke while sending: we do not know whether it arrived. Send it again: it is kept only once. "
        "What you wrote is still here."
    ),
    "busy": phrase("Much comes in just now. Please try again in a minute."),
    "elsewhere": phrase("This page did not come from here, so nothing is taken from it."),
    "nobody": phrase("Please choose who may read it."),
    "not_to_police": NOT_TO_POLICE,
    "queue": phrase("One of those whom you chose takes nothing just now. Please open this page anew and choose again."),
    "full": phrase("Under this code there is no more room. Answers still come here. To tell more, begin a new report."),
    "full_of_files": phrase(
        "Under this code there is no more room for files. Words are still taken: send it without files."
    ),
    "not_looked": phrase(
        "Nobody who reads this has looked lately. An answer may take long. In danger, call one of the lines."
    ),
    "tell": phrase("Tell what happened"),
    "long": phrase("This is too long. Please make it shorter; with your code you can send the rest later."),
    "not_written": phrase("You have written nothing yet. To send it all the same, press once more."),
    "room": phrase("There is room for about %(letters)s letters more."),
    "over": phrase("It is too long by about %(letters)s letters."),
    "key": phrase("Those who read it have new keys since you began. Please send it once more."),
    "chain": phrase(
        "The keys of those whom you chose do not fit together. Somebody may want to read what is not for them. "
        "Do not send it from here. Call one of the lines."
    ),
    "date": phrase(
        "The keys of those whom you chose are over, or the date of this phone is wrong. Please look at its date."
    ),
    "sealing": phrase("This phone could not seal it."),
    "shape": phrase("What this page sent could not be read. Please open it anew."),
    "size": phrase("This is too large: shorten it, or send fewer or smaller files."),
    "file": phrase("A file could not be read. Please choose it again."),
    "files": phrase("Too many files at once. Choose fewer; with your code you can send the others later."),
    "no_files": phrase("For children no files are taken. Please take them away."),
    "kind": phrase(
        "Only pictures can be cleaned on this phone. Choose pictures, or choose to send files just as they are."
    ),
    "picture": phrase("This phone cannot clean this picture. Leave it out, or choose to send files just as they are."),
    "empty": phrase("Please write something, or choose a file."),
    "damaged": phrase("It did not open: it was changed on its way, or at the server."),
    "no_thread": phrase(
        "Nothing lies under this code and this safety word. A wrong word looks just the same as a wrong code."
    ),
    "code_length": phrase("A code has %(digits)s digits; you typed %(typed)s. Please count them."),
    "code_sign": phrase("A code has digits alone. Please look at it again."),
    "code_check": phrase("One digit is wrong, or two changed places. Please compare group by group."),
    "group_length": phrase("Please look at group %(group)s: each group has four digits."),
    "group_sign": phrase("Please look at group %(group)s: a code has digits alone."),
    "cannot": phrase(
        "This browser cannot seal here. The server seals it when it arrives, and could read it until then."
    ),
    "plainly": phrase(
        "You can send it without sealing here. Then the server seals it when it arrives: whoever controls the "
        "server at that moment could read it."
    ),
    "send_plainly": phrase("Send without sealing here; the server seals it"),
    "compare": phrase("Compare with a printed card"),
    "compare_how": phrase("If you have a card of those who read, its digits must be the same as these."),
    "sent": phrase("It is sent, sealed"),
    "sent_to": phrase("Only these can open it: %(names)s"),
    "again": phrase(
        "It had arrived at your first try, as you wrote it then. To add what you changed since, come back with "
        "this code."
    ),
    "write_down": phrase("Write this code down"),
    "code_groups": phrase("Six groups of four digits. Khmer digits do as well."),
    "code_alone": phrase(
        "With it you read the answer, add something, or take it back. So can whoever finds it. Nothing is sent to your "
        "phone."
    ),
    "code_lost": phrase("We keep it nowhere. If you lose it, nobody can give it back."),
    "with_word": phrase("Your safety word belongs to it. Do not write both on one paper."),
    "code_photo": phrase("No photo of this page where others may look into your phone."),
    "promised": phrase("An answer is promised within %(hours)s hours."),
    "promised_soon": phrase("An answer is promised within one hour."),
    "other_days": phrase("On days when nobody reads, it takes longer."),
    "look_again": phrase("Look again then; earlier does no harm."),
    "come_back": phrase("Come back with your code"),
    "phone_shows": phrase("What this phone still shows"),
    "danger": phrase("Danger now"),
    "lines": phrase("All lines to call"),
    "your_report": phrase("Your report"),
    "answers": phrase("What was answered"),
    "no_answer": phrase(
        "There is no answer yet. Your report is kept. Nothing is sent to your phone: come again later with this code."
    ),
    "type_answer": phrase("Answer"),
    "type_question": phrase("Question to you"),
    "type_status": phrase("How it stands"),
    "type_damaged": phrase("One answer does not open: it was changed on its way, or at the server."),
    "status_received": phrase("It was received."),
    "status_working": phrase("Somebody works on it."),
    "status_passed_on": phrase("It was passed on."),
    "status_closed": phrase("It is closed. If you add something, it opens again."),
    "fetch_file": phrase("Save the file:"),
    "add": phrase("Add something"),
    "add_words": phrase("In your own words"),
    "add_files": phrase("Pictures or files"),
    "files_how": FILES_HOW,
    "as_it_is_why": AS_IT_IS_WHY,
    "as_it_is": phrase("Send files just as they are: place, time and names may stand inside"),
    "add_send": phrase("Seal and send"),
    "added": phrase("It is sent, sealed."),
    "withdraw": phrase("Take it back"),
    "withdraw_what": phrase(
        "The report, all answers and all files are removed here, at once and for good. What somebody read or saved "
        "already stays with them. An older backup may hold it for a while, sealed."
    ),
    "withdraw_now": phrase("Take it back for good"),
    "withdrawn": phrase("It is taken back"),
    "withdrawn_what": phrase(
        "It is removed here. The code opens nothing any more. An older backup may hold it for a while, sealed."
    ),
}
"""A name that the script uses -> our English text."""


def sealing_of(lang: str) -> dict[str, Any] | None:
    """Return what a page hands to its script: words, and where it asks; None where this copy has no script."""
    address = script_address(lang)
    if not address:
        return None
    words = {name: words_of(lang).gettext(text) for name, text in SAID.items()}
    words["code_length"] = words["code_length"].replace("%(digits)s", str(CODE_DIGITS))
    return {
        "script": address,
        "told": {
            "lang": lang,
            "base": f"/in/{lang}/r/",
            "root": f"/{lang}/",
            "longest": MOST_TEXT_BYTES,
            "words": words,
            "days": days_of(lang),
        },
    }


def look_again(inboxes: Iterable[Inbox], lang: str) -> str:
    """Return when the first answer is promised, by those who read a report; empty where nobody knows who they are."""
    queues = (one.queue for one in inboxes)
    first = min(queues, key=lambda queue: (queue.answer_hours, not reads_daily(queue)), default=None)
    if first is None:
        return ""
    said = words_of(lang).gettext
    promised = "promised_soon" if first.answer_hours == 1 else "promised"
    names = [promised, *([] if reads_daily(first) else ["other_days"]), "look_again"]
    return " ".join(said(SAID[name]) for name in names) % {"hours": first.answer_hours}


def days_of(lang: str) -> list[str]:
    """Return how a day of each month is written: few browsers know the months of every language."""
    days = (day(date(2001, month, 28), lang) for month in range(1, 13))
    return [one.replace("28", "%(day)s").replace("2001", "%(year)s") for one in days]
