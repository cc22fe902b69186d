"""Says what is asked, which answers there are, and what a steward can have done. There is no field for words.

Words could name whoever writes or somebody else, and this room cannot look at them as suggestions do. Who has words to
say has two other ways: a suggestion, and a sealed report.
"""

from __future__ import annotations

from collections.abc import Mapping

from romduol.care.feedback.records import Conduct, Done, Question
from romduol.ui.words import phrase

YES, PARTLY, NO, UNSURE = phrase("Yes"), phrase("In part"), phrase("No"), phrase("I do not know")
ASKED: Mapping[Question, tuple[str, str]] = {
    Question.OPENED: (phrase("Was it open when you came?"), "roof"),
    Question.SERVED: (phrase("Did you get what you came for?"), "check"),
    Question.WAITED: (phrase("How long did you wait?"), "clock"),
    Question.RESPECTED: (phrase("Were you treated with respect?"), "heart"),
    Question.KEPT_QUIET: (phrase("Was it kept between you and them?"), "lock"),
    Question.COST: (phrase("What did it cost?"), "coin"),
    Question.FRIEND: (phrase("Would you send a friend there?"), "people"),
}
"""Question -> its words and its picture."""
ANSWERS: Mapping[Question, Mapping[str, str]] = {
    Question.OPENED: {"yes": YES, "no": phrase("No, it was shut")},
    Question.SERVED: {"yes": YES, "partly": PARTLY, "no": NO},
    Question.WAITED: {
        "short": phrase("A short while"),
        "hour": phrase("About an hour"),
        "half_day": phrase("Half a day"),
        "longer": phrase("Longer, or I had to come again"),
    },
    Question.RESPECTED: {"yes": YES, "partly": PARTLY, "no": NO},
    Question.KEPT_QUIET: {"yes": YES, "no": NO, "unsure": UNSURE},
    Question.COST: {
        "free": phrase("Nothing, as they say"),
        "asked": phrase("They asked for money"),
        "other": phrase("Something else"),
    },
    Question.FRIEND: {"yes": YES, "unsure": phrase("Perhaps"), "no": NO},
}
CONDUCT: Mapping[Conduct, str] = {
    Conduct.THREATENED: phrase("They asked for sex, or for money with a threat"),
    Conduct.TOLD_OTHERS: phrase("They told others about me"),
    Conduct.CALLED_POLICE: phrase("They called the police and I did not want it"),
    Conduct.TURNED_AWAY: phrase("They sent me away for who I am"),
}
DONE: Mapping[Done, str] = {
    Done.CALLED: phrase("Called or visited, and asked"),
    Done.WARNED: phrase("Told those who answer for the service"),
    Done.TAKEN_OFF: phrase("Took it off, or said so on its page"),
    Done.PASSED_ON: phrase("Passed on to an organisation that can act"),
    Done.NOTHING_FOUND: phrase("Asked, and found nothing"),
}
