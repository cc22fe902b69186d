"""What to say on a call: a short script, in the language of the call and in English beside it."""

from __future__ import annotations

from romduol.ui.words import Words, phrase, words_of

TONGUES = ("km", "en")
SCRIPT: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        phrase("Say first"),
        (
            phrase("“Hello. I keep a list of phone numbers up to date. May I ask a few short questions?”"),
            phrase("“You need not give your name.”"),
        ),
    ),
    (
        phrase("Ask"),
        (
            phrase("“Which organisation answers this number?”"),
            phrase("“When can people call? Does it cost anything? In which languages do you answer?”"),
            phrase("“Do you ask callers for a name or an ID?”"),
            phrase("“Do you tell anybody about a call: police, family, an employer?”"),
        ),
    ),
    (
        phrase("If they ask why"),
        (
            phrase("You need not say why. “I check that the numbers on our list are right” is enough."),
            phrase("If somebody else answers, do not say what the list is for."),
        ),
    ),
    (
        phrase("End"),
        (
            phrase("“Thank you, that is all I needed. Goodbye.”"),
            phrase("A private home: “I am sorry, I have the wrong number. Goodbye.” Then hang up."),
        ),
    ),
    (
        phrase("Never ask"),
        (
            phrase("Never ask about clients or callers."),
            phrase("Never ask for anybody's story. If somebody begins one, say kindly which line can listen."),
        ),
    ),
)


NAMES = {"km": phrase("What to say, in Khmer"), "en": phrase("What to say, in English")}


def script_told(lang: str) -> list[tuple[str, str, list[tuple[str, list[str]]]]]:
    """Return the script in each language, with its name in the language of the page; Khmer first, as most calls are."""
    return [(tongue, words_of(lang).gettext(NAMES[tongue]), _script(words_of(tongue))) for tongue in TONGUES]


def _script(words: Words) -> list[tuple[str, list[str]]]:
    return [(words.gettext(label), [words.gettext(one) for one in lines]) for label, lines in SCRIPT]
