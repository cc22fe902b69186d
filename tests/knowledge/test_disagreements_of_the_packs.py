"""What the two packs disagree on, and how that changes when somebody edits a copy of them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.desk.copies import KH, LETTER, TINY, PackCopy, as_text, picture_of, untouched
from tests.knowledge.building import points

# Each of these is real: the sources named cannot all be right.
KNOWN = {
    # One guide gives 1288 to the counter-trafficking committee, another guide and APLE to the police.
    "two_owners line-1288 phone",
    # One guide gives it to ChildSafe, and so does a guidebook; another guide gives it to the police.
    "two_owners line-85512311112 phone",
    # The guides give the anti-trafficking police two sets of numbers that share none.
    "sets_do_not_meet org-ahtjpp phone report",
    # The guides' number for APLE is on none of APLE's own pages.
    "sets_do_not_meet org-aple phone report_child",
    # Three guides, three numbers for one body.
    "sets_do_not_meet org-chabdai phone report",
    # Whether selling is itself an offence: one guide says so and four deny it; others differ as well.
    "assert_deny law-02 holds",
    # One guide says that soliciting in public is no offence; everybody else says it is.
    "assert_deny law-03 holds",
    # The body itself says that it changed its work, or left, or became another; the guides say it is active.
    "different_values org-ijm status",
    "different_values org-msf status",
    "different_values org-wac status",
    # A guide says that the ministry runs the child helpline; the helpline says that it is an organisation.
    "different_values svc-national-child-helpline operated_by",
    # Two news reports differ on one building.
    "different_values org-poipet-centre cost_to_build",
    "different_values org-poipet-centre size",
    # The body's own page and a newspaper give two years.
    "different_values org-wnu founded",
}
KNOWN_TINY = {
    "two_owners line-85599000101 phone",
    "sets_do_not_meet org-harbour phone office",
    "assert_deny law-1 holds",
    "assert_deny law-2 holds",
}


@pytest.fixture
def kh(tmp_path: Path) -> PackCopy:
    return PackCopy.of(KH, tmp_path / "kh")


@pytest.fixture
def tiny(tmp_path: Path) -> PackCopy:
    return PackCopy.of(TINY, tmp_path / "tiny")


def changes(copy: PackCopy, known: set[str]) -> tuple[set[str], set[str]]:
    """What a copy disagrees on that was agreed before, and what it agrees on now."""
    found = as_text(points(copy.disagreements()))
    return found - known, known - found


def test_the_pack_of_cambodia_disagrees_on_exactly_this():
    assert as_text(points(picture_of(untouched(KH)).disagreements)) == KNOWN


def test_the_tiny_pack_disagrees_on_exactly_this():
    assert as_text(points(picture_of(untouched(TINY)).disagreements)) == KNOWN_TINY


def org(subject: str, **says: object) -> Callable[[PackCopy], None]:
    return lambda copy: copy.add(subject, "organization", dict(says))


def line(subject: str, **says: object) -> Callable[[PackCopy], None]:
    return lambda copy: copy.add(subject, "line", dict(says))


def service(subject: str, **says: object) -> Callable[[PackCopy], None]:
    return lambda copy: copy.add(subject, "service", dict(says))


def statement(subject: str, **says: object) -> Callable[[PackCopy], None]:
    return lambda copy: copy.add(subject, "statement", dict(says))


def phone(value: str, purpose: str, **more: object) -> dict[str, object]:
    return {"value": value, "purpose": purpose, **more}


def denied(value: object, **more: object) -> dict[str, object]:
    return {"value": value, "stance": "denies", **more}


def free_to_leave_or_not(copy: PackCopy) -> None:
    copy.add("svc-06-shelter", "service", {"free_to_leave": True})
    copy.add("svc-06-shelter", "service", {"free_to_leave": False}, source="g001")


DISSENT = {
    "a denial of a law": (statement("law-05", holds=denied(True)), "assert_deny law-05 holds"),
    "a false law is a denial too": (statement("law-05", holds=False), "assert_deny law-05 holds"),
    "another number": (
        org("org-tpo", phone=phone("099 000 101", "health")),
        "sets_do_not_meet org-tpo phone health",
    ),
    "another owner": (org("org-lac", phone=phone("115", "health")), "two_owners line-115 phone"),
    "another status": (org("org-hagar", status="closed"), "different_values org-hagar status"),
    "another kind of body": (org("org-childhelpline", body_type="government"), "different_values org-childhelpline"),
    "another cost": (line("line-1280", cost="500 riel a minute"), "different_values line-1280 cost"),
    "a name is asked": (line("line-85592311511", asks_name=True), "assert_deny line-85592311511 asks_name"),
    "not in that place": (org("org-khana", works_in=denied("15")), "assert_deny org-khana works_in"),
    "not free": (
        service("svc-national-child-helpline", access=denied("free")),
        "assert_deny svc-national-child-helpline access",
    ),
    "people may leave, and may not": (free_to_leave_or_not, "assert_deny svc-06-shelter free_to_leave"),
    "another year of founding": (org("org-chabdai", founded=2006), "different_values org-chabdai founded"),
}


@pytest.mark.parametrize("edit", DISSENT.values(), ids=list(DISSENT))
def test_a_dissenting_claim_is_found(kh, edit):
    change, expected = edit
    change(kh)
    added, gone = changes(kh, KNOWN)
    assert [point.startswith(expected) for point in added] == [True]
    assert not gone


CONTACTS = "statements/contacts.yaml"
G000_APLE = 'says: {phone: {value: "(+855) 23 987 910", purpose: report_child}}'
G004_NCCT = "  - id: org-ncct\n"
G003_UNIT = '        ref: c10\n        says: {phone: {value: "023 997 919", purpose: report}}'
G001_UNIT = '            - {value: "012 311 112", purpose: report}\n'
G000_UNIT = 'says: {phone: {value: "(+855) 1282 2639", purpose: report}}'
NOTHING = 'says: {description: {en: "Nothing more."}}'
OF_ANOTHER_BODY = """
        ref: c10
        says: {description: {en: "Nothing more."}}
  - id: org-ncct
    kind: organization
    statements:
      - {source: g003, at: "line 55", says: {phone: {value: "023 997 919", purpose: report}}}
