"""The page on country packs names every file, field, property and purpose that the reader of packs knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from romduol.desk.packs.reading import OPTIONAL
from romduol.desk.packs.schema import SCHEMAS, shape_problems
from romduol.desk.packs.yaml_files import YamlFile, read_yaml
from romduol.knowledge.claims.rules.properties import PROPERTIES, PURPOSES, SAME_AS

README = Path(__file__).parents[1] / "content" / "README.md"
TEXT = README.read_text("utf-8")
CODES = set(re.findall(r"`([^`\n]+)`", TEXT))
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
# Which schema a block of the page follows, by the key that stands in it.
BY_KEY = {
    "schema_version": "pack",
    "places": "places",
    "needs": "taxonomy",
    "topics": "topics",
    "short_codes": "short_codes",
    "phrases": "urgent",
    "situations": "emergency",
    "advice": "advice",
    "concepts": "lexicon",
    "meanings": "lexicon",
    "rules": "lexicon",
    "examples": "lexicon",
    "sources": "sources",
    "subjects": "statements",
    "checks": "checks",
    "withdrawals": "withdrawals",
    "words": "words",
    "seen": "seen",
    "guides": "coverage",
}
FOLDERS = {
    "lexicon": "lexicon/*.yaml",
    "sources": "sources/*.yaml",
    "statements": "statements/*.yaml",
    "seen": "guides/seen.yaml",
}
BESIDE = {"words", "seen", "coverage"}


def fields(schema: Any) -> Iterator[str]:
    """Yield the name of every field of a shape, however deep."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for part in schema.values():
            yield from fields(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from fields(part)


def written_fields() -> set[str]:
    """Return every word that the page writes as a field: in code marks, or before a colon in an example."""
    lists = {word for code in CODES for word in re.findall(r"\w+", code)}
    return lists | {key for block in BLOCKS for key in re.findall(r"(\w+):(?=\s)", block)}


def property_rows() -> dict[str, tuple[set[str], str]]:
    """Return property -> (kinds, one or many) as the table of the page tells them."""
    rows = {}
    table = TEXT.partition("### Properties")[2].partition("\n## ")[0]
    for kinds, names, _, number in re.findall(r"^\| ([\w, ]+) \| (`[^|]+) \| ([^|]+) \| (one|many) \|$", table, re.M):
        for name in re.findall(r"`(\w+)`", names):
            assert name not in rows, f"{name} stands twice in the table"
            rows[name] = (set(kinds.split(", ")), number)
    return rows


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_named(name):
    assert set(fields(SCHEMAS[name])) <= written_fields()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_file_has_a_row(name):
    file = FOLDERS.get(name, f"{name}.yaml")
    row = re.search(rf"^\| `{re.escape(file)}` \|.*\| (yes )?\|$", TEXT, flags=re.MULTILINE)
    assert row, f"{file} has no row"
    assert bool(row[1]) is (name not in {*OPTIONAL, *BESIDE, "lexicon"}), (
        f"the row of {file} is wrong about whether it is needed"
    )


def test_the_table_of_properties_is_the_schema():
    assert property_rows() == {
        prop.name: (set(prop.kinds), "many" if prop.many else "one")
        for prop in PROPERTIES.values()
        if prop.name != SAME_AS  # The desk alone joins records.
    }


def test_every_closed_list_is_named():
    assert {code for prop in PROPERTIES.values() for code in prop.codes or ()} - {"true", "false"} <= CODES


def test_every_purpose_is_named():
    assert PURPOSES <= CODES


@pytest.mark.parametrize("block", BLOCKS, ids=[block.splitlines()[0] for block in BLOCKS])
def test_every_example_has_the_right_shape(block, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(block, encoding="utf-8")
    file = read_yaml(path, "example.yaml")
    schema = next(name for key, name in BY_KEY.items() if key in file.data)
    assert not shape_problems(YamlFile(file.name, file.data, file.lines), schema)


def test_an_example_of_every_schema_stands_on_the_page():
    keys = {key for block in BLOCKS for key in yaml.safe_load(block)}
    assert {schema for key, schema in BY_KEY.items() if key in keys} == set(SCHEMAS)
