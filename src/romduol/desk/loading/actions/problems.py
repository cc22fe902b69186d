"""What can keep something from being handed over."""

from collections.abc import Mapping

from romduol.desk.loading.records import Import, State


class SupplierWrong(ValueError):
    """A description of a supplier makes no sense; `problems` has a code for each field at fault."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in problems.items()))
        self.problems = problems


class UnderWay(Exception):
    """A file of the same source is being read or loaded; `other` is that import."""

    def __init__(self, other: Import) -> None:
        super().__init__(str(other.id))
        self.other = other


class NotNow(Exception):
    """An import in this state cannot do that: somebody was quicker, or it is not that far."""

    def __init__(self, state: State) -> None:
        super().__init__(str(state))
        self.state = state


class SeenOther(Exception):
    """Whoever says yes looked at something else than what would be loaded now."""


class NotAllowed(Exception):
    """Whoever asks may not do this, or not to what they asked for themselves."""
