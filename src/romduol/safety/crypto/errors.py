"""Why something sealed did not open, or something typed was not taken."""

from __future__ import annotations


class NotOpened(ValueError):
    """Something sealed that did not open. `reason` is the word that the specification and the vectors use for why."""

    reason = "not-opened"


class Malformed(NotOpened):
    """Bytes that are not of this format: unknown version, suite or kind, impossible length, no point of the curve."""

    reason = "malformed"


class OtherContext(NotOpened):
    """Bytes that say they are something else than what was expected in their place."""

    reason = "other-context"


class OtherKey(NotOpened):
    """Something that another key, another secret or another bond opens."""

    reason = "other-key"


class Damaged(NotOpened):
    """Something that was changed, cut off or added to after it was sealed."""

    reason = "damaged"


class Mistyped(ValueError):
    """A receipt, a card or a share that was not typed as it was printed.

    `reason` is `length`, `sign` or `check`; `row` counts from 1 where one row, word or group is known to be wrong.
    """

    def __init__(self, message: str, *, reason: str, row: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.row = row
