"""Words of our own in an answer: why it stands there, what was understood, which rules were kept, where to go on."""

from collections.abc import Iterator
from dataclasses import replace

from romduol.base.khmer import clusters, fold
from romduol.knowledge.answers.records import Answer, LineOffered, NextStep, ServiceOffered, Understood, Urgency
from romduol.knowledge.answers.records.kept import LineKept
from romduol.knowledge.answers.rules.library import Library
from romduol.ui.words import phrase, words_of

EMERGENCY_FIRST = phrase("You wrote of danger now, so what to do and whom to call comes first.")
WITHIN_HOURS = phrase("Some help works only within 3 days (72 hours), so that comes first.")
NO_POLICE = phrase("You wrote that police are the danger, or that you want none, so no line of police stands here.")
POLICE_LAST = phrase("A line that police answer stands last: calling police is your choice, and it can bring new harm.")
CARE_FIRST = phrase("Someone under 18 who asks for care gets care first.")
REFUSED = phrase("What you asked for is nothing that this site helps with.")
NEED = phrase("We understood: %(need)s.")
FROM_WORDS = phrase("We read this from: %(words)s.")
IN_PLACE = phrase("Place: %(place)s.")
SLIPS = phrase("Some words were read through a slip of typing. If we misread you, write it in other words.")
FITS = phrase("Fits: %(need)s.")
SERVES_PLACE = phrase("It works in %(place)s.")
SERVES_NEAR = phrase("It works in %(place)s, near by.")
SERVES_ALL = phrase("It works in the whole country.")
SERVES_UNKNOWN = phrase("Where it works is not told.")
FOR_THIS = phrase("A line for this.")
FOR_TALK = phrase("A line for any worry.")
SOME_SAY = phrase("Some say so, some say not: %(statement)s")
READ_GUIDE = phrase("Read: %(title)s")
HELP_IN = phrase("Help in %(place)s")
URGENT_PAGE = phrase("Now: danger, injury, arrest")
ALL_PLACES = phrase("Choose a province")
IS_SAFE = phrase("Is a number safe? Check it here")
THE_LAW = phrase("What the law is said to be")
WHOLE_COUNTRY = phrase("the whole country")
OUT_OF_DATE = phrase(
    "This copy is out of date. Numbers may be wrong. If you call, listen first. Do not give your name yet."
)
AND_THESE = phrase(" and ")
LONG_ENOUGH = 4
"""Letters of a word that names an organisation."""


def why_understood(understood: Understood, library: Library) -> tuple[str, ...]:
    """Return, in sentences, what was understood and from which of the asker's words."""
    return tuple(_why(understood, library))


def _why(understood: Understood, library: Library) -> Iterator[str]:
    words = words_of(library.lang)
    if understood.refused:
        yield words.gettext(REFUSED)
    elif understood.needs:
        yield words.gettext(NEED) % {"need": ", ".join(map(library.need, understood.needs))}
    if understood.place:
        yield words.gettext(IN_PLACE) % {"place": library.place_name(understood.place)}
    read = list(dict.fromkeys(word for reason in understood.why for word in reason.words))
    if read:
        yield words.gettext(FROM_WORDS) % {"words": ", ".join(f"“{word}”" for word in read)}
    if any(reason.slip for reason in understood.why):
        yield words.gettext(SLIPS)
    yield from (words.gettext(rule) for rule in _rules(understood))


def _rules(understood: Understood) -> Iterator[str]:
    if understood.refused:
        return
    if understood.urgency is Urgency.EMERGENCY:
        yield EMERGENCY_FIRST
    if understood.urgency is Urgency.HOURS_72:
        yield WITHIN_HOURS
    if understood.police_harm or understood.no_police:
        yield NO_POLICE
    if understood.minor and not understood.about_other:
        yield CARE_FIRST


def why_line(line: LineKept, purposes: tuple[str, ...], lang: str) -> str:
    """Return why a line is offered."""
    if line.police:
        return words_of(lang).gettext(POLICE_LAST)
    fits = not purposes or not set(line.purposes).isdisjoint(purposes[:1])
    return words_of(lang).gettext(FOR_THIS if fits else FOR_TALK)


