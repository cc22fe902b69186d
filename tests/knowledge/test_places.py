"""Which places a reader's words mean, on the real gazetteer under the real overlay."""

from pathlib import Path

import pytest
import yaml

from romduol.base.khmer import visible
from romduol.desk.packs.places import PlaceUnknown, link_problems, read_places, tile_problems
from romduol.desk.packs.yaml_files import parse_yaml
from romduol.knowledge.directory.rules.places import edit_distance, exact_places, find_places, near_places

OVERLAY = yaml.safe_load((Path(__file__).parents[2] / "content/kh/places.yaml").read_text("utf-8"))["places"]
PLACES = read_places(OVERLAY, pack="kh")
BY_CODE = {place.code: place for place in PLACES}
PROVINCES = [place for place in PLACES if place.level == "province"]
GUIDE_TOWNS = {"0603", "0708", "0106", "0811", "1505"}

# Spellings that the research met, with the place they mean (none but these may decide).
VARIANTS = {
    "06": ["Kampong Thom", "Kompong Thom", "Kampong Thum", "Kâmpóng Thum", "កំពង់ធំ"],
    "0603": ["Stueng Saen", "Stung Sen", "Steung Saen", "Stueng Sen", "ស្ទឹងសែន"],
    "07": ["Kampot", "Kâmpŏt", "Kâmpôt", "កំពត"],
    "0106": [
        "Serei Saophoan",
        "Sisophon",
        "Serei Sophon",
        "Serey Sophone",
        "Sereisophorn",
        "Sri Sophon",
        "ស៊ីសុផុន",
    ],
    "0110": ["Poipet", "Paoy Paet", "Poi Pet", "ប៉ោយប៉ែត"],
    "01": ["Banteay Meanchey", "បន្ទាយមានជ័យ"],
    "0811": ["Ta Khmau", "Takhmao", "Takhmau", "Ta Khmao", "តាខ្មៅ"],
    "08": ["Kandal", "កណ្ដាល", "កណ្តាល"],
    "15": ["Pursat", "Pouthisat", "Poŭthĭsăt", "Pothisat", "Pousat", "ពោធិ៍សាត់"],
    "12": ["Phnom Penh", "រាជធានីភ្នំពេញ"],
}

# What people ask for, in both scripts, and words for kinds of places.
NO_PLACES = """
    malaria lawyer labour police hospital condom doctor clinic pregnant help money HIV test shelter child rape
    arrest prep school province town district Svay
    ប៉ូលិស ពេទ្យ ជំនួយ មេធាវី កុមារ ផ្ទះ ខេត្ត ក្រុង ស្រុក ស្រោមអនាម័យ
""".split()  # noqa: SIM905 - a text is easier to read here than a list


def codes(text: str) -> list[str]:
    return [place.code for place in find_places(text, PLACES)]


def test_all_of_the_gazetteer_is_there():
    assert len(PROVINCES) == 25
    assert len(PLACES) == 25 + 210
    assert {place.code for place in PLACES if place.town_of_guide} == GUIDE_TOWNS
    assert {place.iso for place in PROVINCES} == {f"KH-{number}" for number in range(1, 26)}


def test_names_have_both_scripts_and_no_invisible_characters():
    for place in PLACES:
        assert place.name["en"]
        assert place.name["km"]
        assert all(visible(text) == text for text in (*place.name.values(), *place.spellings))


SHARED = {"KPC", "KPS", "KPT"}
"""Short forms that people use for several provinces."""


@pytest.mark.parametrize("place", PROVINCES, ids=lambda place: place.name["en"])
def test_every_province_is_found_first_by_every_name_it_has(place):
    known = (*place.name.values(), *place.spellings, place.code, place.iso, f"{place.name['en']} province")
    for text in (*known, "ខេត្ត" + place.name["km"]):
        if text in SHARED:
            assert place.code in codes(text), f"{text} is asked about"
        else:
            assert codes(text)[0] == place.code, text


@pytest.mark.parametrize(("code", "texts"), VARIANTS.items())
def test_spellings_that_the_research_met(code, texts):
    for text in texts:
        assert codes(text)[0] == code, text
        assert codes(text.upper())[0] == code, text


def test_iso_code_and_government_code_are_one():
    assert codes("KH-17") == codes("17") == codes("kh-17") == codes("១៧") == ["17"]
    assert codes("KH-7") == codes("07") == ["07"]
    assert codes("KH-26") == codes("99") == []


