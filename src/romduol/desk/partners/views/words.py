"""The words of this room for codes; English is the key of the catalogue."""

from romduol.ui.words import phrase

HOW = {
    "called_back": phrase("Called back on a number that another source gives"),
    "visit": phrase("Visited them where they work"),
    "letter": phrase("Wrote to an address known from elsewhere, and had an answer"),
    "register": phrase("An official register names the person"),
    "met": phrase("Met in person by somebody who knows them"),
}
STANDINGS = {
    "checked": phrase("We called or visited, and it was right."),
    "first-hand": phrase("Your own word. Readers are told so."),
    "corroborated": phrase("Two or more sources say so. Nobody has checked it."),
    "reported": phrase("One source says so. Nobody has checked it."),
    "lapsed": phrase("It is old: readers are told not to rely on it. Say it anew."),
    "disputed": phrase("Sources disagree: readers are told not to rely on it. Say what is right."),
    "outweighed": phrase("Better sources say otherwise: readers are told not to rely on it."),
    "withdrawn": phrase("Found wrong or unsafe, and taken off. It stays so."),
}
SHOWINGS = {
    "call": phrase("Readers get a call button."),
    "call_unconfirmed": phrase("Readers get a call button that says: who answers is not confirmed."),
    "second": phrase("Readers get it as a second number, with its year."),
    "after_tap": phrase("Readers get the digits after one tap, with a warning."),
    "two_owners": phrase("Two bodies are said to have this number. Readers are warned."),
    "withheld": phrase("Readers do not get this number."),
    "do_not_call": phrase("Readers are told not to call this number."),
}
GROUPS = {
    "organization": phrase("Your organisation"),
    "line": phrase("Your phone line"),
    "service": phrase("A service that you give"),
}
DENY = {
    "phone": phrase("This number is not ours any more"),
    "provided_by": phrase("We do not give this service any more"),
}
TOO_MUCH = phrase(
    "This takes more than one line or service within a day from readers, so it waits for the yes of a second person: "
    "somebody else could have got hold of your account. Is somebody in danger? Tell those who keep this site by phone: "
    "they take a number off within a second."
)
NOT_SO = phrase("This is not so any more")
MADE = {
    "done": phrase("Thank you. It counts from today as your own word; readers get it with the next publish."),
    "waiting": phrase("Thank you. It waits for the yes of a second person. Nothing of it counts before."),
}