"""


def test_moving_a_number_to_another_purpose_moves_the_disagreement(kh):
    kh.replace(CONTACTS, G000_APLE, G000_APLE.replace("report_child", "office"))
    assert changes(kh, KNOWN) == (
        {"sets_do_not_meet org-aple phone office"},
        {"sets_do_not_meet org-aple phone report_child"},
    )


def test_moving_a_number_to_the_body_that_others_name_ends_the_disagreement(kh):
    kh.replace(CONTACTS, G004_NCCT, "  - id: org-cnp\n")
    assert changes(kh, KNOWN) == (set(), {"two_owners line-1288 phone"})


def test_moving_a_number_to_another_body_makes_two_owners(kh):
    kh.replace(CONTACTS, G003_UNIT, OF_ANOTHER_BODY.strip("\n"))
    added, gone = changes(kh, KNOWN)
    # The committee now has two numbers for reports as well, from two guides that share none.
    assert added == {"two_owners line-85523997919 phone", "sets_do_not_meet org-ncct phone report"}
    assert not gone


@pytest.mark.parametrize(
    ("old", "new", "settled"),
    [
        (G001_UNIT, "", "two_owners line-85512311112 phone"),
        (G000_UNIT, NOTHING, "sets_do_not_meet org-ahtjpp phone report"),
        (G000_APLE, NOTHING, "sets_do_not_meet org-aple phone report_child"),
    ],
)
def test_taking_one_side_out_ends_the_disagreement(kh, old, new, settled):
    kh.replace(CONTACTS, old, new)
    assert changes(kh, KNOWN) == (set(), {settled})


def test_a_denial_that_becomes_unclear_ends_the_disagreement(kh):
    denial = '        at: "lines 9, 25"\n        says:\n          holds: {value: true, stance: denies}'
    kh.replace("statements/law.yaml", denial, denial.replace("denies", "unclear"))
    assert changes(kh, KNOWN) == (set(), {"assert_deny law-03 holds"})


def renewed_by_its_operator(copy: PackCopy) -> None:
    lineage = untouched(KH).sources_by_id()["tpo-annual-reports-2015-2016"].lineage
    copy.add_source(id="tpo-letter-2025", speaks_for="org-tpo", lineage=lineage, grade="B")
    copy.add("org-tpo", "organization", {"phone": phone("099 000 101", "health")}, source="tpo-letter-2025")


def both_reporting_rules(copy: PackCopy) -> None:
    # Telling professionals in confidence and never publishing details are two rules that go together.
    copy.add("reporting-03", "statement", {"holds": True})
    copy.add("reporting-04", "statement", {"holds": True})


def figure_of_another_year(copy: PackCopy) -> None:
    known = next(claim for claim in untouched(KH).claims if claim.property == "figure" and claim.scope)
    copy.add(known.subject, "statement", {"figure": {"value": "1 in 4", "scope": "another population, 1999"}})


LOOK_ALIKES = {
    "a number that resembles another": org("org-lac", phone=phone("023 997 910", "legal")),
    "the same number after (+855)": org("org-tpo", phone=phone("(+855) 23 63 66 991", "health")),
    "the same number after 0": org("org-tpo", phone=phone("0236366991", "health")),
    "the same number after 00855": org("org-tpo", phone=phone("00855 23 6366 991", "health")),
    "the same number in Khmer digits": org("org-tpo", phone=phone("០២៣ ៦៣ ៦៦ ៩៩១", "health")),
    "a set that holds the known one": org(
        "org-tpo", phone=[phone("023 63 66 991", "health"), phone("099 000 101", "health")]
    ),
    "another purpose": org("org-tpo", phone=phone("099 000 101", "office")),
    "the same fact in other words": org("org-lac", description={"en": "Lawyers for people who cannot pay."}),
    "the same role in other words": line("line-1280", role={"en": "Listens to the young."}),
    "another detail of the same law": statement("law-05", holds=True, detail={"en": "It says so in passing."}),
    "another place where it works": org("org-khana", works_in="02"),
    "the same denied of another place": statement("reporting-provincial-lines", holds=denied(True, scope="04")),
    "the figure of another year": figure_of_another_year,
    "the general police line beside the special one": org("org-ahtjpp", phone=phone("117", "emergency")),
    "a unit and its parent share a number": org("org-cnp", phone=phone("012 822 639", "office")),
    "an alias": org("org-lac", alternate_name={"en": "Legal Aid Cambodia"}, acronym="L.A.C."),
    "the operator's newer number": renewed_by_its_operator,
    "an unclear mention": statement("law-05", holds={"value": True, "stance": "unclear"}),
    "in confidence, and never in public": both_reporting_rules,
    "a hedged copy": statement("law-05", holds={"value": True, "hedged": True}),
    "a deprecated claim": org("org-tpo", phone=phone("099 000 101", "health", rank="deprecated", reason="Too old.")),
    "more of the same access": service("svc-national-child-helpline", access="confidential"),
}


@pytest.mark.parametrize("change", LOOK_ALIKES.values(), ids=list(LOOK_ALIKES))
def test_what_only_looks_like_a_disagreement_is_not_reported(kh, change):
    change(kh)
    assert changes(kh, KNOWN) == (set(), set())


def test_two_numbers_that_resemble_each_other_never_meet(kh):
    for found in kh.disagreements():
        said = " ".join(side.value for side in found.positions)
        assert not ("85523997919" in said and "85523987910" in said)


class TestSettling:
    def test_a_call_that_finds_one_side_right_settles(self, kh):
        kh.find("092 311 511", subject="org-aple")
        assert changes(kh, KNOWN) == (set(), {"sets_do_not_meet org-aple phone report_child"})

    def test_a_call_that_finds_the_owner_settles(self, kh):
        kh.find("012 311 112", subject="org-childsafe")
        assert changes(kh, KNOWN) == (set(), {"two_owners line-85512311112 phone"})

    def test_a_finding_that_no_longer_holds_opens_it_again(self, kh):
        kh.find("012 311 112", subject="org-childsafe", on=date(2024, 1, 5))
        assert changes(kh, KNOWN) == (set(), set())

    @pytest.mark.parametrize("outcome", ["wrong", "moved", "closed"])
    def test_a_call_that_finds_one_side_bad_withdraws_it(self, kh, outcome):
        kh.find("012 822 639", subject="org-ahtjpp", outcome=outcome)
        assert changes(kh, KNOWN) == (set(), {"sets_do_not_meet org-ahtjpp phone report"})

    def test_a_call_that_nobody_answers_settles_nothing(self, kh):
        kh.find("012 822 639", subject="org-ahtjpp", outcome="no_answer")
        assert changes(kh, KNOWN) == (set(), set())

    def test_taking_a_number_back_settles(self, kh):
        kh.withdraw("org-aple", "023 987 910")
        assert changes(kh, KNOWN) == (set(), {"sets_do_not_meet org-aple phone report_child"})


def test_it_becomes_independent_when_another_voice_joins(kh):
    point = ("sets_do_not_meet", "org-chabdai", "phone", "report")
    before = next(found for found in picture_of(untouched(KH)).disagreements if point in points([found]))
    kh.add("org-chabdai", "organization", {"phone": phone("017 728 243", "report")})
    after = next(found for found in kh.disagreements() if point in points([found]))
    assert (before.independent, after.independent) == (False, True)
    assert before.id == after.id


def test_another_page_of_the_same_voice_is_not_independent(kh):
    kh.add_source(id="g005", lineage="guides-a", grade="D", date=None)
    kh.add("org-chabdai", "organization", {"phone": phone("017 728 243", "report")}, source="g005")
    found = [one for one in kh.disagreements() if one.subject == "org-chabdai"]
    assert [one.independent for one in found] == [False]


def test_the_name_of_the_folder_does_not_matter(tmp_path):
    read = []
    for name in ("kh", "copied elsewhere (2)"):
        copy = PackCopy.of(KH, tmp_path / name / "kh" if name == "kh" else tmp_path / name)
        copy.add("law-05", "statement", {"holds": denied(True)})
        pack = copy.read()
        read.append(([claim.id for claim in pack.claims], [one.id for one in picture_of(pack).disagreements]))
    assert read[0] == read[1]


def test_ids_stay_when_something_else_is_added(kh):
    kh.add("law-05", "statement", {"holds": denied(True)})
    before = {claim.id for claim in untouched(KH).claims}
    pack = kh.read()
    assert before < {claim.id for claim in pack.claims}
    known = {one.id for one in picture_of(untouched(KH)).disagreements}
    assert known < {one.id for one in picture_of(pack).disagreements}


class TestTheTinyPack:
    def test_a_dissent_is_found(self, tiny):
        tiny.add("health-1", "statement", {"holds": denied(True)})
        assert changes(tiny, KNOWN_TINY) == ({"assert_deny health-1 holds"}, set())

    def test_a_new_owner_is_found(self, tiny):
        tiny.add("org-harbour", "organization", {"phone": phone("1280", "helpline")})
        assert changes(tiny, KNOWN_TINY) == ({"two_owners line-1280 phone"}, set())

    def test_a_unit_of_the_police_may_share_its_number(self, tiny):
        tiny.add("org-lantern", "organization", {"part_of": "org-watch"})
        assert changes(tiny, KNOWN_TINY) == (set(), {"two_owners line-85599000101 phone"})

    @pytest.mark.parametrize("written", ["099000112", "(+855) 99 000 112", "0085599000112", "០៩៩ ០០០ ១១២"])
    def test_a_number_is_the_same_however_it_is_written(self, tiny, written):
        tiny.replace(
            "statements/organisations.yaml",
            '{value: "099 000 112", purpose: office}',
            f'{{value: "{written}", purpose: office}}',
        )
        assert changes(tiny, KNOWN_TINY) == (set(), set())

    def test_a_voice_that_contradicts_itself_is_not_independent_until_another_joins(self, tiny):
        found = {one.subject: one.independent for one in picture_of(untouched(TINY)).disagreements}
        assert (found["law-1"], found["law-2"]) == (True, False)
        tiny.add("law-2", "statement", {"holds": True}, source=LETTER["id"])
        assert {one.subject: one.independent for one in tiny.disagreements()}["law-2"]
