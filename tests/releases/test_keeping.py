"""Going back, and throwing away: what was taken back stays so, and nothing live is touched."""

import os
from datetime import timedelta

import pytest
from tests.releases.making import DATA, HOME, LINE, NOW, entry_of, release, spoil

from romduol.knowledge.releases.actions.pruning import prune
from romduol.knowledge.releases.actions.rolling_back import NotKept, roll_back
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.folder import (
    NothingPublished,
    PageDamaged,
    entries_of,
    is_sound,
    kept_releases,
    last_good,
)
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.records import Page
from romduol.knowledge.releases.rules.manifests import is_due, is_rolled_back
from romduol.knowledge.releases.rules.naming import HALF_WRITTEN, blob_path

BAD = Page("en/", "text/html", b"<p>A bad load.</p>")
LATER = NOW + timedelta(days=2)


class TestRollingBack:
    def test_old_pages_come_back_under_a_new_serial(self, folder):
        release(folder, HOME)
        release(folder, BAD)
        old, new = roll_back(folder, None, now=LATER)
        assert (old.serial, new.serial, new.made_on) == (1, 3, LATER)
        assert Shelf(folder).page("en/") == HOME.body

    def test_without_a_serial_it_goes_to_what_showed_something_else(self, folder):
        release(folder, HOME)
        release(folder, BAD)
        release(folder, BAD)
        assert roll_back(folder, None, now=LATER)[0].serial == 1

    def test_what_was_taken_back_since_stays_so(self, folder):
        release(folder, HOME)
        release(folder, BAD)
        withdraw([LINE], folder=folder, now=NOW)
        roll_back(folder, 1, now=LATER)
        shelf = Shelf(folder)
        assert LINE.id in shelf.withdrawn()
        assert LINE.id not in shelf.manifest().withdrawn, "the old pages do not tell of it themselves"

    def test_the_next_publish_by_hand_shows_today_again(self, folder):
        release(folder, HOME, facts="today")
        release(folder, BAD, facts="today, too")
        _, new = roll_back(folder, 1, now=LATER)
        assert is_rolled_back(new)
        assert not is_rolled_back(last_good(folder)) or is_due(new, "today", new.edition_of)

    @pytest.mark.parametrize("serial", [0, 2, 99, -1])
    def test_a_release_that_is_not_kept_is_told_with_those_that_are(self, folder, serial):
        release(folder, HOME)
        with pytest.raises(NotKept, match=r"kept are: none but the current one|kept are: 1"):
            roll_back(folder, serial, now=LATER)
        assert Shelf(folder).manifest().serial == 1

    def test_a_release_with_pages_that_are_gone_is_not_shown(self, folder):
        first = release(folder, HOME)
        release(folder, BAD)
        spoil(folder, first, "en/", None)
        with pytest.raises(NotKept, match="1 pages of release"):
            roll_back(folder, 1, now=LATER)
        assert Shelf(folder).page("en/") == BAD.body

    def test_nothing_to_go_back_to_is_told(self, folder):
        with pytest.raises(NothingPublished):
            roll_back(folder, None, now=NOW)


class TestPruning:
    def many(self, folder, count=6):
        for number in range(count):
            release(folder, HOME, Page("en/x", "text/html", b"number %d" % number))

    def prune(self, folder, **more):
        """Prune as if all that there is had been made long ago."""
        return prune(folder, **{"now": NOW + timedelta(days=9000), "keep": 2, **more})

    def test_the_current_release_and_the_newest_others_stay_whole(self, folder):
        self.many(folder)
        gone = self.prune(folder)
        assert (gone.releases, [manifest.serial for manifest in kept_releases(folder)]) == (4, [6, 5])
        for manifest in kept_releases(folder):
            names = {entry.blob for entry in entries_of(folder, manifest).values()} | set(manifest.listings.values())
            assert all(is_sound(folder, name) for name in names)
        assert Shelf(folder).page("en/x") == b"number 5"
        needed = 2 * 2 + 1  # two listings, two changing pages, one that they share
        assert len(list(folder.glob("blobs/*/*"))) == needed
        assert gone.blobs == 2 * 4
        assert gone.size > 0

    def test_a_current_release_that_was_rolled_back_to_stays(self, folder):
        self.many(folder)
        roll_back(folder, 1, now=NOW)
        self.prune(folder, keep=1)
        assert Shelf(folder).page("en/x") == b"number 0"

    def test_what_is_young_stays(self, folder):
        self.many(folder)
        before = sorted(folder.rglob("*"))
        assert prune(folder, keep=1, now=NOW).blobs == 0
        assert sorted(folder.rglob("*")) == before

    def test_what_a_crash_left_half_written_goes(self, folder):
        self.many(folder, 1)
        left = folder / "blobs" / "ab" / f"{HALF_WRITTEN}xyz"
        left.parent.mkdir(exist_ok=True)
        left.write_bytes(b"half")
        assert self.prune(folder).half_written == 1
        assert not left.exists()

    def test_nothing_goes_where_it_cannot_be_told_what_is_needed(self, folder):
        self.many(folder, 3)
        current = last_good(folder)
        assert current is not None
        listing = next(path for path in folder.glob("blobs/*/*") if path.name in current.listings.values())
        listing.write_bytes(os.urandom(20))
        before = sorted(folder.rglob("*"))
        with pytest.raises(PageDamaged):
            self.prune(folder)
        assert sorted(folder.rglob("*")) == before

    def test_an_old_release_that_cannot_be_read_stops_nothing(self, folder):
        self.many(folder, 3)
        old = kept_releases(folder)[1]
        (folder / blob_path(old.listings[""])).write_bytes(os.urandom(20))
        self.prune(folder, keep=3)
        assert [manifest.serial for manifest in kept_releases(folder)] == [3, 1]
        assert Shelf(folder).page("en/x") == b"number 2"

    def test_nothing_goes_where_no_release_counts(self, folder):
        self.many(folder, 3)
        (folder / "keyring.json").unlink()
        with pytest.raises(NothingPublished, match="nothing was removed"):
            self.prune(folder)
        assert len(list(folder.glob("blobs/*/*"))) == 1 + 3 + 3

    def test_a_manifest_that_is_damaged_is_no_reason_to_lose_another(self, folder):
        self.many(folder, 4)
        (folder / "manifests/00000002.json").write_bytes(b"noise")
        self.prune(folder, keep=3)
        assert Shelf(folder).page("en/x") == b"number 3"
        assert [manifest.serial for manifest in kept_releases(folder)] == [4, 3, 1]

    def test_the_next_publish_finds_what_it_shares(self, folder):
        self.many(folder)
        self.prune(folder, keep=1)
        made = release(folder, HOME, DATA)
        assert is_sound(folder, entry_of(folder, made, "en/").blob)
