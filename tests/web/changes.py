"""Changes of a country, each small enough that one forgotten dependency would leave an old page standing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.web.editions import TODAY

from romduol.desk.packs.queries import frame_of
from romduol.desk.packs.reading import read_pack
from romduol.knowledge.claims.records import RECORD, Check, Claim, Outcome, Rank, Stance, Subject, Withdrawal
from romduol.knowledge.directory.records import Need
from romduol.knowledge.directory.rules.assembling import Frame, edition_of
from romduol.knowledge.guides.records import Translation
from romduol.knowledge.releases.records import Edition, Place, is_relied_on
from romduol.knowledge.sources.records import Grade, Source
from romduol.knowledge.sources.rules import desk_source


@dataclass(frozen=True, slots=True)
class Country:
    """All that an edition is made of."""

    frame: Frame
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    withdrawals: tuple[Withdrawal, ...]
    today: date = TODAY

    def edition(self) -> Edition:
        """Return its edition."""
        made = edition_of(
            frame=self.frame,
            claims=self.claims,
            checks=self.checks,
            withdrawals=self.withdrawals,
            today=self.today,
        )
        return replace(made, release=f"{made.info.id}-{self.today}")

    def framed(self, **more: Any) -> "Country":
        """Return it with another frame."""
        return replace(self, frame=replace(self.frame, **more))

    def about(self, **more: Any) -> "Country":
        """Return it with other information of the pack."""
        return self.framed(info=replace(self.frame.info, **more))

    def claim(self, name: str, number: int = 0) -> Claim:
        """Return a claim to a property, of a subject that its edition shows."""
        return [one for one in self.claims if one.property == name and one.stance is Stance.ASSERTS][number]

    def with_claim(self, old: Claim, **more: Any) -> "Country":
        """Return it with one claim changed."""
        return replace(self, claims=tuple(replace(one, **more) if one is old else one for one in self.claims))

    def and_claim(self, like: Claim, **more: Any) -> "Country":
        """Return it with one more claim."""
        return replace(self, claims=(*self.claims, replace(like, id="invented-claim", **more)))

    def without(self, *gone: Claim) -> "Country":
        """Return it without some claims."""
        return replace(self, claims=tuple(one for one in self.claims if one not in gone))

    def with_place(self, place: Place) -> "Country":
        """Return it with one place more, or another in its stead."""
        return self.framed(places={**self.frame.places, place.code: place})

    def with_source(self, old: Source, **more: Any) -> "Country":
        """Return it with one source changed."""
        return self.framed(sources={**self.frame.sources, old.id: replace(old, **more)})

    def source_of(self, name: str) -> Source:
        """Return the source of a claim."""
        return self.frame.sources[self.claim(name).source]

    def with_subject(self, kind: str, **more: Any) -> "Country":
        """Return it with one subject of a kind changed."""
        old = next(one for one in self.frame.subjects if one.kind == kind)
        changed = tuple(replace(one, **more) if one is old else one for one in self.frame.subjects)
        return self.framed(subjects=changed)

    def checked(self, outcome: Outcome) -> "Country":
        """Return it after a steward called a line."""
        one, until = self.claim("phone"), self.today + timedelta(days=90)
        found = Check(one.subject, "phone", one.value, "call", outcome, self.today, "steward", until)
        return replace(self, checks=(*self.checks, found))

    def withdrawn(self, name: str) -> "Country":
        """Return it after a value was taken back."""
        one = self.claim(name)
        back = Withdrawal(one.subject, name, one.value, self.today, {"en": "Invented reason.", "km": "ហេតុផល"})
        return replace(self, withdrawals=(*self.withdrawals, back))

    def without_record(self, subject: str, kind: str) -> "Country":
        """Return it after a whole record was taken back; its subject is made where there is none."""
        back = Withdrawal(subject, RECORD, "", self.today, {"en": "Invented reason.", "km": "ហេតុផល"})
        known = {one.id for one in self.frame.subjects}
        more = () if subject in known else (Subject(subject, kind),)
        made = self.framed(subjects=(*self.frame.subjects, *more))
        return replace(made, withdrawals=(*self.withdrawals, back))

    def joined(self, record: str, into: str) -> "Country":
        """Return it after somebody at the desk found two records to be one."""
        desk = desk_source(self.frame.info)
        said = replace(
            self.claim("name"), id=f"join-{record}", subject=record, property="same_as", value=into, source=desk.id
        )
        said = replace(said, words={}, observed_on=None, recorded_on=self.today)
        return replace(self, claims=(*self.claims, said)).framed(sources={**self.frame.sources, desk.id: desk})


@cache
def country_of(pack: Path) -> Country:
    """Return the country of a pack."""
    read = read_pack(pack)
    return Country(frame_of(read), tuple(read.claims), tuple(read.checks), tuple(read.withdrawals))


def first(rows: Any, **more: Any) -> tuple[Any, ...]:
    """Return rows, the first of them changed."""
    return (replace(rows[0], **more), *rows[1:])


def place_renamed(one: Country, town: bool = False) -> Country:
    """Rename a province, or a town."""
    place = next(place for place in one.frame.places.values() if place.town_of_guide or not town)
    return one.framed(places={**one.frame.places, place.code: replace(place, name={"en": "Aaa", "km": "កកក"})})


def service_added(one: Country) -> Country:
    """Add a service that is like another one."""
    old = one.claim("category").subject
    said = [replace(claim, id=f"new-{claim.id}", subject="svc-new") for claim in one.claims if claim.subject == old]
    return replace(one, claims=(*one.claims, *said)).framed(
        subjects=(*one.frame.subjects, Subject("svc-new", "service"))
    )


def of_one_place(country: Country, name: str) -> Claim:
    """Return a claim about a service that is not for the whole country, which every place's page names."""
    edition = country.edition()
    listed = edition.services.keys() - set(edition.services_in.get("national", ()))
    return next(one for one in country.claims if one.property == name and one.subject in listed)


