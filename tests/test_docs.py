"""The documents say what the code does: settings, commands, rooms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from romduol.config.cli import command_names

HOME = Path(__file__).parents[1]
PACKAGE = HOME / "src" / "romduol"
READS_ENVIRONMENT = re.compile(r"""os\.environ(?:\.get\(|\.setdefault\(|\[)\s*["'](\w+)["']""")
# Chooses which settings are read, so it cannot be one of them.
NOT_A_SETTING = {"DJANGO_SETTINGS_MODULE"}


def test_every_setting_is_documented_and_every_documented_one_is_read():
    read = {name for file in PACKAGE.rglob("*.py") for name in READS_ENVIRONMENT.findall(file.read_text("utf-8"))}
    table = (HOME / "docs" / "how-to" / "settings.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE))
    assert documented == read - NOT_A_SETTING


def test_the_environment_is_read_in_no_other_way():
    for file in PACKAGE.rglob("*.py"):
        uses = len(re.findall(r"os\.environ|os\.getenv", text := file.read_text("utf-8")))
        assert uses == len(READS_ENVIRONMENT.findall(text)), f"{file} reads the environment in a way no test sees"


def rooms() -> list[str]:
    """Return each first- and second-level package, such as ``knowledge/claims``."""
    found = [init.parent for pattern in ("*", "*/*") for init in PACKAGE.glob(f"{pattern}/__init__.py")]
    return sorted(
        room.relative_to(PACKAGE).as_posix() for room in found if room.name not in {"migrations", "rules", "records"}
    )


def mapped_rooms() -> set[str]:
    """Return the rooms of the folder map in ARCHITECTURE.md, by their indentation."""
    text = (HOME / "ARCHITECTURE.md").read_text("utf-8")
    folder_map = re.search(r"^## The map\n.*?```\n(.*?)```", text, flags=re.MULTILINE | re.DOTALL)
    assert folder_map, "ARCHITECTURE.md needs its map"
    band, found = "", set()
    for match in re.finditer(r"^( {2}| {4})(\w+)/", folder_map[1], flags=re.MULTILINE):
        if len(match[1]) == 2:
            band = match[2]
            found.add(band)
        else:
            found.add(f"{band}/{match[2]}")
    return found


def test_the_map_names_every_room_and_no_other():
    assert mapped_rooms() == set(rooms())


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"])
def test_no_link_between_documents_is_broken(document):
    text = (HOME / document).read_text("utf-8")
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    broken = [link for link in links if not (HOME / link).exists()]
    assert not broken


def test_every_command_has_a_line_in_the_commands_page():
    page = (HOME / "docs" / "how-to" / "commands.md").read_text("utf-8")
    assert set(re.findall(r"^\| `romduol ([\w-]+)", page, flags=re.MULTILINE)) >= set(command_names())
