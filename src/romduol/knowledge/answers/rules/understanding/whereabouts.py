"""Which place a question means, of all that it names: the one to be asked about is asked, never guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from romduol.knowledge.answers.rules.understanding.gazetteer import Gazetteer, Known
from romduol.knowledge.answers.rules.understanding.hits import Hit, Hits
from romduol.knowledge.answers.rules.understanding.phrases import Match

PROVINCE, TOWN, DISTRICT = "unit_province", "unit_town", "unit_district"
HERE, FROM = "located_in", "coming_from"
"""The concepts of the lexicon that this module knows by name."""
_LEVELS = {PROVINCE: ("province",), TOWN: ("municipality", "district"), DISTRICT: ("district", "municipality")}
_MOST_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The place that is meant, or the ones to ask about; and the words that told it."""

    place: str = ""
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    slip: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    codes: tuple[str, ...]
    match: Match
    rank: int


def whereabouts(matches: Iterable[Match], hits: Hits, places: Gazetteer, chosen: str) -> Whereabouts:
    """Tell the place; `chosen` is the code that was chosen beforehand, and settles what it can."""
    mentions = [found for match in matches if (found := _mention(match, hits, places))]
    if not mentions:
        return Whereabouts(chosen if chosen in places.places else "")
    best = max(mention.rank for mention in mentions)
    codes = _narrowest([mention for mention in mentions if mention.rank == best], mentions, places)
    words = tuple(dict.fromkeys(hits.reading.words(found.match.start, found.match.end) for found in mentions))
    slip = any(found.match.slips for found in mentions)
    if len(codes) > 1 and chosen:
        codes = _settled(codes, chosen, places)
    if len(codes) == 1:
        return Whereabouts(codes[0], (), words, slip)
    return Whereabouts("", tuple(codes[:_MOST_CHOICES]), words, slip)


def _mention(match: Match, hits: Hits, places: Gazetteer) -> _Mention | None:
    unit = _unit_beside(match, hits)
    here = _beside((HERE,), match, hits, before=2, after=0)
    codes = [code for code in match.means if code in places.places]
    if not unit and not here:
        codes = [code for code in codes if _clear(places.places[code], match)]
    if unit:
        codes = [code for code in codes if places.places[code].level in _LEVELS[unit]] or codes
    if not codes:
        return None
    rank = 1 if here else 0
    if _beside((FROM,), match, hits, before=2, after=0):
        rank = -1
    return _Mention(_highest(codes, places), match, rank)


def _clear(place: Known, match: Match) -> bool:
    """A district is only believed to be meant, with nothing beside its name that says so, where the name is exact."""
    return place.bare and not (match.slips and place.level == "district")


def _unit_beside(match: Match, hits: Hits) -> str:
    for unit in _LEVELS:
        if _beside((unit,), match, hits, before=1, after=1):
            return unit
    return ""


def _beside(concepts: Sequence[str], match: Match, hits: Hits, *, before: int, after: int) -> list[Hit]:
    first, last = match.start - before, match.end + after
    return [
        hit
        for hit in hits.of(concepts)
        if (first < hit.end <= match.start) or (match.end <= hit.start < last) or hit.end == match.start
    ]


def _highest(codes: Sequence[str], places: Gazetteer) -> tuple[str, ...]:
    """Without those that lie in another one of the same name: a province and its town are the province."""
    kept = [code for code in codes if not any(code != other and places.within(code, other) for other in codes)]
    parents = {places.places[code].parent for code in kept}
    if len(kept) > 1 and len(parents) == 1 and "" not in parents:
        return (*parents,)
    return tuple(sorted(kept))


def _narrowest(best: Sequence[_Mention], every: Sequence[_Mention], places: Gazetteer) -> list[str]:
    """The codes of the mentions that count; "Samraong, Takeo" is the Samraong that lies in Takeo."""
    told = {mention.codes[0] for mention in every if len(mention.codes) == 1}
    codes: dict[str, None] = {}
    for mention in best:
        inside = [code for code in mention.codes if len(mention.codes) > 1 and places.places[code].parent in told]
        codes.update(dict.fromkeys(inside or mention.codes))
    return [code for code in codes if not any(other != code and places.within(other, code) for other in codes)]


def _settled(codes: Sequence[str], chosen: str, places: Gazetteer) -> list[str]:
    among = [code for code in codes if places.within(code, chosen) or places.within(chosen, code)]
    return [chosen] if chosen in codes else among if len(among) == 1 else list(codes)
