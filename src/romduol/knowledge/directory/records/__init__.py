"""The frozen records of the directory that other rooms may see."""

from romduol.knowledge.directory.records.edition import Edition, Entity, Line, PlainLevel, Showing, TakenBack
from romduol.knowledge.directory.records.pack import Category, Need, PackInfo, Situation, Text, Topic
from romduol.knowledge.directory.records.places import Place, PlaceLevel, place_id

__all__ = [
    "Category",
    "Edition",
    "Entity",
    "Line",
    "Need",
    "PackInfo",
    "Place",
    "PlaceLevel",
    "PlainLevel",
    "Showing",
    "Situation",
    "TakenBack",
    "Text",
    "Topic",
    "place_id",
]
