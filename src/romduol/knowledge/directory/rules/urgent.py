"""Which lines an urgent situation may offer: the pack names candidates, and the evidence decides."""

from collections.abc import Mapping

from romduol.knowledge.directory.records import Line, Situation

MOST_LINES = 3


def lines_offered(situation: Situation, lines: Mapping[str, Line]) -> list[Line]:
    """Return the lines that a situation may offer, in the pack's order."""
    candidates = [lines[key] for key in situation.lines if key in lines]
    return [line for line in candidates if _may_offer(line, situation.no_police)][:MOST_LINES]


def _may_offer(line: Line, no_police: bool) -> bool:
    # Where police are the danger, a line of which nobody says who answers may be theirs too.
    return line.urgent and not (no_police and (line.police or not line.owned))