def test_a_name_of_two_places_is_asked_unless_the_words_tell():
    assert codes("Kampot") == codes("កំពត") == ["07", "0708"]
    assert codes("Kampot province") == codes("ខេត្តកំពត") == ["07"]
    assert codes("Kampot town") == codes("krong Kampot") == codes("ក្រុងកំពត") == ["0708"]
    assert codes("Pousat") == ["15", "1505"]
    assert codes("Samraong") == codes("សំរោង") == ["2107", "2204"]
    assert codes("Samraong, Takeo") == ["2107"]


def test_the_town_of_kampong_thom_has_a_name_of_its_own():
    assert codes("Kampong Thom town") == codes("ក្រុងកំពង់ធំ") == ["0603"]
    assert codes("Kampong Thom") == ["06"]


def test_kampong_som_is_asked_in_khmer():
    assert codes("កំពង់សោម") == ["18", "1806"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("siem rap", "17"),
        ("Seim Reab", "17"),
        ("batanbang", "02"),
        ("kompong tom", "06"),
        ("sisopon", "0106"),
        ("Pnomh Penh", "12"),
        ("Poypet", "0110"),
        ("preah vihea", "13"),
        ("svay reing", "20"),
        ("tbong khmun", "25"),
        ("ភ្នំពញ", "12"),
        ("បាត់ដំបង់", "02"),
        ("សៀមរាម", "17"),
    ],
)
def test_a_slip_of_typing_still_finds_the_place(typed, code):
    assert exact_places(typed, PLACES) == ()
    assert codes(typed)[0] == code


@pytest.mark.parametrize("word", [*NO_PLACES, "", " ", ",", "-", "a" * 3000])
def test_other_words_are_no_places(word):
    assert codes(word) == []


def test_at_most_three_near_places():
    assert all(len(near_places(place.name["en"], PLACES)) <= 3 for place in PLACES)


def test_neighbours_are_symmetric_provinces():
    for place in PLACES:
        assert place.code not in place.neighbours
        for code in place.neighbours:
            assert place.code in BY_CODE[code].neighbours
            assert BY_CODE[code].level == place.level
    assert all(place.neighbours for place in PROVINCES)


def test_every_province_can_be_reached_over_land():
    reached, frontier = set(), ["12"]
    while frontier:
        code = frontier.pop()
        reached.add(code)
        frontier += [other for other in BY_CODE[code].neighbours if other not in reached]
    assert reached == {place.code for place in PROVINCES}


def test_ids_are_stable_and_differ_between_packs():
    again = {place.code: place.id for place in read_places(OVERLAY, pack="kh")}
    assert again == {code: place.id for code, place in BY_CODE.items()}
    assert len(set(again.values())) == len(PLACES)
    assert read_places(OVERLAY, pack="other")[0].id != PLACES[0].id


def test_a_district_that_the_gazetteer_lacks_is_an_error():
    stray = {"code": "0199", "level": "district", "parent": "01", "name": {"en": "Nowhere"}}
    with pytest.raises(PlaceUnknown, match="0199"):
        read_places([*OVERLAY, stray], pack="kh")


def test_a_neighbour_that_is_no_place_is_an_error():
    file = parse_yaml(b'places:\n  - {code: "01", name: {en: Here}, neighbours: ["77"]}\n', "x.yaml")
    (found,) = link_problems(file, read_places(file.data["places"], pack="kh"))
    assert (found.field, "77" in found.cause) == ("places[0].neighbours", True)


def test_a_province_that_only_the_gazetteer_knows_is_missed_on_the_map():
    file = parse_yaml(
        b'places:\n  - {code: "01", level: province, name: {en: A}, tile: {row: 1, column: 1}}\n', "x.yaml"
    )
    found = list(tile_problems(file, read_places(file.data["places"], pack="kh")))
    assert len(found) == 24
    assert str(found[0]).startswith("x.yaml:1: places: province 02 has no tile")


def test_a_pack_without_a_gazetteer_names_its_own_places():
    overlay = [
        {"code": "01", "iso": "XX-1", "level": "province", "name": {"en": "North"}, "neighbours": ["02"]},
        {"code": "02", "level": "province", "name": {"en": "South"}, "neighbours": ["01"]},
    ]
    places = read_places(overlay, pack="tiny", gazetteer=None)
    assert [place.code for place in places] == ["01", "02"]
    assert find_places("XX-1", places) == places[:1]


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("", "abc", 3), ("abc", "acb", 1), ("kampot", "kampong", 2), ("ក", "ក", 0)],
)
def test_edit_distance_counts_swaps_as_one(first, second, distance):
    assert edit_distance(first, second) == edit_distance(second, first) == distance
