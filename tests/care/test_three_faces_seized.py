"""Three faces, three processes, two databases: a raid on all of them reads nothing, and each holds only its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.servers import Server
from django.conf import settings
from django.db import connections
from django.utils import timezone
from tests.apart import Urls, apart
from tests.care import lives
from tests.care.browsing import deliver, inboxes, seal
from tests.care.released import release_few
from tests.care.served import Sender, serving
from tests.care.staffed import Staffed, staffed, written
from tests.care.watched import OPENED, UNNAMED
from tests.care.without_script import Visitor, read
from tests.seizure.canaries import Sort
from tests.seizure.seizing import Scene, seizure

from romduol.care.queues.rules import day_of
from romduol.care.reports.actions import collect
from romduol.care.reports.models import Receipt
from romduol.config.databases import DEFAULT, OF_INTAKE
from romduol.config.facing import EVERY, INTAKE, PUBLIC, STAFF
from romduol.config.moving import move
from romduol.config.routing import SEALED
from romduol.safety.crypto.receipts import derive_receipt

FIELDS = ("what", "where", "contact")


@dataclass
class Machine:
    """One of three: its folder, the process that serves, and what it noted of databases that it opened."""

    home: Path
    server: Server
    noted: Path

    @property
    def opened(self) -> set[str]:
        """Return the names of all databases that this process opened since it began."""
        return set(self.noted.read_text().splitlines())

    def held(self) -> set[str]:
        """Return the files and the ports of others that its processes hold open now, as the system tells."""
        found: set[str] = set()
        for pid in self.server.family():
            links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
            sockets = {link[8:-1] for link in links if link.startswith("socket:[")}
            found |= {link for link in links if link.startswith("/")}
            for table in ("tcp", "tcp6"):
                rows = [line.split() for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]]
                found |= {f"port {int(row[2].rpartition(':')[2], 16)}" for row in rows if row[9] in sockets}
        return found


def test_a_raid_on_three_machines_yields_nothing_and_the_public_one_has_no_table(tmp_path, transactional_db):
    house = tmp_path / "house"
    with apart(tmp_path, intake=house / "database of intake") as urls, set_apart(house, "three faces") as scene:
        queue = staffed(day_of(timezone.now()))
        release_few(scene.data / "releases")
        with served(scene, urls) as machines:
            log = scene.logs / "urls and headers"
            senders = {role: Sender(machine.server.port, log=log) for role, machine in machines.items()}
            each_answers_its_own(scene, senders)
            told(scene, senders[INTAKE], queue)
            expect_apart(machines)
        assert not list(scene.temporary.glob(f"lost*/{UNNAMED}")), "what it held nobody can look at"
        found = scene.seize()
    found.assert_nothing()
    assert found.readers == {
        **{name: {lives.MEMBER} for name in (*FIELDS, "sealed", "file")},
        "answer": {lives.MEMBER, lives.REPORTER},
    }


@contextmanager
def set_apart(house: Path, name: str) -> Iterator[Scene]:
    """Leave in the database of the desk what is the desk's, and begin a seizure of both."""
    move(by="test")
    with seizure(house, name, also=[OF_INTAKE]) as scene:
        yield scene


@contextmanager
def served(scene: Scene, urls: Urls) -> Iterator[dict[str, Machine]]:
    """Serve each face as its machine would: a folder of its own, and the databases of that face alone."""
    own = {
        PUBLIC: {"DATABASE_URL": ""},
        INTAKE: {"DATABASE_URL": "", "ROMDUOL_INTAKE_DATABASE": urls.intake},
        STAFF: {"ROMDUOL_INTAKE_DATABASE": urls.intake},
    }
    with ExitStack() as stack, ThreadPoolExecutor() as starting:
        begun = {}
        for role in EVERY:
            home = scene.data if role == STAFF else scene.folder / f"of {role}"
            home.mkdir(exist_ok=True)
            if role != STAFF:
                shutil.copytree(scene.data / "releases", home / "releases")
                shutil.copytree(scene.data / "keys", home / "keys", ignore=shutil.ignore_patterns("*.pem"))
            noted = scene.logs / f"opened by {role}"
            lost = scene.temporary / f"lost of {role}"
            more: dict[str, Any] = {"ROMDUOL_FACES": role, OPENED: str(noted), **own[role]}
            serve = serving(home, scene.logs / role, lost=lost, **more)
            begun[role] = (home, starting.submit(stack.enter_context, serve), noted)
        yield {role: Machine(home, coming.result(), noted) for role, (home, coming, noted) in begun.items()}


