"""Reads a question as atoms: Khmer clusters, words and numbers, folded, each with the text that it stands for."""

import re
import unicodedata
from dataclasses import dataclass

from romduol.base.khmer import clusters, digits, fold, visible
from romduol.knowledge.answers.rules.understanding.stemming import stem

HEAD, TAIL = 3000, 800
"""How many code points of a long text are read, from its start and from its end: enough for any question."""

_LETTER = r"[^\W\d_\u1780-\u17dd]"
# A Khmer cluster or a stray mark, a number, a word with its apostrophes, or a sign that means something by itself.
_ATOM = re.compile(
    r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd])*|[\u17b4-\u17d3\u17dd]|\d{1,9}"
    rf"|{_LETTER}(?:{_LETTER}|[\u0300-\u036f'\u2019\u2018`](?={_LETTER}))*|[+$\u17db]|[.!?;:,\n\u17d4\u17d5]+"
)
_SIGNS = frozenset("+$\u17db")
_BREAK = re.compile(r"[.!?;:,\n\u17d4\u17d5]+")
# The sign that repeats the word before it says nothing more.
_REPEAT = "\u17d7"
# "Give", as it is spoken and as the dictionary has it: of one length, so every place in the text stays where it is.
_GIVE = ("\u17a2\u17c4\u1799", "\u17b2\u17d2\u1799")


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece of a question."""

    key: str
    """Folded; a word without its ending, so that `beats` and `beat` are one."""
    word: str
    """Folded, with its ending."""
    start: int
    end: int
    khmer: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was read."""

    text: str
    atoms: tuple[Atom, ...]
    breaks: frozenset[int]
    """Positions of atoms before which a sentence or a clause ends."""
    whole: bool = True
    """False where only the start and the end of a long text were read."""

    def words(self, first: int, last: int) -> str:
        """The asker's own words from one atom up to another, the last one not included."""
        return self.text[self.atoms[first].start : self.atoms[last - 1].end]

    def apart(self, first: int, last: int) -> bool:
        """True where a clause ends somewhere after `first` and up to `last`."""
        return any(place in self.breaks for place in range(first + 1, last + 1))


def read(question: str) -> Reading:
    """Read a question of any length and any code points; of a long one, its start and its end."""
    whole = len(question) <= HEAD + TAIL
    part = question if whole else f"{question[:HEAD]}\n{question[-TAIL:]}"
    text = unicodedata.normalize("NFC", visible(part).replace(_REPEAT, ""))[: 2 * (HEAD + TAIL)]
    atoms: list[Atom] = []
    breaks: set[int] = set()
    for found in _ATOM.finditer(text.replace(*_GIVE)):
        if _BREAK.fullmatch(found[0]):
            breaks.add(len(atoms))
        else:
            atoms.extend(_atoms(found[0], found.start(), found.end()))
    return Reading(text, tuple(atoms), frozenset(breaks), whole)


def phrase_keys(phrase: str) -> tuple[str, ...]:
    """The keys by which a phrase of the lexicon is found in a question."""
    return tuple(atom.key for atom in read(phrase).atoms)


def _atoms(raw: str, start: int, end: int) -> list[Atom]:
    if raw in _SIGNS:
        return [Atom(raw, raw, start, end)]
    if "\u1780" <= raw[0] <= "\u17dd":
        # A letter that Unicode gave up may fold into two clusters.
        return [Atom(part, part, start, end, khmer=True) for part in clusters(fold(raw))]
    if raw[0].isdecimal():
        return [Atom(plain, plain, start, end, number=True) for plain in [_number(raw)]]
    folded = re.sub(r"['`]", "", fold(raw))
    return [Atom(stem(folded), folded, start, end)] if folded else []


def _number(raw: str) -> str:
    plain = digits(unicodedata.normalize("NFKC", raw))
    return str(int(plain)) if plain.isdecimal() and not plain.startswith("0") else plain