def count_moved(one: Country) -> Country:
    """Let a service be for another province, of which nothing was known, as well."""
    return one.and_claim(a_place_relied_on(one), value=an_empty_place(one))


def a_place_relied_on(one: Country) -> Claim:
    """Return a claim to where a service is given, of one that maps count and that is not for the whole country."""
    edition = one.edition()
    services = edition.services.keys() - set(edition.services_in.get("national", ()))
    relied = {key for key in services for value in edition.services[key].all("serves") if is_relied_on(value.standing)}
    return next(claim for claim in one.claims if claim.property == "serves" and claim.subject in relied)


def organization_added(one: Country) -> Country:
    """Add an organisation with a line of its own."""
    phone = one.claim("phone")
    said = (
        replace(phone, id="new-1", subject="org-new", value="+85599000199"),
        replace(phone, id="new-2", subject="org-new", property="name", value="Aaa", words={"en": "Aaa"}, purpose=""),
    )
    return replace(one, claims=(*one.claims, *said)).framed(
        subjects=(*one.frame.subjects, Subject("org-new", "organization"))
    )


def subject_gone(one: Country, name: str) -> Country:
    """Take out all that is said of a subject."""
    subject = one.claim(name).subject
    kept = tuple(claim for claim in one.claims if claim.subject != subject and claim.value != subject)
    return replace(one, claims=kept)


def source_gone(one: Country) -> Country:
    """Take out all that one source says."""
    source = one.claims[-1].source
    return replace(one, claims=tuple(claim for claim in one.claims if claim.source != source))


def words(one: Country, name: str) -> Country:
    """Say a text otherwise."""
    old = one.claim(name)
    return one.with_claim(old, words={"en": "Said otherwise.", "km": "និយាយផ្សេង"}, value="Said otherwise.")


