"""What a place's page costs if it is drawn when somebody asks for it: an application that the bench alone serves.

For each request it reads from the database, by the ORM, what this page shows and no more: the pack's taxonomy, the
places named, services and bodies there, the phone lines that may be offered, their subjects, claims, sources, checks
and withdrawals. Then it resolves and assembles them, builds the sheet and draws the template with the web channel's own
code, and packs it as brotli. The bench compares its page with the release's, byte for byte, before anything is timed.

It is given every advantage that does not change the page: no router and no middleware, a database connection that stays
open, templates that are compiled once, one thread (the work is Python's, and more of them only take turns), no locking
to see all tables at one moment. It keeps no page and no record between two requests, since to know when those are stale
is what publishing is for. Under `/kept/` it draws the same page from an edition that it read once and holds for good:
the sheet, the template and brotli alone, which no way of drawing with them can go below.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from http import HTTPStatus
from typing import Any

import brotli
import django
from django.db.models import Q

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "romduol.config.settings")
django.setup()

from romduol.channels.web import addresses  # noqa: E402 (settings have to be ready first)
from romduol.channels.web.pages import places as place_pages  # noqa: E402
from romduol.channels.web.reader import NATIONAL, Reader  # noqa: E402
from romduol.channels.web.rendering import MEDIA_TYPE, drawn_by  # noqa: E402
from romduol.channels.web.sheets import Sheet  # noqa: E402
from romduol.channels.web.telling import Teller  # noqa: E402
from romduol.config.wires import today  # noqa: E402
from romduol.knowledge.claims import models as claims  # noqa: E402
from romduol.knowledge.claims.queries import CHECK, PLAIN  # noqa: E402
from romduol.knowledge.claims.records import (  # noqa: E402
    Check,
    Claim,
    Outcome,
    Rank,
    Stance,
    Subject,
    Withdrawal,
)
from romduol.knowledge.directory import models as directory  # noqa: E402
from romduol.knowledge.directory.queries import info_from  # noqa: E402
from romduol.knowledge.directory.records import Category, Edition, Need, Place  # noqa: E402
from romduol.knowledge.directory.rules.assembling import Frame, edition_of  # noqa: E402
from romduol.knowledge.releases.views.http import Environ, Headers, StartResponse, answer  # noqa: E402
from romduol.knowledge.releases.views.serving import BROTLI_LIVE  # noqa: E402
from romduol.knowledge.sources import models as sources  # noqa: E402
from romduol.knowledge.sources.queries import COLUMNS  # noqa: E402
from romduol.knowledge.sources.records import Grade, Source  # noqa: E402
from romduol.ui.assets import content_security_policy  # noqa: E402

KEPT = "/kept"
GIVEN_BY = ("provided_by", "operated_by")
KIN = ("part_of", "replaced_by")
IN_PLACES = ("serves", "works_in")
PACK = ("id", "body__info", "body__needs", "body__categories")


@dataclass(frozen=True, slots=True)
class Needed:
    """What the page of one place rests on."""

    places: Mapping[str, Place]
    claims: list[Claim]


def application(environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """Draw `/<language>/p<code>`, and `/kept/<language>/p<code>` without a look at the database."""
    path = environ["PATH_INFO"]
    read = kept_edition if path.startswith(KEPT) else edition_for
    lang, _, page = path.removeprefix(KEPT).strip("/").partition("/")
    try:
        html = drawn(read(page.removeprefix("p"), today()), page.removeprefix("p"), lang)
    except LookupError:
        return answer(start, HTTPStatus.NOT_FOUND, [("Content-Length", "0")])
    body = brotli.compress(html.encode(), quality=BROTLI_LIVE)
    headers: Headers = [
        ("Content-Type", MEDIA_TYPE),
        ("Content-Encoding", "br"),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", content_security_policy()),
    ]
    return answer(start, HTTPStatus.OK, headers, body)


def drawn(edition: Edition, code: str, lang: str) -> str:
    """Return the first sheet of a place's page as HTML; the place has to have services of its own."""
    return drawn_by(edition, lang)(_sheet(code, Teller(Reader(edition, lang))))


def _sheet(code: str, teller: Teller) -> Sheet:
    # Pages are planned before they are drawn, so that no other page costs anything here.
    wanted = addresses.place(code)
    planned = next((page for page in place_pages.sheets(teller) if page.path == wanted), None)
    if planned is None:
        raise LookupError(wanted)
    return planned.sheet(teller)