def each_answers_its_own(scene: Scene, senders: dict[str, Sender]) -> None:
    """Open pages at each, and send to the wrong ones what belongs to another."""
    for path, own in (("/km/e", PUBLIC), ("/in/km/r", INTAKE), ("/desk/km/in", STAFF)):
        assert {role for role, sender in senders.items() if sender.get(path).status == 200} == {own}
    astray = scene.plant("what came to the wrong machine", Sort.SPOKEN).text
    for role in (PUBLIC, STAFF):
        assert senders[role].form("/in/km/r", {"what": astray}).status in (403, 404, 405)
    for sender in senders.values():
        # Where there is a desk, it is looked up whose session that is.
        sender._ask("GET", "/desk/km/", None, {"Cookie": f"{settings.SESSION_COOKIE_NAME}={'a' * 32}"})


def told(scene: Scene, sender: Sender, queue: Staffed) -> None:
    """Report without a script and with one, be answered, come back."""
    somebody = Visitor(sender, word=scene.plant("safety word", Sort.SPOKEN).text[:100])
    somebody.begins()
    receipt = lives.watch_receipt(scene, "receipt", somebody.code, scene.plant("safety word", Sort.SPOKEN))
    fields = {name: scene.plant(name).text for name in FIELDS} | {"queue": str(queue.id), "consent": "help"}
    file = scene.plant("file", Sort.FILE)
    assert somebody.sends(fields).status == 200
    _, chains = inboxes(sender)
    today = day_of(timezone.now())
    sent = seal([chains[queue.id]], written(scene.plant("sealed").text), today, files=[file.data])
    assert deliver(sender, sent).status == 201
    collect(datetime.now(UTC) + timedelta(hours=1))
    threads = {thread.id: thread for thread in lives.read_all(scene, queue)}
    assert len(threads) == 2
    one = threads[Receipt.objects.get(locator_hash=receipt.locator_hash.hex()).thread]
    lives.answered(queue, one.thread, scene.plant("answer"), today)
    page = read(somebody.comes_back())
    assert all(mark in page for mark in scene.plant("answer").marks)
    lives.read_all(scene, queue)
    lives.came_back(scene, receipt)
    word, locator = somebody.word, receipt.locator_hash
    scene.tries_codes(lambda found: derive_receipt(found, word).locator_hash == locator)


def expect_apart(machines: dict[str, Machine]) -> None:
    """No process opened a database that is not of its face, and no database holds what belongs to the other."""
    desk, intake = (str(connections[alias].settings_dict["NAME"]) for alias in (DEFAULT, OF_INTAKE))
    assert machines[PUBLIC].opened == set()
    assert machines[INTAKE].opened == {intake}
    assert machines[STAFF].opened == {desk}
    assert connections[DEFAULT].vendor != "sqlite" or not {desk, intake} & machines[PUBLIC].held()
    port = connections[DEFAULT].settings_dict["PORT"] or 5432
    assert f"port {port}" not in machines[PUBLIC].held()
    for role in (PUBLIC, INTAKE):
        kept = [path for path in machines[role].home.rglob("*") if path.is_file()]
        assert kept
        assert not [path for path in kept if path.read_bytes()[:6] == b"SQLite" or path.suffix == ".pem"]
    tables = {alias: set(connections[alias].introspection.table_names()) for alias in (DEFAULT, OF_INTAKE)}
    private = {name for name in tables[OF_INTAKE] if name.split("_")[0] in SEALED}
    assert {"reports_record", "queues_queue", "feedback_card"} <= private
    assert tables[OF_INTAKE] - private == {"django_migrations"}
    assert not [name for name in tables[DEFAULT] if name.split("_")[0] in SEALED]
