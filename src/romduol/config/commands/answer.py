"""Answer a question in anyone's words: what to do, whom to call, where to go, and why that is believed.

Give - as the question to read it from standard input: then it does not stay in the shell's history.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator

import orjson
from rich.console import Console
from rich.text import Text

from romduol.base.signs import typed
from romduol.channels.api.answers import answer_document
from romduol.channels.api.questions import LONGEST_QUESTION
from romduol.config.cli import DONE, PROBLEM, BadInput
from romduol.config.wires import shelf
from romduol.knowledge.answers.queries.answering import answer
from romduol.knowledge.answers.queries.composing import UnknownLanguage
from romduol.knowledge.answers.queries.places import UnknownPlace, place_code
from romduol.knowledge.answers.records import Answer, LineOffered, NextStep, Quoted, ServiceOffered
from romduol.knowledge.answers.rules.wording import from_an_old_copy
from romduol.knowledge.releases.queries.folder import NothingPublished, PageDamaged
from romduol.ui.words import languages

EXAMPLES = """
  romduol answer "condom broke. where pursat" --lang en
  romduol answer - --lang km < question.txt     the question stays out of the shell's history
  romduol answer "where to test for hiv" --lang en --place 15 --json
"""
FROM_INPUT = "-"
URGENT = "urgent"
"""The topic of words of the urgent screens: they have no page of their own."""
CALLS = {"button": "", "second": " (second choice)", "listen_first": " (listen first, no name yet)"}
WITHHELD = " (held back: ask `romduol number`)"
Line = tuple[str, str]
"""Words and the style that they are shown in."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the question, the language, the place and the form."""
    parser.add_argument("question", metavar="QUESTION", help="in any words; - reads it from standard input")
    parser.add_argument("--lang", required=True, choices=languages(), help="the language of the answer")
    parser.add_argument("--place", metavar="CODE", help="a government code, such as 15 for a province")
    parser.add_argument("--json", action="store_true", help="as POST /api/answers gives it")


def run(args: argparse.Namespace) -> int:
    """Answer from the current release."""
    question = typed(sys.stdin.read(LONGEST_QUESTION * 4) if args.question == FROM_INPUT else args.question)
    if not question:
        raise BadInput('there is no question; write one, as in: romduol answer "where to test for hiv" --lang en')
    if len(question) > LONGEST_QUESTION:
        raise BadInput(f"the question is longer than {LONGEST_QUESTION} letters: keep what matters most")
    try:
        found = _answer(question, args.lang, args.place)
    except NothingPublished as problem:
        print(f"romduol: {problem}", file=sys.stderr)
        return PROBLEM
    except PageDamaged as problem:
        print(f"romduol: {problem}; run: romduol publish --force", file=sys.stderr)
        return PROBLEM
    if args.json:
        sys.stdout.buffer.write(orjson.dumps(answer_document(found), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        show(found, Console(highlight=False))
    return DONE


def _answer(question: str, lang: str, place: str | None) -> Answer:
    release = shelf()
    try:
        found = answer(question, lang, release, place_code(place, release) if place else None)
    except UnknownPlace as problem:
        raise BadInput(str(problem)) from None
    except UnknownLanguage:
        raise BadInput(f"this release is not written in {lang}") from None
    return from_an_old_copy(found) if release.served().has_expired else found


def show(found: Answer, console: Console) -> None:
    """Print an answer for people."""
    for words, style in told(found):
        # The terminal wraps lines itself: it alone knows how wide it draws Khmer clusters.
        console.print(Text(words, style), soft_wrap=True)


def told(found: Answer) -> Iterator[Line]:
    """Yield an answer line by line, in the order in which a page tells it."""
    place = "" if found.place is None else found.place.name_km if found.language == "km" else found.place.name_en
    need = found.need_name or found.understood.need
    yield " · ".join(filter(None, (need, str(found.understood.urgency), place))), "bold"
    police = [line for line in found.emergency_lines if line.answered_by == "police"]
    yield from _lines((line for line in found.emergency_lines if line not in police), "bold red")
    for passage in found.guidance:
        yield "", ""
        yield passage.text, "bold" if passage is found.guidance[0] else ""
        if passage.topic != URGENT:
            yield f"  {passage.url}", "dim"
    yield from _lines(police, "red")
    for notice in found.notices:
        yield f"! {notice}", "yellow"
    for choice in found.place_choices:
        yield f"? {choice.name} {choice.within}".rstrip() + f": --place {choice.code}", "cyan"
    yield from _lines(found.lines, "green")
    for service in () if found.refused else found.services:
        yield from _service(service)
    yield from _steps("sources disagree", found.disagreements)
    yield from _steps("next", found.next_steps)
    yield "", ""
    for reason in found.why:
        yield f"why: {reason}", "dim"


def _lines(lines: Iterable[LineOffered], style: str) -> Iterator[Line]:
    for line in lines:
        yield "", ""
        yield _named(line), style
        yield from (
            (f"  {words}", "") for words in (line.level, line.caution, line.tells, " · ".join(line.notes)) if words
        )
        yield from _sources(line.sources)


def _named(line: LineOffered) -> str:
    police = ", police" if line.answered_by == "police" else ""
    return f"{line.number}  {line.owner}{police}{CALLS.get(line.call, WITHHELD)}"


def _service(service: ServiceOffered) -> Iterator[Line]:
    yield "", ""
    yield " · ".join(filter(None, (service.name, service.organization, service.place))), "bold"
    for words in (service.why, service.standing, " · ".join(service.access)):
        if words:
            yield f"  {words}", ""
    for line in service.lines:
        yield f"  {_named(line)}", "green"
        yield from ((f"    {words}", "") for words in (line.level, line.caution) if words)
    yield from _sources(service.sources)


def _sources(sources: Iterable[Quoted]) -> Iterator[Line]:
    for source in sources:
        yield f"  {source.title} ({source.date or 'undated'}, {source.grade})", "dim"


def _steps(title: str, steps: Iterable[NextStep]) -> Iterator[Line]:
    for step in steps:
        yield f"{title}: {step.text}  {step.url}", ""
