"""The frozen records of answers that other rooms may see."""

from romduol.knowledge.answers.records.answers import (
    Answer,
    Guided,
    LineOffered,
    NextStep,
    Option,
    PlaceNamed,
    Quoted,
    ServiceOffered,
)
from romduol.knowledge.answers.records.numbers import (
    BUCKETS,
    NUMBERS,
    Answers,
    ClaimedOwner,
    NumberAnswer,
    NumberHead,
    Said,
    Text,
)
from romduol.knowledge.answers.records.understanding import Reason, Understood, Urgency

__all__ = [
    "BUCKETS",
    "NUMBERS",
    "Answer",
    "Answers",
    "ClaimedOwner",
    "Guided",
    "LineOffered",
    "NextStep",
    "NumberAnswer",
    "NumberHead",
    "Option",
    "PlaceNamed",
    "Quoted",
    "Reason",
    "Said",
    "ServiceOffered",
    "Text",
    "Understood",
    "Urgency",
]
