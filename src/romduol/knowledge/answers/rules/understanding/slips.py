"""Finds the known word that a typed word is a slip of: one or two letters in Latin script, one cluster in Khmer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from romduol.knowledge.answers.rules.understanding.reading import Atom
from romduol.knowledge.answers.rules.understanding.stemming import letters, skeleton, stem
from romduol.knowledge.directory.rules.places import edit_distance

_SHORTEST, _LONG = 4, 7
_LONGEST_WORD = 24
_MOST = 3
_FEWEST_CONSONANTS = 2
_LONGEST_HALF = 5
_FEWEST_CLUSTERS, _SURE_CLUSTERS, _FEWEST_SIGNS = 3, 4, 8


class LatinSlips:
    """Known words in Latin letters, by length and by consonants."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.by_length: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
        self.by_sound: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, word: str, *, roman: bool = False) -> None:
        """Learn a word; a romanised one is also found by its consonants."""
        for form in {word, stem(word)}:
            if form not in self.keys and len(form) >= _SHORTEST - 1:
                self.keys[form] = stem(word)
                self.by_length[len(form)].append((form, letters(form)))
        if roman and len(word) >= _SHORTEST and word not in self.by_sound[skeleton(word)]:
            self.by_sound[skeleton(word)].append(word)

    def near(self, word: str) -> tuple[str, ...]:
        """The keys of the known words that this unknown one may stand for: the nearest, at most three."""
        if not _SHORTEST <= len(word) <= _LONGEST_WORD or not word.isascii():
            return ()
        found: dict[str, int] = {}
        for known, distance in (*self._typed(word), *self._heard(word)):
            key = self.keys.get(known, known)
            found[key] = min(distance, found.get(key, distance))
        nearest = min(found.values(), default=0)
        return tuple(sorted(key for key, distance in found.items() if distance == nearest))[:_MOST]

    def _typed(self, word: str) -> Iterator[tuple[str, int]]:
        most = 2 if len(word) >= _LONG else 1
        mask = letters(word)
        for length in range(max(_SHORTEST, len(word) - most), len(word) + most + 1):
            allowed = min(most, 2 if length >= _LONG else 1)
            for known, bits in self.by_length.get(length, ()):
                if (mask ^ bits).bit_count() > 2 * allowed or not _begin_alike(word, known):
                    continue
                distance = edit_distance(word, known, allowed)
                if distance <= allowed:
                    yield known, distance

    def _heard(self, word: str) -> Iterator[tuple[str, int]]:
        sound = skeleton(word)
        if len(sound) < _FEWEST_CONSONANTS:
            return
        for known in self.by_sound.get(sound, ()):
            allowed = max(1, min(len(word), len(known)) // 3)
            distance = edit_distance(word, known, allowed)
            if distance <= allowed:
                yield known, distance


def _begin_alike(word: str, known: str) -> bool:
    """A slip in the first letter of a short word makes another word of it."""
    return (
        word[0] == known[0]
        or (len(word) > _SHORTEST + 1 and sorted(word[:2]) == sorted(known[:2]))
        or (len(word) >= _LONG and word[1:3] == known[1:3])
    )


class KhmerSlips:
    """Known Khmer phrases, by their first and by their last half: one slip leaves one half whole."""

    def __init__(self) -> None:
        self.means: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.first: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        self.last: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)

    def add(self, keys: tuple[str, ...], means: str) -> None:
        """Learn a phrase that is long enough to be known by a part of it."""
        long = len(keys) >= _SURE_CLUSTERS or sum(map(len, keys)) >= _FEWEST_SIGNS
        if len(keys) < _FEWEST_CLUSTERS or not long:
            return
        known = self.means.get(keys, ())
        if means in known:
            return
        self.means[keys] = (*known, means)
        if not known:
            half = len(keys) // 2
            self.first[keys[:half]].append(keys)
            self.last[keys[half:]].append(keys)

    def find(self, atoms: Sequence[Atom], free: Sequence[bool]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield where a phrase stands with one slip, and what it means."""
        typed = [atom.key if atom.khmer else "" for atom in atoms]
        for start in range(len(typed)):
            for size in range(1, _LONGEST_HALF + 1):
                half = tuple(typed[start : start + size])
                if len(half) < size or "" in half:
                    break
                for keys in self.first.get(half, ()):
                    yield from self._ahead(keys, start, size, typed, free)
                for keys in self.last.get(half, ()):
                    yield from self._behind(keys, start, size, typed, free)

    def _ahead(
        self, keys: tuple[str, ...], start: int, size: int, typed: list[str], free: Sequence[bool]
    ) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        known, rest, begin = "".join(keys[size:]), len(keys) - size, start + size
        for end in (begin + rest, begin + rest - 1, begin + rest + 1):
            if begin < end <= len(typed) and any(free[start:end]) and _is_slip(typed[begin:end], known):
                yield start, end, self.means[keys]
                return

    def _behind(
        self, keys: tuple[str, ...], start: int, size: int, typed: list[str], free: Sequence[bool]
    ) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        rest = len(keys) - size
        known, end = "".join(keys[:rest]), start + size
        for begin in (start - rest, start - rest + 1, start - rest - 1):
            if 0 <= begin < start and any(free[begin:end]) and _is_slip(typed[begin:start], known):
                yield begin, end, self.means[keys]
                return


def _is_slip(typed: Sequence[str], known: str) -> bool:
    """True where these clusters are the known text but for one sign; nothing but Khmer counts."""
    return "" not in typed and _one_slip("".join(typed), known)


def _one_slip(typed: str, known: str) -> bool:
    """True where one sign was left out, put in, changed or swapped; nothing differs but a sign."""
    if typed == known or abs(len(typed) - len(known)) > 1:
        return False
    if (letters(typed) ^ letters(known)).bit_count() > 2:
        return False
    return edit_distance(typed, known, 1) <= 1
