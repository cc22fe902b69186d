"""Every write of this room: what it notes of an edition, and what stewards decide and state."""

from romduol.desk.resolving.actions.deciding import decide
from romduol.desk.resolving.actions.noting import note_change, note_contradictions, note_records, note_subject
from romduol.desk.resolving.actions.stating import end_fact, state_fact

__all__ = ["decide", "end_fact", "note_change", "note_contradictions", "note_records", "note_subject", "state_fact"]
