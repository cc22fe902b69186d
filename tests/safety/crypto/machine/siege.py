"""What whoever has the server tries at a step, while everybody else goes on."""

from __future__ import annotations

import hypothesis.strategies as st
from tests.safety.crypto.machine import attacks, elsewhere, forgeries
from tests.safety.crypto.machine.acts import Walk, act

from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.threads import OwnThread

_WAYS = (attacks.flipped, attacks.cut, attacks.grown)
_PLACES = st.integers(0, 2**20)
CHANGES = st.one_of(*(_PLACES.map(change) for change in _WAYS))


class Siege(Walk):
    """Each attack is on a copy of the server, so that the walk goes on from what was there."""

    @act(lambda self: self.world.model.written, often=2)
    def change_a_record(self, data):
        change = data.draw(CHANGES)
        itself = self.pick(data, self.world.model.written)
        with attacks.tampered(self.world):
            if data.draw(st.booleans()):
                attacks.change_box(self.world, itself, change)
            else:
                place = self.pick(data, range(len(self.world.store.rows[itself].envelopes)))
                attacks.change_envelope(self.world, itself, place, change)
        self.seen["record changed"] += 1

    def long_ones(self):
        return [itself for itself, row in self.world.store.rows.items() if attacks.has_chunks(row.box)]

    @act(lambda self: self.long_ones())
    def cut_a_file(self, data):
        with attacks.tampered(self.world):
            attacks.change_box(self.world, self.pick(data, self.long_ones()), attacks.first_chunk)
        self.seen["file cut after a chunk"] += 1

    @act(lambda self: len(self.world.model.written) > 1)
    def swap_records(self, data):
        one, other = data.draw(st.permutations(list(self.world.model.written)))[:2]
        swap = self.pick(data, (attacks.swap_boxes, attacks.swap_envelopes, attacks.swap_records))
        with attacks.tampered(self.world):
            swap(self.world, one, other)
        self.seen["records swapped"] += 1

    @act(lambda self: self.world.model.written)
    def replay_a_record(self, data):
        itself = self.pick(data, self.world.model.written)
        report = self.pick(data, [one.report for one in self.world.model.written.values()])
        with attacks.tampered(self.world):
            attacks.replay(self.world, itself, report, relabelled=data.draw(st.booleans()))
        self.seen["record replayed"] += 1

    def entries(self):
        return [itself for itself, one in self.world.model.written.items() if itself != one.report]

    @act(lambda self: self.entries())
    def show_an_entry_elsewhere(self, data):
        itself = self.pick(data, self.entries())
        row = self.world.store.rows[itself]
        kinds = {SealedKind.ADDITION, SealedKind.ANSWER, SealedKind.NOTE, SealedKind.ATTACHMENT} - {row.kind}
        with attacks.tampered(self.world):
            attacks.show_as(self.world, itself, self.pick(data, sorted(kinds)))
        if others := sorted({one.report for one in self.world.model.written.values()} - {row.report}):
            with attacks.tampered(self.world):
                attacks.show_elsewhere(self.world, itself, self.pick(data, others))
            self.seen["entry shown in another thread"] += 1
        self.seen["entry shown as another kind"] += 1

    @act(lambda self: self.world.model.written)
    def forge_an_entry(self, data):
        bond = data.draw(st.just(bytes(32)) | st.binary(min_size=32, max_size=32))
        report = self.pick(data, [one.report for one in self.world.model.written.values()])
        kind = self.pick(data, (SealedKind.ADDITION, SealedKind.ANSWER, SealedKind.NOTE, SealedKind.ATTACHMENT))
        with attacks.tampered(self.world):
            attacks.forge(self.world, kind, report, bond)
        self.seen["entry forged"] += 1

    def reports_with_others(self):
        written = self.world.model.written
        reports = [itself for itself, one in written.items() if itself == one.report]
        return [one for one in reports if elsewhere.others(self.world, one) and elsewhere.reader_of(self.world, one)]

    @act(lambda self: self.reports_with_others(), often=2)
    def pass_a_report_on(self, data):
        report = self.pick(data, self.reports_with_others())
        queue = self.pick(data, elsewhere.others(self.world, report))
        self.seen["members refuse what was passed on"] += elsewhere.pass_on(self.world, report, queue)

    def threads_of_reporters(self):
        own = [one.comes_back(self.world.store) for one in self.world.reporters]
        return [one.thread for one in own if isinstance(one, OwnThread)]

    def threads_of_members(self):
        there = self.world.present()
        return [
            thread for one in there for itself, thread in one.hoard.threads.items() if itself in self.world.store.rows
        ]

    @act(lambda self: self.threads_of_reporters(), often=2)
    def name_others_to_a_reporter(self, data):
        elsewhere.named(self.world, self.pick(data, self.threads_of_reporters()), reporter=True)

    @act(lambda self: self.threads_of_members(), often=2)
    def name_others_to_a_member(self, data):
        elsewhere.named(self.world, self.pick(data, self.threads_of_members()), reporter=False)

    @act(lambda self: self.world.store.slips)
    def change_reporters_keys(self, data):
        change = data.draw(CHANGES)
        one, *others = data.draw(st.permutations(list(self.world.store.slips)))
        with attacks.tampered(self.world):
            attacks.change_slip(self.world, one, change)
        if others:
            with attacks.tampered(self.world):
                attacks.swap_slips(self.world, one, others[0])
            with attacks.tampered(self.world):
                attacks.show_slip_elsewhere(self.world, one, self.world.store.slips[others[0]].report)
            self.seen["reporters' boxes swapped"] += 1
        self.seen["reporter's box changed"] += 1

    @act(lambda self: len(self.world.store.keys) > 1)
    def change_keys_of_epochs(self, data):
        change = data.draw(CHANGES)
        one, other = data.draw(st.permutations(list(self.world.store.keys)))[:2]
        way = self.pick(data, ("changed", "swapped", "planted"))
        with attacks.tampered(self.world):
            if way == "changed":
                attacks.change_key(self.world, one, change)
            elif way == "swapped":
                attacks.swap_keys(self.world, one, other)
            else:
                attacks.plant_key(self.world, one)
        self.seen[f"key of an epoch {way}"] += 1

    @act(lambda self: self.world.store.wraps)
    def change_wraps(self, data):
        change = data.draw(CHANGES)
        rounds = data.draw(st.sampled_from((0, 1, 1_000, 599_999)))
        one, *others = data.draw(st.permutations(list(self.world.store.wraps)))
        with attacks.tampered(self.world):
            attacks.change_wrap(self.world, one, change)
        with attacks.tampered(self.world):
            attacks.easier_lock(self.world, one, rounds)
        if others:
            with attacks.tampered(self.world):
                attacks.swap_wraps(self.world, one, others[0])
            self.seen["wraps swapped"] += 1
        self.seen["wrap changed"] += 1

    def with_pins(self):
        return [one.id for one in self.world.present() if one.id in self.world.store.pins]

    @act(lambda self: self.with_pins(), often=2)
    def change_pins(self, data):
        change = data.draw(CHANGES)
        member = self.pick(data, self.with_pins())
        way = self.pick(data, ("changed", "older", "our own"))
        with attacks.tampered(self.world):
            if way == "changed":
                attacks.change_pins(self.world, member, change)
            elif way == "older":
                attacks.older_pins(self.world, member, relabelled=data.draw(st.booleans()))
            else:
                attacks.own_pins(self.world, member)
        self.seen[f"pins {way}"] += 1

    @act(often=5)
    def forge_statements(self, data):
        queue = self.pick(data, self.world.store.chains)
        for name in list(forgeries.FORGERIES)[self.done["forge_statements"] % 3 :: 3]:
            self.seen[f"forged: {name}"] += forgeries.offer_forged(self.world, queue, name)

    @act(often=1)
    def change_a_chain(self, data):
        change = data.draw(CHANGES)
        queue = self.pick(data, self.world.store.chains)
        length = len(self.world.store.chains[queue])
        forgeries.offer_changed(self.world, queue, self.pick(data, range(length)), change)
        forgeries.offer_swapped_key(self.world, queue)
        if length > 1:
            forgeries.offer_without(self.world, queue, self.pick(data, range(length - 1)))
        self.seen["epoch too long"] += forgeries.too_long(self.world, queue)
        self.seen["chain changed"] += 1

    @act(often=2)
    def offer_another_chain(self, data):
        queue = self.pick(data, self.world.store.chains)
        length = len(self.world.store.chains[queue])
        self.seen["alarms at a chain of our own"] += forgeries.offer_own_chain(self.world, queue)
        if length > 1:
            self.seen["alarms at an older chain"] += forgeries.offer_older(
                self.world, queue, self.pick(data, range(1, length))
            )
            self.seen["alarms at a fork"] += forgeries.offer_fork(self.world, queue)
