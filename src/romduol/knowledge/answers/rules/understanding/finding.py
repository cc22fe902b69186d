"""Finds what a question speaks of and which places it names: exact first, then slips, the vocabulary before places."""

from collections.abc import Sequence

from romduol.knowledge.answers.rules.understanding.gazetteer import Gazetteer
from romduol.knowledge.answers.rules.understanding.hits import Hits, hits_of
from romduol.knowledge.answers.rules.understanding.phrases import Match, best_cover, unknown_words
from romduol.knowledge.answers.rules.understanding.reading import Reading
from romduol.knowledge.answers.rules.understanding.vocabulary import Vocabulary


def found_in(reading: Reading, words: Vocabulary, places: Gazetteer) -> tuple[Hits, list[Match]]:
    """The concepts of a question, and the places that it names."""
    atoms = reading.atoms
    strange = unknown_words(atoms, (words.phrases.known, places.phrases.known))
    strange_at = {place: atoms[place].word for place in strange}
    known_as = {word: words.phrases.latin.near(word) for word in set(strange_at.values())}
    near = {place: known_as[word] for place, word in strange_at.items()}
    exact = [*words.phrases.exact(atoms, near), *places.phrases.exact(atoms, {})]
    sure = best_cover([match for match in exact if not match.slips], len(atoms))
    free = _free(sure, len(atoms))
    vocabulary, names = words.phrases.known, places.phrases.known
    unheard = [free[spot] and (atom.key not in vocabulary or atom.key in names) for spot, atom in enumerate(atoms)]
    slipped = [*words.phrases.slipped(atoms, free), *places.phrases.slipped(atoms, free)]
    cover = best_cover([*exact, *slipped, *places.near(atoms, unheard)], len(atoms))
    named = [match for match in cover if match.means[0] in places.places]
    spoken = [match for match in cover if match.means[0] not in places.places]
    inside = [match for match in exact if match.means[0] not in places.places]
    return hits_of(spoken, inside, reading, words), named


def _free(cover: Sequence[Match], length: int) -> list[bool]:
    free = [True] * length
    for match in cover:
        free[match.start : match.end] = [False] * (match.end - match.start)
    return free
