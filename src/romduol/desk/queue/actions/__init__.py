"""Every write of the queue: working it out anew, and who has what."""

from romduol.desk.queue.actions.holding import HeldBy, NotAllowed, WrongDay, give_back, hand_over, postpone, take
from romduol.desk.queue.actions.refreshing import refresh_queue

__all__ = ["HeldBy", "NotAllowed", "WrongDay", "give_back", "hand_over", "postpone", "refresh_queue", "take"]
