"""Draws pictures anew, from memory to memory: place, time, camera and name are gone, and what is no picture is refused.

A file that is no picture cannot be cleaned here: it goes only as it is, where whoever sends it says so.
"""

from __future__ import annotations

from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image, ImageOps, UnidentifiedImageError

from romduol.care.reports.rules.sealing import Bare
from romduol.care.reports.rules.written import LARGEST_FILE, file_name

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 120_000_000
"""The largest that phones take; what says it is larger is not opened."""
MOST_DRAWN = 40_000_000
"""The same for formats that cannot be read at a smaller size: each pixel takes four bytes."""
LONGEST_SIDE = 2560
QUALITY = 86
# A picture is as large in memory as all its pixels, so few are drawn at once, and all others wait.
_DRAWING = BoundedSemaphore(2)


class NotCleaned(ValueError):
    """A file that is no picture that can be drawn anew."""


class NoPicture(NotCleaned):
    """A file of another kind than pictures."""


class TooLargeAPicture(NotCleaned):
    """A picture with more pixels than anybody's phone takes, or one that would not fit when it is drawn."""


def cleaned(data: bytes, number: int) -> Bare:
    """Return a picture drawn anew, called by its number; raises `NoPicture` or `TooLargeAPicture`."""
    with _DRAWING:
        try:
            picture = _drawn(data)
        except TooLargeAPicture:
            raise
        # A broken picture can fail in any way that its format allows; what it says may hold parts of the file.
        except (
            OSError,
            ValueError,
            SyntaxError,
            ArithmeticError,
            LookupError,
            MemoryError,
            Image.DecompressionBombError,
        ):
            raise NoPicture from None
        return _written(picture, number)


def _drawn(data: bytes) -> Image.Image:
    try:
        found = Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise NoPicture from None
    with found:
        pixels = found.width * found.height
        if pixels > MOST_PIXELS or (pixels > MOST_DRAWN and found.format != "JPEG"):
            raise TooLargeAPicture
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        has_holes = "A" in found.getbands() or "transparency" in found.info
        turned = ImageOps.exif_transpose(found)
        turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = turned.convert("RGBA" if has_holes else "RGB")
    # A new picture: of the old one its pixels alone, and none of what was written beside them.
    new = Image.new(plain.mode, plain.size)
    new.paste(plain)
    new.format = found.format
    return new


def _written(picture: Image.Image, number: int) -> Bare:
    out = BytesIO()
    if picture.mode == "RGBA" or picture.format == "PNG":
        picture.save(out, "PNG", optimize=False)
        if out.tell() <= LARGEST_FILE:
            return Bare(f"{number}.png", "image/png", out.getvalue(), original=False)
        out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
    return Bare(f"{number}.jpg", "image/jpeg", out.getvalue(), original=False)


def untouched(name: str, kind: str, data: bytes) -> Bare:
    """Return a file as it is; its name and type go inside what is sealed."""
    return Bare(file_name(name), kind[:100], data, original=True)
