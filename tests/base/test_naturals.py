"""What strangers write as a number is read, or is none; and no thousand digits are worked out."""

from __future__ import annotations

import pytest

from romduol.base.naturals import natural


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("100", 100), ("007", 7), ("0" * 5_000 + "9", 9)])
def test_a_number_is_read(text, number):
    assert natural(text, 100) == number


@pytest.mark.parametrize("text", ["", "101", "-1", "+1", " 1", "1.0", "១", "²", "1" * 5_000, "x"])
def test_anything_else_is_none(text):
    assert natural(text, 100) is None
