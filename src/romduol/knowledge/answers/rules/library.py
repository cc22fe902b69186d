"""All that answers of one release and one language are made of, read once and asked by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from romduol.knowledge.answers.records import Guided, Option, PlaceNamed

FALLBACK = ("en", "km")


def said(text: Mapping[str, str], lang: str) -> str:
    """Return words in a language, or in another one where there are none."""
    return next((text[one] for one in (lang, *FALLBACK, *text) if one in text), "")


@dataclass(frozen=True, slots=True)
class Library:
    """What a release keeps for answers, in one language. Everything is looked up; nothing is decided."""

    lang: str
    advice: Mapping[str, Any]
    guides: Mapping[str, Any]

    def about(self, situation: str, need: str) -> Mapping[str, Any]:
        """Return what is told first about a situation, or else about a need; empty where the pack tells nothing."""
        told = self.advice["advice"]
        found: Mapping[str, Any] = told.get(situation) or told.get(need) or {}
        return found

    def tile(self, tile: str) -> Mapping[str, Any]:
        """Return a tile of the emergency page; empty where there is none."""
        found: Mapping[str, Any] = self.advice["tiles"].get(tile, {})
        return found

    def need(self, need: str) -> str:
        """Return the name of a need."""
        return said(self.advice["needs"].get(need, {}), self.lang)

    def guided_phrase(self, phrase: str, **parts: object) -> Guided | None:
        """Return a phrase of the urgent screens; None where the pack has no such phrase."""
        found = self.advice["phrases"].get(phrase)
        if found is None:
            return None
        text = said(found["text"], self.lang)
        for name, part in parts.items():
            text = text.replace(f"{{{name}}}", str(part))
        return self.urgent(text, found["rests_on"], self.lang in found["text"])

    def urgent_words(self, phrase: str, **parts: object) -> str:
        """Return the words of a phrase; empty where the pack has no such phrase."""
        found = self.guided_phrase(phrase, **parts)
        return found.text if found else ""

    def urgent(self, text: str, rests_on: tuple[str, ...] | list[str], written: bool, title: str = "") -> Guided:
        """Return words of the urgent screens as guidance."""
        state = self.advice["wording"].get(self.lang, "machine-drafted")
        translation = {"written-here": "original"}.get(state, state) if written else "missing"
        return Guided(
            topic="urgent",
            title=title,
            text=text,
            url=f"/{self.lang}/e",
            translation=translation,
            claims=tuple(rests_on),
            language=self.lang if written else FALLBACK[0],
        )

    def section(self, name: str) -> Guided | None:
        """Return the first words of a guide's section (`pep-prep#now`); None where it is not there."""
        guide_id, _, section_id = name.partition("#")
        guide = self.guides.get(guide_id)
        section = guide["sections"].get(section_id) if guide else None
        if guide is None or section is None:
            return None
        return Guided(
            topic=guide_id,
            title=section["heading"],
            text=section["lead"],
            url=f"/{self.lang}/{section['url']}",
            translation=guide["translation"],
            claims=tuple(section["claims"]),
            language=guide["language"],
        )

    def guide(self, guide_id: str) -> tuple[str, str] | None:
        """Return title and address of a guide."""
        found = self.guides.get(guide_id)
        return (found["title"], f"/{self.lang}/{found['code']}") if found else None

    def guides_for(self, needs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield title and address of each guide for some needs."""
        for guide in self.guides.values():
            if not set(needs).isdisjoint(guide["needs"]):
                yield guide["title"], f"/{self.lang}/{guide['code']}"

    def has_place(self, code: str) -> bool:
        """Tell whether the pack has a place of this code."""
        return code in self.advice["places"]

    def place(self, code: str) -> PlaceNamed | None:
        """Return a place by its code."""
        found = self.advice["places"].get(code)
        if found is None:
            return None
        return PlaceNamed(
            code=code,
            province_code=self.province(code),
            name_en=found["name"].get("en", ""),
            name_km=found["name"].get("km", ""),
            level=found["level"],
        )

    def place_name(self, code: str) -> str:
        """Return the name of a place."""
        found = self.advice["places"].get(code)
        return said(found["name"], self.lang) if found else ""

    def place_page(self, code: str) -> str:
        """Return the address of a place's page; a district leads to its province. Empty where there is none."""
        for one in self.around(code):
            if self.advice["places"][one]["page"]:
                return f"/{self.lang}/p{one}"
        return ""

    def option(self, code: str) -> Option:
        """Return a place to choose."""
        province = self.province(code)
        return Option(code, self.place_name(code), self.place_name(province) if province != code else "")

    def province(self, code: str) -> str:
        """Return the code of the province that a place is or lies in."""
        return self.around(code)[-1] if self.has_place(code) else ""

    def around(self, code: str) -> tuple[str, ...]:
        """Return a place and all that it lies in, from the smallest."""
        found: list[str] = []
        while code in self.advice["places"] and code not in found:
            found.append(code)
            code = self.advice["places"][code]["parent"]
        return tuple(found)

    def disputed(self, claims: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield label and address of each of these statements on which sources differ."""
        for claim in claims:
            found = self.advice["disputed"].get(claim)
            if found:
                yield said(found["label"], self.lang), f"/{self.lang}/{found['topic']}"
