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
from romduol.knowledge.answers.records.searching import KINDS, Cited, Found, ServiceKept
from romduol.knowledge.answers.records.understanding import Reason, Understood, Urgency

__all__ = [
    "BUCKETS",
    "KINDS",
    "NUMBERS",
    "Answer",
    "Answers",
    "Cited",
    "ClaimedOwner",
    "Found",
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
    "ServiceKept",
    "ServiceOffered",
    "Text",
    "Understood",
    "Urgency",
]