def edition_for(code: str, day: date) -> Edition:
    """Return an edition that knows what one place's page needs; raises LookupError where there is no such place."""
    needed = _needed(code)
    subjects = {claim.subject for claim in needed.claims}
    pack = directory.Pack.objects.values(*PACK).get()
    return edition_of(
        frame=Frame(
            info=info_from(pack["body__info"]),
            places=needed.places,
            needs=tuple(Need(**entry) for entry in pack["body__needs"]),
            categories=tuple(Category(**entry) for entry in pack["body__categories"]),
            topics=(),
            situations=(),
            sources=_sources(needed.claims, subjects),
            subjects=_subjects(subjects),
        ),
        claims=needed.claims,
        checks=_checks(subjects),
        withdrawals=_withdrawals(subjects),
        today=day,
    )


kept_edition = cache(edition_for)


def _needed(code: str) -> Needed:
    here = {place.code: place for place in _places(Q(code=code) | Q(body__parent=code))}
    parent = here[code].parent
    codes = [*here, NATIONAL, *([parent] if parent else [])]
    listed = claims.Claim.objects.filter(property__in=IN_PLACES, value__in=codes).values_list("subject_id", flat=True)
    lines = claims.Claim.objects.filter(property="phone").values_list("subject_id", flat=True)
    bodies = set(lines)
    given = claims.Claim.objects.filter(property__in=GIVEN_BY, value__in=bodies).values_list("subject_id", flat=True)
    found = _with_kin({*listed, *bodies, *given})
    named = {claim.value for claim in found if claim.property in IN_PLACES} | {claim.scope for claim in found}
    others = {place.code: place for place in _places(Q(code__in=named - set(here)) | Q(code=parent))}
    # In the order of their codes, in which an edition has them.
    return Needed(dict(sorted({**here, **others}.items())), found)


def _with_kin(subjects: set[str]) -> list[Claim]:
    """Return the claims of these subjects, of the bodies that they name, and of what their phone lines do."""
    found: dict[int, Claim] = {}
    seen: set[str] = set()
    waiting = subjects
    while waiting:
        rows = dict(_claims(waiting))
        found |= rows
        seen |= waiting
        named = {claim.value for claim in rows.values() if claim.property in (*GIVEN_BY, *KIN)}
        lines = {f"line-{claim.value.lstrip('+')}" for claim in rows.values() if claim.property == "phone"}
        waiting = (named | lines) - seen
    return [found[key] for key in sorted(found)]


def _claims(subjects: set[str]) -> Iterable[tuple[int, Claim]]:
    rows = claims.Claim.objects.filter(subject_id__in=subjects).values("pk", "key", "subject_id", "source_id", *PLAIN)
    for row in rows:
        yield (
            row.pop("pk"),
            Claim(
                id=str(row.pop("key")),
                subject=row.pop("subject_id"),
                source=row.pop("source_id"),
                **{**row, "stance": Stance(row["stance"]), "rank": Rank(row["rank"])},
            ),
        )


def _places(which: Q) -> Iterable[Place]:
    for body in directory.Place.objects.filter(which).values_list("body", flat=True):
        yield Place(**{**body, **{name: tuple(body[name]) for name in ("spellings", "neighbours")}})


def _sources(said: list[Claim], subjects: set[str]) -> dict[str, Source]:
    cited = {claim.source for claim in said}
    rows: Iterable[dict[str, Any]] = (
        sources.Source.objects.filter(Q(id__in=cited) | Q(speaks_for__in=subjects)).order_by("id").values(*COLUMNS)
    )
    return {row["id"]: Source(**{**row, "grade": Grade(row["grade"])}) for row in rows}


def _subjects(ids: set[str]) -> tuple[Subject, ...]:
    rows = claims.Subject.objects.filter(id__in=ids).order_by("id").values("id", "kind", "topic", "label", "caution")
    return tuple(Subject(**row) for row in rows)


def _checks(subjects: set[str]) -> list[Check]:
    rows = claims.Check.objects.filter(subject_id__in=subjects).order_by("pk").values("subject_id", *CHECK)
    return [Check(subject=row.pop("subject_id"), **{**row, "outcome": Outcome(row["outcome"])}) for row in rows]


def _withdrawals(subjects: set[str]) -> list[Withdrawal]:
    columns = ("subject_id", "property", "value", "on", "reason")
    rows = claims.Withdrawal.objects.filter(subject_id__in=subjects).order_by("pk").values_list(*columns)
    return [Withdrawal(*row) for row in rows]
