"""The words of this room for codes; English is the key of the catalogue."""

from romduol.ui.words import phrase

KINDS = {
    "organization": phrase("Organisation"),
    "service": phrase("Service"),
    "line": phrase("Phone line"),
    "statement": phrase("Statement"),
}
SEVERITIES = {
    "critical": phrase("Grave"),
    "high": phrase("Serious"),
    "medium": phrase("Medium"),
    "low": phrase("Slight"),
}
STANDINGS = {
    "checked": phrase("checked by us"),
    "first-hand": phrase("the body's own word about itself"),
    "corroborated": phrase("two or more independent voices say so"),
    "reported": phrase("one voice says so"),
    "lapsed": phrase("true once, not checked since"),
    "disputed": phrase("disputed: sources of equal weight disagree"),
    "outweighed": phrase("outweighed: better evidence says otherwise"),
    "withdrawn": phrase("found wrong or unsafe"),
    "": phrase("not counted"),
}
SHOWINGS = {
    "call": phrase("call button"),
    "call_unconfirmed": phrase("call button, with “who answers: not confirmed”"),
    "second": phrase("second button, with its year or “date unknown”"),
    "after_tap": phrase("digits after one tap"),
    "two_owners": phrase("on a page of its own, with both owners, and never on an urgent screen"),
    "withheld": phrase("masked"),
    "do_not_call": phrase("“Do not call”"),
    "": phrase("not shown"),
}
RANKS = {
    "preferred": phrase("comes first"),
    "normal": phrase("counts as any other"),
    "deprecated": phrase("no longer counts"),
}
OUTCOMES = {
    "right": phrase("right"),
    "wrong": phrase("wrong"),
    "no_answer": phrase("no answer"),
    "refused": phrase("they would not say"),
    "moved": phrase("moved"),
    "closed": phrase("closed"),
}
WAYS = {
    "call": phrase("by a call"),
    "visit": phrase("by a visit"),
    "website": phrase("on the website"),
    "e-mail": phrase("by e-mail"),
    "document": phrase("in a document"),
}
VERBS = {
    "check": phrase("Checked"),
    "state": phrase("Stated a fact"),
    "rank": phrase("Ranked a source's word"),
    "end": phrase("Took out a word of the desk"),
    "rule": phrase("Decided a contradiction"),
    "withdraw": phrase("Took back"),
    "undo": phrase("Undid a change"),
}
JOINED = phrase("Joined two records")
PARTED = phrase("Parted two records")
IS_THE_SAME = phrase("%(goes)s is the same as %(stays)s, which stays")
STATES = {
    "waiting": phrase("Waits for the yes of a second person, a publisher. Nothing of it counts yet."),
    "done": phrase("In force"),
    "declined": phrase("Declined: it never counted"),
    "undone": phrase("Undone"),
}
VERDICTS = {
    "both_true": phrase("Both are true"),
    "left_open": phrase("Left open"),
}
CHOICES = {
    "keep_first": (
        phrase("Put one side first"),
        phrase(
            "Readers see this side first among equals. All sources go on counting, so the contradiction stays open."
        ),
    ),
    "keep_only": (
        phrase("Keep one side alone"),
        phrase("The words of the other sides no longer count. They stay in the history, with your reason."),
    ),
    "drop": (
        phrase("One word no longer counts"),
        phrase("The word of one source no longer counts, for a reason. The rest stays as it is."),
    ),
    "both_true": (
        phrase("Both are true"),
        phrase("They no longer count against each other, until a source says something new. Say why both can be true."),
    ),
    "left_open": (
        phrase("Leave it open"),
        phrase("Nothing changes for readers. The reason and the next step stand in the list for whoever comes next."),
    ),
}
"""Choice -> what it is called, what it does."""
