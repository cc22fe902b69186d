"""Reads of a pack that store nothing: the edition that its files would make."""

from datetime import date

from romduol.desk.packs.records import Pack
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.directory.rules.assembling import Frame, edition_of


def frame_of(pack: Pack) -> Frame:
    """Return what a pack gives beside its claims."""
    return Frame(
        info=pack.info,
        places={place.code: place for place in pack.places},
        needs=pack.needs,
        categories=pack.categories,
        topics=pack.topics,
        situations=pack.situations,
        sources=pack.sources_by_id(),
        subjects=pack.subjects,
        guides=pack.guides,
        phrases=pack.phrases,
        advice=pack.advice,
        lexicon=pack.lexicon,
    )


def edition_of_pack(pack: Pack, today: date) -> Edition:
    """Return the edition of a day straight from a pack, without a database."""
    return edition_of(
        frame=frame_of(pack),
        claims=pack.claims,
        checks=pack.checks,
        withdrawals=pack.withdrawals,
        today=today,
    )
