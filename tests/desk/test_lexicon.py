"""The lexicon of a pack is read strictly: what it would understand wrongly, or never, is named with file and line."""

import pytest
from tests.desk.copies import TODAY, problems

from romduol.desk.packs.reading import read_pack

GOOD = """
concepts:
  police: {en: police, km: ប៉ូលិស, rom: polis}
  money: {en: "money, cash", also: [police]}
meanings:
  extortion: {need: shelter, urgency: soon}
rules:
  - {id: police-money, all: [police, money], situation: extortion}
examples:
  extortion:
    - police want money
"""


def written(tiny, text):
    (tiny.folder / "lexicon").mkdir()
    (tiny.folder / "lexicon" / "all.yaml").write_text(text, "utf-8")


def test_it_is_in_the_pack(tiny):
    written(tiny, GOOD)
    lexicon = read_pack(tiny.folder, TODAY).lexicon
    assert lexicon["concepts"]["money"] == {"en": ["money", "cash"], "also": ["police"]}
    assert lexicon["situations"] == {"extortion": {"need": "shelter", "urgency": "soon"}}
    assert lexicon["examples"] == {"extortion": ["police want money"]}


@pytest.mark.parametrize(
    ("old", "new", "line", "cause"),
    [
        ("also: [police]", "also: [polise]", 4, "no concept is called polise"),
        ('"money, cash"', '"money, cash, money"', 4, "money is there twice"),
        ('"money, cash"', '"money, ..."', 4, "... has no letter to be found by"),
        ("{en: police, km: ប៉ូលិស, rom: polis}", "{also: [money]}", 3, "no words"),
        ("need: shelter", "need: shelters", 6, "no need is called shelters"),
        ("all: [police, money]", "all: [police, mony]", 8, "no concept is called mony"),
        ("situation: extortion}", "situation: extorsion}", 8, "no situation is called extorsion"),
        ("all: [police, money], ", "", 8, "asks for nothing"),
        (", situation: extortion}", "}", 8, "means nothing"),
        ("    - police want money", "    - police want money\n    - police want money", 12, "is already there"),
        ("  extortion:\n", "  extorsion:\n", 10, "no situation is called extorsion"),
    ],
)
def test_what_is_wrong_is_named(tiny, old, new, line, cause):
    assert old in GOOD
    written(tiny, GOOD.replace(old, new))
    (found,) = problems(tiny)
    assert found.file == "lexicon/all.yaml"
    assert cause in found.cause
    assert found.line == line
