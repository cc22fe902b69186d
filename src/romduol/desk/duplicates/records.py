"""What is compared of two records, what speaks for and against their being one, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from romduol.desk.imports.listings import Kind


class Likelihood(StrEnum):
    """How far a pair may be one. There is no third grade that joins by itself: a person decides."""

    VERY_LIKELY = "very_likely"
    PERHAPS = "perhaps"


class EvidenceKind(StrEnum):
    """What two records have in common, or what tells them apart."""

    SAME_NAME = "same_name"
    """The same words once both are folded, in any order."""
    NAME_ALIKE = "name_alike"
    """Words of the names agree, some only nearly."""
    ACRONYM = "acronym"
    """One is called by the first letters of the other, or both by the same."""
    SOUND = "sound"
    """A Khmer name and a romanised one sound alike."""
    PHONE = "phone"
    """A number that few records have."""
    SHARED_PHONE = "shared_phone"
    """A number that many records have, or a short code: a hotline says little about who is meant."""
    WEBSITE = "website"
    PLACE = "place"
    BODY = "body"
    """The services are told to be of one organisation."""
    CATEGORY = "category"
    OTHER_NAME = "other_name"
    """Each has words of weight that the other has not."""
    OTHER_NUMBER = "other_number"
    """The digits in the names differ: "Health Centre 1", "Health Centre 2"."""
    OTHER_PHONE = "other_phone"
    OTHER_PLACE = "other_place"
    """No province in common: a branch, or another office of the same kind."""
    OTHER_BODY = "other_body"
    OTHER_CATEGORY = "other_category"
    FITS_OTHERS = "fits_others"
    """One of the two fits further records about as well: at most one of them can be meant. `a`, `b`: how many."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is compared of one record."""

    id: str
    """A subject's id, or the key of a listing; unique among the cards of one index."""
    kind: Kind
    names: tuple[str, ...] = ()
    """Names in all languages and scripts, other names too, as they were written."""
    acronyms: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    """E.164 numbers or short codes; those of a service are its organisation's."""
    places: tuple[str, ...] = ()
    """Codes of the pack; the first two signs are the province. `national` says nothing and is left out."""
    categories: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    """Of a service: the names and acronyms of whoever provides or runs it."""
    websites: tuple[str, ...] = ()
    """Addresses as they were given."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a pair (`strength` above 0) or against it (below 0).

    `strength` is in bits: 1 doubles the odds that the two are one, -1 halves them. `a` and `b` are the words or values
    that were compared, each as its record has it; both are never shown to the public.
    """

    kind: EvidenceKind
    a: str
    b: str
    strength: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one: `a` and `b` are card ids, `a` the lesser, however they were asked for."""

    a: str
    b: str
    score: float
    """0 to 1: how sure the rules are. It orders proposals; it is no probability that was counted."""
    evidence: tuple[Evidence, ...]
    """The strongest first, whatever its direction."""
    likelihood: Likelihood | None
    """None below what is proposed at all."""


class Answer(StrEnum):
    """What somebody said of a proposal."""

    OPEN = "open"
    NOT_SAME = "not_same"
    LATER = "later"
    JOINED = "joined"
    PARTED = "parted"
    """They were one for a while: what was read as one is two again."""


class Standing(StrEnum):
    """How a proposal stands now: what was said of it, and how far the joining has come."""

    OPEN = "open"
    NOT_SAME = "not_same"
    LATER = "later"
    WAITING = "waiting"
    """Somebody joined them; nothing of it counts before the yes of a second person."""
    DECLINED = "declined"
    """The second person said no: it is to be answered again."""
    JOINED = "joined"
    PARTING = "parting"
    """Somebody parts them; they are one until a second person says yes."""
    PARTED = "parted"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two records that may be one, as a page shows it."""

    id: UUID
    kind: Kind
    a: str
    b: str
    likelihood: Likelihood
    evidence: tuple[Evidence, ...]
    digest: str
    standing: Standing
    stays: str = ""
    """Of what was joined, the record that stays."""
    change: UUID | None = None
    """The change that joined them."""
    why: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def answerable(self) -> bool:
        """True where somebody may say whether the two are one."""
        return self.standing not in (Standing.WAITING, Standing.JOINED, Standing.PARTING)


@dataclass(frozen=True, slots=True)
class Searched:
    """A search: how far it has come, or how it ended."""

    id: UUID
    by: str
    asked_at: datetime
    ended_at: datetime | None
    compared: int
    found: int
    failed: str

    @property
    def going(self) -> bool:
        """True until it ended, well or not."""
        return self.ended_at is None
