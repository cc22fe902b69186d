"""What somebody takes away: which part, in which languages, in which form; and the name of such a file.

A name says neither what the directory is about nor which need was chosen: it may lie on a shared phone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from romduol.channels.api.giving.told import Told

NAME = re.compile(
    r"directory(?:-(?P<province>[0-9]{2}))?(?:-(?P<need>n[a-z2-7]{6}))?"
    r"-(?P<langs>[a-z]{2}(?:-[a-z]{2})*)\.(?P<ending>json|ndjson|zip|csv|xlsx)(?P<together>\.zip)?"
)
ZIP = "application/zip"


class Form(StrEnum):
    """One way to write the records down."""

    HSDS = "hsds"
    NDJSON = "ndjson"
    TABLES = "tables"
    CSV = "csv"
    XLSX = "xlsx"


ENDINGS = {Form.HSDS: "json", Form.NDJSON: "ndjson", Form.TABLES: "zip", Form.CSV: "csv", Form.XLSX: "xlsx"}
MEDIA_TYPES = {
    Form.HSDS: "application/json",
    Form.NDJSON: "application/x-ndjson",
    Form.TABLES: ZIP,
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OF_ONE_LANGUAGE = (Form.HSDS, Form.NDJSON, Form.CSV)
"""Forms that hold one language: in several, the files lie in one zip."""


class NoSuchPart(ValueError):
    """What was asked for is not there; the message says what is, and which `field` it is about."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody takes away; `province` is a government code and `need` one of our codes, empty for all."""

    form: Form
    langs: tuple[str, ...]
    province: str = ""
    need: str = ""

    @property
    def together(self) -> bool:
        """True where a zip holds a file for each language."""
        return len(self.langs) > 1 and self.form in OF_ONE_LANGUAGE

    @property
    def media_type(self) -> str:
        """What kind of file it is."""
        return ZIP if self.together else MEDIA_TYPES[self.form]


def checked(choice: Choice, told: Told) -> Choice:
    """Return the choice where the release has such a part; raises `NoSuchPart`."""
    if choice.province and choice.province not in told.provinces:
        raise NoSuchPart("province", f"no province has the code {choice.province}: {', '.join(told.provinces)}")
    if choice.need and choice.need not in told.needs:
        raise NoSuchPart("need", f"no need has this code; the codes are {', '.join(told.needs)}")
    if choice.langs not in {told.languages, *((lang,) for lang in told.languages)}:
        raise NoSuchPart("lang", f"the languages are {', '.join(told.languages)}, or all of them")
    return choice


def file_name(choice: Choice, told: Told) -> str:
    """Return the name of the file, such as `directory-15-km.csv`."""
    need = told.needs[choice.need].part if choice.need else ""
    parts = [part for part in ("directory", choice.province, need, *choice.langs) if part]
    return f"{'-'.join(parts)}.{ENDINGS[choice.form]}{'.zip' if choice.together else ''}"


def choice_of(name: str, told: Told) -> Choice | None:
    """Return what a file name asks for; None where no file has this name."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    part = found["need"] or ""
    need = next((code for code, one in told.needs.items() if part and one.part == part), "")
    form = next(form for form, ending in ENDINGS.items() if ending == found["ending"])
    choice = Choice(form, tuple(found["langs"].split("-")), found["province"] or "", need)
    try:
        # Each file has one name: what is written otherwise is not there.
        return choice if file_name(checked(choice, told), told) == name else None
    except NoSuchPart:
        return None


def languages_of(asked: str, told: Told) -> Sequence[str]:
    """Return the languages that are asked for: one, or every one of the release for `both`."""
    return told.languages if asked in ("", "both") else (asked,)
