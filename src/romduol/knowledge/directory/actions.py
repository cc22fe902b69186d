"""Every write of the directory."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from romduol.knowledge.directory import models
from romduol.knowledge.directory.records import Advice, Category, Need, PackInfo, Phrase, Place, Situation, Topic
from romduol.knowledge.guides.records import Guide
from romduol.safety.audit import actions as audit

BATCH = 500


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
