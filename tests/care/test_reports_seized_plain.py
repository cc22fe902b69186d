"""Reports that came without a script, on the real server: a raid finds nothing of them, and every reader reads."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image
from tests.care import lives
from tests.care.breaking import without
from tests.care.released import release_few
from tests.care.served import Sender, serving
from tests.care.staffed import Staffed, staffed
from tests.care.watched import UNNAMED
from tests.care.without_script import Visitor, read
from tests.seizure.canaries import Canary, Sort
from tests.seizure.seizing import Scene, seizure

from romduol.care.queues.models import Queue
from romduol.care.queues.rules import day_of
from romduol.care.reports.actions import collect, expire
from romduol.care.reports.models import Receipt, Record
from romduol.safety.crypto.receipts import derive_receipt

FIELDS = ("what", "where", "when", "contact", "pass_to")
MADE_BY, COMMENT, PLACE = 0x010F, 0x9286, 0x8825


def test_a_raid_on_the_server_yields_nothing_of_reports_without_a_script(tmp_path, transactional_db):
    with seizure(tmp_path / "house", "plain reports") as scene:
        release_few(scene.data / "releases")
        queue = staffed(day_of(timezone.now()))
        with serving(scene.data, scene.logs / "server", lost=scene.temporary / "lost") as server:
            sender = Sender(server.port, log=scene.logs / "urls and headers")
            over_and_taken_back(scene, sender, queue)
            told(scene, sender, queue)
        assert not (scene.temporary / "lost" / UNNAMED).exists(), "what it held nobody can look at"
        found = scene.seize()
    found.assert_nothing()
    names = (*FIELDS, "original", "name of the original", "addition")
    assert found.readers == {
        **{name: {lives.MEMBER} for name in names},
        "answer": {lives.MEMBER, lives.REPORTER},
    }


def told(scene: Scene, sender: Sender, queue: Staffed) -> None:
    """Report, come back, be answered, read it."""
    somebody = visitor(scene, sender, "safety word")
    somebody.begins()
    receipt = lives.watch_receipt(scene, "receipt", somebody.code, scene.plant("safety word", Sort.SPOKEN))
    fields = {name: scene.plant(name).text for name in FIELDS} | {"queue": str(queue.id), "consent": "help"}
    file, name = scene.plant("original", Sort.FILE), scene.plant("name of the original", Sort.NAME)
    provoked(scene, somebody, fields)
    files = [(name.text, "image/jpeg", file.data)]
    sent = somebody.sends({**fields, "original": "1"}, files)
    assert sent.status == 200
    assert somebody.sends({**fields, "original": "1"}, files).status == 200, "once more, because no answer came"
    assert Record.objects.count() == 2
    shows = picture(scene.plant("what a camera noted", Sort.SPOKEN))
    adding = somebody.comes_back("add", [("IMG_0001.JPG", "image/jpeg", shows)], text=scene.plant("addition").text)
    assert adding.status == 200
    collect(datetime.now(UTC) + timedelta(hours=1))
    (thread,) = lives.read_all(scene, queue)
    expect_clean(thread.written)
    lives.answered(queue, thread.thread, scene.plant("answer"), day_of(timezone.now()))
    page = read(somebody.comes_back())
    assert all(mark in page for mark in scene.plant("answer").marks), "whoever comes back reads the answer"
    lives.read_all(scene, queue)
    lives.came_back(scene, receipt)
    word, locator = somebody.word, receipt.locator_hash
    scene.tries_codes(lambda found: derive_receipt(found, word).locator_hash == locator)


def visitor(scene: Scene, sender: Sender, word: str) -> Visitor:
    return Visitor(sender, word=scene.plant(word, Sort.SPOKEN).text[:100])


def picture(noted: Canary) -> bytes:
    """Return a photograph in which a camera noted who, what and where."""
    photo, out = Image.new("RGB", (64, 48), "#753"), BytesIO()
    exif = Image.Exif()
    exif[MADE_BY], exif[COMMENT] = noted.marks[0], noted.text
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (11.0, 33.0, 22.0)
    logging.disable()  # The test itself draws it, and what draws tells each note to the log.
    photo.save(out, "JPEG", exif=exif, comment=noted.text.encode())
    logging.disable(logging.NOTSET)
    return out.getvalue()


def expect_clean(written: list[bytes]) -> None:
    """The picture that the member opens is one, and says nothing of place, camera or time."""
    (found,) = [one for one in written if one.startswith(b"\xff\xd8")]
    with Image.open(BytesIO(found)) as photo:
        assert photo.size == (64, 48)
        assert not photo.getexif()
        assert not {"exif", "comment", "xmp", "photoshop"} & set(photo.info)
    assert b"Exif" not in found


def over_and_taken_back(scene: Scene, sender: Sender, queue: Staffed) -> None:
    """One report is taken back, another one's time passes: nobody has them to read any more."""
    for name in ("taken back", "over"):
        somebody = Visitor(sender)
        somebody.begins()
        lives.watch_receipt(scene, f"receipt of what is {name}", somebody.code)
        shows = picture(scene.plant(f"picture of what is {name}", Sort.SPOKEN))
        fields = {"what": scene.plant(name, Sort.SPOKEN).text, "queue": str(queue.id)}
        assert somebody.sends(fields, [("a.jpg", "image/jpeg", shows)]).status == 200
        assert Record.objects.count() == 2
        if name == "over":
            assert expire(day_of(timezone.now()) + timedelta(days=400)) == 1
        else:
            assert somebody.comes_back("withdraw_now").status == 200
        assert not Record.objects.exists()
        assert somebody.comes_back().status == 422


def provoked(scene: Scene, somebody: Visitor, fields: dict[str, str]) -> None:
    """Have the server refuse, fail and break while somebody writes to it."""
    wrong = scene.plant("a file that is no picture", Sort.SPOKEN)
    no_picture = [(wrong.text, "image/jpeg", b"\xff\xd8\xff\xe1" + wrong.text.encode())]
    assert somebody.sends(fields, no_picture).status == 422
    assert somebody.sends({**fields, "queue": "nobody"}).status == 422
    assert somebody.sends({**fields, "what": fields["what"] * 500}).status == 422
    with without(Receipt):
        assert somebody.sends(fields).status == 503
        assert somebody.comes_back().status == 503
    with without(Queue):
        assert somebody.sends(fields).status in (500, 503)
    assert somebody.sender.form("/in/km/r/nowhere", fields).status == 404
    whole = "".join(
        f"--x\r\nContent-Disposition: form-data; name={name}\r\n\r\n{text}\r\n" for name, text in fields.items()
    )
    somebody.sender.breaks_off("/in/km/r", whole.encode())
    assert not Record.objects.exists()
