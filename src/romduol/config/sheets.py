"""Draws the sheet that a custodian keeps, one share of a recovery seed, and the page of the public half.

The Khmer is machine-drafted; no person has reviewed it yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

LINE_LETTERS = 80
COLUMNS = 3
COLUMN_LETTERS = 20
GROUP_DIGITS, GROUPS = 5, 9
NEW_PAGE = "\f"
_KHMER = {0x30 + digit: 0x17E0 + digit for digit in range(10)}

KEEPING_EN = """\
Any three of the five sheets together open what this organisation has sealed,
when nobody else can any more. One or two sheets open nothing.
- Keep it on paper, dry and safe from fire, where nobody looks. Never beside
  another sheet.
- Do not photograph it, send it, or type it into a phone or computer of yours.
- It is needed only when custodians meet. Whoever asks you alone for it, by
  message or in a hurry, is not from us. Before you bring it, speak with one of
  us whose voice you know, and compare the fingerprint.
- If it is lost, or somebody saw it, tell the organisation at once. The other
  sheets go on working.
- If you are forced, give it: you matter more. Tell us as soon as you safely
  can.
"""
KEEPING_KM = """\
សន្លឹកបីក្នុងចំណោមប្រាំ ទោះជាសន្លឹកណាក៏ដោយ បើដាក់ជាមួយគ្នា អាចបើកព័ត៌មានដែលអង្គការនេះ
បានចាក់សោទុក នៅពេលគ្មានអ្នកណាផ្សេងបើកបានទៀត។ មានតែមួយ ឬពីរសន្លឹក បើកអ្វីមិនបានទេ។
- ទុកវាជាក្រដាស នៅកន្លែងស្ងួត ដែលភ្លើងឆេះមិនដល់ ហើយគ្មានអ្នកណារកឃើញ។
  កុំទុកជាមួយសន្លឹកផ្សេង។
- កុំថតរូបវា កុំផ្ញើវា ហើយកុំវាយបញ្ចូលក្នុងទូរស័ព្ទ ឬក្នុងកុំព្យូទ័ររបស់អ្នក។
- គេត្រូវការវាតែពេលអ្នករក្សាចំណែកជួបគ្នាប៉ុណ្ណោះ។ អ្នកណាសុំវាពីអ្នកតែម្នាក់ តាមសារ
  ឬដោយប្រញាប់ប្រញាល់ អ្នកនោះមិនមែនមកពីយើងទេ។ មុនយកវាមក សូមនិយាយជាមួយម្នាក់ក្នុងចំណោមយើង
  ដែលអ្នកស្គាល់សំឡេង ហើយផ្ទៀងផ្ទាត់ស្នាមសម្គាល់សោជាមួយគ្នា។
- បើបាត់ ឬមានអ្នកណាបានឃើញ សូមប្រាប់អង្គការភ្លាម។ សន្លឹកផ្សេងនៅតែប្រើបាន។
- បើគេបង្ខំអ្នក សូមឱ្យវាទៅ៖ អ្នកសំខាន់ជាងវា។ សូមប្រាប់យើងភ្លាម ពេលអ្នកមានសុវត្ថិភាព។
"""
DRAFTED = """\
(The Khmer is machine-drafted; no person has reviewed it yet.
អត្ថបទខ្មែរនេះ ម៉ាស៊ីនព្រាង។ មិនទាន់មានមនុស្សពិនិត្យទេ។)"""
PUBLIC_EN = """\
It is no secret: it seals and proves, and opens nothing. Keep this page with the
organisation's papers. Use it only after three custodians have typed their words
back and `romduol recovery check` has told this same fingerprint. Where the long
line above was cut off or broken, its parts are here again.
"""
PUBLIC_KM = """\
ផ្នែកនេះមិនមែនជារឿងសម្ងាត់ទេ៖ វាបើកអ្វីមិនបានឡើយ។ សូមទុកទំព័រនេះជាមួយឯកសាររបស់អង្គការ។
ប្រើវាតែពេលអ្នករក្សាចំណែកបីនាក់បានវាយពាក្យរបស់ខ្លួនឡើងវិញ ហើយឃើញស្នាមសម្គាល់សោដូចគ្នា។
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


def public_page(line: str, seal: str, sign: str, fingerprint: str) -> str:
    """Return the page of the public half: first the one line for a program, then the same to be copied by hand."""
    return "\n".join(_public_lines(line, seal, sign, fingerprint)) + "\n" + NEW_PAGE


def _public_lines(line: str, seal: str, sign: str, fingerprint: str) -> Iterator[str]:
    yield line
    yield ""
    yield "=" * LINE_LETTERS
    yield "PUBLIC HALF OF THE RECOVERY KEYS · ផ្នែកសាធារណៈនៃសោបម្រុង"
    for name, digits in (("seal", seal), ("sign", sign)):
        yield ""
        yield name
        yield from _grouped(digits)
    yield ""
    yield "fingerprint · ស្នាមសម្គាល់សោបម្រុង"
    yield f"    {fingerprint}"
    yield ""
    yield PUBLIC_EN
    yield PUBLIC_KM
    yield DRAFTED


def _lines(sheet: Sheet) -> Iterator[str]:
    number = str(sheet.number)
    yield "=" * LINE_LETTERS
    yield f"RECOVERY SHARE {number} OF 5 · ចំណែកសោបម្រុង ទី {number.translate(_KHMER)} ក្នុងចំណោម ៥"
    yield ""
    yield f"Custodian · អ្នករក្សាចំណែក:   {sheet.custodian}"
    yield f"Made on · ថ្ងៃបង្កើត:   {sheet.on.isoformat()}"
    yield "Fingerprint of the recovery keys · ស្នាមសម្គាល់សោបម្រុង:"
    yield f"    {sheet.fingerprint}"
    yield ""
    yield from _numbered(sheet.words)
    yield ""
    yield "Read the words by their numbers, each column downwards."
    yield "អានពាក្យតាមលំដាប់លេខ ពីលើចុះក្រោម ម្តងមួយជួរឈរ។"
    yield ""
    yield KEEPING_EN
    yield KEEPING_KM
    yield DRAFTED


def _grouped(digits: str) -> Iterator[str]:
    """Yield long digits in groups of five, so that somebody can copy them and keep their place."""
    groups = [digits[start : start + GROUP_DIGITS] for start in range(0, len(digits), GROUP_DIGITS)]
    for start in range(0, len(groups), GROUPS):
        yield "    " + " ".join(groups[start : start + GROUPS])


def _numbered(words: tuple[str, ...]) -> Iterator[str]:
    """Yield words with their numbers, in columns that are read downwards."""
    told = [f"{number:2d} {word}" for number, word in enumerate(words, start=1)]
    rows = -(-len(told) // COLUMNS)
    for row in range(rows):
        yield "    " + "".join(f"{cell:<{COLUMN_LETTERS}}" for cell in told[row::rows]).rstrip()
