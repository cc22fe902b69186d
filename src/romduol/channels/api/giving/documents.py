"""Writes what is taken away as HSDS JSON: one page with a list of services in full, or a line for each."""

from collections.abc import Iterator
from typing import BinaryIO

import orjson

from romduol.channels.api.giving.gathering import Gathered, Given
from romduol.channels.api.giving.progress import Progress
from romduol.channels.api.licence import LICENSE


def write_page(gathered: Gathered, lang: str, out: BinaryIO, progress: Progress) -> None:
    """Write one page as lists have it, with all services on it; what else is told stands beside `contents`."""
    services = gathered.services
    head = orjson.dumps(
        {
            "total_items": len(services),
            "total_pages": 1 if services else 0,
            "page_number": 1,
            "size": len(services),
            "first_page": True,
            "last_page": True,
            "empty": not services,
            "license": LICENSE,
            **gathered.head(lang),
            "taken_back": gathered.taken_back(lang),
        }
    )
    out.write(head[:-1])
    out.write(b',"organizations":[')
    _joined(_bodies(gathered, "o", gathered.without_services, lang), out)
    out.write(b'],"contents":[')
    _joined(progress(_bodies(gathered, "s", services, lang)), out)
    out.write(b"]}\n")


def write_lines(gathered: Gathered, lang: str, out: BinaryIO, progress: Progress) -> None:
    """Write a service on each line, with its licence and release; at the end those that were taken back, as `defunct`.

    A line that stays where it was read is as dangerous as one in a list: so whoever reads on hears of them.
    """
    for body in progress(_bodies(gathered, "s", gathered.services, lang)):
        out.write(gathered.feed.alone(body) + b"\n")
    taken = {item.key for item in gathered.withdrawn}
    for row in gathered.feed.rows("s").values():
        if row.subject in taken and gathered.feed.is_gone("s", row):
            out.write(gathered.feed.alone(gathered.body("s", row, lang)) + b"\n")


def _bodies(gathered: Gathered, kind: str, given: tuple[Given, ...], lang: str) -> Iterator[bytes]:
    for one in given:
        body = gathered.body(kind, one.row, lang)
        yield b'%s,"reach":"%s"}' % (body[:-1], one.reach.value.encode())


def _joined(bodies: Iterator[bytes], out: BinaryIO) -> None:
    for number, body in enumerate(bodies):
        out.write((b"," if number else b"") + body)
