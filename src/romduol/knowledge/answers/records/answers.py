"""An answer, worded in one language: the shape that pages, the API and the terminal share."""

from dataclasses import dataclass

from romduol.knowledge.answers.records.understanding import Understood


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """A place, for a reader."""

    code: str
    province_code: str
    name_en: str
    name_km: str
    level: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Who says so, and when."""

    title: str
    date: str
    """As exactly as the source tells (`2019-07`); empty where it is undated."""
    grade: str
    url: str
    """The page about the source, on this site."""


@dataclass(frozen=True, slots=True)
class Guided:
    """One passage of a guide, or one reviewed phrase: what to do."""

    topic: str
    """The guide's id; `urgent` for a phrase of the urgent screens."""
    title: str
    text: str
    url: str
    translation: str
    """`original`, `reviewed`, `machine-drafted`, `outdated` or `missing` (then the text is in the lead language)."""
    claims: tuple[str, ...]
    """The subjects whose claims it rests on."""
    language: str = ""
    """The language that the text is in."""


@dataclass(frozen=True, slots=True)
class LineOffered:
    """A phone line, as its evidence allows it to be shown."""

    number: str
    """As people dial it; masked (`092 ... ...`) where `call` is `withheld`."""
    e164: str | None
    short_code: str | None
    owner: str
    answered_by: str
    """`police`, `government`, `ngo`, ...; `unknown` where no source says."""
    tells: str
    """Whom those who answer may tell, in words; empty where nothing is known."""
    purpose: str
    standing: str
    call: str
    """`button`, `second`, `listen_first` or `withheld`."""
    sources: tuple[Quoted, ...]
    checked_on: str | None
    key: str = ""
    """The digits alone; empty where the number is masked."""
    url: str = ""
    level: str = ""
    """How far to rely on it, in a sentence."""
    notes: tuple[str, ...] = ()
    """Hours, cost, languages, whether a name is asked; in words."""
    caution: str = ""
    why: str = ""
    """Why it stands here, in words."""


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """A service, with the reason that it is named."""

    id: str
    name: str
    organization: str
    place: str
    lines: tuple[LineOffered, ...]
    access: tuple[str, ...]
    standing: str
    sources: tuple[Quoted, ...]
    url: str
    level: str = ""
    why: str = ""
    barriers: tuple[str, ...] = ()
    here: bool = False
    """True where it works in the very place that was asked about."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose between, where the question fits several."""

    code: str
    name: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where to go on."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. There is always something to do next."""

    release: str
    generated_at: str
    """When the release was made, in ISO 8601: the same question to the same release has the same answer."""
    language: str
    understood: Understood
    need_name: str = ""
    place: PlaceNamed | None = None
    place_choices: tuple[Option, ...] = ()
    refused: bool = False
    why: tuple[str, ...] = ()
    """What was understood, from which words, and the rules that were kept; in words."""
    emergency_lines: tuple[LineOffered, ...] = ()
    guidance: tuple[Guided, ...] = ()
    lines: tuple[LineOffered, ...] = ()
    services: tuple[ServiceOffered, ...] = ()
    disagreements: tuple[NextStep, ...] = ()
    """Points on which sources disagree, each with its page."""
    next_steps: tuple[NextStep, ...] = ()
    notices: tuple[str, ...] = ()
    """What has to be told plainly, such as that no confirmed line but the police's is known for this."""
