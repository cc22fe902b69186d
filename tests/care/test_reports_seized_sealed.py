"""Reports that were sealed in a browser, on the real server: a raid finds nothing of them, and every reader reads."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from tests.care import lives
from tests.care.breaking import without
from tests.care.browsing import IN, ask, deliver, inboxes, more, seal
from tests.care.served import Sender, serving
from tests.care.staffed import staffed, written
from tests.care.watched import UNNAMED, Kept, looking
from tests.seizure.canaries import Sort
from tests.seizure.seizing import Scene, seizure

from romduol.care.queues.models import Queue
from romduol.care.reports.actions import collect, expire
from romduol.care.reports.models import Receipt, Record
from romduol.safety.crypto.epochs import Chain
from romduol.safety.crypto.receipts import derive_receipt, new_code, show_code

TODAY = date.today()


def test_a_raid_on_the_server_yields_nothing_of_sealed_reports(tmp_path, transactional_db):
    with seizure(tmp_path / "house", "sealed reports") as scene:
        with serving(scene.data, scene.logs / "server", lost=scene.temporary / "lost") as server:
            sender = Sender(server.port, log=scene.logs / "urls and headers")
            told(scene, sender)
        assert not (scene.temporary / "lost" / UNNAMED).exists(), "what it held nobody can look at"
        found = scene.seize()
    found.assert_nothing()
    by_member = {lives.MEMBER}
    assert found.readers == {
        **dict.fromkeys(("report", "where", "file", "file name", "addition", "note"), by_member),
        "answer": {*by_member, lives.REPORTER},
    }


def test_what_a_server_removes_is_kept_for_the_raid(tmp_path):
    (tmp_path / "lost").mkdir()
    kept = Kept(tmp_path / "lost")
    with looking(kept):
        (tmp_path / "a file").write_text("what was removed")
        (tmp_path / "a file").unlink()
    assert [path.read_text() for path in (tmp_path / "lost").iterdir()] == ["what was removed"]


def told(scene: Scene, sender: Sender) -> None:
    queue = staffed(TODAY)
    lives.settled(scene, queue)
    _, chains = inboxes(sender)
    to = [chains[queue.id]]
    taken_back(scene, sender, to)
    over(scene, sender, to)
    code, word = new_code(), scene.plant("safety word", Sort.SPOKEN)
    receipt = lives.watch_receipt(scene, "receipt", show_code(code).replace(" ", ""), word)
    file, name = scene.plant("file", Sort.FILE), scene.plant("file name", Sort.NAME)
    said = written(scene.plant("report").text, where=scene.plant("where").text, files=[{"name": name.text}])
    sent = seal(to, said, TODAY, receipt=receipt, files=[file.data])
    assert deliver(sender, sent).status == 201
    assert deliver(sender, sent).status == 201, "once more, because no answer came"
    assert more(sender, sent, scene.plant("addition").text.encode(), to, TODAY).status == 201
    provoked(scene, sender, sent.fields["sealed"])
    collect(datetime.now(UTC) + timedelta(hours=1))
    lives.signed_in(scene, queue)
    (read,) = lives.read_all(scene, queue)
    lives.answered(queue, read.thread, scene.plant("answer"), TODAY)
    lives.noted(queue, read.thread, scene.plant("note"), TODAY)
    lives.read_all(scene, queue)
    assert ask(sender, "o", receipt).status == 200
    lives.came_back(scene, receipt)
    locator = receipt.locator_hash
    scene.tries_codes(lambda found: derive_receipt(found, word.text).locator_hash == locator)


def taken_back(scene: Scene, sender: Sender, to: list[Chain]) -> None:
    """Send a report and take it back: nobody has it to read any more."""
    receipt = lives.watch_receipt(scene, "receipt of what is taken back", new_code())
    sent = seal(to, written(scene.plant("taken back", Sort.SPOKEN).text), TODAY, receipt=receipt)
    assert deliver(sender, sent).status == 201
    assert ask(sender, "w", receipt).status == 200
    assert ask(sender, "o", receipt).status == 404
    assert not Record.objects.exists()


def over(scene: Scene, sender: Sender, to: list[Chain]) -> None:
    """Send a report with a file, and let its time pass."""
    receipt = lives.watch_receipt(scene, "receipt of what is over", new_code())
    file = scene.plant("file of what is over", Sort.SPOKEN)
    sent = seal(to, written(scene.plant("over", Sort.SPOKEN).text), TODAY, receipt=receipt, files=[file.text.encode()])
    assert deliver(sender, sent).status == 201
    assert expire(TODAY + timedelta(days=400)) == 1
    assert not Record.objects.exists()


def provoked(scene: Scene, sender: Sender, sealed: str) -> None:
    """Have the server refuse, fail and break while somebody writes to it what no browser of ours would send."""
    plain = scene.plant("what was never sealed", Sort.SPOKEN)
    for fields in ({"sealed": json.dumps({"what": plain.text})}, {"what": plain.text}, {"sealed": plain.text}):
        assert sender.parts(f"{IN}/d", fields, {}).status == 400
    files = {"file": [(f"{plain.text}.jpg", "image/jpeg", plain.text.encode())]}
    assert sender.parts(f"{IN}/d", {"sealed": sealed}, files).status == 400
    assert sender.parts(f"{IN}/nowhere", {"what": plain.text}, files).status == 404
    sender.breaks_off(f"{IN}/d", f"--x\r\n{plain.text}".encode())
    with without(Receipt):
        assert sender.parts(f"{IN}/d", {"sealed": sealed}, {}).status in (400, 500, 503)
    with without(Queue):
        assert sender.parts(f"{IN}/d", {"sealed": sealed, "what": plain.text}, files).status in (400, 500, 503)
        assert sender.get(f"{IN}/q").status in (500, 503)
