"""What the script of the inbox says, in the words of the page; the script itself holds none."""

from __future__ import annotations

from collections.abc import Mapping

from romduol.ui.words import phrase

SAID: Mapping[str, str] = {
    "list": phrase("What came in"),
    "thread": phrase("One report"),
    "choose": phrase("Choose a report from the list."),
    "lock": phrase("Lock now"),
    "epoch_over": phrase("Its last day is over: it takes no reports. Begin the next epoch."),
    "epoch_ends_soon": phrase("Its last day is near. Begin the next epoch before."),
    "recovery_is_new": phrase("Its custodians have new keys. Compare the fingerprint with a custodian's new sheet."),
    "your_keys": phrase("Your keys"),
    "look_again": phrase("Look for new ones"),
    "counts": phrase("Counts"),
    "audit": phrase("What was done"),
    "back": phrase("Back to the list"),
    "more": phrase("Show more"),
    "show": phrase("Which ones to show"),
    "show.open": phrase("All that are open"),
    "show.waits": phrase("What waits for somebody"),
    "show.mine": phrase("Given to me"),
    "show.closed": phrase("Closed"),
    "empty": phrase("Nothing has come in."),
    "empty_more": phrase(
        "Your inbox counts as open now, and people can report to it. New reports join it in batches, some of them "
        "within minutes. Look again a few times a day, or it stops taking reports."
    ),
    "no_queue": phrase("You are a member of no inbox yet. Make your keys, then ask a member to let you join."),
    "none_such": phrase("None of these."),
    "fetched_number": phrase("Fetched, still closed: %(number)s"),
    "opening_number": phrase("Opening: %(done)s of %(of)s"),
    "opened_number": phrase("Open in this browser: %(number)s"),
    "kept": phrase("Sealed and kept."),
    "lost": phrase("What could not be opened: %(number)s"),
    "lost_here": phrase("Some of this report could not be opened"),
    "overdue": phrase("A decision is overdue"),
    "decide_by": phrase("Decide by %(at)s"),
    "danger": phrase("Danger now"),
    "child": phrase("A child"),
    "late": phrase("Waits too long"),
    "waits": phrase("Waits"),
    "closed": phrase("Closed"),
    "merged_number": phrase("%(number)s reports of the same"),
    "double_of": phrase("Of the same, from %(at)s"),
    "due": phrase("answer by %(at)s"),
    "tags": phrase("Tags"),
    "no_words": phrase("No words"),
    "yes": phrase("Yes"),
    "nobody": phrase("Nobody"),
    "somebody": phrase("Somebody who is no member"),
    "nobody_named": phrase("nobody is named: pass it on to nobody"),
    "pass_to": phrase("Only to:"),
    "police_never": phrase("Not to the police."),
    "police_if_named": phrase("To the police only if they are named here."),
    "about_other": phrase("Told by somebody else. Whom it is about has agreed to nothing."),
    "child_limits": phrase(
        "Where a child is in danger, confidentiality ends at what protects the child. Decide whether to escalate, "
        "and write the decision down."
    ),
    "asked.about": phrase("About"),
    "asked.danger_now": phrase("In danger now"),
    "asked.child_here": phrase("Under eighteen"),
    "asked.who": phrase("Who did it"),
    "asked.what": phrase("What happened"),
    "asked.where": phrase("Where"),
    "asked.when": phrase("When"),
    "asked.contact": phrase("How to reach them"),
    "asked.lang": phrase("Language"),
    "asked.at": phrase("Written"),
    "escalation_done": phrase("Escalated, and written down what came of it"),
    "nothing_yet": phrase("Nothing was answered or added yet."),
    "wrote.reporter": phrase("Added by whoever reported"),
    "wrote.answer": phrase("Our answer"),
    "wrote.question": phrase("Our question"),
    "wrote.status": phrase("We told how it stands"),
    "taken_back": phrase("taken back"),
    "files": phrase("Files"),
    "file_without_name": phrase("file-without-name"),
    "file_untouched": phrase("Not cleaned: place, time and names may stand inside. Open it on a safe machine alone."),
    "file_not_here": phrase("It is named, but the server has not handed it out."),
    "save_file": phrase("Save it"),
    "show_picture": phrase("Show the picture"),
    "picture": phrase("The picture"),
    "kilobytes": phrase("%(number)s KB"),
    "dealt_with": phrase("Read; no answer is needed"),
    "part": phrase("Not the same: part them again"),
    "act.answer": phrase("Answer, or ask"),
    "answer_hint": phrase(
        "Whoever reported reads it with their code, maybe with somebody beside them. Write no name, and nothing that "
        "puts them in danger."
    ),
    "your_words": phrase("Your words to whoever reported"),
    "files_too": phrase("Files to go along"),
    "files_hint": phrase("They go as they are: place, time and names may stand inside."),
    "send_answer": phrase("Seal and send as an answer"),
    "send_question": phrase("Seal and send as a question"),
    "act.status": phrase("Tell how it stands"),
    "status": phrase("How it stands"),
    "status_hint": phrase("Whoever reported reads it in these words."),
    "set_status": phrase("Seal and tell"),
    "act.assign": phrase("Give it to somebody"),
    "assign_to": phrase("Who takes care of it"),
    "assign": phrase("Give it to them"),
    "act.tag": phrase("Tags"),
    "new_tag": phrase("A tag of your own words"),
    "add_tag": phrase("Add the tag"),
    "remove_tag": phrase("Take off: %(tag)s"),
    "act.escalate": phrase("Escalate"),
    "escalate_hint": phrase(
        "For a child or a life in danger. The server cannot do it for you: call, then write down here what was decided "
        "and until when. It stands first in the list until you write down what came of it."
    ),
    "decision": phrase("What was decided, by whom, and why"),
    "deadline": phrase("Until when"),
    "escalate": phrase("Write down the decision"),
    "escalated_done": phrase("Write down what came of it"),
    "act.note": phrase("A note for us alone"),
    "note_text": phrase("Note"),
    "note_hint": phrase("Whoever reported never sees it."),
    "add_note": phrase("Seal the note"),
    "act.merge": phrase("May tell of the same: %(number)s"),
    "merge_hint": phrase("A person decides. Each of them still gets answers of their own."),
    "no_doubles": phrase("No other report shares contact, place and day, or many words."),
    "merge": phrase("It is the same"),
    "look_at_it": phrase("Look at it"),
    "act.close": phrase("Close"),
    "close_hint": phrase(
        "Whoever reported reads that it is closed. Some months later all of it is removed. What they add opens it "
        "again."
    ),
    "outcome": phrase("What came of it"),
    "close": phrase("Close it"),
    "counts_hint": phrase(
        "Made in this browser; nothing of it is sent. What is fewer than five is left out, and so is what would give "
        "it away."
    ),
    "counts_apart": phrase(
        "Give out one table in a long while: the difference of two that are days apart may tell of one person."
    ),
    "fewer_than_five": phrase("left out"),
    "table": phrase("Table"),
    "cell": phrase("What"),
    "count": phrase("How many"),
    "all": phrase("All"),
    "save_csv": phrase("Save as a table (CSV)"),
    "audit_hint": phrase("Sealed to this inbox. No record is named, and no time of day."),
    "audit_empty": phrase("Nothing was noted yet."),
    "moment": phrase("%(day)s %(month)s %(year)s, %(time)s"),
    "day": phrase("%(day)s %(month)s %(year)s"),
}
"""A name that the script uses -> our English text."""

