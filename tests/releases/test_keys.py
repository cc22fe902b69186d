"""Keys: who may sign, for how long, and what becomes of releases when a key changes, is lost or is stolen."""

import shutil
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from tests.releases.making import HOME, LINE, NOW, release

from romduol.knowledge.releases.actions import keys
from romduol.knowledge.releases.actions.rolling_back import sign_anew
from romduol.knowledge.releases.actions.withdrawing import withdraw
from romduol.knowledge.releases.queries.folder import keys_of, last_good, pinned_root, read_keyring
from romduol.knowledge.releases.queries.shelf import Shelf
from romduol.knowledge.releases.rules.trust import Refused, Why
from romduol.safety.crypto.signatures import KeyUnreadable, new_key, public_of

LATER = NOW + timedelta(days=10)


def root_of(folder):
    return keys.read_root(keys_of(folder) / keys.ROOT_KEY)


def test_a_rotated_key_signs_and_what_the_old_one_signed_still_counts(folder):
    first = release(folder, HOME)
    old = keys.signer(folder, NOW).key.id
    keys.rotate(folder, root_of(folder), now=LATER)
    assert keys.signer(folder, LATER).key.id != old
    assert last_good(folder) == first
    assert release(folder, HOME, now=LATER).serial == 2


def test_a_key_that_was_ended_signs_nothing_new(folder, tmp_path):
    release(folder, HOME)
    stolen = (keys_of(folder) / keys.SIGNING).read_bytes()
    keys.rotate(folder, root_of(folder), now=LATER)
    (keys_of(folder) / keys.SIGNING).write_bytes(stolen)
    with pytest.raises(keys.CannotSign):
        release(folder, HOME, now=LATER + timedelta(days=1))


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_rotation_that_is_cut_off_leaves_a_key_that_signs(folder, monkeypatch, cut):
    release(folder, HOME)

    def stops(*given: Any) -> None:
        if cut == "after":
            store(*given)
        raise KeyboardInterrupt

    store = keys._store
    monkeypatch.setattr(keys, "_store", stops)
    with pytest.raises(KeyboardInterrupt):
        keys.rotate(folder, root_of(folder), now=LATER)
    monkeypatch.undo()
    assert release(folder, HOME, now=LATER).serial == 2


def test_pages_are_signed_anew_without_being_drawn(folder):
    first = release(folder, HOME)
    keys.rotate(folder, root_of(folder), now=LATER)
    second = sign_anew(folder, keys.signer(folder, LATER), LATER, last_good(folder))
    assert second is not None
    assert (second.serial, second.listings) == (2, first.listings)
    assert Shelf(folder).page("en/") == HOME.body


def test_a_stolen_key_that_is_revoked_takes_its_releases_along_and_a_withdrawal_too(folder):
    release(folder, HOME)
    withdraw([LINE], folder=folder, now=NOW)
    stolen = keys.signer(folder, NOW).key.id
    keys.rotate(folder, root_of(folder), now=LATER)
    sign_anew(folder, keys.signer(folder, LATER), LATER, last_good(folder))
    keys.revoke(folder, root_of(folder), stolen, now=LATER)
    shelf = Shelf(folder)
    assert shelf.manifest().serial == 2
    assert LINE.id in shelf.withdrawn(), "the list is signed anew with the pages"
    with pytest.raises(Refused) as caught:
        keys.revoke(folder, root_of(folder), "0" * 16, now=LATER)
    assert caught.value.why is Why.UNKNOWN_KEY


def test_a_root_key_that_never_comes_here_names_the_key_of_this_machine(folder, tmp_path):
    root = new_key()
    keys.pin_root(folder, public_of(root))
    with pytest.raises(keys.CannotSign):
        release(folder, HOME)
    asked = keys.request(folder)
    assert keys.request(folder) == asked, "asking twice makes no second key"
    keyring = keys.with_key(keys.first_keyring(public_of(root), NOW), asked, now=NOW, life=timedelta(days=30))
    keys.accept(folder, keys.signed_keyring(keyring, root), now=NOW)
    assert release(folder, HOME).serial == 1
    assert not list(keys_of(folder).glob("root.pem"))


