"""Every write of the directory."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from romduol.knowledge.directory import models
from romduol.knowledge.directory.queries import loaded_info
from romduol.knowledge.directory.records import Advice, Category, Need, PackInfo, Phrase, Place, Situation, Topic
from romduol.knowledge.guides.records import Guide
from romduol.knowledge.sources.actions import keep_source
from romduol.knowledge.sources.records import Source
from romduol.knowledge.sources.rules import desk_source, readers_source
from romduol.safety.audit import actions as audit

BATCH = 500


@transaction.atomic
def keep_desk_sources(*, by: str, on: date, info: PackInfo | None = None) -> tuple[Source, Source]:
    """Store the sources of the desk and of readers where they are needed first, or the operator has another name.

    `info` tells who keeps the site; that of the loaded pack where none is given. Raises `NoPackLoaded`.
    """
    desk, readers = desk_source(info or loaded_info()), readers_source()
    return keep_source(desk, by=by, on=on), keep_source(readers, by=by, on=on)


def record_pack(
    *,
    info: PackInfo,
    needs: Iterable[Need],
    categories: Iterable[Category],
    topics: Iterable[Topic],
    situations: Iterable[Situation],
    guides: Iterable[Guide],
    phrases: Iterable[Phrase],
    advice: Iterable[Advice],
    lexicon: Mapping[str, Any],
    places: Iterable[Place],
    digest: str,
    by: str,
    on: date,
) -> None:
    """Store a pack's own tables in place of those it had. Call it inside a transaction."""
    body: dict[str, Any] = {
        "info": {**asdict(info), "recorded_on": info.recorded_on.isoformat()},
        "needs": [asdict(need) for need in needs],
        "categories": [asdict(category) for category in categories],
        "topics": [asdict(topic) for topic in topics],
        "situations": [asdict(situation) for situation in situations],
        "guides": [asdict(guide) for guide in guides],
        "phrases": [asdict(phrase) for phrase in phrases],
        "advice": [asdict(one) for one in advice],
        "lexicon": lexicon,
    }
    pack, _ = models.Pack.objects.update_or_create(
        pk=info.id, defaults={"digest": digest, "loaded_on": on, "body": body}
    )
    pack.places.all().delete()
    models.Place.objects.bulk_create(
        (models.Place(id=place.id, pack=pack, code=place.code, body=asdict(place)) for place in places),
        batch_size=BATCH,
    )
    audit.record(by=by, verb="record_pack", subject=("pack", info.id), detail={"digest": digest})
