"""A guide as other rooms see it: one topic in every language that it was written in, section by section."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Translation(StrEnum):
    """How far a text in a language can be trusted to say what the lead text says."""

    ORIGINAL = "original"
    REVIEWED = "reviewed"
    """A person read it against the lead text as it is now."""
    MACHINE_DRAFTED = "machine-drafted"
    """It translates the lead text as it is now; no person has read it."""
    OUTDATED = "outdated"
    """The lead text changed since."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a guide that answers one question. Its first paragraph alone tells what to do."""

    id: str
    """Stable within its guide; it is written in the pack and never shown."""
    anchor: str
    """Where it stands on the page (`s1`, `s2`): neutral, since a history shows it."""
    heading: str
    body: str
    """Markdown. `[^subject]` names a subject whose claims a sentence rests on."""
    lead: str
    """The first paragraph as plain text, without marks: what an answer shows of this section."""
    rests_on: tuple[str, ...] = ()
    """The subjects named in it, in their order."""


@dataclass(frozen=True, slots=True)
class GuideText:
    """A guide in one language."""

    title: str
    summary: str
    sections: tuple[Section, ...]
    revision: str
    """The first eight hex digits of the SHA-256 of its text: what a translation names as what it translates."""
    translation: Translation

    def section(self, section_id: str) -> Section | None:
        """Return a section by its id."""
        return next((one for one in self.sections if one.id == section_id), None)


@dataclass(frozen=True, slots=True)
class Guide:
    """One topic."""

    id: str
    code: str
    """The path of its page (`g7`); it never changes."""
    icon: str
    needs: tuple[str, ...]
    """The need codes that it is for."""
    texts: Mapping[str, GuideText]
    """Language -> text."""
    changed: tuple[str, ...] = ()
    """Subjects whose claims changed since a person last read this guide against them: it is up for review."""
    read_by: str = ""
    """The role of the person who last read it against the claims it rests on; empty where no person did."""
    read_on: str = ""
    """The day of that, or of writing where no person read it."""

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Every subject that it names in any language."""
        named = (subject for text in self.texts.values() for one in text.sections for subject in one.rests_on)
        return tuple(dict.fromkeys(named))
