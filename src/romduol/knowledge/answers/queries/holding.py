"""Holds what is the same whatever is asked, once for each release, so that it is not read at each question."""

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from romduol.knowledge.answers.records import Answers

Made = TypeVar("Made")


class OnceForEachRelease(Generic[Made]):
    """What is made of a release, kept until the release is another one. It tells nobody what was asked."""

    def __init__(self, make: Callable[[Answers], Made]) -> None:
        self._make = make
        self._held: WeakKeyDictionary[Answers, tuple[str, Made]] = WeakKeyDictionary()

    def of(self, release: Answers) -> Made:
        """Return it for the current release; raises what making it does."""
        name = release.manifest().release
        held = self._held.get(release)
        if held is None or held[0] != name:
            held = self._held[release] = (name, self._make(release))
        return held[1]