def why_service(need: str, places: tuple[str, ...], asked: str, library: Library) -> str:
    """Return why a service is offered: what it fits, and where it works."""
    words = words_of(library.lang)
    fits = words.gettext(FITS) % {"need": library.need(need)}
    if not places:
        return f"{fits} {words.gettext(SERVES_UNKNOWN)}"
    if "national" in places:
        return f"{fits} {words.gettext(SERVES_ALL)}"
    where = SERVES_PLACE if not asked or is_here(places, asked, library) else SERVES_NEAR
    return f"{fits} {words.gettext(where) % {'place': places_in_words(places, library)}}"


def disagreements(claims: tuple[str, ...], library: Library) -> tuple[NextStep, ...]:
    """Return the points on which sources differ; never worded as if they were so."""
    words = words_of(library.lang)
    found = dict.fromkeys(library.disputed(claims))
    return tuple(NextStep(words.gettext(SOME_SAY) % {"statement": label}, url) for label, url in found)[:4]


def next_steps(understood: Understood, guides: tuple[str, ...], library: Library) -> tuple[NextStep, ...]:
    """Return where to go on; there is always somewhere. `guides` are the ids of the guides that were quoted."""
    return tuple({step.url: step for step in _steps(understood, guides, library)}.values())[:8]


def _steps(understood: Understood, guides: tuple[str, ...], library: Library) -> Iterator[NextStep]:
    words, lang = words_of(library.lang), library.lang
    known = [found for guide in guides if (found := library.guide(guide))]
    also = [] if understood.refused else list(library.guides_for(understood.needs))[:2]
    yield from (NextStep(words.gettext(READ_GUIDE) % {"title": title}, url) for title, url in [*known, *also])
    if understood.refused:
        if "law" in library.advice["topics"]:
            yield NextStep(words.gettext(THE_LAW), f"/{lang}/{library.advice['topics']['law']}")
        return
    page = library.place_page(understood.place)
    if page:
        name = library.place_name(page.rpartition("p")[2])
        yield NextStep(words.gettext(HELP_IN) % {"place": name}, page)
    else:
        yield NextStep(words.gettext(ALL_PLACES), f"/{lang}/p")
    yield NextStep(words.gettext(URGENT_PAGE), f"/{lang}/e")
    yield NextStep(words.gettext(IS_SAFE), f"/{lang}/n")


def notices(understood: Understood, lines: list[LineOffered], kept: list[LineKept], library: Library) -> Iterator[str]:
    """Yield what has to be told plainly of the lines: that none is known, or none confirmed, but the police's."""
    if understood.refused:
        return
    others = [line for line in kept if not line.police]
    if not others:
        yield library.urgent_words("no-line" if lines else "no-line-at-all")
    elif not any(line.confirmed for line in others):
        yield library.urgent_words("none-confirmed")


def notices_of_services(place: str, services: tuple[ServiceOffered, ...], library: Library) -> Iterator[str]:
    """Yield that no service is known, or none in the place that was asked about."""
    if not services:
        yield library.urgent_words("no-service-anywhere")
    elif place and not any(service.here for service in services):
        yield library.urgent_words("no-service", place=library.place_name(place))


def places_in_words(places: tuple[str, ...], library: Library) -> str:
    """Return where a service works, in words."""
    if "national" in places:
        return words_of(library.lang).gettext(WHOLE_COUNTRY)
    return words_of(library.lang).gettext(AND_THESE).join(filter(None, map(library.place_name, places[:3])))


def is_here(places: tuple[str, ...], asked: str, library: Library) -> bool:
    """Tell whether a service works in a place: in itself, in what it lies in, or in a part of it."""
    around = library.around(asked)
    return any(place in around or asked in library.around(place) for place in places)


def from_an_old_copy(found: Answer) -> Answer:
    """Return an answer of a release past its end, with a word about its age before all other notices."""
    return replace(found, notices=(words_of(found.language).gettext(OUT_OF_DATE), *found.notices))


def is_named(title: str, question: str) -> bool:
    """Tell whether a question names something: a whole word of the title that is no short one, or all of it."""
    asked = set(clusters(fold(question)))
    name = clusters(fold(title))
    return any(len(word) >= LONG_ENOUGH and word in asked for word in name) or set(name) <= asked
