"""The same thing as another source tells it: what people drop, mistype, shorten, write otherwise, do not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.twins.inventing import Thing
from bench.twins.words import HELPS, Word

SLIPS_LATIN = "abcdefghiklmnoprstuvy"
SLIPS_KHMER = "ាិីឹឺុូួើេែោៅ់ំះ"
SHORT = {
    "Organisation": ("Org.", "Organization", "Organisation"),
    "Association": ("Assoc.", "Association"),
    "Centre": ("Center", "Ctr", "Centre"),
    "Foundation": ("Fdn", "Foundation"),
    "Department": ("Dept.", "Department"),
    "Health Centre": ("HC", "Health Center"),
    "Hospital": ("Hosp.", "Hospital"),
    "Provincial": ("Prov.", "Provincial"),
}
TAILS = {"en": (" (NGO)", " Cambodia", " - Cambodia", " (local NGO)"), "km": (" (អង្គការ)", "កម្ពុជា")}
ANOTHER_NAME_FOR_A_HELP = 0.06
FIRST_ONE_LANGUAGE, FIRST_NO_PLACE, FIRST_NO_CATEGORY, FIRST_NO_BODY = 0.2, 0.03, 0.08, 0.01
"""How often a record that is told for the first time lacks something."""


@dataclass(frozen=True, slots=True)
class Chances:
    """How often each thing happens to a record that is told a second time."""

    slip: float = 0.3
    dropped_word: float = 0.14
    other_order: float = 0.1
    short: float = 0.3
    tail: float = 0.1
    only_acronym: float = 0.12
    """Of bodies that have one."""
    romanised: float = 0.2
    """Of names that hold a name of one's own: the Khmer one is told in Latin letters, however the teller spells it."""
    one_language: float = 0.4
    no_phone: float = 0.3
    other_phone: float = 0.12
    one_more_phone: float = 0.1
    no_place: float = 0.1
    province_only: float = 0.2
    other_category: float = 0.08
    no_category: float = 0.1
    no_body: float = 0.04
    no_website: float = 0.4


CHANCES = Chances()
Change = Callable[[Random, str], str]


def told_again(thing: Thing, rng: Random, phone: Callable[[], str], chances: Chances = CHANCES) -> Thing:
    """Return a thing as a second source has it; `phone` gives numbers that are nobody else's."""
    names = tuple((lang, _another_name(rng, lang, name, chances)) for lang, name in _languages(thing, rng, chances))
    if thing.acronym and rng.random() < chances.only_acronym:
        names = (("en", thing.acronym),)
    return replace(
        thing,
        names=names,
        acronym=thing.acronym if rng.random() < 0.5 else "",
        phones=_phones(thing.phones, rng, phone, chances),
        places=_places(thing, rng, chances),
        category=_category(thing.category, rng, chances),
        body=None if rng.random() < chances.no_body else thing.body,
        website=_website(thing.website, rng, chances),
    )


def told_in_part(thing: Thing, rng: Random) -> Thing:
    """Return a thing as its first source has it: whoever tells it first does not know everything either."""
    names = (rng.choice(thing.names),) if rng.random() < FIRST_ONE_LANGUAGE else thing.names
    nowhere = rng.random() < FIRST_NO_PLACE and not _an_office(thing)
    return replace(
        thing,
        names=names,
        places=() if nowhere else thing.places,
        category="" if rng.random() < FIRST_NO_CATEGORY else thing.category,
        body=None if rng.random() < FIRST_NO_BODY else thing.body,
    )


def _an_office(thing: Thing) -> bool:
    """Tell an office of which every place has one: nobody tells of it and leaves out where it is."""
    return thing.kind == "organization" and not thing.words


def _languages(thing: Thing, rng: Random, chances: Chances) -> list[tuple[str, str]]:
    """Return the names that the second source has: both, one, or the Khmer one in Latin letters."""
    names = dict(thing.names)
    if thing.kind == "service" and rng.random() < ANOTHER_NAME_FOR_A_HELP:
        names = _other_words(thing, names)
    own = any(word.roman for part in thing.words for word in part)
    if thing.kind == "organization" and own and rng.random() < chances.romanised:
        return [("roman", _romanised(thing, rng))]
    if rng.random() < chances.one_language:
        lang = rng.choice(sorted(names))
        return [(lang, names[lang])]
    return list(names.items())