def an_empty_place(one: Country) -> str:
    """Return the code of a province of which nothing is known, or of which the least is."""
    known = [claim.value[:2] for claim in one.claims if claim.property in ("serves", "works_in")]
    return min((place.code for place in one.frame.places.values() if place.level == "province"), key=known.count)


def a_tiled_place(one: Country) -> Place:
    """Return a province that stands on the map."""
    return next(place for place in one.frame.places.values() if place.tile)


def a_district(one: Country) -> Place:
    """Return a district without a page of its own, with something known of it if there is one."""
    known = [claim.value for claim in one.claims if claim.property in ("serves", "works_in")]
    districts = [place for place in one.frame.places.values() if place.parent and not place.town_of_guide]
    return max(districts, key=lambda place: known.count(place.code))


def a_town(one: Country) -> Place:
    """Return the town with a page of its own of which most is known."""
    known = [claim.value for claim in one.claims if claim.property in ("serves", "works_in")]
    towns = [place for place in one.frame.places.values() if place.parent and place.town_of_guide]
    return max(towns, key=lambda place: known.count(place.code))


def need_unanswered(one: Country, need: str) -> Country:
    """Take away every word that a service is of a kind which answers a need."""
    kinds = {kind.id for kind in one.frame.categories if kind.need == need}
    return one.without(*(claim for claim in one.claims if claim.property == "category" and claim.value in kinds))


def guide_with(one: Country, lang: str, **more: Any) -> Country:
    """Change the text of the first guide in a language."""
    guide = one.frame.guides[0]
    texts = {**guide.texts, lang: replace(guide.texts[lang], **more)}
    return one.framed(guides=first(one.frame.guides, texts=texts))


def guide_said_otherwise(one: Country) -> Country:
    """Say otherwise what the first section of the first guide tells."""
    sections = one.frame.guides[0].texts["en"].sections
    return guide_with(one, "en", sections=first(sections, body=f"Invented. [^{one.frame.subjects[0].id}]"))


def marked_claim_denied(one: Country) -> Country:
    """Let the source of a statement that a guide marks say the contrary."""
    marked = {subject for guide in one.frame.guides for subject in guide.rests_on}
    old = next(claim for claim in one.claims if claim.subject in marked and claim.property == "holds")
    return one.with_claim(old, stance=Stance.DENIES if old.stance is Stance.ASSERTS else Stance.ASSERTS)


