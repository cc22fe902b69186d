"""What can keep a change from being made."""

from romduol.desk.changes.records import Change


class NotAllowed(Exception):
    """Whoever asks may not do this, or not to their own change."""


class SpeaksNoMore(Exception):
    """The body whose word this is may not speak for its record any more: its word gets no yes."""


class CannotUndo(Exception):
    """The change is not in force, is undone already, or is of a kind that is never undone."""


class Overtaken(Exception):
    """Somebody changed the same thing since the form was drawn; `since` are the latest changes about it."""

    def __init__(self, since: list[Change]) -> None:
        super().__init__(f"{len(since)} changes")
        self.since = since
