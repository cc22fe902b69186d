"""Where each page lies in a tree of plain files, and what a web server has to know to hand them out right."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from romduol.knowledge.releases.records import Entry

INDEX = "index"
HTML = "html"
ENDINGS = {"text/html": HTML, "application/json": "json", "text/plain": "txt", "text/javascript": "js"}
FAILURES = ("404", "405", "500")
"""Under each language lies a page for each of these, named like the status that it tells."""
SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,120}")
"""One part of a path: it means the same to every disk, web server and object store."""
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
POLICY = re.compile(r"[A-Za-z0-9 ';:/+=*._-]*")
"""What may stand in the settings of a web server without being read as more than a text."""


class NoFile(ValueError):
    """A page that cannot be a file: its path would lead out of the folder, or its type or policy names none."""


@dataclass(slots=True)
class Layout:
    """All files of an export as they are found: enough to write the settings of a web server from."""

    media_types: dict[str, str] = field(default_factory=dict)
    """Ending of a file's name -> its type, without a character set."""
    ruled: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Ending and policy -> the files."""
    homes: dict[str, str] = field(default_factory=dict)
    """Path of each page that is its folder's first -> its blob."""
    failures: set[str] = field(default_factory=set)
    """Paths of the pages that tell a failure."""
    named: list[str] = field(default_factory=list)
    """Paths that are the names of their files already."""

    def add(self, path: str, entry: Entry, policy: str) -> str:
        """Note a page; returns its file's name. Raises `NoFile`."""
        name, ending = file_of(path, entry.media_type), ending_of(entry.media_type)
        if not (MEDIA_TYPE.fullmatch(bare(entry.media_type)) and POLICY.fullmatch(policy)):
            raise NoFile(path)
        self.media_types[ending] = bare(entry.media_type)
        self.ruled.setdefault((ending, policy), []).append(name)
        if not path or path.endswith("/"):
            self.homes[path] = entry.blob
        if path.rpartition("/")[2] in FAILURES:
            self.failures.add(path)
        if name == path:
            self.named.append(path)
        return name

    @property
    def languages(self) -> tuple[str, ...]:
        """Each language that can tell every failure; first the one in which the bare address answers."""
        found = {home[:-1] for home in self.homes if all(f"{home}{code}" in self.failures for code in FAILURES)}
        first = self.homes.get("")
        return tuple(sorted(found - {""}, key=lambda lang: (self.homes[f"{lang}/"] != first, lang)))

    def usual_policies(self) -> Mapping[str, str]:
        """Return the policy that most files of an ending have."""
        rising = sorted(self.ruled, key=lambda key: (len(self.ruled[key]), key))
        return dict(rising)

    def unusual(self) -> Iterable[tuple[str, str]]:
        """Return each file whose policy is another than its ending's, and the policy."""
        usual = self.usual_policies()
        return sorted((n, policy) for (end, policy), names in self.ruled.items() if usual[end] != policy for n in names)


def file_of(path: str, media_type: str) -> str:
    """Return the name of a path's file, below the root of the tree; raises `NoFile`.

    >>> [file_of(path, "text/html") for path in ("", "km/", "km/e")]
    ['index.html', 'km/index.html', 'km/e.html']
    """
    segments = path.split("/") if path else [""]
    segments[-1] = segments[-1] or INDEX
    if not all(map(SEGMENT.fullmatch, segments)) or segments[0] == "release":
        raise NoFile(path)
    name, ending = "/".join(segments), f".{ending_of(media_type)}"
    return name if name.endswith(ending) else name + ending


def ending_of(media_type: str) -> str:
    """Return how the name of a file of this type ends: by it every web server tells the type."""
    kind = bare(media_type)
    return ENDINGS.get(kind) or re.sub(r"[^a-z0-9]+", "-", kind.partition("/")[2])


def bare(media_type: str) -> str:
    """Return a media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()
