"""What members, custodians and reporters do at a step."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import hypothesis.strategies as st
from tests.safety.crypto.machine.actors import Reporter, listed
from tests.safety.crypto.machine.acts import Walk, act
from tests.safety.crypto.machine.world import PASSPHRASES, TooLate, compared

from romduol.safety.crypto.contexts import SealedKind
from romduol.safety.crypto.members import new_member
from romduol.safety.crypto.threads import OwnThread, Thread

PEOPLE = {"help line": ("Bopha", "Dara", "Srey", "Vanna"), "legal aid": ("Kosal", "Maly", "Rith")}
WORDS = st.binary(max_size=40) | st.just(b"\x80" + bytes(4_200))
DAYS = st.integers(1, 100).map(lambda days: timedelta(days=days))
# The first 65,536 bytes of the long one end as padding does, so that they would do for a whole file by themselves.
PARTS = st.just(b"photo" * 10_000 + b"\x80" + bytes(15_535) + b"more") | st.binary(max_size=9)


class Life(Walk):
    """Two organisations, their queues, and those who report to them."""

    def begin(self, data: st.DataObject) -> None:
        """Let both organisations appoint custodians and found a queue, and have had a report or two."""
        size = data.draw(st.integers(1, 3))
        for organisation, names in PEOPLE.items():
            self.world.appoint(organisation)
            members = [self.world.new_member(name, organisation, PASSPHRASES[0]) for name in names[:size]]
            self.world.found(organisation, members, self.last_day)
        for _ in range(data.draw(st.integers(0, 2))):
            self._report(data, b"before")

    # Who is there to do something.

    def queues_with_readers(self):
        return [queue for queue in self.world.store.owners if self.world.readers(queue)]

    def newcomers(self, queue):
        owner = self.world.store.owners[queue]
        named = {one.name.split()[0] for one in self.world.members if self.world.model.signs_in(one.id)}
        stuck = {one.name.split()[0] for one in self.world.stuck()}
        return [name for name in PEOPLE[owner] if name not in named | stuck]

    def outside(self, queue):
        """Return members of the organisation whom this queue does not name."""
        owner, there = self.world.store.owners[queue], self.world.model.listed[queue]
        return [one for one in self.world.present() if one.organisation == owner and one.id not in there]

    def can_leave(self):
        """Return who leaves somebody behind, in each of their queues, who can begin the next epoch."""
        return [one for one in self.world.members if self._queues(one) and self._others_everywhere(one)]

    def _queues(self, member):
        return [queue for queue, named in self.world.model.listed.items() if member.id in named]

    def _others_everywhere(self, member):
        return all(self._others(queue, member) for queue in self._queues(member))

    def _others(self, queue, member):
        return [one for one in self.world.readers(queue) if one is not member]

    def threads(self):
        """Return every member, queue and report where the queue got the report, and its newest reader reads it."""
        found = []
        for queue in self.world.store.owners:
            for member in self.world.readers(queue):
                held = self.world.model.held(member.id)
                if (queue, len(self.world.store.chains[queue])) in held:
                    for itself in self.world.model.readable(held):
                        one = self.world.model.written[itself]
                        if itself == one.report and queue in one.queues:
                            found.append((member, queue, itself))
        return found

    def open_reports(self):
        return [one for one in self.world.reporters if one.report in self.world.model.receipts]

    # Members.

    @act(lambda self: len(self.world.store.owners) < 4 and self.world.present())
    def found_another_queue(self, data):
        by = self.pick(data, self.world.present())
        session = self.world.session(by)
        self.world.found(by.organisation, [(by, listed(by.id, session.keys))], self.last_day)
        self.seen["queue founded"] += 1

    @act(lambda self: any(self.newcomers(queue) for queue in self.queues_with_readers()))
    def join(self, data):
        older = data.draw(st.booleans())
        passphrase = data.draw(st.sampled_from(PASSPHRASES))
        queue = self.pick(data, [one for one in self.queues_with_readers() if self.newcomers(one)])
        by = self.pick(data, self.world.readers(queue))
        name = self.pick(data, self.newcomers(queue))
        _, newcomer = self.world.new_member(name, by.organisation, passphrase)
        offered = listed(newcomer.member, new_member())
        assert not compared(newcomer, offered), "keys of the server's own were taken for the newcomer's"
        assert compared(newcomer, newcomer)
        self._join(queue, by, newcomer, older)

    def _join(self, queue, by, newcomer, older):
        self.world.next_epoch(queue, by, self.last_day, joins=[newcomer])
        if older:
            self.world.grant(queue, by, newcomer)
        self.seen["joined with older epochs" if older else "joined"] += 1

    @act(lambda self: any(self.outside(queue) for queue in self.queues_with_readers()))
    def join_another_queue(self, data):
        older = data.draw(st.booleans())
        queue = self.pick(data, [one for one in self.queues_with_readers() if self.outside(one)])
        member = self.pick(data, self.outside(queue))
        keys = self.world.session(member).keys
        self._join(queue, self.pick(data, self.world.readers(queue)), listed(member.id, keys), older)

    @act(lambda self: self.can_leave(), often=2)
    def leave(self, data):
        member = self.pick(data, self.can_leave())
        self._leave(data, member)
        self.seen["left"] += 1

    def _leave(self, data, member):
        self.world.delete_wraps(member)
        for queue in self._queues(member):
            by = self.pick(data, self.world.readers(queue))
            self.world.next_epoch(queue, by, self.last_day, leaves=[member.id])

    @act(lambda self: self.can_leave())
    def leave_one_queue(self, data):
        member = self.pick(data, self.can_leave())
        queue = self.pick(data, self._queues(member))
        by = self.pick(data, self._others(queue, member))
        self.world.next_epoch(queue, by, self.last_day, leaves=[member.id])
        self.seen["left one queue"] += 1

    @act(lambda self: self.queues_with_readers())
    def begin_epoch(self, data):
        days = data.draw(DAYS)
        queue = self.pick(data, self.queues_with_readers())
        self.world.next_epoch(queue, self.pick(data, self.world.readers(queue)), self.world.today + days)
        self.seen["epoch begun"] += 1

    @act(lambda self: self.world.present())
    def sign_in(self, data):
        self.world.session(self.pick(data, self.world.present()))
        self.seen["signed in"] += 1

    # Devices.

    def with_few_devices(self):
        return [one for one in self.world.present() if len(one.devices) < 3]

    @act(lambda self: self.with_few_devices(), often=2)
    def add_device(self, data):
        member = self.pick(data, self.with_few_devices())
        device = max((*member.devices, *member.lost)) + 1
        self.world.lock(member, device, self.world.session(member).keys)
        self.seen["device added"] += 1

    @act(lambda self: self.world.present(), often=2)
    def lose_a_device(self, data):
        member = self.pick(data, self.world.present())
        device = self.pick(data, sorted(one for who, one in self.world.model.devices if who == member.id))
        self.world.lose_device(member, device)
        self.seen["device lost" if self.world.model.signs_in(member.id) else "last device lost"] += 1

    @act(lambda self: self.world.present())
    def change_passphrase(self, data):
        member = self.pick(data, self.world.present())
        (other,) = set(PASSPHRASES) - {member.passphrase}
        before = dict(self.world.store.wraps)
        self.world.change_passphrase(member, other)
        assert all(self.world.store.wraps[place] != before[place] for place in before if place[0] == member.id)
        self.seen["passphrase changed"] += 1

    @act(lambda self: any(self._others_everywhere(one) for one in self.world.stuck()), often=9)
    def start_anew(self, data):
        older = data.draw(st.booleans())
        member = self.pick(data, [one for one in self.world.stuck() if self._others_everywhere(one)])
        queues = self._queues(member)
        _, newcomer = self.world.new_member(member.name.split()[0], member.organisation, PASSPHRASES[0])
        for queue in queues:
            by = self.pick(data, self.world.readers(queue))
            self.world.next_epoch(queue, by, self.last_day, joins=[newcomer], leaves=[member.id])
            if older:
                self.world.grant(queue, by, newcomer)
        self.seen["started anew"] += 1

    # Panic and custodians.

    @act(lambda self: self.world.present())
    def panic_lock(self, data):
        organisation = self.pick(data, sorted({one.organisation for one in self.world.present()}))
        self.world.panic(organisation)
        assert not any(self.world.model.held(one.id) for one in self.world.members if one.organisation == organisation)
        self.seen["panic lock"] += 1

    def locked_out(self):
        return [one for one in PEOPLE if not any(member.organisation == one for member in self.world.present())]

    @act(lambda self: self.locked_out(), often=8)
    def recover(self, data):
        size = data.draw(st.integers(1, 3))
        three = data.draw(st.integers(0, 9))
        organisation = self.pick(data, self.locked_out())
        names = data.draw(st.permutations(PEOPLE[organisation]))[:size]
        made = [self.world.new_member(name, organisation, PASSPHRASES[1]) for name in names]
        self.world.recover(organisation, [one for _, one in made], self.last_day, three=three)
        for member, _ in made:
            everything = self.world.model.stored_for(self.world.custodians[organisation][-1].id)
            assert self.world.model.held(member.id) == everything
        self.seen["recovered"] += 1

    @act(lambda self: any(len(there) < 3 for there in self.world.custodians.values()))
    def replace_custodians(self, data):
        three = data.draw(st.integers(0, 9))
        organisation = self.pick(data, [one for one, there in self.world.custodians.items() if len(there) < 3])
        self.world.replace_custodians(organisation, self.last_day, three=three)
        self.seen["custodians replaced"] += 1

    # Reports.

    @act(lambda self: self.receipts, often=3)
    def report(self, data):
        words = data.draw(WORDS)
        self._report(data, words)

    def _report(self, data, words):
        queues = data.draw(
            st.lists(st.sampled_from(list(self.world.store.owners)), min_size=1, max_size=2, unique=True)
        )
        code, word = self.receipts[0]
        reporter = Reporter(f"reporter {code[:4]}", self.world.new_id(), tuple(queues), code, word)
        try:
            self.world.report(reporter, words)
        except TooLate:
            self.seen["a report that came too late"] += 1
        else:
            self.receipts.pop(0)
            self.seen["reported with a safety word" if word else "reported"] += 1

    def _own(self, reporter) -> Thread:
        own = reporter.comes_back(self.world.store)
        assert isinstance(own, OwnThread)
        return own.thread

    @act(lambda self: self.open_reports(), often=3)
    def addition(self, data):
        words = data.draw(WORDS)
        reporter = self.pick(data, self.open_reports())
        self._write(SealedKind.ADDITION, self._own(reporter), reporter.queues, words)

    @act(lambda self: self.open_reports(), often=2)
    def attachment(self, data):
        parts = data.draw(st.lists(PARTS, max_size=4))
        reporter = self.pick(data, self.open_reports())
        self._attach(self._own(reporter), reporter.queues, parts)

    def _attach(self, thread, queues, parts, *, to_reporter=False):
        try:
            self.world.attach(thread, queues, parts, to_reporter=to_reporter)
        except TooLate:
            self.seen["an entry that came too late"] += 1
        else:
            self.seen["attachment to a reporter" if to_reporter else "attachment"] += 1

    @act(lambda self: self.threads(), often=4)
    def answer_or_note(self, data):
        words = data.draw(WORDS)
        kind = data.draw(st.sampled_from((SealedKind.ANSWER, SealedKind.NOTE)))
        thread, queues = self._answering(data)
        self._write(kind, thread, queues[:1] if kind is SealedKind.NOTE else queues, words)

    def _answering(self, data) -> tuple[Thread, list[UUID]]:
        """Return a thread as one of its readers has it, and their queue, with all others of the thread or without."""
        too = data.draw(st.booleans())
        member, queue, report = self.pick(data, self.threads())
        session = self.world.session(member)
        member.copy_all(self.world.store)
        assert session.pairs
        others = sorted(self.world.model.written[report].queues - {queue}) if too else []
        return member.hoard.threads[report], [queue, *others]

    @act(lambda self: self.threads(), often=2)
    def file_of_a_member(self, data):
        parts = data.draw(st.lists(PARTS, max_size=2))
        to_reporter = data.draw(st.booleans())
        thread, queues = self._answering(data)
        self._attach(thread, queues, parts, to_reporter=to_reporter)

    def _write(self, kind, thread, queues, words):
        try:
            self.world.write(kind, thread, queues, words)
        except TooLate:
            self.seen["an entry that came too late"] += 1
        else:
            self.seen[kind.name.lower()] += 1

    # Time.

    @act(often=4)
    def days_pass(self, data):
        days = data.draw(st.integers(1, 45))
        self.world.days_later(days)
        self.seen["days passed"] += 1

    @act(lambda self: self.open_reports())
    def thread_ends(self, data):
        withdrawn = data.draw(st.booleans())
        reporter = self.pick(data, self.open_reports())
        slip = self.world.store.slip(reporter.receipt.locator, reporter.receipt.token)
        assert slip is not None
        assert slip.report == reporter.report
        self.world.delete_thread(slip.report)
        assert not any(row.report == reporter.report for row in self.world.store.rows.values())
        assert reporter.comes_back(self.world.store) is None
        self.seen["withdrawn" if withdrawn else "expired"] += 1

    def idle_epochs(self):
        used = {target for one in self.world.model.written.values() for target in one.targets}
        held = {(queue, epoch) for queue, epoch, _ in self.world.model.given}
        return sorted((q, e) for q, e in held if (q, e) not in used and e < len(self.world.store.chains[q]))

    @act(lambda self: self.idle_epochs(), often=2)
    def key_of_an_epoch_ends(self, data):
        self.world.forget_epoch(*self.pick(data, self.idle_epochs()))
        self.seen["key of an epoch deleted"] += 1
