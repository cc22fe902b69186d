"""Publishing at the desk: what a person sees, what they send, and what comes of it."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone
from tests.desk.copies import TODAY, load_tiny
from tests.desk.few_pages import draw_few
from tests.made_once import made_once
from tests.safety.cast import hire, signed_in

from romduol.config import outlets as config_outlets
from romduol.config import wires
from romduol.config.cli import main
from romduol.desk.changes.actions import make_change
from romduol.desk.changes.queries import waiting_count
from romduol.desk.changes.records import Verb
from romduol.desk.operator.actions import name_operator
from romduol.desk.operator.queries import operator
from romduol.desk.operator.records import SecondYes
from romduol.desk.publishing.models import PublishingRun
from romduol.desk.publishing.queries import basis, current_release, drawn_page, latest_run, preview, preview_folder
from romduol.desk.publishing.records import Failure, RunKind
from romduol.knowledge.directory.queries import current_edition
from romduol.knowledge.releases.actions.folder import AlreadyPublishing, DiskFull
from romduol.knowledge.releases.actions.keys import CannotSign
from romduol.safety.audit.queries import recent

NOW = timezone.now()
DAY = timezone.localdate(NOW)


@pytest.fixture
def started(monkeypatch):
    """What was begun in a process of its own: here it is only noted."""
    found: list[list[str]] = []
    monkeypatch.setattr(config_outlets.DeskOutlets, "start", lambda self, arguments: found.append(list(arguments)))
    return found


@pytest.fixture
def desk(db, tmp_path, monkeypatch, started):
    """The tiny country with one release of pages alone."""
    draw_few(monkeypatch)
    with override_settings(RELEASES=tmp_path / "releases", DATA=tmp_path):
        made_once("the tiny country, pages alone", published, tmp_path)
        yield


def published() -> None:
    load_tiny(by="test", on=TODAY)
    wires.publish_now(by="test", force=False, progress=lambda _: None)


def spot():
    """Return a number that readers may call."""
    return next(value for line in current_edition(DAY).lines.values() for value in line.owned if line.urgent)


def checked(who: str, outcome: str = "wrong"):
    """Record a call to that number."""
    value = spot()
    body = {"how": "call", "outcome": outcome, "on": DAY.isoformat(), "role": "steward", "holds_until": "2027-12-31"}
    return make_change(
        act=uuid4(), verb=Verb.CHECK, subject=value.subject, property="phone", value=value.value, body=body,
        why="They said so.", by=hire(who), seen=None, now=timezone.now(),
    )  # fmt: skip


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


class TestWhatIsShown:
    @pytest.mark.parametrize("lang", ["km", "en"])
    def test_every_page_is_drawn(self, desk, client, lang):
        signed_in(client, "dara")
        checked("bopha", "right")
        main(["preview"])
        for page in ("publishing", "publishing/back", "preview/", "approvals"):
            assert client.get(f"/desk/{lang}/{page}").status_code == 200
        signed_in(client, "sokha")
        assert client.get(f"/desk/{lang}/setup").status_code == 200

    def test_what_changes_for_readers_is_told_in_words(self, desk, client):
        signed_in(client, "dara")
        assert "Nothing that readers would notice" in client.get("/desk/en/publishing").content.decode()
        checked("bopha")
        told = client.get("/desk/en/publishing").content.decode()
        assert "Numbers marked “do not call”" in told
        assert re.search(r"on \d+ page", told) is None
        main(["preview"])
        assert re.search(r"on \d+ page", client.get("/desk/en/publishing").content.decode())

    @pytest.mark.parametrize(("who", "page"), [("bopha", "publishing"), ("sokha", "preview/"), ("dara", "setup")])
    def test_who_may_not_finds_nothing(self, desk, client, who, page):
        signed_in(client, who)
        assert client.get(f"/desk/en/{page}").status_code == 404

    def test_a_release_that_grows_old_is_told_on_every_page(self, desk, client, monkeypatch):
        signed_in(client, "dara")
        assert "older than two days" not in client.get("/desk/en/publishing").content.decode()
        later = timezone.now() + timedelta(days=3)
        monkeypatch.setattr("romduol.config.menu.timezone.now", lambda: later)
        signed_in(client, "dara", later)
        assert "older than two days" in client.get("/desk/en/approvals").content.decode()


class TestPublishing:
    def publish(self, client, **more):
        return client.post("/desk/en/publishing/publish", {"act": str(uuid4()), "based_on": basis(DAY), **more})

    def test_it_begins_once_in_a_process_of_its_own_with_who_asked(self, desk, client, started):
        dara, act = signed_in(client, "dara"), str(uuid4())
        checked("bopha")
        assert [self.publish(client, act=act).status_code for _ in range(2)] == [303, 303]
        assert started == [["publish", "--by", dara.by, "--run", act, "--based-on", basis(DAY)]]
        page = client.get("/desk/en/publishing")
        assert "Publishing…" in page.content.decode()
        assert page["Refresh"]
        assert main(started[0]) == 0
        run = latest_run(RunKind.PUBLISH, timezone.now())
        assert run is not None
        assert (run.going, run.failed, run.serial, run.by) == (False, "", 2, dara.by)
        assert dara.by in {entry.by for entry in recent() if entry.verb == "publish"}

    def test_a_second_one_sees_the_first(self, desk, client, started):
        signed_in(client, "dara")
        self.publish(client)
        self.publish(client)
        assert len(started) == 1
        assert "Asked for by Dara" in client.get("/desk/en/publishing").content.decode()

    def test_what_was_looked_at_is_what_is_published(self, desk, client, started):
        signed_in(client, "dara")
        before = basis(DAY)
        checked("bopha")
        answer = self.publish(client, based_on=before)
        assert (answer.status_code, started) == (409, [])
        assert "changed since you opened this page" in answer.content.decode()

    def test_what_changed_between_the_asking_and_the_publishing_is_not_published(self, desk, client, started):
        signed_in(client, "dara")
        self.publish(client)
        checked("bopha")
        assert main(started[0]) == 1
        assert PublishingRun.objects.get().failed == Failure.MOVED
        current = current_release()
        assert current is not None
        assert current.serial == 1
        assert "changed since you opened this page" in client.get("/desk/en/publishing").content.decode()

    @pytest.mark.parametrize(
        ("problem", "failure"),
        [(CannotSign, Failure.CANNOT_SIGN), (DiskFull, Failure.DISK_FULL), (ValueError, Failure.BROKE),
         (AlreadyPublishing, Failure.ALREADY_PUBLISHING)],
    )  # fmt: skip
    def test_what_stops_it_is_told_in_plain_words(self, desk, client, started, monkeypatch, problem, failure):
        signed_in(client, "dara")
        self.publish(client)

        def broken(**_: object) -> None:
            raise problem("/hidden/path")

        monkeypatch.setattr("romduol.config.commands.publish.publish_now", broken)
        if problem is ValueError:
            with pytest.raises(ValueError, match="hidden"):
                main(started[0])
        else:
            assert main(started[0]) == 1
        told = client.get("/desk/en/publishing").content.decode()
        assert PublishingRun.objects.get().failed == failure
        assert "The last publish came to nothing" in told
        assert "hidden/path" not in told

    def test_one_that_fell_silent_is_over_and_holds_nobody_up(self, desk, client, started):
        signed_in(client, "dara")
        self.publish(client)
        PublishingRun.objects.update(alive_at=timezone.now() - timedelta(minutes=6))
        assert "It stopped before its end" in client.get("/desk/en/publishing").content.decode()
        self.publish(client)
        assert len(started) == 2


class TestGoingBack:
    def test_it_says_what_it_does_asks_why_and_is_written_down(self, desk, client):
        dara = signed_in(client, "dara")
        checked("bopha")
        wires.publish_now(by="test", force=False, progress=lambda _: None)
        now = timezone.now()
        PublishingRun.objects.create(
            id=uuid4(), kind=RunKind.PUBLISH, by=dara.by, asked_at=now, alive_at=now, ended_at=now, serial=2
        )
        assert "Readers have it." in client.get("/desk/en/publishing").content.decode()
        page = "/desk/en/publishing/back/1"
        assert "What was taken back since stays taken back" in client.get(page).content.decode()
        assert client.post(page, {"why": " ", "based_on": "2"}).status_code == 422
        assert client.post(page, {"why": "Too early.", "based_on": "1"}).status_code == 409
        assert client.post(page, {"why": "Too early.", "based_on": "2"}).status_code == 303
        entry = next(entry for entry in recent() if entry.verb == "rollback")
        assert (entry.by, entry.detail["reason"]) == (dara.by, "Too early.")
        told = client.get("/desk/en/publishing").content.decode()
        assert "Too early." in told
        assert "Readers have it." not in told
        assert "Numbers marked “do not call”" in told
        assert client.get("/desk/en/publishing/back/99").status_code == 404

    def test_a_key_that_does_not_sign_is_told(self, desk, client, tmp_path):
        signed_in(client, "dara")
        checked("bopha")
        wires.publish_now(by="test", force=False, progress=lambda _: None)
        (tmp_path / "keys" / "signing.pem").unlink()
        answer = client.post("/desk/en/publishing/back/1", {"why": "Too early.", "based_on": "2"})
        assert answer.status_code == 409
        assert "The key that signs is missing" in answer.content.decode()


class TestPreview:
    def test_only_pages_that_differ_are_kept_and_none_among_the_releases(self, desk):
        files = sorted(path for path in preview_folder().parent.glob("releases/**/*"))
        main(["preview"])
        found = preview()
        assert found is not None
        assert (found.pages, found.differences) == ((), ())
        checked("bopha")
        main(["preview"])
        found = preview()
        assert found is not None
        assert found.pages
        assert found.same
        assert {page.change for page in found.pages} == {"changed"}
        assert all(one.pages for one in found.differences)
        assert sorted(path for path in preview_folder().parent.glob("releases/**/*")) == files
        current = current_release()
        assert current is not None
        assert current.serial == 1

    def test_a_page_is_the_one_that_the_next_publish_draws(self, desk):
        checked("bopha")
        main(["preview"])
        found = preview()
        assert found is not None
        drawn = {page.path: drawn_page(page.path) for page in found.pages}
        wires.publish_now(by="test", force=False, progress=lambda _: None)
        assert drawn == {path: wires.shelf().page(path) for path in drawn}

    def test_what_waits_is_in_it_only_where_it_was_asked_for(self, desk):
        checked("bopha", "right")
        for arguments, differs in (([], False), (["--waiting"], True)):
            main(["preview", *arguments])
            found = preview()
            assert found is not None
            assert bool(found.pages) is differs or waiting_count() == 0

    def test_its_pages_stand_in_a_frame_where_nothing_runs(self, desk, client):
        signed_in(client, "dara")
        checked("bopha")
        main(["preview"])
        page = client.get("/desk/en/preview/page/km/e")
        assert page.status_code == 200
        assert "sandbox allow-same-origin" in page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "SAMEORIGIN"
        assert b'href="/km/' not in page.content
        assert b'href="/desk/en/preview/page/km/' in page.content
        assert "Not published" in client.get("/desk/en/preview/of/km/e").content.decode()
        assert client.get("/desk/en/preview/both/km/e").content.count(b"<iframe") == 2
        for path in ("of/km/nothing", "page/_/frames.json", "before/_/frames.json", "page/../secret_key"):
            assert client.get(f"/desk/en/preview/{path}").status_code == 404

    def test_the_desk_begins_it(self, desk, client, started):
        dara, act = signed_in(client, "dara"), str(uuid4())
        assert client.post("/desk/en/publishing/preview", {"act": act, "waiting": "yes"}).status_code == 303
        assert started == [["preview", "--by", dara.by, "--run", act, "--waiting"]]
        assert "Drawing the preview…" in client.get("/desk/en/preview/").content.decode()
        assert main(started[0]) == 0
        assert "Drawing the preview…" not in client.get("/desk/en/preview/").content.decode()


class TestSecondYes:
    def test_somebody_else_lets_it_count(self, desk, client):
        found = checked("bopha", "right")
        signed_in(client, "dara")
        page = client.get("/desk/en/approvals").content.decode()
        assert "Relied on more, or less" in page
        yes = f"/desk/en/approvals/{found.id}/yes"
        assert client.post(yes, {"seen": "0"}).status_code == 409
        assert client.post(yes, {"seen": seen_in(page)}).status_code == 303
        assert waiting_count() == 0
        assert client.post(yes, {"seen": seen_in(page)}).status_code == 409

    def test_nobody_says_yes_to_their_own(self, desk, client):
        found = checked("dara", "right")
        signed_in(client, "dara")
        page = client.get("/desk/en/approvals").content.decode()
        assert "somebody else has to say yes" in page
        assert client.post(f"/desk/en/approvals/{found.id}/yes", {"seen": "0"}).status_code == 404
        assert client.post(f"/desk/en/approvals/{found.id}/no").status_code == 303
        assert waiting_count() == 0

    def test_a_no_has_a_reason_and_a_steward_says_neither(self, desk, client):
        found = checked("bopha", "right")
        no = f"/desk/en/approvals/{found.id}/no"
        signed_in(client, "maly")
        assert client.post(no, {"why": "No."}).status_code == 404
        signed_in(client, "dara")
        assert client.post(no, {"why": ""}).status_code == 422
        assert client.post(no, {"why": "Another body answered."}).status_code == 303


class TestFirstRun:
    def test_it_names_the_operator_and_chooses_the_rule(self, desk, client):
        signed_in(client, "sokha")
        page = "/desk/en/setup"
        assert "Name who keeps this site up." in client.get(page).content.decode()
        for sent in ({"name_en": "Lantern"}, {"second_yes": "always"}, {"name_km": "x" * 121, "second_yes": "always"}):
            answer = client.post(page, sent)
            assert answer.status_code == 422
            assert "Please correct" in answer.content.decode()
        assert client.post(page, {"name_en": "Lantern", "second_yes": "always"}).status_code == 303
        assert (operator().name, operator().second_yes) == ({"en": "Lantern"}, SecondYes.ALWAYS)
        assert "Name who keeps this site up." not in client.get(page).content.decode()

    def test_the_rule_of_the_second_yes_asks_for_a_factor_again(self, desk, client):
        signed_in(client, "sokha")
        session = client.session
        session["proved_at"] -= 601
        session.save()
        answer = client.post("/desk/en/setup", {"name_en": "Lantern", "second_yes": "never"})
        assert answer["Location"] == "/desk/en/again?to=setup"
        assert operator().second_yes is SecondYes.CRITICAL

    def test_the_menu_leads_there_while_something_is_left(self, desk, client):
        signed_in(client, "sokha")
        assert "/desk/en/setup" in client.get("/desk/en/approvals").content.decode()
        name_operator(name={"en": "Lantern"}, second_yes=SecondYes.CRITICAL, by="test", at=NOW)
        assert "/desk/en/setup" in client.get("/desk/en/approvals").content.decode()
