"""Composes the answer to a question that was understood, from one release and from what was taken back since."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from romduol.knowledge.answers.queries.choosing import services_for
from romduol.knowledge.answers.queries.documents import document_at
from romduol.knowledge.answers.queries.holding import OnceForEachRelease
from romduol.knowledge.answers.records import (
    Answer,
    Answers,
    Guided,
    LineOffered,
    Quoted,
    ServiceKept,
    ServiceOffered,
    Understood,
)
from romduol.knowledge.answers.records.kept import ADVICE, OFFERED, LineKept, guides_path
from romduol.knowledge.answers.rules import offering, telling, wording
from romduol.knowledge.answers.rules.keeping_lines import bucket_of, bucket_path
from romduol.knowledge.answers.rules.library import Library, said
from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged
from romduol.knowledge.releases.records import Kind

MOST_SERVICES = 6
LINES_OF_A_SERVICE = 2


class UnknownLanguage(LookupError):
    """The release is not written in the language that was asked for."""


class Kept:
    """What a release keeps for every answer, whatever is asked: so it may be held, and tells nobody what was asked."""

    def __init__(self, release: Answers) -> None:
        self.release = release.manifest().release
        self.advice = document(release, ADVICE)
        self.offered = document(release, OFFERED)
        self._guides = {lang: document(release, guides_path(lang)) for lang in self.advice["languages"]}

    def library(self, lang: str) -> Library:
        """Return it in one language; raises `UnknownLanguage`."""
        if lang not in self._guides:
            raise UnknownLanguage(lang)
        return Library(lang, self.advice, self._guides[lang])


_KEPT = OnceForEachRelease(Kept)


def kept_of(release: Answers) -> Kept:
    """Return what the current release keeps for every answer.

    Raises `NothingPublished`, and `PageDamaged` where it cannot be read.
    """
    return _KEPT.of(release)


def compose(understood: Understood, lang: str, release: Answers) -> Answer:
    """Return the answer to a question that was understood, in a language.

    Raises `UnknownLanguage`, `NothingPublished`, and `PageDamaged` where the release cannot be read.
    """
    kept = kept_of(release)
    library = kept.library(lang)
    found = _answer(_still_there(understood, library, release), library, kept, release)
    # A new release may have come while this one was read: its parts may not fit together.
    return found if release.manifest().release == kept.release else compose(understood, lang, release)


def _still_there(understood: Understood, library: Library, release: Answers) -> Understood:
    """Return what was understood without places that were taken back since, or that lie in such a place."""
    gone = {item.key for item in release.withdrawn().values() if item.kind == Kind.PLACE}

    def is_there(place: str) -> bool:
        return gone.isdisjoint(library.around(place))

    place = understood.place if is_there(understood.place) else ""
    return replace(understood, place=place, place_choices=tuple(filter(is_there, understood.place_choices)))


def _answer(understood: Understood, library: Library, kept: Kept, release: Answers) -> Answer:
    lines = _Lines(library.lang, kept.offered["width"], release)
    keys = offering.candidates(understood, library, kept.offered["places"])
    chosen = offering.choose(keys, lines.read(keys), understood, library)
    advice = telling.told_about(understood, library)
    purposes = tuple(advice.get("purposes", ()))
    shown = [offering.offered(line, wording.why_line(line, purposes, library.lang)) for line in chosen]
    told = tuple(map(lines.unnamed, telling.guidance(understood, library)))
    services = () if understood.refused else _services(understood, library, lines, release)
    claims = tuple(dict.fromkeys([*advice.get("disagreements", ()), *(claim for one in told for claim in one.claims)]))
    urgent = offering.is_urgent(understood)
    return Answer(
        release=kept.release,
        generated_at=release.manifest().made_on.isoformat(),
        language=library.lang,
        understood=understood,
        need_name=library.need(understood.need),
        place=library.place(understood.place),
        place_choices=tuple(map(library.option, understood.place_choices)),
        refused=bool(understood.refused),
        why=wording.why_understood(understood, library),
        emergency_lines=tuple(shown) if urgent else (),
        guidance=told,
        lines=() if urgent else tuple(shown),
        services=services,
        disagreements=wording.disagreements(claims, library),
        next_steps=wording.next_steps(understood, tuple(one.topic for one in told), library),
        notices=tuple(_notices(understood, shown, chosen, services, library)),
    )


def _notices(
    understood: Understood,
    shown: list[LineOffered],
    chosen: list[LineKept],
    services: tuple[ServiceOffered, ...],
    library: Library,
) -> Iterable[str]:
    yield from wording.notices(understood, shown, chosen, library)
    if understood.needs and not understood.refused:
        yield from wording.notices_of_services(understood.place, services, library)


def _services(
    understood: Understood, library: Library, lines: "_Lines", release: Answers
) -> tuple[ServiceOffered, ...]:
    told = telling.told_about(understood, library)
    found = services_for(
        release,
        needs=understood.needs,
        categories=tuple(told.get("categories", ())),
        places=(understood.place,) if understood.place else (),
        # Those of police may be left out.
        most=2 * MOST_SERVICES,
        access=understood.wants_access,
    )
    never = offering.never_police(understood, told)
    fit = [service for service in found if not (never and service.police)][:MOST_SERVICES]
    fit.sort(key=lambda service: service.police)
    return tuple(_offered(service, understood.place, never, library, lines) for service in fit)


def _offered(service: ServiceKept, asked: str, never: bool, library: Library, lines: "_Lines") -> ServiceOffered:
    lang = library.lang
    refs = service.lines[: LINES_OF_A_SERVICE * 2]
    kept = lines.read(refs)
    # Who runs a service may have a line of police: it is no way in for somebody whom police have harmed.
    safe = [kept[ref] for ref in refs if ref in kept and not (never and (kept[ref].police or kept[ref].unowned))]
    safe.sort(key=lambda line: line.police)
    return ServiceOffered(
        id=service.id,
        name=said(service.name, lang),
        organization=said(service.organization, lang),
        place=wording.places_in_words(service.places, library),
        lines=tuple(offering.offered(line, "") for line in safe[:LINES_OF_A_SERVICE]),
        access=service.access,
        standing=service.standing,
        sources=tuple(
            Quoted(said(source.title, lang), source.date, source.grade, f"/{lang}/{source.path}")
            for source in service.sources
        ),
        url=f"/{lang}/{service.code}",
        level=service.level,
        why=wording.why_service(service.need, service.places, asked, library),
        barriers=tuple(said(barrier, lang) for barrier in service.barriers),
        here=wording.is_here(service.places, asked, library),
    )


class _Lines:
    """The lines of a release in one language, without those that were taken back since."""

    def __init__(self, lang: str, width: int, release: Answers) -> None:
        self._lang = lang
        self._width = width
        self._release = release
        gone = [item for item in release.withdrawn().values() if item.kind == Kind.LINE]
        self._gone = {ref for item in gone for ref in (item.key, item.code) if ref}

    def unnamed(self, passage: Guided) -> Guided:
        """Return a passage without claims that are called by the digits of a line that was taken back."""
        claims = tuple(claim for claim in passage.claims if claim.removeprefix("line-") not in self._gone)
        return replace(passage, claims=claims)

    def read(self, refs: Iterable[str]) -> Mapping[str, LineKept]:
        """Return lines by what they are called in the release."""
        wanted = [ref for ref in refs if ref not in self._gone]
        paths = {ref: bucket_path(bucket_of(ref, self._width), self._lang) for ref in wanted}
        # A line that is not offered may be looked for where no line at all is kept.
        read = {path: document_at(path, self._release) or {} for path in dict.fromkeys(paths.values())}
        try:
            return {ref: offering.line_from(read[path][ref]) for ref, path in paths.items() if ref in read[path]}
        except (TypeError, AttributeError) as problem:
            raise PageDamaged("what is kept of lines is not whole, or of another version") from problem


def document(release: Answers, path: str) -> dict[str, Any]:
    """Return a document that every release has; raises `NothingPublished` and `PageDamaged`."""
    found = document_at(path, release)
    if found is None:
        raise NothingPublished("this release was made before questions could be answered; run: romduol publish")
    return found
