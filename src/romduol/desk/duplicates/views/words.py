"""The words of this room for codes; English is the key of the catalogue."""

from romduol.desk.duplicates.records import Answer, EvidenceKind, Likelihood, Standing
from romduol.knowledge.claims.actions import CannotJoin
from romduol.ui.words import phrase

LIKELIHOODS = {
    Likelihood.VERY_LIKELY: phrase("very likely the same"),
    Likelihood.PERHAPS: phrase("perhaps the same"),
}
EVIDENCE = {
    EvidenceKind.SAME_NAME: (
        phrase("The same name: %(a)s"),
        phrase("The same name, written in two ways: %(a)s / %(b)s"),
    ),
    EvidenceKind.NAME_ALIKE: (phrase("Names alike: %(a)s"), phrase("Names alike: %(a)s / %(b)s")),
    EvidenceKind.ACRONYM: (phrase("The same short name: %(a)s"), phrase("A short name and a full one: %(a)s / %(b)s")),
    EvidenceKind.SOUND: (phrase("Names that sound alike: %(a)s"), phrase("Names that sound alike: %(a)s / %(b)s")),
    EvidenceKind.PHONE: (phrase("The same phone number: %(a)s"), phrase("Phone numbers: %(a)s / %(b)s")),
    EvidenceKind.SHARED_PHONE: (
        phrase("The same number, which many records have: %(a)s"),
        phrase("Numbers that many records have: %(a)s / %(b)s"),
    ),
    EvidenceKind.WEBSITE: (phrase("The same website: %(a)s"), phrase("Websites: %(a)s / %(b)s")),
    EvidenceKind.PLACE: (phrase("The same place: %(a)s"), phrase("Places in common: %(a)s / %(b)s")),
    EvidenceKind.BODY: (phrase("Of the same organisation: %(a)s"), phrase("Of organisations alike: %(a)s / %(b)s")),
    EvidenceKind.CATEGORY: (phrase("The same kind of help: %(a)s"), phrase("Kinds of help in common: %(a)s / %(b)s")),
    EvidenceKind.OTHER_NAME: (
        phrase("Other names: %(a)s"),
        phrase("Each has words that the other has not: %(a)s / %(b)s"),
    ),
    EvidenceKind.OTHER_NUMBER: (
        phrase("Other digits in the names: %(a)s"),
        phrase("Other digits in the names: %(a)s / %(b)s"),
    ),
    EvidenceKind.OTHER_PHONE: (phrase("Other phone numbers: %(a)s"), phrase("Other phone numbers: %(a)s / %(b)s")),
    EvidenceKind.OTHER_PLACE: (phrase("Another place: %(a)s"), phrase("Another place: %(a)s / %(b)s")),
    EvidenceKind.OTHER_BODY: (
        phrase("Of other organisations: %(a)s"),
        phrase("Of other organisations: %(a)s / %(b)s"),
    ),
    EvidenceKind.OTHER_CATEGORY: (phrase("Another kind of help: %(a)s"), phrase("Another kind of help: %(a)s / %(b)s")),
    EvidenceKind.FITS_OTHERS: (
        phrase("Each of the two fits other records about as well. How many others: %(a)s"),
        phrase("They fit other records about as well. How many others, of the first and of the second: %(a)s / %(b)s"),
    ),
}
"""Kind of evidence -> its words where both records say the same, and where each says its own."""
PARTS = {
    Answer.OPEN: phrase("To answer"),
    Answer.LATER: phrase("Put off"),
    Answer.JOINED: phrase("Joined"),
    Answer.NOT_SAME: phrase("Not the same"),
    Answer.PARTED: phrase("Parted again"),
}
STANDINGS = {
    Standing.OPEN: phrase("Nobody has answered yet."),
    Standing.NOT_SAME: phrase("These are two."),
    Standing.LATER: phrase("Put off: to be answered later."),
    Standing.WAITING: phrase("Joined, and waiting for the yes of a second person. Nothing of it counts yet."),
    Standing.DECLINED: phrase("The second person said no: they are two. You can answer again."),
    Standing.JOINED: phrase("These are one."),
    Standing.PARTING: phrase("Parting them waits for the yes of a second person. Until then they are one."),
    Standing.PARTED: phrase("These were one for a while, and are two again."),
}
EMPTY = {
    Answer.OPEN: phrase("No pair waits for an answer."),
    Answer.LATER: phrase("Nothing was put off."),
    Answer.JOINED: phrase("No records are joined."),
    Answer.NOT_SAME: phrase("Of no pair was it said that they are two."),
    Answer.PARTED: phrase("Nothing was parted again."),
}
CANNOT = {
    CannotJoin.ITSELF: phrase("These are one record already."),
    CannotJoin.KIND: phrase("An organisation and a service cannot be one."),
    CannotJoin.CIRCLE: phrase(
        "The one that is to stay is part of the other already. Part those first, or let the other stay."
    ),
    CannotJoin.TAKEN_BACK: phrase("One of the two was taken back as a whole, and stays so. It cannot be joined."),
}
CANNOT_PART = phrase(
    "They are not joined any more, were joined otherwise since, or were taken back as a whole. Nothing was done."
)
ANSWERED = phrase("Somebody answered, or more was found out, since you opened this page. It shows how things are now.")
FAILURES = {
    "stopped": phrase("The search stopped before its end. Search again."),
    "no_pack": phrase(
        "No country pack is loaded. Whoever keeps the server runs `romduol load` with the folder of the pack."
    ),
    "broke": phrase("The search broke off. Whoever keeps the server runs `romduol doctor`."),
}
