"""Parts a guide into sheets that each fit one round trip; every language is parted alike."""

from collections.abc import Iterable

from romduol.knowledge.guides.records import Guide, Section

MOST = 6_900
"""What a sheet may weigh: about the bytes that it takes once packed (gzip), beside what stands on every page."""
A_SUBJECT = 120
"""What it weighs to tell who says so of one subject, once packed; these three are fitted to the sheets of the pack."""
A_LINE = 225
A_LETTER = 0.19


def parted(guide: Guide) -> tuple[tuple[str, ...], ...]:
    """Return the ids of the sections on each sheet, in their order."""
    found: list[list[str]] = []
    for section in next(iter(guide.texts.values())).sections:
        if not found or _weight(guide, (*found[-1], section.id)) > MOST:
            found.append([])
        found[-1].append(section.id)
    return tuple(map(tuple, found))


def path_of(guide: Guide, section_id: str) -> str:
    """Return the path of the sheet on which a section stands, as `g7` or `g7-2`; of the first where there is none."""
    number = next((number for number, ids in enumerate(parted(guide), 1) if section_id in ids), 1)
    return guide.code if number == 1 else f"{guide.code}-{number}"


def _weight(guide: Guide, ids: Iterable[str]) -> float:
    """Return what some sections weigh in the language in which they weigh most."""
    wanted = set(ids)
    return max(_weight_of([one for one in text.sections if one.id in wanted]) for text in guide.texts.values())


def _weight_of(sections: Iterable[Section]) -> float:
    held = list(sections)
    letters = sum(len(one.body.encode()) for one in held)
    subjects = {subject for one in held for subject in one.rests_on}
    return letters * A_LETTER + len(subjects) * A_SUBJECT + sum(one.body.count("[line ") for one in held) * A_LINE
