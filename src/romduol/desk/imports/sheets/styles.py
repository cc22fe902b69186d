"""How the cells of a workbook look, as far as it tells what they are: days, and old Khmer fonts."""

from __future__ import annotations

from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from romduol.desk.imports.rules.legacy_khmer import legacy_font
from romduol.desk.imports.sheets.xml_parts import Bounded, elements, local


class Style(NamedTuple):
    """Whether a number in this style is a day, and the old Khmer font that a text in it is typed in."""

    day: bool = False
    font: str = ""


PLAIN = Style()


def styles_of(part: Bounded) -> list[Style]:
    """Return the styles in the order in which cells name them. Raises SheetRefused."""
    formats: dict[str, str] = {}
    fonts: list[str] = []
    styles: list[Style] = []
    for name, element in elements(part, ends=frozenset({"numFmts", "fonts", "cellXfs", "cellStyleXfs", "dxfs"})):
        if name == "numFmts":
            formats = {one.get("numFmtId", ""): one.get("formatCode", "") for one in element}
        elif name == "fonts":
            fonts = [next((look.get("val", "") for look in font if local(look.tag) == "name"), "") for font in element]
        elif name == "cellXfs":
            styles = [_style(one.get("numFmtId", "0"), one.get("fontId", "0"), formats, fonts) for one in element]
    return styles


def _style(format_id: str, font_id: str, formats: dict[str, str], fonts: list[str]) -> Style:
    built_in = BUILTIN_FORMATS.get(int(format_id), "") if format_id.isdigit() and len(format_id) < 10 else ""
    code = formats.get(format_id) or built_in
    at = int(font_id) if font_id.isdigit() and len(font_id) < 10 else len(fonts)
    font = fonts[at] if at < len(fonts) else ""
    return Style(bool(code) and is_date_format(code), font if legacy_font(font) else "")
