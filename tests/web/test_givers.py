"""Who gives a service: only those that can be relied on, and a plain warning where nobody is left."""

from dataclasses import replace

from markupsafe import Markup
from tests.web.editions import REAL, drawn, edition_of, html_of

from romduol.channels.web.pages.services import facts, in_need_order, need_of, service_row
from romduol.channels.web.providers import bodies_of, names, nobody_left, relied
from romduol.channels.web.reader import Reader
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Edition, Entity

TESTS, RIGHTS, HELPLINE = "svc-07-sti-hiv-testing-treatment", "svc-06-rights-education", "svc-national-child-helpline"


def teller_of(edition: Edition) -> Teller:
    """Return somebody who tells values of an edition in English."""
    return Teller(Reader(edition, "en"))


def standing_as(service: Entity, name: str, standing: str) -> Entity:
    """Return a service whose first value of a property stands otherwise."""
    first, *rest = service.all(name)
    changed = replace(first, standing=type(first.standing)(standing))
    return replace(service, facts={**service.facts, name: (changed, *rest)})


def test_a_service_that_nobody_gives_any_more_says_so_and_comes_last():
    edition = edition_of(REAL)
    teller = teller_of(edition)
    service = edition.services[TESTS]
    row = service_row(service, teller, ())
    assert row.told is not None
    assert (row.told.level, row.told.why) == ("not_relied", "Do not rely on this. MSF: left the country.")
    assert row.by == ()
    assert row.told.why in html_of(REAL, f"en/{service.code}")
    order = in_need_order(edition.services, edition)
    same = [one for one in order if need_of(edition.services[one], edition) == need_of(service, edition)]
    assert same[-1] == TESTS
    for path in ("en/p0708", f"en/{edition.organizations['org-msf'].code}"):
        assert row.told.why in html_of(REAL, path)


def test_who_came_in_place_of_a_body_is_named_and_linked():
    edition = edition_of(REAL)
    successor = edition.organizations["org-usa-alliance"]
    link = f'<a href="/en/{successor.code}">'
    row = service_row(edition.services[RIGHTS], teller_of(edition), ())
    assert row.by == ("Cambodian Women&#39;s Crisis Center",)
    assert len(row.gone) == 1
    assert link in row.gone[0]
    assert row.gone[0].startswith(Markup("WAC: "))
    assert link in html_of(REAL, f"en/{edition.services[RIGHTS].code}")


def test_where_all_were_replaced_the_warning_names_who_came():
    edition = edition_of(REAL)
    service = edition.services[RIGHTS]
    gone = tuple(value for value in service.all("provided_by") if value.value == "org-wac")
    alone = replace(service, facts={**service.facts, "provided_by": gone})
    pages = drawn(replace(edition, services={**edition.services, RIGHTS: alone}))
    html = next(page.body.decode() for page in pages if page.path == f"en/{service.code}")
    assert '<p class="notice stop">Do not rely on this. WAC: replaced by another body: <a href=' in html


def test_a_body_that_changed_its_work_is_not_gone():
    edition = edition_of(REAL)
    assert not Reader(edition, "en").is_gone("org-ijm")
    assert not any(nobody_left(edition.services[one], edition) for one in edition.services if one != TESTS)


def test_a_refuted_operator_stands_only_under_who_says_otherwise():
    edition = edition_of(REAL)
    service = edition.services[HELPLINE]
    ministry = str(teller_of(edition).reader.organization_name("org-mosvy"))
    assert "org-mosvy" not in bodies_of(service)
    assert ministry not in str(names(service, teller_of(edition)))
    html = html_of(REAL, f"en/{service.code}")
    before, _, after = html.partition("Who says otherwise:")
    assert ministry not in before
    assert ministry in after
    assert after.index(ministry) < after.index("</details>")


def test_a_source_that_says_otherwise_is_told_once():
    edition = edition_of(REAL)
    run_by = dict(facts(edition.services[HELPLINE], ("operated_by",), teller_of(edition)))["Run by"]
    assert [str(one.text.striptags()) for one in run_by] == ["Child Helpline Cambodia"]
    assert [rival.level for rival in run_by[0].rivals] == ["not_relied"]
    said = {voice.href for rival in run_by[0].rivals for voice in rival.said}
    assert said
    assert not said & {voice.href for voice in run_by[0].against}


def test_what_is_disputed_counts_only_where_there_is_nothing_else():
    service = edition_of(REAL).services[RIGHTS]
    disputed = standing_as(service, "provided_by", "disputed")
    assert len(relied(disputed.all("provided_by"))) == len(service.all("provided_by")) - 1
    alone = disputed.all("provided_by")[:1]
    assert relied(alone) == [*alone]
    for standing in ("withdrawn", "outweighed"):
        assert relied(standing_as(service, "provided_by", standing).all("provided_by")[:1]) == []
