"""What kinds of queues and organisations are called, and what is told of them before they are chosen."""

from __future__ import annotations

from collections.abc import Mapping

from romduol.care.queues.records import Body, QueueKind
from romduol.ui.words import phrase

KINDS: Mapping[QueueKind, str] = {
    QueueKind.TRAFFICKING: phrase("Suspected trafficking"),
    QueueKind.CHILD: phrase("A child is exploited"),
    QueueKind.VIOLENCE: phrase("Violence or extortion"),
    QueueKind.AUDIT: phrase("What was done with reports"),
}
BODIES: Mapping[Body, str] = {
    Body.SUPPORT: phrase("A support organisation"),
    Body.CHILD_PROTECTION: phrase("A child-protection organisation that was vetted"),
    Body.POLICE: phrase("Police"),
}