CHANGES: dict[str, Callable[[Country], Country]] = {
    "a claim's number": lambda one: one.with_claim(one.claim("phone"), value="+85599000198"),
    "a claim's locator": lambda one: one.with_claim(one.claim("phone"), locator="line 9999"),
    "a claim's locator at the end": lambda one: one.with_claim(one.claim("phone", -1), locator="line 9999"),
    "a claim hedged": lambda one: one.with_claim(one.claim("serves"), hedged=not one.claim("serves").hedged),
    "a claim observed on": lambda one: one.with_claim(one.claim("phone"), observed_on=TODAY - timedelta(days=9)),
    "a claim's purpose": lambda one: one.with_claim(one.claim("phone"), purpose="office"),
    "a claim denied": lambda one: one.with_claim(one.claim("phone"), stance=Stance.DENIES),
    "a claim unclear": lambda one: one.with_claim(one.claim("phone"), stance=Stance.UNCLEAR),
    "a claim preferred": lambda one: one.and_claim(
        one.claim("name"), words={"en": "Zzz", "km": "ហហ"}, value="Zzz", rank=Rank.PREFERRED
    ),
    "a claim deprecated": lambda one: one.with_claim(one.claim("phone"), rank=Rank.DEPRECATED, reason="Old."),
    "a claim ended": lambda one: one.with_claim(one.claim("category"), ended_on=TODAY - timedelta(days=1)),
    "a claim added": lambda one: one.and_claim(one.claim("phone"), value="+85599000197"),
    "a claim that is no more": lambda one: one.without(one.claim("phone")),
    "the last claim that is no more": lambda one: one.without(one.claims[-1]),
    "a name": lambda one: words(one, "name"),
    "a description": lambda one: words(one, "description"),
    "another place served": lambda one: one.with_claim(one.claim("serves"), value=list(one.frame.places)[-1]),
    "a service that moves a count": count_moved,
    "another tile": lambda one: one.with_place(replace(a_tiled_place(one), tile=(12, 6))),
    "a short name": lambda one: one.with_place(replace(a_tiled_place(one), short={"en": "Zzz", "km": "ហហ"})),
    "no map": lambda one: one.framed(
        places={code: replace(place, tile=None) for code, place in one.frame.places.items()}
    ),
    "another kind of help": lambda one: one.with_claim(
        one.claim("category"),
        value=next(kind.id for kind in one.frame.categories if kind.id != one.claim("category").value),
    ),
    "a body that became police": lambda one: one.and_claim(
        one.claim("phone"), property="body_type", value="police", purpose=""
    ),
    "a body that closed": lambda one: one.and_claim(
        one.claim("phone"), property="status", value="closed", purpose="", observed_on=TODAY
    ),
    "a line found right": lambda one: one.checked(Outcome.RIGHT),
    "a line found wrong": lambda one: one.checked(Outcome.WRONG),
    "a number taken back": lambda one: one.withdrawn("phone"),
    "a service taken back": lambda one: one.without_record(one.claim("serves").subject, "service"),
    "a place taken back": lambda one: one.without_record(f"place-{one.claim('serves').value[:2]}", "place"),
    "two organisations that are one": lambda one: one.joined(
        one.claim("phone").subject,
        next(other for other in one.edition().organizations if other != one.claim("phone").subject),
    ),
    "two services that are one": lambda one: one.joined(*list(one.edition().services)[:2]),
    "a line taken back": lambda one: one.without_record(f"line-{one.claim('phone').value.lstrip('+')}", "line"),
    "a category taken back": lambda one: one.withdrawn("category"),
    "a source's grade": lambda one: one.with_source(
        one.source_of("phone"), grade=Grade.C if one.source_of("phone").grade is not Grade.C else Grade.D
    ),
    "a source's title": lambda one: one.with_source(one.source_of("phone"), title={"en": "Invented title"}),
    "a source's publisher": lambda one: one.with_source(one.source_of("phone"), publisher="Invented publisher"),
    "a source's date": lambda one: one.with_source(
        one.source_of("phone"), date=date(2015, 5, 1), date_text="2015-05", date_inferred=True
    ),
    "a source's date in words": lambda one: one.with_source(one.source_of("phone"), date_text="2014"),
    "a source's lineage": lambda one: one.with_source(one.source_of("phone"), lineage="invented"),
    "a source's address": lambda one: one.with_source(one.source_of("phone"), url="https://example.org/invented"),
    "a source's note": lambda one: one.with_source(one.source_of("phone"), note={"en": "Invented note."}),
    "whom a source speaks for": lambda one: one.with_source(
        one.source_of("serves"), speaks_for=one.claim("phone").subject
    ),
    "a source that says nothing more": source_gone,
    "an organisation's label": lambda one: one.with_subject("organization", label={"en": "Labelled", "km": "ស្លាក"}),
    "a service's label": lambda one: one.with_subject("service", label={"en": "Labelled", "km": "ស្លាក"}),
    "a line's caution": lambda one: one.with_subject("line", caution={"en": "Invented caution."}),
    "a statement's caution": lambda one: one.with_subject("statement", caution={"en": "Invented caution."}),
    "a statement's label": lambda one: one.with_subject("statement", label={"en": "Labelled", "km": "ស្លាក"}),
    "a province's name": place_renamed,
    "a town's name": lambda one: place_renamed(one, town=True),
    "a category's name": lambda one: one.framed(
        categories=tuple(
            replace(kind, name={"en": "Renamed"}) if kind.id == one.claim("category").value else kind
            for kind in one.frame.categories
        )
    ),
    "a need's name": lambda one: one.framed(
        needs=tuple(replace(need, name={**need.name, "en": f"{need.name['en']}!"}) for need in one.frame.needs)
    ),
    "the order of needs": lambda one: one.framed(needs=one.frame.needs[::-1]),
    "the order of categories": lambda one: one.framed(categories=one.frame.categories[::-1]),
    "a bed in every kind of help": lambda one: one.framed(
        categories=tuple(replace(kind, residential=True) for kind in one.frame.categories)
    ),
    "a topic's introduction": lambda one: one.framed(topics=first(one.frame.topics, intro={"en": "Invented."})),
    "a topic's name": lambda one: one.framed(topics=first(one.frame.topics, name={"en": "Invented."})),
    "the order of topics": lambda one: one.framed(topics=one.frame.topics[::-1]),
    "what to do first": lambda one: one.framed(situations=first(one.frame.situations, do={"en": "Invented."})),
    "the lines of a situation": lambda one: one.framed(situations=first(one.frame.situations, lines=())),
    "an urgent situation less": lambda one: one.framed(situations=one.frame.situations[1:]),
    "a claim's locator on where a body works": lambda one: one.with_claim(one.claim("works_in"), locator="line 9999"),
    "another place where a body works": lambda one: one.with_claim(one.claim("works_in"), value=an_empty_place(one)),
    "a service where nothing was known": lambda one: one.with_claim(one.claim("serves"), value=an_empty_place(one)),
    "no more health care": lambda one: need_unanswered(one, "health_hiv_sti"),
    "no more legal aid": lambda one: need_unanswered(one, "legal_aid_rights"),
    "a need in front that nothing answers": lambda one: one.framed(
        needs=(Need("invented", {"en": "Invented"}), *one.frame.needs)
    ),
    "a province more": lambda one: one.with_place(Place("id-99", "99", None, "province", {"en": "Invented"})),
    "a town more": lambda one: one.with_place(replace(a_district(one), town_of_guide=True)),
    "a town of another province": lambda one: one.with_place(replace(a_town(one), parent=an_empty_place(one))),
    "a service added": service_added,
    "an organisation added": organization_added,
    "a service that is no more": lambda one: subject_gone(one, "category"),
    "an organisation that is no more": lambda one: subject_gone(one, "phone"),
    "a guide's title": lambda one: guide_with(one, "en", title="Invented"),
    "a guide's text": guide_said_otherwise,
    "what a guide rests on denied": marked_claim_denied,
    "a guide up for review": lambda one: one.framed(
        guides=first(one.frame.guides, changed=one.frame.guides[0].rests_on[:1])
    ),
    "a guide that a person read": lambda one: one.framed(guides=first(one.frame.guides, read_by="steward")),
    "another picture of a guide": lambda one: one.framed(guides=first(one.frame.guides, icon="eye")),
    "a guide for another need": lambda one: one.framed(guides=first(one.frame.guides, needs=(one.frame.needs[-1].id,))),
    "a translation that is outdated": lambda one: guide_with(one, "km", translation=Translation.OUTDATED),
    "a guide less": lambda one: one.framed(guides=one.frame.guides[1:]),
    "another day": lambda one: replace(one, today=one.today + timedelta(days=1)),
    "another month": lambda one: replace(one, today=one.today + timedelta(days=30)),
    "another year": lambda one: replace(one, today=one.today + timedelta(days=400)),
    "an operator named": lambda one: one.about(operator={"en": "Bopha's house (invented)"}),
    "words reviewed": lambda one: one.about(wording=dict.fromkeys(one.frame.info.languages, "reviewed")),
    "an address told": lambda one: one.about(address="https://lantern.example.org"),
    "another way out": lambda one: one.about(exit_url="https://example.org/weather"),
    "a language less": lambda one: one.about(languages=one.frame.info.languages[:1]),
    "another first language": lambda one: one.about(languages=one.frame.info.languages[::-1]),
}
