"""Which records a request asks for, and which of them stand on the page that it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from romduol.channels.api.hsds.index import Row
from romduol.channels.api.parameters import USUAL_ON_A_PAGE, Asked


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records that a request asks for, in order, and which of them stand on the page that it asks for."""

    rows: Sequence[Row]
    page: int
    per_page: int

    @classmethod
    def of(cls, rows: Sequence[Row], asked: Asked) -> "Chosen":
        """Return the records that fit, with the page that is asked for."""
        usual = max(1, len(rows)) if asked.minimal else USUAL_ON_A_PAGE
        return cls(rows, asked.page, asked.per_page or usual)

    @property
    def on_the_page(self) -> Sequence[Row]:
        """The records of the page."""
        begins = (self.page - 1) * self.per_page
        return self.rows[begins : begins + self.per_page]

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has none."""
        return -(-len(self.rows) // self.per_page)
