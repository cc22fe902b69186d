"""The same listings through Splink (Fellegi and Sunter, trained by expectation maximisation)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from bench.twins.listings import Key
from romduol.base.khmer import KHMER, fold
from romduol.desk.duplicates.records import Card
from romduol.desk.duplicates.rules.facts import site

MEMORY = "4GB"
"""What DuckDB may take."""
LEAST = 0.5
"""The probability from which pairs are looked at."""


def splink_scores(cards: Sequence[Card]) -> dict[Key, float]:
    """Return the probability of each pair that Splink finds, one model for each kind of record."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    found: dict[Key, float] = {}
    for kind in ("organization", "service"):
        found |= _scores(kind, [_row(card) for card in cards if card.kind == kind])
    return found


def _row(card: Card) -> dict[str, Any]:
    """Return a card as columns; names are folded as ours are, so that both see the same."""
    places = sorted(card.places)
    return {
        "unique_id": card.id,
        "name_en": _first(card.names, khmer=False),
        "name_km": _first(card.names, khmer=True),
        "acronym": next(iter(card.acronyms), None),
        "phones": sorted(card.phones) or None,
        "places": places or None,
        "provinces": sorted({place[:2] for place in places}) or None,
        "place": places[0] if places else None,
        "province": places[0][:2] if places else None,
        "category": next(iter(card.categories), None),
        "body_en": _first(card.bodies, khmer=False),
        "body_km": _first(card.bodies, khmer=True),
        "website": next((site(one) for one in card.websites), None),
    }


def _first(texts: Iterable[str], *, khmer: bool) -> str | None:
    return next((fold(text) for text in texts if bool(KHMER.search(text)) == khmer), None)


def _scores(kind: str, rows: list[dict[str, Any]]) -> dict[Key, float]:
    import duckdb
    import pyarrow as pa
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    # A name of a service is in each province many times: a body or a place has to come with it.
    where = "place" if kind == "service" else "province"
    comparisons: list[Any] = [
        cl.JaroWinklerAtThresholds("name_en", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("name_km", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
        cl.ArrayIntersectAtSizes("phones", [1]),
        cl.CustomComparison(
            output_column_name="where_it_is",
            comparison_levels=[
                cll.NullLevel("places"),
                cll.ArrayIntersectLevel("places", min_intersection=1),
                cll.ArrayIntersectLevel("provinces", min_intersection=1),
                cll.ElseLevel(),
            ],
        ),
    ]
    blocks: list[Any] = [
        block_on("name_en", where),
        block_on("name_km", where),
        block_on("substr(name_en, 1, 8)", where),
        block_on("phones", "substr(name_en, 1, 4)", arrays_to_explode=["phones"]),
    ]
    if kind == "service":
        comparisons += [
            cl.ExactMatch("category"),
            cl.JaroWinklerAtThresholds("body_en", [0.95, 0.85]),
            cl.JaroWinklerAtThresholds("body_km", [0.95, 0.85]),
        ]
        blocks += [block_on("body_en", "category"), block_on("body_km", "category")]
    else:
        comparisons += [cl.ExactMatch("acronym"), cl.ExactMatch("website")]
        blocks += [
            block_on("website"),
            block_on("phones", arrays_to_explode=["phones"]),
            block_on("acronym", "province"),
        ]
    settings = SettingsCreator(
        link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=blocks
    )
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    database = DuckDBAPI(connection)
    linker = Linker(database.register(pa.Table.from_pylist(rows)), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name_en", "name_km", "provinces"), block_on("name_en", "phones")], recall=0.5
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    for rule in (block_on("name_en"), block_on("phones"), block_on("places", "name_km")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=LEAST)
    table = predicted.as_dict()
    return {
        (min(a, b), max(a, b)): score
        for a, b, score in zip(table["unique_id_l"], table["unique_id_r"], table["match_probability"], strict=True)
    }
