"""Draws the sheet that a custodian keeps: one share of a recovery seed, what it is for, how to keep it.

The Khmer is machine-drafted; no person has reviewed it yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

COLUMNS = 3
COLUMN_LETTERS = 20
NEW_PAGE = "\f"
_KHMER = {0x30 + digit: 0x17E0 + digit for digit in range(10)}

KEEPING_EN = """\
Any three of the five sheets together open what this organisation has sealed, when
nobody else can any more. One or two sheets open nothing.
- Keep it on paper, dry and safe from fire, where nobody looks. Never beside another.
- Do not photograph it, type it into a phone or a computer, or send it.
- Nobody needs it but the custodians together. Whoever asks you for it alone, by
  message or in a hurry, is not from us. Ask for the fingerprint first, by voice.
- If it is lost, or somebody saw it, tell the organisation at once. The other sheets
  go on working.
- If you are forced, give it: you matter more. Tell us as soon as you safely can.
"""
KEEPING_KM = """\
សន្លឹកបីណាក៏ដោយក្នុងចំណោមប្រាំ បើដាក់ជាមួយគ្នា អាចបើកអ្វីដែលអង្គការនេះបានបិទជិត
នៅពេលដែលគ្មាននរណាផ្សេងបើកបានទៀត។ សន្លឹកមួយ ឬពីរ បើកអ្វីមិនបានទេ។
- ទុកវាជាក្រដាស នៅកន្លែងស្ងួត ឆ្ងាយពីភ្លើង ដែលគ្មាននរណារកឃើញ។ កុំទុកជាមួយសន្លឹកផ្សេង។
- កុំថតរូប កុំវាយបញ្ចូលក្នុងទូរសព្ទ ឬកុំព្យូទ័រ ហើយកុំផ្ញើ។
- មានតែអ្នកថែរក្សាជាមួយគ្នាទេ ដែលត្រូវការវា។ អ្នកណាសុំវាពីអ្នកតែម្នាក់ តាមសារ ឬប្រញាប់ប្រញាល់
  មិនមែនមកពីយើងទេ។ សូមសុំឲ្យគេអានលេខផ្ទៀងផ្ទាត់ជាមុន ដោយផ្ទាល់មាត់។
- បើបាត់ ឬមាននរណាឃើញ សូមប្រាប់អង្គការភ្លាម។ សន្លឹកផ្សេងនៅប្រើបាន។
- បើគេបង្ខំ សូមឲ្យទៅ៖ អ្នកសំខាន់ជាង។ ប្រាប់យើងពេលណាដែលអ្នកមានសុវត្ថិភាព។
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One custodian's sheet: who keeps it, which of five it is, its words, whose it is, and since when."""

    custodian: str
    number: int
    words: tuple[str, ...] = field(repr=False)
    fingerprint: str
    on: date


def drawn(sheet: Sheet) -> str:
    """Return a sheet as lines for a printer, ended so that the next begins on paper of its own."""
    return "\n".join(_lines(sheet)) + "\n" + NEW_PAGE


def _lines(sheet: Sheet) -> Iterator[str]:
    number = str(sheet.number)
    yield "=" * 80
    yield f"RECOVERY SHARE {number} OF 5 · ចំណែកសង្គ្រោះទី {number.translate(_KHMER)} ក្នុងចំណោម ៥"
    yield ""
    yield f"Custodian · អ្នកថែរក្សា:   {sheet.custodian}"
    yield f"Made on · ធ្វើនៅថ្ងៃ:      {sheet.on.isoformat()}"
    yield "The organisation's fingerprint · លេខផ្ទៀងផ្ទាត់របស់អង្គការ:"
    yield f"    {sheet.fingerprint}"
    yield ""
    yield from _numbered(sheet.words)
    yield ""
    yield "The words in their order, each column downwards · ពាក្យតាមលំដាប់ ពីលើចុះក្រោម ម្តងមួយជួរ"
    yield ""
    yield KEEPING_EN
    yield KEEPING_KM
    yield "- - - 8< " + "- " * 35


def _numbered(words: tuple[str, ...]) -> Iterator[str]:
    """Yield words with their numbers, in columns that are read downwards."""
    told = [f"{number:2d} {word}" for number, word in enumerate(words, start=1)]
    rows = -(-len(told) // COLUMNS)
    for row in range(rows):
        yield "    " + "".join(f"{cell:<{COLUMN_LETTERS}}" for cell in told[row::rows]).rstrip()
