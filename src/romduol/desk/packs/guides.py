"""Joins the texts of each guide and checks their sense: subjects, needs, codes, links, translations."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from romduol.desk.packs.guide_files import FILE_NAME, GuideFile, links, phone_like, read_guide_file, unread_link
from romduol.desk.packs.periods import past_day
from romduol.desk.packs.yaml_files import PackProblem
from romduol.knowledge.guides.records import Guide, GuideText, Section, Translation
from romduol.knowledge.guides.rules.markdown import LINE, MARK, subjects

FOLDER = "guides"
# Pages that have no code of their own in a pack: urgent, lines, places, services, organisations, numbers, checks.
PAGES = frozenset(["e", "l", "p", "s", "o", "n", "h", "c", "d", "a"])
_REVISION = re.compile("[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Nameable:
    """Everything that a guide may name."""

    subjects: frozenset[str]
    needs: frozenset[str]
    languages: tuple[str, ...]
    pages: frozenset[str]
    """The codes of topics and places."""
    short_codes: frozenset[str]
    latest: date | None = None


def read_guides(pack: Path, names: Nameable, problems: list[PackProblem]) -> tuple[Guide, ...]:
    """Read every guide of a pack, in the order of their codes; a pack without guides has none."""
    files = _files(pack, problems)
    guides = [guide for found in files.values() if (guide := _guide(found, names, problems)) is not None]
    _codes(files, problems)
    sections = {
        f"{guide.code}#{one.anchor}" for guide in guides for text in guide.texts.values() for one in text.sections
    }
    pages = names.pages | PAGES | {guide.code for guide in guides} | sections
    for file in (file for found in files.values() for file in found):
        problems.extend(_sense(file, names, pages))
    return tuple(sorted(guides, key=lambda guide: int(guide.code[1:])))


def guide_texts(pack: Path) -> Iterator[GuideFile]:
    """Yield every text of every guide that can be read."""
    for found in _files(pack, []).values():
        yield from found


def sections_of(guides: Iterable[Guide]) -> frozenset[str]:
    """Return every section of every guide, as `guide#section`."""
    return frozenset(
        f"{guide.id}#{section.id}" for guide in guides for text in guide.texts.values() for section in text.sections
    )


def _files(pack: Path, problems: list[PackProblem]) -> Mapping[str, list[GuideFile]]:
    found: defaultdict[str, list[GuideFile]] = defaultdict(list)
    for path in sorted((pack / FOLDER).glob("*.md")):
        if FILE_NAME.fullmatch(path.name):
            file = read_guide_file(path, f"{FOLDER}/{path.name}", problems)
            if file is not None:
                found[file.id].append(file)
    return found


def _guide(files: list[GuideFile], names: Nameable, problems: list[PackProblem]) -> Guide | None:
    leads = [file for file in files if file.leads]
    if len(leads) != 1:
        cause = "no text of this guide was written first" if not leads else "two texts of this guide were written first"
        problems.append(PackProblem(files[0].name, 1, "translates", f"{cause}: all but one say what they translate"))
        return None
    lead, front = leads[0], leads[0].front.data
    for place, need in enumerate(front["needs"]):
        if need not in names.needs:
            problems.append(lead.front.problem(("needs", place), f"no need is called {need}"))
    for file in files:
        problems.extend(_translation_problems(file, lead, names))
    texts = {file.lang: _text(file, lead) for file in sorted(files, key=lambda file: not file.leads)}
    return Guide(lead.id, front["code"], front["icon"], tuple(front["needs"]), texts)


def _translation_problems(file: GuideFile, lead: GuideFile, names: Nameable) -> Iterator[PackProblem]:
    if file.lang not in names.languages:
        yield PackProblem(file.name, 0, "", f"this pack has no language {file.lang}")
    ids = [part.id for part in file.parts]
    for part in file.parts:
        if ids.count(part.id) > 1:
            yield PackProblem(file.name, part.line, "", f"two sections are called {part.id}")
    if file.leads:
        return
    expected = [part.id for part in lead.parts]
    if ids != expected:
        line = next((part.line for part, want in zip(file.parts, expected, strict=False) if part.id != want), 0)
        cause = f"the sections are {', '.join(ids)}; those of {lead.name} are {', '.join(expected)}, in this order"
        yield PackProblem(file.name, line, "", cause)
    yield from _review_problems(file, lead, names)


def _review_problems(file: GuideFile, lead: GuideFile, names: Nameable) -> Iterator[PackProblem]:
    front = file.front.data
    if not _REVISION.fullmatch(str(front["translates"])):
        cause = f'write the revision of {lead.name} that this translates; it is now "{lead.revision}", in quotes'
        yield file.front.problem(("translates",), cause)
    reviewed = front["state"] == "reviewed"
    for key in ("reviewed_by", "reviewed_on"):
        if reviewed and key not in front:
            yield file.front.problem(("state",), f"a reviewed text says {key}; without a person it is machine-drafted")
        if not reviewed and key in front:
            yield file.front.problem((key,), "a machine-drafted text was reviewed by nobody")
    try:
        past_day(front.get("reviewed_on"), names.latest)
    except ValueError as error:
        yield file.front.problem(("reviewed_on",), str(error))


def _text(file: GuideFile, lead: GuideFile) -> GuideText:
    sections = tuple(
        Section(part.id, f"s{number}", part.heading, part.body, part.lead, subjects(part.body))
        for number, part in enumerate(file.parts, 1)
    )
    front = file.front.data
    return GuideText(front["title"], front["summary"], sections, file.revision, _translation(file, lead))


def _translation(file: GuideFile, lead: GuideFile) -> Translation:
    if file.leads:
        return Translation.ORIGINAL
    if file.front.data["translates"] != lead.revision:
        return Translation.OUTDATED
    return Translation(file.front.data["state"])


def _codes(files: Mapping[str, list[GuideFile]], problems: list[PackProblem]) -> None:
    taken: dict[str, str] = {}
    for file in (file for found in files.values() for file in found if file.leads):
        code = file.front.data["code"]
        if code in taken:
            problems.append(file.front.problem(("code",), f"{code} is already the code of {taken[code]}"))
        taken[code] = file.name


def _sense(file: GuideFile, names: Nameable, pages: frozenset[str]) -> Iterator[PackProblem]:
    """Yield what makes no sense in a text, line by line."""
    for number, text in file.texts():
        for subject in MARK.findall(text):
            if subject not in names.subjects:
                yield PackProblem(file.name, number, "", f"no subject is called {subject}")
        for key in LINE.findall(text):
            if f"line-{key}" not in names.subjects:
                yield PackProblem(file.name, number, "", f"nothing is said of line {key}")
        number_like = phone_like(text, names.short_codes)
        if number_like:
            cause = f"{number_like} looks like a phone number: name the line as [^line-...], or show it with [line ...]"
            yield PackProblem(file.name, number, "", cause)
        if unread_link(text):
            yield PackProblem(
                file.name, number, "", "this link cannot be read: link by a page's code, as in [words](g5)"
            )
        for target in links(text) if "](" in text or "<" in text else ():
            if target not in pages:
                cause = f"{target} is no page of this site: link by a page's code, as in (g5), (g5#s2) or (e)"
                yield PackProblem(file.name, number, "", cause)
    yield from _headings(file)


def _headings(file: GuideFile) -> Iterator[PackProblem]:
    for part in file.parts:
        if MARK.search(part.heading):
            yield PackProblem(file.name, part.line, "", "a heading has no mark: put it behind the sentence")