KINDS = {
    "trafficking": phrase("Suspected trafficking"),
    "child": phrase("A child is exploited"),
    "violence": phrase("Violence or extortion"),
    "unknown": phrase("Not said"),
    "": phrase("Not said"),
}
STATUS = {
    "received": phrase("It was received."),
    "working": phrase("Somebody works on it."),
    "passed_on": phrase("It was passed on."),
    "closed": phrase("It is closed."),
}
OUTCOMES = {
    "open": phrase("Still open"),
    "helped": phrase("Help was given"),
    "passed_on": phrase("Passed on, as agreed"),
    "no_contact": phrase("Nobody could be reached"),
    "not_ours": phrase("Not for us"),
    "double": phrase("The same as another"),
    "other": phrase("Something else"),
}
PROBLEMS = {
    "no-key": phrase(
        "It is sealed to an older key that you were not given. A member who joined before you can give it to you, on "
        "the page of keys."
    ),
    "no-report": phrase("The report that it belongs to is not here or does not open, so this cannot be opened either."),
    "unreadable": phrase("It opened, but it is not written as this page writes: maybe by a newer version."),
    "other-context": phrase(
        "It was sealed as something else, or sent to another inbox: somebody put it here. Tell the other members, on "
        "a line that you know."
    ),
    "other-key": phrase(
        "Another key closes it than the one that stands on it: it may have been swapped. Tell the other members, on "
        "a line that you know."
    ),
    "malformed": phrase("These are not the bytes of a sealed record."),
    "damaged": phrase("It was changed or cut off after it was sealed. Tell whoever keeps the server."),
    "away": phrase("The server did not hand it out. Try again."),
    "": phrase("It does not open."),
}
FAILED = {
    "signed-out": phrase("The server does not know you any more. Copy what you wrote, then sign in again."),
    "too-large": phrase("It is too large: at most five files of ten megabytes."),
    "busy": phrase("The server has too much to do. Try again in a minute; what you wrote is still here."),
    "away": phrase("The server cannot be reached. Nothing was sent; what you wrote is still here."),
    "refused": phrase("The server did not take it. Load the page again: the key of the inbox may be a new one."),
    "epoch-over": phrase("The epoch of this inbox is over. A member must begin the next one, on the page of keys."),
    "other": phrase("It did not work. Nothing was sent; what you wrote is still here."),
    "": phrase("It did not work. Nothing was sent; what you wrote is still here."),
}

