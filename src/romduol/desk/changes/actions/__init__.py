"""Every write of changes: each is made once, and its entry in the audit stands or falls with it."""

from romduol.desk.changes.actions.deciding import approve, decline
from romduol.desk.changes.actions.making import make_change
from romduol.desk.changes.actions.problems import CannotUndo, NotAllowed, Overtaken, SpeaksNoMore
from romduol.desk.changes.actions.undoing import undo

__all__ = ["CannotUndo", "NotAllowed", "Overtaken", "SpeaksNoMore", "approve", "decline", "make_change", "undo"]
