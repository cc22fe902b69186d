"""What the script of the sealing page may say: what it shares with the pages of the site, and its own."""

from __future__ import annotations

from collections.abc import Mapping

from romduol.care.reports.views.wording import SAID
from romduol.ui.words import phrase, words_of

SHARED = (
    "pictures",
    "sealing_now",
    "nothing",
    "other",
    "nobody",
    "long",
    "not_written",
    "room",
    "over",
    "not_to_police",
    "queue",
    "chain",
    "date",
    "sealing",
    "size",
    "file",
    "files",
    "no_files",
    "kind",
    "picture",
    "compare",
    "compare_how",
    "write_down",
    "code_groups",
    "code_alone",
    "code_lost",
    "with_word",
    "code_photo",
)
OWN: Mapping[str, str] = {
    "leave": phrase("Leave now"),
    "saved": phrase("It is sealed and saved"),
    "saved_as": phrase("The file is called %(name)s and lies among the saved files of this device."),
    "save_again": phrase("Save the sealed file once more"),
    "hand_in_at": phrase("Whoever has a network hands it in at %(site)s, or you do."),
    "not_sent": phrase("Nothing is sent yet: nobody reads it before it is handed in."),
    "delete_both": phrase("When it is handed in, delete the file and this page from the device."),
    "code_not_inside": phrase("It is not in the file. It opens something only once the file was handed in."),
    "cannot_here": phrase(
        "This browser cannot seal, or not from where this page lies. Write nothing here. Open the file in another "
        "browser, or call a line."
    ),
}
"""A name that the script uses -> our English text."""
NEEDS_A_SCRIPT = phrase(
    "This page seals with a script. If nothing else appears here, open the file in another browser, such as Chrome or "
    "Firefox."
)


def letter_words(lang: str) -> dict[str, str]:
    """Return what the script of the sealing page may say in a language."""
    gettext = words_of(lang).gettext
    return {name: gettext(text) for name, text in {**{name: SAID[name] for name in SHARED}, **OWN}.items()}