CODES: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS,
    "about": {"me": phrase("The person who writes"), "other": phrase("Somebody else")},
    "consent": {
        "tell": phrase("Do not tell anybody else"),
        "help": phrase("Help, and tell nobody else"),
        "pass_without_name": phrase("Pass it on without saying who it is"),
        "pass_in_full": phrase("Pass all of it on"),
    },
    "who": {
        "partner": phrase("Partner"),
        "family": phrase("Family"),
        "client": phrase("Client"),
        "employer": phrase("Employer"),
        "police": phrase("Police"),
        "official": phrase("Another official"),
        "stranger": phrase("Stranger"),
        "other": phrase("Somebody else"),
        "unknown": phrase("Not said"),
    },
    "lang": {"km": phrase("Khmer"), "en": phrase("English"), "vi": phrase("Vietnamese")},
    "status": STATUS,
    "outcome": OUTCOMES,
    "note": {
        "assigned": phrase("Given to"),
        "tag": phrase("Tag"),
        "escalated": phrase("Escalated"),
        "merged": phrase("Of the same"),
        "closed": phrase("Closed"),
        "comment": phrase("Note"),
        "answered": phrase("Dealt with"),
    },
    "alike": {
        "contact": phrase("The same contact"),
        "place": phrase("The same place and day"),
        "words": phrase("Many of the same words"),
    },
    "record": {
        "16": phrase("Report"),
        "17": phrase("Addition"),
        "18": phrase("Answer"),
        "19": phrase("File"),
        "20": phrase("Note"),
        "64": phrase("Entry"),
        "": phrase("Entry"),
    },
    "problem": PROBLEMS,
    "failed": FAILED,
    "table": {
        "kind": phrase("Kind"),
        "month": phrase("Month"),
        "outcome": phrase("What came of it"),
        "who": phrase("Who did it"),
    },
    "month": {"unknown": phrase("Not said")},
    "done": {
        "opened": phrase("Opened the inbox"),
        "file": phrase("Fetched a file"),
        "wrote": phrase("Wrote in a report"),
        "closed": phrase("Closed a report"),
        "": phrase("Something else"),
    },
}
"""A table of codes -> a code, or none for all others -> our English text."""