def test_a_keyring_of_another_root_or_an_older_one_is_not_accepted(folder):
    release(folder, HOME)
    root, other = root_of(folder), new_key()
    before = read_keyring(folder)
    wrong = keys.with_key(
        keys.first_keyring(public_of(other), NOW), public_of(new_key()), now=NOW, life=keys.LIFE_OF_A_KEY
    )
    with pytest.raises(Refused):
        keys.accept(folder, keys.signed_keyring(wrong, other), now=NOW)
    keys.delegate_own(folder, root, now=LATER)
    with pytest.raises(Refused) as caught:
        keys.accept(folder, keys.signed_keyring(before, root), now=NOW)
    assert caught.value.why is Why.OLDER


def test_another_root_key_delegates_nothing(folder):
    release(folder, HOME)
    with pytest.raises(Refused):
        keys.delegate_own(folder, new_key(), now=NOW)
    with pytest.raises(keys.RootExists):
        keys.pin_root(folder, public_of(new_key()))


@pytest.mark.parametrize("text", ["", "x" * 64, "AB" * 32, "ab" * 31])
def test_what_is_no_root_key_is_not_trusted(folder, text):
    with pytest.raises(KeyUnreadable, match="romduol key show"):
        keys.pin_root(folder, text)
    assert pinned_root(folder) is None


def test_releases_that_were_erased_are_begun_again_with_the_same_root(folder):
    release(folder, HOME)
    root = pinned_root(folder)
    shutil.rmtree(folder)
    assert release(folder, HOME).serial == 1
    assert pinned_root(folder) == root


def test_a_clock_that_was_wrong_is_mended_without_losing_what_was_signed(folder):
    ahead = NOW + timedelta(days=365)
    first = release(folder, HOME, now=ahead)
    keys.delegate_own(folder, root_of(folder), now=NOW)
    assert last_good(folder) == first
    assert release(folder, HOME, now=NOW).serial == 2


def test_a_keyring_that_leaves_this_machine_without_a_key_is_not_taken(folder):
    release(folder, HOME)
    root, before = root_of(folder), (folder / "keyring.json").read_bytes()
    elsewhere = keys.first_keyring(public_of(root), NOW)
    for _ in range(3):
        elsewhere = keys.with_key(elsewhere, public_of(new_key()), now=NOW, life=keys.LIFE_OF_A_KEY)
    with pytest.raises(keys.CannotSign, match="nothing was changed"):
        keys.accept(folder, keys.signed_keyring(elsewhere, root), now=NOW)
    assert (folder / "keyring.json").read_bytes() == before


def test_a_locked_root_key_asks_for_its_passphrase(folder, tmp_path):
    file = tmp_path / "stick" / "root.pem"
    public = keys.make_root(file, passphrase="six words of a song")
    assert file.stat().st_mode & 0o777 == 0o600
    assert public_of(keys.read_root(file, lambda: "six words of a song")) == public
    for typed in ("", "wrong"):
        with pytest.raises(KeyUnreadable):
            keys.read_root(file, partial(str, typed))
    with pytest.raises(keys.RootExists):
        keys.make_root(file)


def test_a_lost_root_key_is_put_aside_and_a_new_one_begun(folder):
    first = release(folder, HOME)
    keys.forget_root(folder, LATER)
    assert last_good(folder) is None
    with pytest.raises(keys.CannotSign):  # No new root comes about by itself.
        release(folder, HOME, now=LATER)
    keys.begin(folder, LATER)
    assert release(folder, HOME, now=LATER).serial == first.serial + 1
    assert Shelf(folder).page("en/") == HOME.body
