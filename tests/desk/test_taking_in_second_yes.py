"""Who says the second yes to a list sees each number and whose it would be; and a load is undone by two."""

from __future__ import annotations

from django.utils import timezone
from tests.desk.handing import ROOT, SOURCE, hand_in, publisher, staged, state, text, tried

from romduol.desk.loading import actions
from romduol.desk.loading.models import Import
from romduol.desk.loading.records import State
from romduol.knowledge.claims.models import Claim
from romduol.safety.audit.queries import recent


def loaded(bopha, content: str, **more: object):
    key = tried(bopha, content, **more)
    bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key), "let_go": "yes"})
    if state(key) is State.WAITING:
        publisher().post(f"{ROOT}/{key}/yes", {"seen": staged(key)})
    actions.load(key, clock=timezone.now)
    assert state(key) is State.LOADED
    return key


def live() -> int:
    return Claim.objects.filter(source=SOURCE, ended_on=None, property="phone").count()


WITH = "organization,phones\nReed Clinic,099 000 171\nLotus Room,099 000 172\n"
WITHOUT = "organization,phones\nReed Clinic,\nLotus Room,\n"


def test_each_number_is_shown_with_the_record_and_with_who_speaks(bopha):
    key = tried(bopha, WITH)
    bopha.post(f"{ROOT}/{key}/load", {"seen": staged(key)})
    page = text(publisher().get(f"{ROOT}/{key}"))
    for told in ("099 000 171", "Reed Clinic", "099 000 172", "Lotus Room", "A ministry, the United Nations"):
        assert told in page
    assert "099 000 171" not in "".join(str(entry.detail) for entry in recent(limit=100))


def test_an_unchanged_list_of_a_later_day_can_be_loaded_and_waits(bopha):
    loaded(bopha, WITH)
    day = {"dated": "dated", "day": "1", "month": "11", "year": "2025"}
    key = tried(bopha, WITH, **day)
    page = text(bopha.get(f"{ROOT}/{key}"))
    assert "become fresh" in page
    assert "Ask for a second yes" in page


def test_what_brings_numbers_back_is_undone_by_two(bopha):
    loaded(bopha, WITH)
    key = loaded(bopha, WITHOUT)
    assert live() == 0
    bopha.post(f"{ROOT}/{key}/undo", {"why": "The wrong list."})
    assert (state(key), live()) == (State.LOADED, 0)
    assert "A publisher has to say yes" in text(bopha.get(f"{ROOT}/{key}"))
    bopha.post(f"{ROOT}/{key}/undo", {"why": "Again."})
    assert live() == 0
    dara = publisher()
    assert "The wrong list." in text(dara.get(ROOT + f"/{key}/undo"))
    dara.post(f"{ROOT}/{key}/undo")
    assert (state(key), live()) == (State.UNDONE, 2)


def test_an_undoing_that_waits_can_come_to_nothing(bopha):
    loaded(bopha, WITH)
    key = loaded(bopha, WITHOUT)
    bopha.post(f"{ROOT}/{key}/undo", {"why": "The wrong list."})
    publisher().post(f"{ROOT}/{key}/no")
    assert Import.objects.get(pk=key).undo_by == ""
    assert (state(key), live()) == (State.LOADED, 0)


def test_a_form_that_is_sent_twice_is_one_import(bopha):
    act = "0b1f8a52-6d2c-4a6e-9d53-0f6f5f0c0071"
    hand_in(bopha, WITH, act=act)
    hand_in(bopha, WITH, act=act)
    assert Import.objects.count() <= 1
