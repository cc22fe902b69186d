"""The frozen records of the directory that other rooms may see."""

from romduol.knowledge.directory.records.edition import (
    Edition,
    Entity,
    JoinedRecord,
    Line,
    PlainLevel,
    Showing,
    TakenBack,
)
from romduol.knowledge.directory.records.pack import (
    Advice,
    Category,
    Need,
    PackInfo,
    Phrase,
    Situation,
    Text,
    Topic,
    advice_from,
)
from romduol.knowledge.directory.records.places import Place, PlaceLevel, place_id

__all__ = [
    "Advice",
    "Category",
    "Edition",
    "Entity",
    "JoinedRecord",
    "Line",
    "Need",
    "PackInfo",
    "Phrase",
    "Place",
    "PlaceLevel",
    "PlainLevel",
    "Showing",
    "Situation",
    "TakenBack",
    "Text",
    "Topic",
    "advice_from",
    "place_id",
]
