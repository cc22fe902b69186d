"""The guides: a list with pictures, and for each guide its sections, what they rest on, and what the text is worth."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from romduol.channels.web import addresses
from romduol.channels.web.grounds import Ground, beside, grounds
from romduol.channels.web.guide_rows import Linked, linked, text_for
from romduol.channels.web.offering import GRAVE
from romduol.channels.web.prose import Block, blocks
from romduol.channels.web.sheets import Planned, Sheet, Turn
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Guide, GuideText, Section, Translation, parted
from romduol.ui.words import phrase

GROUPS = (
    (phrase("Danger and health"), ("emergency", "health_hiv_sti", "pep_prep", "reproductive_health", "mental_health")),
    (
        phrase("Safety and rights"),
        ("violence_support", "legal_aid_rights", "law_information", "trafficking_report", "child_protection"),
    ),
    (phrase("Life and work"), ("shelter", "exit_livelihood", "financial", "peer_support", "indicators_of_trafficking")),
)
OTHERS = phrase("For others, and about this site")
STATES = {
    Translation.MACHINE_DRAFTED: phrase("Machine-drafted; no person has read it yet."),
    Translation.OUTDATED: phrase("The first text changed since this was translated. Some of it may be out of date."),
}
MISSING = phrase("Nobody has translated this yet. Here is the first text.")
CHANGED = phrase("Facts changed since this text was last read.")
UNREAD = phrase("No person has read this text against its facts yet.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A section, drawn."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...]


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield the list of guides and every sheet of every guide; a pack without guides has no list."""
    guides = teller.reader.edition.guides
    if guides:
        yield Planned(addresses.GUIDES, listed)
    for guide in guides.values():
        parts = parted(guide)
        for number, ids in enumerate(parts, 1):
            turn = Turn(number, len(parts), guide.code)
            yield Planned(turn.here, one, (guide.id, turn, ids))


def listed(teller: Teller, path: str) -> Sheet:
    """Return the list of guides."""
    groups: defaultdict[str, list[Linked]] = defaultdict(list)
    for guide in teller.reader.edition.guides.values():
        groups[_group(guide)].append(linked(guide, teller))
    names = [name for name, _ in GROUPS] + [OTHERS]
    shown = [(teller.reader.gettext(name), groups[name]) for name in names if groups[name]]
    return Sheet(path, "guides.html", teller.reader.gettext(phrase("Guides")), {"groups": shown})


def _group(guide: Guide) -> str:
    return next((name for name, needs in GROUPS if guide.needs[0] in needs), OTHERS)


def one(teller: Teller, path: str, guide_id: str, turn: Turn, ids: Sequence[str]) -> Sheet:
    """Return a sheet of a guide."""
    reader = teller.reader
    guide = reader.edition.guides[guide_id]
    text, lang = text_for(guide, reader.lang)
    sections = [section for section in text.sections if section.id in ids]
    known = grounds(list(dict.fromkeys(subject for section in sections for subject in section.rests_on)), teller)
    shows = {
        "name": text.title,
        "summary": text.summary,
        "text_lang": lang,
        "notices": list(_notices(guide, text, lang, teller)),
        "contents": _contents(guide, text, teller),
        "sections": [_shown(section, lang, known, teller) for section in sections],
        "grounds": list(known.values()),
        "changed": [known[subject] for subject in guide.changed if subject in known],
        "turn": turn,
        "grave": not GRAVE.isdisjoint(guide.needs),
    }
    return Sheet(path, "guide.html", reader.gettext(phrase("Guide %(number)s"), number=int(guide.code[1:])), shows)


def _notices(guide: Guide, text: GuideText, lang: str, teller: Teller) -> Iterator[str]:
    say = teller.reader.gettext
    if lang != teller.reader.lang:
        yield say(MISSING)
    if text.translation in STATES:
        yield say(STATES[text.translation])
    if guide.changed:
        yield say(CHANGED)
    if not guide.read_by:
        yield say(UNREAD)


def _contents(guide: Guide, text: GuideText, teller: Teller) -> list[tuple[str, str]]:
    found = []
    for number, ids in enumerate(parted(guide), 1):
        path = teller.reader.href(addresses.sheet(guide.code, number))
        found += [(f"{path}#{one.anchor}", one.heading) for one in text.sections if one.id in ids]
    return found


def _shown(section: Section, lang: str, known: Mapping[str, Ground], teller: Teller) -> Shown:
    def behind(subject: str) -> Markup:
        return beside(known[subject], teller)

    return Shown(section.anchor, section.heading, tuple(blocks(section.body, lang, teller, behind)))
