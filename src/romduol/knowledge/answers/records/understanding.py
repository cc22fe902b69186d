"""What was understood of a question, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    """How soon something has to happen, most urgent first."""

    EMERGENCY = "emergency"
    HOURS_72 = "72h"
    SOON = "soon"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that the question told: which rule saw it, and in which of the asker's words."""

    rule: str
    """The id of the rule or of the word entry in the lexicon."""
    words: tuple[str, ...] = ()
    """The asker's words as they were read. They go back to the asker alone, and into no log."""
    slip: bool = False
    """True where the words were read through a slip of typing."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, understood. Everything is a code; nothing is worded yet."""

    need: str = ""
    """The need code that counts most; empty where none was found."""
    needs_also: tuple[str, ...] = ()
    """Other needs that the question touches, the strongest first."""
    situation: str = ""
    """The finer code under the need (`condom_broke`, `unpaid`); empty where none fits."""
    urgency: Urgency = Urgency.INFO
    place: str = ""
    """The government code of the one place that is meant; empty where none is."""
    place_choices: tuple[str, ...] = ()
    """Codes to ask about, where the name fits several places; then `place` is empty."""
    refused: str = ""
    """Which refusal (`refuse_venue`, `refuse_price`, ...); empty where the question is answered."""
    hours: float | None = None
    """Hours since an exposure or an assault, where the question tells."""
    minor: bool = False
    """True where the asker, or whom it is about, is under 18."""
    about_other: bool = False
    """True where the asker asks for somebody else."""
    police_harm: bool = False
    """True where police are those who harm: then no line that police answer comes first."""
    no_police: bool = False
    """True where the asker wants no police."""
    wants_access: tuple[str, ...] = ()
    """Access conditions asked for (`free`, `anonymous`, `no_id`, `women_staff`, `evening`, ...)."""
    why: tuple[Reason, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """Every need, the one that counts most first."""
        return ((self.need,) if self.need else ()) + self.needs_also
