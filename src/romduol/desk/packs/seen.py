"""Remembers what a guide's subjects said when it was last read against them, and tells which say something else now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import yaml

from romduol.desk.packs.periods import past_day
from romduol.desk.packs.schema import shape_problems
from romduol.desk.packs.yaml_files import PackErrors, PackProblem, read_yaml
from romduol.knowledge.claims.records import Claim
from romduol.knowledge.claims.rules.evidence import line_id
from romduol.knowledge.claims.rules.properties import PROPERTIES
from romduol.knowledge.guides.records import Guide

SEEN = "guides/seen.yaml"
NOBODY = "Written from these claims; no person has read it against them yet."
_HEAD = "# Written by `romduol words --seen GUIDE`: what a guide's subjects said when it was last held against them.\n"
_KEPT = (
    "property",
    "value",
    "source",
    "locator",
    "stance",
    "purpose",
    "scope",
    "words",
    "observed_on",
    "hedged",
    "rank",
)


def digests_of(claims: Iterable[Claim]) -> dict[str, str]:
    """Return a short digest of what is claimed of each subject; a number also tells of its line."""
    said: defaultdict[str, list[bytes]] = defaultdict(list)
    for claim in claims:
        told = orjson.dumps([getattr(claim, name) for name in _KEPT])
        said[claim.subject].append(told)
        if PROPERTIES[claim.property].one_owner:
            said[line_id(claim.value)].append(told + claim.subject.encode())
    return {subject: sha256(b"\n".join(sorted(parts))).hexdigest()[:8] for subject, parts in said.items()}


def read_seen(pack: Path, problems: list[PackProblem], latest: date | None = None) -> Mapping[str, dict[str, Any]]:
    """Return what was kept of each guide; a pack without the file has kept nothing."""
    if not (pack / SEEN).exists() and not (pack / SEEN).is_symlink():
        return {}
    try:
        file = read_yaml(pack / SEEN, SEEN)
    except PackErrors as errors:
        problems.extend(errors.problems)
        return {}
    wrong = shape_problems(file, "seen")
    problems.extend(wrong)
    if wrong:
        return {}
    for place, entry in enumerate(file.data["seen"]):
        try:
            past_day(entry["on"], latest)
        except ValueError as error:
            problems.append(file.problem(("seen", place, "on"), str(error)))
    return {entry["guide"]: entry for entry in file.data["seen"]}


def compared(guide: Guide, seen: Mapping[str, dict[str, Any]], now: Mapping[str, str]) -> Guide:
    """Return a guide with who read it last, and the subjects that say something else since."""
    entry = seen.get(guide.id)
    if entry is None:
        return guide
    then = entry["subjects"]
    changed = (one for one in guide.rests_on if one in then and then[one] != now.get(one, ""))
    return replace(guide, changed=tuple(changed), read_by=entry["by"] or "", read_on=entry["on"])


def note_as_seen(pack: Path, guides: Iterable[Guide], now: Mapping[str, str], *, by: str, on: date) -> None:
    """Write that some guides were read against their claims as they are now; `by` is a role, or empty for nobody."""
    seen = dict(read_seen(pack, []))
    for guide in guides:
        subjects = {one: now.get(one, "") for one in sorted(guide.rests_on)}
        note = {} if by else {"note": NOBODY}
        seen[guide.id] = {"guide": guide.id, "by": by or None, "on": on.isoformat(), **note, "subjects": subjects}
    body = yaml.safe_dump({"seen": [seen[one] for one in sorted(seen)]}, allow_unicode=True, sort_keys=False, width=120)
    (pack / SEEN).write_text(_HEAD + body, "utf-8")
