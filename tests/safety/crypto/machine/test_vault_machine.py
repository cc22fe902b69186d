"""Whatever happens to a vault, at every step exactly the right people open exactly the right records."""

from __future__ import annotations

from collections import Counter

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.safety.crypto.machine.checks import check_all
from tests.safety.crypto.machine.expected import EVERYTHING
from tests.safety.crypto.machine.lives import Life
from tests.safety.crypto.machine.remembered import forget, stretch_once
from tests.safety.crypto.machine.siege import Siege

from romduol.safety.crypto import members, receipts

WALKS, STEPS = 12, 30
SEEN: Counter[str] = Counter()


class VaultLife(Life, Siege, RuleBasedStateMachine):
    """At each step somebody does something, and whoever has the server tries something."""

    @initialize(data=st.data())
    def begins(self, data):
        """Begin."""
        forget()
        self.seen = self.world.seen = SEEN
        self.begin(data)

    @rule(data=st.data())
    def somebody_does_something_and_the_server_is_attacked(self, data):
        """Do what people do; the attack after it is on a copy of the server."""
        self.choose(data, Life)(data)
        self.choose(data, Siege)(data)

    @invariant()
    def exactly_the_right_people_open_exactly_the_right_records(self):
        """Let everybody try everything."""
        if self.world.cards:
            check_all(self.world)
            SEEN["steps"] += 1


def test_a_vault_lives(monkeypatch):
    SEEN.clear()
    monkeypatch.setattr(members, "stretch", stretch_once)
    monkeypatch.setattr(receipts, "stretch", stretch_once)
    ways = settings(
        max_examples=WALKS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(VaultLife, settings=ways)
    never = [name for name in EVERYTHING if not SEEN[name]]
    assert not never, "walks that never come to something prove nothing of it"
    assert SEEN["steps"] >= WALKS * STEPS // 2
    assert SEEN["opens"] >= 7_500
    assert SEEN["refused"] >= 10_000
