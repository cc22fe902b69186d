"""What each sign of two records being one weighs, in bits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Measure = Literal[
    "same", "slips", "shared", "common", "sound", "words_apart", "words_more",
    "other_order", "reworded", "for_whom", "for_others", "torn",
    "across", "meanings", "other_sound", "branch", "nameless",
    "acronym", "other_acronym", "other_number", "one_number",
    "phone", "hotline", "other_phone", "website", "other_website",
    "district", "province", "other_district", "other_province",
    "body", "other_body", "category", "other_category", "only_category", "only_other_category", "rivals",
]  # fmt: skip

# The logarithm of the odds of a pair that a key led to, and what each measure adds to it, in bits.
PRIOR: Mapping[str, float] = {"organization": -1.4, "service": -8.9}
_ORGANIZATION: Mapping[Measure, float] = {
    "same": 7.9, "slips": -0.4, "shared": 0.2, "sound": 0.15, "common": -0.6, "torn": -9.0, "words_apart": -2.2,
    "words_more": -1.4, "other_order": -0.5, "across": -5.0, "meanings": 6.3, "other_sound": -1.6,
    "branch": -10.0, "nameless": -9.0, "acronym": 0.3, "other_acronym": -7.0, "other_number": -20.0, "one_number": -5.0,
    "phone": 5.7, "hotline": 0.5, "other_phone": -2.2, "website": 5.4, "other_website": -5.7,
    "district": 2.5, "province": 2.3, "other_district": -10.0, "other_province": -10.0,
    "for_others": -4.2, "rivals": -1.5,
}  # fmt: skip
_SERVICE: Mapping[Measure, float] = {
    "same": 6.1, "reworded": 4.1, "shared": 0.4, "common": -0.3, "torn": -1.2, "words_apart": -1.6, "words_more": -1.7,
    "across": -1.1, "meanings": 3.6, "for_whom": 3.5, "for_others": -9.0, "other_number": -20.0, "one_number": -5.0,
    "phone": 0.6, "hotline": 0.6, "other_phone": -1.9, "website": 2.0,
    "district": 4.7, "province": 2.2, "other_district": -12.0, "other_province": -13.0,
    "body": 3.8, "other_body": -6.9, "other_category": -0.2, "only_category": 5.0, "only_other_category": -8.0,
    "rivals": -1.5,
}  # fmt: skip
WEIGHTS: Mapping[str, Mapping[Measure, float]] = {"organization": _ORGANIZATION, "service": _SERVICE}
