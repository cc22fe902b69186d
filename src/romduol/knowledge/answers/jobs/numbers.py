"""Freezes what is known of each number into each release, so that answers and pages never disagree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from romduol.knowledge.answers.jobs.pages import private_page
from romduol.knowledge.answers.records import NUMBERS, NumberHead
from romduol.knowledge.answers.rules.keeping import masks_of, number_head, record_of
from romduol.knowledge.answers.rules.locators import bucket_path, locator
from romduol.knowledge.releases.records import Edition, Line, Page


class NumberRenderer:
    """Renders what "Is this number safe?" is answered from: a head, and small buckets of records."""

    def render(self, edition: Edition) -> Iterator[Page]:
        """Yield the head, then every bucket that holds a number."""
        head = number_head(edition)
        yield private_page(NUMBERS, head)
        masks = masks_of(edition)
        for path, lines in _buckets(edition.lines.values(), head).items():
            yield private_page(path, {found: record_of(line, edition, masks) for found, line in lines.items()})


def _buckets(lines: Iterable[Line], head: NumberHead) -> Mapping[str, Mapping[str, Line]]:
    """Return path -> locator -> line, in the order of the paths."""
    known = list(lines)
    buckets: defaultdict[str, dict[str, Line]] = defaultdict(dict)
    # The hash is slow on purpose, and lets other threads run meanwhile: all cores help.
    with ThreadPoolExecutor() as cores:
        located = cores.map(lambda line: locator(line.key, head.salt, head.rounds), known)
        for found, line in zip(located, known, strict=True):
            buckets[bucket_path(found, head.width)][found] = line
    return dict(sorted(buckets.items()))
