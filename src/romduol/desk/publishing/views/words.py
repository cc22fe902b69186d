"""The words of this room for codes; English is the key of the catalogue."""

from collections.abc import Mapping

from romduol.desk.publishing.records import Failure, Happened
from romduol.ui.words import phrase

HEADINGS = {
    Happened.NUMBER_ADDED: phrase("Numbers that readers get newly"),
    Happened.NUMBER_REMOVED: phrase("Numbers that readers no longer get"),
    Happened.TAKEN_BACK: phrase("Numbers marked “do not call”"),
    Happened.SHOWN_OTHERWISE: phrase("Numbers shown in another way"),
    Happened.OTHER_OWNER: phrase("Numbers with other owners"),
    Happened.RECORD_ADDED: phrase("New in the list"),
    Happened.RECORD_REMOVED: phrase("No longer in the list"),
    Happened.RECORD_JOINED: phrase("Records that are now one with another"),
    Happened.RECORD_PARTED: phrase("Records that are two again"),
    Happened.VALUE_ADDED: phrase("Told newly"),
    Happened.VALUE_REMOVED: phrase("No longer told"),
    Happened.STANDING_CHANGED: phrase("Relied on more, or less"),
    Happened.CONTRADICTION_FOUND: phrase("Contradictions found"),
    Happened.CONTRADICTION_SETTLED: phrase("Contradictions settled"),
    Happened.TEXT_CHANGED: phrase("Texts that changed"),
    Happened.TRANSLATION_CHANGED: phrase("What a translation is worth"),
    Happened.KEEPER_CHANGED: phrase("Who keeps this site up"),
}
ITEMS = {
    Happened.NUMBER_ADDED: phrase("number %(value)s added: %(after)s"),
    Happened.NUMBER_REMOVED: phrase("number %(value)s removed"),
    Happened.TAKEN_BACK: phrase("number %(value)s: “Do not call”"),
    Happened.SHOWN_OTHERWISE: phrase("number %(value)s, before: %(before)s; now: %(after)s"),
    Happened.OTHER_OWNER: phrase("number %(value)s, before: %(before)s; now: %(after)s"),
    Happened.RECORD_ADDED: phrase("is new"),
    Happened.RECORD_REMOVED: phrase("is not listed any more"),
    Happened.RECORD_JOINED: phrase(
        "is the same as %(after)s: its page leads on to that one, which has all numbers now"
    ),
    Happened.RECORD_PARTED: phrase("has a page of its own again, and is no longer %(before)s"),
    Happened.VALUE_ADDED: phrase("%(name)s “%(value)s” added: %(after)s"),
    Happened.VALUE_REMOVED: phrase("%(name)s “%(value)s” removed"),
    Happened.STANDING_CHANGED: phrase("%(name)s “%(value)s”, before: %(before)s; now: %(after)s"),
    Happened.CONTRADICTION_FOUND: phrase("contradiction about: %(name)s"),
    Happened.CONTRADICTION_SETTLED: phrase("contradiction settled about: %(name)s"),
    Happened.TEXT_CHANGED: phrase("%(lang)s text changed"),
    Happened.TRANSLATION_CHANGED: phrase("%(lang)s text, before: %(before)s; now: %(after)s"),
    Happened.KEEPER_CHANGED: phrase("Readers are told: %(after)s"),
}
LANGUAGES = {"km": phrase("Khmer"), "en": phrase("English")}
TRANSLATIONS = {
    "original": phrase("the text that others translate"),
    "reviewed": phrase("read by a person"),
    "machine-drafted": phrase("machine-drafted, no person has read it"),
    "outdated": phrase("outdated"),
    "missing": phrase("missing"),
    "": phrase("missing"),
}
TRIAL = phrase("this is a trial copy, and nobody keeps it up yet")
PAGES = {
    "changed": phrase("changed"),
    "added": phrase("new"),
    "removed": phrase("gone"),
}
FAILURES = {
    Failure.CANNOT_SIGN: phrase(
        "The key that signs is missing, or its time is over. Whoever keeps the server runs `romduol key show`, which "
        "says what to do. Readers keep what they have."
    ),
    Failure.DISK_FULL: phrase(
        "The disk is full. Nothing was published; readers keep what they have. Whoever keeps the server runs "
        "`romduol gc` or makes room."
    ),
    Failure.LIST_LOST: phrase(
        "The list of what was taken back is gone or damaged. Nothing was published, since dangerous numbers could come "
        "back. Whoever keeps the server runs `romduol publish --force`."
    ),
    Failure.ALREADY_PUBLISHING: phrase(
        "Somebody else is publishing just now, perhaps the server by itself. Wait a minute and try again."
    ),
    Failure.NOTHING_PUBLISHED: phrase("Nothing was published yet, so there is nothing to go back to."),
    Failure.NO_PACK: phrase(
        "No country pack is loaded. Whoever keeps the server runs `romduol load` with the folder of the pack."
    ),
    Failure.NOT_KEPT: phrase("This release is not kept here whole any more. Choose another one."),
    Failure.MOVED: phrase(
        "Nothing was published: the facts or the release changed since you opened this page. It shows how things are "
        "now. Look again, then publish if it is still right."
    ),
    Failure.STOPPED: phrase("It stopped before its end. Readers keep what they have. Try again."),
    Failure.BROKE: phrase(
        "It broke off, and we do not know why. Readers keep what they have. Whoever keeps the server runs "
        "`romduol doctor`."
    ),
}
KEPT_FAILURES: Mapping[str, str] = {str(code): text for code, text in FAILURES.items()}
"""The same by the code as it is stored."""
RULES = {
    "critical": (
        phrase("For what can do harm when it is wrong"),
        phrase("A second person looks at who answers a number, whether one is free to leave, and the like."),
    ),
    "always": (
        phrase("For every change"),
        phrase("Nothing counts before a second person looked at it. Safest, and slowest."),
    ),
    "never": (
        phrase("For no change"),
        phrase("Each change counts at once. A slip of one person reaches readers with the next publish."),
    ),
}
"""Rule of the second yes -> what it is called, what it means."""
