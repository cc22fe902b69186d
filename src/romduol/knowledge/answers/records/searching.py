"""What a search finds, and what a release keeps of each thing that can be found."""

from dataclasses import dataclass, field

from romduol.knowledge.answers.records.numbers import Text

KINDS = ("guide", "section", "topic", "place", "organization", "line", "service")
"""Everything that can be found, in the order in which equals are told."""


@dataclass(frozen=True, slots=True)
class Cited:
    """One source that says so."""

    title: Text
    date: str
    """As exactly as the source tells; empty where it is undated."""
    grade: str
    path: str
    """The page about the source, without its language."""


@dataclass(frozen=True, slots=True)
class ServiceKept:
    """A service as a release keeps it for answers, in every language."""

    id: str
    """Its UUID."""
    key: str
    """Its id in the pack, by which it is taken back."""
    code: str
    """The path of its page, without its language."""
    name: Text
    organization: Text
    """Who gives it, without those that are gone; empty where nobody is named."""
    organization_keys: tuple[str, ...]
    places: tuple[str, ...]
    """Government codes or `national`; empty where no source tells."""
    need: str
    category: str
    access: tuple[str, ...]
    barriers: tuple[Text, ...]
    lines: tuple[str, ...]
    """Keys of its organisations' lines, those alone that readers get in full."""
    standing: str
    """That of its word on where it is, else on what it does."""
    level: str
    said_on: str
    sources: tuple[Cited, ...]
    description: Text = field(default_factory=dict)
    hedged: bool = False
    police: bool = False
    """True where police are said to give it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a search found, worded in one language."""

    kind: str
    """One of `KINDS`."""
    key: str
    code: str
    """The path of its page without its language; a section's with its anchor (`g2#s3`)."""
    title: str
    text: str
    """One sentence about it; empty where there is none."""
    language: str
    """The language that the title is in: another one where it has none in the reader's."""
    within: str = ""
    """What it belongs to: a section's guide, a service's organisation, a line's owner."""
    places: tuple[str, ...] = ()
    standing: str = ""
    level: str = ""
    service: ServiceKept | None = None
    """The whole of it, where it is a service."""
