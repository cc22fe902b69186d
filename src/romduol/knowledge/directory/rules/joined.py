"""What an edition keeps of records that turned out to be others: where their pages lead, and what must be told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from romduol.knowledge.claims.records import Subject
from romduol.knowledge.claims.rules.properties import JOINABLE
from romduol.knowledge.directory.records import JoinedRecord, Text
from romduol.knowledge.directory.rules.codes import page_code, stable_id


def joined_records(into: Mapping[str, str], kinds: Mapping[str, str], pack: str) -> dict[str, JoinedRecord]:
    """Return the records that are others, by their ids. `kinds` tells the kind of each subject."""
    found = {}
    for subject, root in into.items():
        kind = kinds.get(subject, "")
        if kind in JOINABLE and kinds.get(root) == kind:
            uuid = stable_id(pack, f"{kind}/{subject}")
            found[subject] = JoinedRecord(subject, kind, uuid, page_code(kind, uuid), root)
    return found


def with_cautions(subjects: Iterable[Subject], into: Mapping[str, str]) -> tuple[Subject, ...]:
    """Return subjects with the cautions of all that they are: what must be told beside a record is never lost."""
    listed = tuple(subjects)
    more: defaultdict[str, list[Text]] = defaultdict(list)
    for one in sorted(listed, key=lambda one: one.id):
        if one.id in into and one.caution:
            more[into[one.id]].append(one.caution)
    return tuple(
        replace(one, caution=_together(one.caution, more[one.id])) if one.id in more else one for one in listed
    )


def _together(own: Text, others: Iterable[Text]) -> dict[str, str]:
    told: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for text in (own, *others):
        for lang, words in text.items():
            told[lang][words] = None
    return {lang: " ".join(words) for lang, words in told.items()}