def _other_words(thing: Thing, names: Mapping[str, str]) -> dict[str, str]:
    """Return names of a service with another name for the kind of help."""
    options = next(help_.names for help_ in HELPS if help_.category == thing.category)
    old: Word = thing.words[0][0]
    new = next(word for word in options if word != old)
    return {"en": names["en"].replace(old.en, new.en), "km": names["km"].replace(old.km, new.km)}


def _romanised(thing: Thing, rng: Random) -> str:
    parts = [rng.choice(word.roman).title() for words in thing.words for word in words if word.roman]
    # A health centre's kind is no part of its own words.
    return " ".join(parts) if len(thing.words) > 1 else f"{' '.join(parts)} HC{_number(thing)}"


def _number(thing: Thing) -> str:
    last = dict(thing.names)["en"].split()[-1]
    return f" {last}" if last.isdigit() else ""


def _another_name(rng: Random, lang: str, name: str, chances: Chances) -> str:
    changes: tuple[tuple[float, Change], ...] = (
        (chances.short, _shortened),
        (chances.dropped_word, _without_a_word),
        (chances.other_order, _in_another_order),
        (chances.slip, _with_a_slip),
    )
    for chance, change in changes if lang != "km" else ((chances.slip, _with_a_khmer_slip),):
        if rng.random() < chance:
            name = change(rng, name)
    if rng.random() < chances.tail:
        name += rng.choice(TAILS["km" if lang == "km" else "en"])
    return name


def _shortened(rng: Random, name: str) -> str:
    for long, shorts in SHORT.items():
        if long in name:
            return name.replace(long, rng.choice(shorts))
    return name


def _without_a_word(rng: Random, name: str) -> str:
    """Leave out a word that is no number, of at least three."""
    words = name.split()
    places = [place for place, word in enumerate(words) if not word.isdigit()]
    if len(words) < 3:
        return name
    del words[rng.choice(places)]
    return " ".join(words)


def _in_another_order(rng: Random, name: str) -> str:
    words = name.split()
    cut = rng.randrange(len(words))
    return " ".join((*words[cut:], *words[:cut]))


def _with_a_slip(rng: Random, name: str) -> str:
    """Change, leave out, double or swap one letter of a longer word, now and then two."""
    words = name.split()
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    for _ in range(rng.choice((1, 1, 1, 2)) if long else 0):
        place = rng.choice(long)
        words[place] = _slipped(rng, words[place], SLIPS_LATIN)
    return " ".join(words)


def _slipped(rng: Random, word: str, letters: str) -> str:
    at = rng.randrange(1, max(2, len(word) - 1))
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + rng.choice(letters) + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


def _with_a_khmer_slip(rng: Random, name: str) -> str:
    """Change a vowel or sign, leave one out, put in a space of no width, or use a look-alike."""
    signs = [place for place, sign in enumerate(name) if sign in SLIPS_KHMER]
    kind = rng.randrange(4)
    if kind == 3:
        return name.replace("្ត", "្ដ") if "្ត" in name else name[: len(name) // 2] + "\u200b" + name[len(name) // 2 :]
    if not signs:
        return name
    at = rng.choice(signs)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + rng.choice(SLIPS_KHMER) + name[at + 1 :]
    return name[:at] + name[at] + name[at:]


def _phones(phones: Sequence[str], rng: Random, phone: Callable[[], str], chances: Chances) -> tuple[str, ...]:
    draw = rng.random()
    if draw < chances.no_phone:
        return ()
    if phones and draw < chances.no_phone + chances.other_phone:
        return (phone(),)
    more = (phone(),) if rng.random() < chances.one_more_phone else ()
    kept = tuple(rng.sample(phones, rng.randint(1, len(phones)))) if phones else ()
    return (*kept, *more)


def _places(thing: Thing, rng: Random, chances: Chances) -> tuple[str, ...]:
    draw, places = rng.random(), thing.places
    if draw < chances.no_place and not _an_office(thing):
        return ()
    if draw < chances.no_place + chances.province_only and not _an_office(thing):
        return tuple(dict.fromkeys(place[:2] for place in places))
    return tuple(rng.sample(places, rng.randint(1, len(places))))


def _category(category: str, rng: Random, chances: Chances) -> str:
    draw = rng.random()
    if not category or draw < chances.no_category:
        return ""
    return rng.choice(HELPS).category if draw < chances.no_category + chances.other_category else category


def _website(website: str, rng: Random, chances: Chances) -> str:
    if rng.random() < chances.no_website:
        return ""
    return website.replace("https://www.", rng.choice(("https://www.", "https://", "http://www."))).rstrip("/")
