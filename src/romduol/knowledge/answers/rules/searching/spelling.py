"""Words in Latin letters that may be meant where a word that nobody knows was typed."""

from collections.abc import Iterable, Mapping

LONG = 6
"""Letters from which on a word may hold two slips."""
MOST = 3
"""Readings of one word."""
WORSE = 0.6
"""What a reading with a slip counts, for each slip."""


def letters(word: str) -> int:
    """Return which letters a word has, as bits: two words that differ in many bits cannot be a slip apart."""
    found = 0
    for sign in word:
        found |= 1 << (ord(sign) & 31)
    return found


def masks_of(words: Iterable[str]) -> Mapping[str, int]:
    """Return each word with its letters."""
    return {word: letters(word) for word in words}


def readings(word: str, known: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the known words that are at most two slips away (one for a short word), with how many slips."""
    most, own, length = (2 if len(word) >= LONG else 1), letters(word), len(word)
    found = []
    for other, mask in known.items():
        # Each slip changes at most two letters.
        if abs(len(other) - length) <= most and (own ^ mask).bit_count() <= 2 * most:
            slips = distance(word, other, most)
            if slips <= most:
                found.append((slips, other[:1] != word[:1], other))
    return [(other, slips) for slips, _, other in sorted(found)[:MOST]]


def distance(one: str, other: str, most: int) -> int:
    """Return how many slips lie between two words (letters added, lost, changed or swapped); `most` + 1 for more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, letter in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (sign != letter))
            if at > 1 and place > 1 and sign == other[place - 2] and letter == one[at - 2]:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
