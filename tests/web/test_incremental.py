"""Only what changed is drawn, and whatever is not drawn again would be drawn just so: never an old page by mistake."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from itertools import chain, cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.thoroughness import every, tried
from tests.web.changes import CHANGES, Country, a_place_relied_on, country_of, of_one_place
from tests.web.editions import REAL, TINY, WEB, drawn, edition_of

from romduol.channels.web import addresses
from romduol.channels.web.kept_lines import LineRenderer
from romduol.channels.web.pages import all_sheets
from romduol.channels.web.pages.services import need_of
from romduol.channels.web.reader import Reader
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.jobs import BuildState
from romduol.knowledge.releases.records import Draft, Edition, Page
from romduol.knowledge.releases.rules.tracing import DERIVED, Log, canonical, watched

Pages = dict[str, bytes]
OF = (1, "manifest")
RENDERERS = (WEB, LineRenderer())
"""All that is drawn only where something changed."""
SOME = {
    "a body that closed",
    "a claim's number",
    "a claim's purpose",
    "a number taken back",
    "a service added",
    "a source's grade",
    "a town's name",
    "an organisation that is no more",
    "another day",
    "no more legal aid",
    "the order of needs",
    "two organisations that are one",
}
"""Changes that are tried on the real country too, which takes a second each: one, or all where it is thorough."""
ONLY_IN_THE_REAL_COUNTRY = {
    "a description",
    "a service where nothing was known",
    "a source's lineage",
    "a town more",
    "a town of another province",
    "a service that moves a count",
    "another place where a body works",
    "no more health care",
    "the order of categories",
    "whom a source speaks for",
}
"""Changes that reach no page of the tiny country."""


class Before:
    """A release, and what its pages were made of; each publish after it starts from there."""

    def __init__(self, edition: Edition, folder: Path) -> None:
        self.folder = folder
        self.pages, _ = self._publish(edition, {}, BuildState.open(folder / "before", code="code", of=None), keep=True)

    def after(self, edition: Edition) -> tuple[Pages, list[str]]:
        """Return the pages of the next release, and which were drawn."""
        copy = shutil.copy(self.folder / "before", self.folder / "after")
        return self._publish(edition, self.pages, BuildState.open(Path(copy), code="code", of=OF))

    def _publish(
        self, edition: Edition, before: Pages, state: BuildState, *, keep: bool = False
    ) -> tuple[Pages, list[str]]:
        pages, made = {}, []
        for page in all_planned(state.watch(edition)):
            if isinstance(page, Draft) and state.still_stands(page):
                pages[page.path] = before[page.path]
            else:
                made += [page.path] if isinstance(page, Draft) else []
                pages[page.path] = (page if isinstance(page, Page) else state.draw(page)).body
        if keep:
            state.keep(*OF)
        state.close()
        return pages, made


def all_planned(edition: Edition) -> Iterator[Page | Draft]:
    """Yield every page of an edition, not drawn yet."""
    return chain.from_iterable(renderer.render(edition) for renderer in RENDERERS)


def from_nothing(edition: Edition) -> Pages:
    """Return the pages of an edition as they are drawn where nothing is known of a release before."""
    return {page.path: page.body for renderer in RENDERERS for page in drawn(edition, renderer)}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Before:
    return Before(country_of(TINY).edition(), tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> dict[str, Before]:
    """The real country in each of its languages alone, which halves what each change costs."""
    return {lang: Before(real_country(lang).edition(), tmp_path_factory.mktemp(lang)) for lang in ("km", "en")}


def real_country(lang: str) -> Country:
    """Return the real country in one language."""
    return country_of(REAL).about(languages=(lang,))


def assert_the_same(found: Pages, wanted: Pages) -> None:
    """Require byte-identical pages, and name those that are not."""
    assert list(found) == list(wanted)
    assert [path for path in wanted if found[path] != wanted[path]] == []


def assert_sound(before: Before, edition: Edition) -> Pages:
    """Publish after a change, from the state of before and from nothing; return the pages."""
    wanted = from_nothing(edition)
    assert_the_same(before.after(edition)[0], wanted)
    return wanted


@pytest.mark.parametrize("change", sorted(CHANGES.keys() - ONLY_IN_THE_REAL_COUNTRY))
def test_after_a_change_of_the_tiny_country_every_page_is_as_from_nothing(tiny, change):
    wanted = assert_sound(tiny, CHANGES[change](country_of(TINY)).edition())
    assert wanted != tiny.pages, "the change reaches no page, so it tests nothing"


# Changes take turns with the languages: the same code draws both, and the tiny country is drawn in both each time.
ON_THE_REAL_COUNTRY = list(
    zip(sorted({*every(len(SOME), sorted(SOME)), *ONLY_IN_THE_REAL_COUNTRY}), cycle(("km", "en")))
)


@pytest.mark.parametrize(("change", "lang"), ON_THE_REAL_COUNTRY)
def test_after_a_change_of_the_real_country_every_page_is_as_from_nothing(real, change, lang):
    wanted = assert_sound(real[lang], CHANGES[change](real_country(lang)).edition())
    assert wanted != real[lang].pages, "the change reaches no page, so it tests nothing"


@pytest.mark.parametrize("seed", range(tried(8, 24)))
def test_whatever_is_changed_in_an_edition_no_page_stays_old(tiny, seed):
    assert_sound(tiny, with_any_leaf_changed(country_of(TINY).edition(), Random(seed)))


def test_untouched_nothing_is_drawn(tiny, real):
    for before, country in ((tiny, country_of(TINY)), *((real[lang], real_country(lang)) for lang in real)):
        pages, made = before.after(country.edition())
        assert made == []
        assert_the_same(pages, before.pages)


def test_a_new_serial_draws_nothing(real):
    assert real["km"].after(replace(real_country("km").edition(), release="kh-2026-11-22-2"))[1] == []


def test_a_new_day_draws_only_what_tells_the_day(tiny):
    _, made = tiny.after(replace(country_of(TINY).edition(), today=date(2026, 11, 23)))
    assert sorted(made) == ["", *(f"{lang}/{path}" for lang in ("en", "km") for path in ("", "a", "h"))]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.with_claim(of_one_place(one, "serves"), locator="line 9999"),
        lambda one: one.with_claim(of_one_place(one, "category"), hedged=True),
        lambda one: one.with_claim(one.claim("description"), locator="line 9999"),
    ],
)
def test_a_change_of_one_service_draws_few_pages(real, change: Callable[[Country], Country]):
    _, made = real["km"].after(change(real_country("km")).edition())
    assert 0 < len(made) < 0.05 * len(real["km"].pages)


def maps_among(made: list[str]) -> set[str]:
    """Return the maps among the pages that were drawn, whatever the language."""
    return {path.partition("/")[2] for path in made if path.partition("/")[2].startswith(addresses.MAP)}


def test_a_service_that_moves_a_count_draws_the_maps_that_count_it_and_no_other(real):
    service = a_place_relied_on(country_of(REAL)).subject
    after = CHANGES["a service that moves a count"](real_country("en")).edition()
    number = list(after.needs).index(need_of(after.services[service], after)) + 1
    assert maps_among(real["en"].after(after)[1]) == {addresses.MAP, addresses.map_of(number)}


def test_a_service_that_says_something_else_draws_no_map(real):
    one = real_country("en")
    _, made = real["en"].after(one.with_claim(of_one_place(one, "serves"), locator="line 9999").edition())
    assert made
    assert maps_among(made) == set()


def test_another_code_draws_everything(tiny):
    state = BuildState.open(tiny.folder / "before", code="another", of=OF)
    assert not any(
        state.still_stands(page)
        for page in all_planned(state.watch(country_of(TINY).edition()))
        if isinstance(page, Draft)
    )
    state.close()


@pytest.mark.parametrize("pack", [TINY, REAL], ids=["tiny", "kh"])
def test_a_page_is_made_of_nothing_but_what_is_named(pack):
    for lang in ("km", "en"):
        for planned in all_sheets(Teller(Reader(edition_of(pack), lang))):
            assert planned.make.__closure__ is None
            assert "<" not in planned.make.__qualname__
            assert canonical(planned.given)


def test_derived_rows_can_be_compared():
    log = Log()
    edition = watched(edition_of(REAL), log)
    with log.reading() as reads:
        for derived in DERIVED.values():
            if derived.work.__code__.co_argcount == 1:
                derived(edition)
    assert len({log.digest(number) for number in reads}) == len(reads) > 5


def with_any_leaf_changed(edition: Edition, random: Random) -> Edition:
    """Return the edition with one small thing changed in one of its rows, which drawing must notice."""
    leaves = [(field.name, steps) for field in fields(edition) for steps in _leaves(getattr(edition, field.name))]
    # Each table is as likely as any other, however large.
    table = random.choice(sorted({name for name, _ in leaves}))
    name, steps = random.choice([leaf for leaf in leaves if leaf[0] == table])
    changed = _changed(getattr(edition, name), steps)
    return replace(edition, **{name: changed})


ANCHORED = {"id", "code", "key", "uuid", "parent", "property", "subject", "source", "purpose", "need", "kind", "iso"}
ANCHORED |= {
    "date_text",
    "topic",
    "value",
    "rule",
    "severity",
    "would_settle",
    "level",
    "languages",
    "how",
    "neighbours",
    "lines",
}
"""Fields that other rows or the words of the site point at: changed alone, they make no edition that can be drawn."""


def _leaves(value: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each text, date, truth or standing that may be changed alone."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name not in ANCHORED:
                yield from ((field.name, *rest) for rest in _leaves(getattr(value, field.name)))
    elif isinstance(value, dict):
        for key, row in value.items():
            yield from ((key, *rest) for rest in _leaves(row))
    elif isinstance(value, tuple):
        if not value or not isinstance(value[0], str):
            for place, row in enumerate(value):
                yield from ((place, *rest) for rest in _leaves(row))
    elif isinstance(value, (bool, date)) or (isinstance(value, str) and not isinstance(value, Enum)):
        yield ()


def _changed(value: Any, steps: tuple[Any, ...]) -> Any:
    if not steps:
        return _another(value)
    step, *rest = steps
    if is_dataclass(value):
        return replace(value, **{step: _changed(getattr(value, step), tuple(rest))})  # type: ignore[type-var]
    if isinstance(value, dict):
        return {**value, step: _changed(value[step], tuple(rest))}
    return (*value[:step], _changed(value[step], tuple(rest)), *value[step + 1 :])


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + timedelta(days=1) if isinstance(value, date) else f"{value}!"
