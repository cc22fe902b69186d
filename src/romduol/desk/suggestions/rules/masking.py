"""Takes out of a reader's words whatever could lead to a person: too much rather than too little.

What stays has no more than five digits in a row, but for the numbers that the page itself shows, times and sums of
money. A name that nothing announces (no title, no "my name is") is not found: the form asks people to write none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Set

from romduol.base.khmer import visible
from romduol.base.phones import NotAPhoneNumber, parse
from romduol.base.signs import typed
from romduol.desk.suggestions.records import Masked, Taken

MASK = "[...]"
LONGEST_WORDS = 1_000
"""Code points that a reader may write, and that are kept."""
LEAST_DIGITS = 6
"""From so many digits on, something may be a number of a person; short codes have fewer, or stand on the page."""
FEWEST_REAL = 4
"""Where letters stand for digits ("O99"), so many must be digits before it counts as a number."""

# What people put between the digits of one number.
_GAP = r"[\s.,:;\-‐-―−_/\\|()\[\]·•*~+'\"]{0,4}"
_DIGIT_WORDS = (
    r"(?<![a-z])(?:zero|oh|nil|one|two|three|four|five|six|seven|eight|nine|ten|double|triple)(?![a-z])"
    "|សូន្យ|មួយ|ពីរ|បី|បួន|ប្រាំមួយ|ប្រាំពីរ|ប្រាំបី|ប្រាំបួន|ប្រាំ|ដប់|ម្ភៃ|សាមសិប|សែសិប|ហាសិប|ហុកសិប|ចិតសិប|ប៉ែតសិប|កៅសិប"
)
_UNIT = rf"(?:\d|{_DIGIT_WORDS})"
_DIGITS = re.compile(rf"\+?(?:\d{_GAP}){{{LEAST_DIGITS - 1},}}\d")
_SPELLED = re.compile(rf"(?:{_UNIT}{_GAP}){{{LEAST_DIGITS - 1},}}{_UNIT}", re.IGNORECASE)
_LOOKALIKE = re.compile(rf"(?<![a-z])(?:[\doli]{_GAP}){{{LEAST_DIGITS - 1},}}[\doli](?![a-z])", re.IGNORECASE)
_PASSPORT = re.compile(r"(?<![a-z])[a-z]{1,3}-?\d{5,}", re.IGNORECASE)
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d"
_HOURS = re.compile(rf"{_CLOCK}(?:[\s,;/\-‐-―−]+{_CLOCK}){{0,3}}")
_SUM = re.compile(r"\d{1,3}(?:[,.]\d{3}){1,2}")
_CURRENCY = re.compile(r"\s*(?:riels?\b|៛|រៀល|\$|usd\b|dollars?\b|ដុល្លារ|baht\b|dong\b)", re.IGNORECASE)
_NUMBER = re.compile(r"\d")

_EMAIL = re.compile(
    r"[^\s@<>()\[\]]*@[^\s@<>()\[\]]+|[\w.+\-]+\s*[\[(]\s*at\s*[\])]\s*[\w.\-]+(?:\s*[\[(]\s*dot\s*[\])]\s*\w+)*"
    r"|[\w.+\-]+\s+at\s+[\w\-]+\s+dot\s+\w+",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\w+://\S*|(?<![\w.])(?:www|t|m|fb|wa)\.[a-z0-9\-]+\S*"
    r"|(?<![\w.])[a-z0-9][a-z0-9\-.]*\.(?:com|org|net|info|me|io|kh|vn|th|co|gov|edu|app|link|ly|tv|cc)(?![a-z])\S*",
    re.IGNORECASE,
)
_SERVICES = (
    "telegram|tele|tg|facebook|fb|messenger|whatsapp|instagram|ig|tiktok|signal|viber|wechat|zalo|line id|skype|twitter"
    "|តេឡេក្រាម|តេលេក្រាម|ហ្វេសប៊ុក|ហ្វេសបុក|មេសេនជ័រ|តិកតុក|វ៉ាយប័រ"
)
_HANDLE = re.compile(
    rf"(?<![a-z])(?P<before>(?:{_SERVICES})(?:\s+(?:account|name|user|username|id|is|page)\b|\s*ឈ្មោះ)*\s*[:=\-–]?\s*)"
    r"(?P<what>(?<=[:=\-–\s])\S*[\d_.@]\S*|(?<=[:=])\s?\S+|(?<=name )\S+|(?<=id )\S+|(?<=is )\S+|(?<=ឈ្មោះ)\s?\S+)",
    re.IGNORECASE,
)

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS_KM = "មករា|កុម្ភៈ|កុម្ភះ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ"
_DATE = re.compile(
    r"(?<!\d)\d{1,2}(?P<sep>[/.\-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?!\d)"
    r"|(?<!\d)\d{4}(?P<other>[/.\-])\d{1,2}(?P=other)\d{1,2}(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})[a-z]*\.?,?\s+\d{{2,4}}"
    rf"|(?<![a-z])(?:{_MONTHS})[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}\s*(?:ខែ)?\s*(?:{_MONTHS_KM})\s*(?:ឆ្នាំ)?\s*\d{{2,4}}",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?P<before>(?:(?<![a-z])(?:born|birth ?day|birth|d\.?o\.?b\.?|b-?day)(?![a-z])|កើត|កំណើត)[^\d\n]{0,25})"
    r"(?P<what>\d[\d\s/.\-]*"
    rf"(?:(?:st|nd|rd|th|ខែ)?\s*(?:of\s+)?(?:(?:{_MONTHS})[a-z]*|{_MONTHS_KM})\s*(?:ឆ្នាំ)?\s*\d*)?)",
    re.IGNORECASE,
)

# A run of Khmer (or anything) up to a space or the end of a sentence.
_RUN = r"[^\s,;:!?.។៕៖()\[\]]+"
_PLACE_KM = (
    "ផ្ទះ\\s*លេខ|បន្ទប់\\s*លេខ|អគារ\\s*លេខ|មហាវិថី|វិថី|ផ្លូវ(?!ភេទ|ច្បាប់|ចិត្ត|ការ)(?:\\s*លេខ)?|ភូមិ(?!ភាគ|គ្រឹះ|សាស្ត្រ|ន្ទ)|ឃុំ(?!គ្រង|ឃាំង)"
    "|សង្កាត់|ខណ្ឌ|ស្រុក(?!ស្រែ)|ក្រុម\\s*ទី|បុរី|ច្រក"
)
_ADDRESS_KM = re.compile(rf"(?P<before>(?:{_PLACE_KM})\s{{0,3}})(?P<what>{_RUN}(?:\s+(?!{_PLACE_KM}){_RUN})?)")
_PLAIN_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and any all are as asked at been but by came closed did does for from had has have he her here his i if"
        " in is it its line me moved my near no not number of on open or our phone police right said same she so than"
        " that the their them then there these they this those to told too was we went were what when where which who"
        " why will with wrong you your",
    )
)
"""What follows "street" or a title without being a name."""
_LOCAL_EN = r"sangkat|khum|phum|khan|srok|borey|bourey|krong"
_STREETS_EN = (
    r"house|home|room|building|bldg|apartment|apt|flat|street|st|road|rd|lane|avenue|ave|boulevard|blvd|village|commune"
    r"|district|group|alley"
)
_WORD = r"[^\s,;:!?.()\[\]។៕]+"
_ADDRESS_LOCAL = re.compile(rf"(?P<before>\b(?:{_LOCAL_EN})\b\s*)(?P<what>{_WORD}(?:\s+{_WORD})?)", re.IGNORECASE)
_ADDRESS_EN = re.compile(
    rf"(?P<before>\b(?:{_STREETS_EN})\b\.?\s*(?:(?:no|nr|number|nº)\b\.?\s*|#\s*)?)(?P<what>#?\d\S*|{_WORD})",
    re.IGNORECASE,
)
_ADDRESS_BEFORE = re.compile(
    rf"(?P<what>(?:\b[^\W\d_][\w'\-]*\s+){{0,2}}\b\w[\w'\-]*)(?P<after>\s+(?:{_STREETS_EN})\b)", re.IGNORECASE
)
_HOUSE_NUMBER = re.compile(r"(?P<before>(?:#|\bno\.?)\s*)(?P<what>\d+[a-z]{0,3}(?:-?\d+)*)(?!\d)", re.IGNORECASE)

_TITLES_EN = r"mr|mrs|ms|miss|mister|madam|madame|mme|lok ?srey|lok ?ta|lok|neak ?srey|neang|oknha|bong ?srey|bong|srey"
_OFFICES_EN = (
    r"dr|doctor|captain|officer|teacher|sister|brother|aunt|auntie|uncle|colonel|director|manager|nurse|owner|boss"
    r"|friend"
)
_CAPITAL = r"[A-Z][\w'\-]*"
_NAME_TITLED = re.compile(rf"(?P<before>\b(?i:{_TITLES_EN})\b\.?\s+)(?P<what>{_WORD}(?:\s+{_CAPITAL}){{0,3}})")
_NAME_OFFICE = re.compile(rf"(?P<before>\b(?i:{_OFFICES_EN})\b\.?,?\s+)(?P<what>{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}})")
_NAME_TOLD = re.compile(
    rf"(?P<before>\b(?i:(?:name|names)(?:'s|\s+(?:is|was|are))|named)\s*:?\s+|\b(?i:name)\s*:\s*)"
    rf"(?P<what>{_WORD}(?:\s+{_WORD})?(?:\s+{_CAPITAL}){{0,2}})"
)
_NAME_IS = re.compile(
    rf"(?P<before>\b(?:[Ii] am|[Ii]'m|[Cc]alled|[Tt]his is)\s+)(?P<what>{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}})"
)
_TITLES_KM = (
    "លោកជំទាវ|លោកស្រី|លោកតា|លោកយាយ|លោកគ្រូ|អ្នកគ្រូ|អ្នកស្រី|អ្នកនាង|អ្នកមីង|ឧកញ៉ា|ឯកឧត្តម|កញ្ញា|(?<!ពិភព)លោក(?!ិ)"
    "|(?:ឈ្មោះ|នាម)(?!អង្គការ|កន្លែង|ទីកន្លែង|សេវា|មន្ទីរ)"
)
_NAME_KM = re.compile(
    rf"(?P<before>(?:{_TITLES_KM})(?:\s*ឈ្មោះ|\s*គឺ)?\s{{0,3}}[:៖]?\s{{0,2}})(?P<what>{_RUN}(?:\s+{_RUN})?)"
)

Change = Callable[[re.Match[str]], str | None]
"""Returns what stands in place of what was found, or None where it may stay."""


def masked(text: str, *, shown: Set[str] = frozenset()) -> Masked:
    """Return words without what could lead to a person; `shown` are the keys of the numbers that the page shows."""
    words = plain(text)
    taken: set[Taken] = set()
    for kind, pattern, change in _steps(shown):
        words = _without(words, kind, pattern, change, taken)
    words = words[:LONGEST_WORDS].strip()
    return Masked(words, tuple(kind for kind in Taken if kind in taken))


def plain(text: str) -> str:
    """Return a text in one way of writing: nothing unseen, digits of any script as ASCII, signs in their plain form."""
    text = unicodedata.normalize("NFKC", visible(typed(text)))
    kept = (
        sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cf", "Me", "Cc", "Cs", "Co", "Cn")
    )
    text = "".join(str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in kept)
    # A sign that shows a style (a variation selector) parts the digits of a number that is written in pictures.
    return re.sub("[\ufe00-\ufe0f]", "", text)[: 2 * LONGEST_WORDS]


def number_key(text: str) -> str:
    """Return the key of the number that a text holds; empty where it holds none."""
    try:
        return parse(text, short_codes=frozenset()).key
    except NotAPhoneNumber:
        return ""


def _steps(shown: Set[str]) -> tuple[tuple[Taken, re.Pattern[str], Change], ...]:
    """Return what is looked for, in this order: what is surest first."""

    def unless_shown(found: re.Match[str]) -> str | None:
        return None if number_key(found[0]) in shown or _is_harmless(found) else MASK

    def unless_all_shown(found: re.Match[str]) -> str | None:
        return None if _NUMBER.search(found[0]) and unless_shown(found) is None else MASK

    return (
        (Taken.LINK, _LINK, _whole),
        (Taken.EMAIL, _EMAIL, _whole),
        # Whole runs of digits come before what could take a part of one and leave the rest.
        (Taken.PHONE, _LOOKALIKE, lambda found: unless_shown(found) if _mostly_digits(found[0]) else None),
        (Taken.PHONE, _DIGITS, unless_shown),
        (Taken.PHONE, _SPELLED, unless_all_shown),
        (Taken.LINK, _HANDLE, _named),
        (Taken.DATE, _BORN, _named),
        (Taken.DATE, _DATE, _whole),
        (Taken.DIGITS, _PASSPORT, _whole),
        (Taken.ADDRESS, _ADDRESS_KM, _named),
        (Taken.ADDRESS, _ADDRESS_LOCAL, _named),
        (Taken.ADDRESS, _ADDRESS_BEFORE, _before),
        (Taken.ADDRESS, _ADDRESS_EN, _named),
        (Taken.ADDRESS, _HOUSE_NUMBER, _named),
        (Taken.NAME, _NAME_KM, _named),
        (Taken.NAME, _NAME_TITLED, _named),
        (Taken.NAME, _NAME_OFFICE, _named),
        (Taken.NAME, _NAME_TOLD, _named),
        (Taken.NAME, _NAME_IS, _named),
    )


def _without(text: str, kind: Taken, pattern: re.Pattern[str], change: Change, taken: set[Taken]) -> str:
    def replaced(found: re.Match[str]) -> str:
        new = change(found)
        if new is None or new == found[0]:
            return found[0]
        taken.add(Taken.DATE if _DATE.fullmatch(found[0].strip()) else kind)
        return new

    return pattern.sub(replaced, text)


def _whole(found: re.Match[str]) -> str:
    return MASK


def _named(found: re.Match[str]) -> str | None:
    """Keep what announces it ("street"), so that the rest can be understood."""
    what = found["what"]
    if MASK in what or what.split()[0].lower() in _PLAIN_WORDS:
        return None
    return found["before"] + MASK


def _before(found: re.Match[str]) -> str | None:
    """Mask the words before "street", as far as they can be a name."""
    words: list[str] = found["what"].split()
    kept = [word for word in words if word.lower() in _PLAIN_WORDS]
    after = words[words.index(kept[-1]) + 1 :] if kept else words
    if not after or MASK in " ".join(after):
        return None
    return " ".join([*words[: len(words) - len(after)], MASK]) + found["after"]


def _mostly_digits(text: str) -> bool:
    return len(_NUMBER.findall(text)) >= FEWEST_REAL


def _is_harmless(found: re.Match[str]) -> bool:
    """Tell whether digits are hours ("8:00 - 17:00") or a sum of money, and nothing else."""
    if _HOURS.fullmatch(found[0].strip()):
        return True
    return bool(_SUM.fullmatch(found[0]) and _CURRENCY.match(found.string, found.end()))
