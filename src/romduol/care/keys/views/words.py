"""The words that the scripts of members' pages say: they stand in the page, so that a script holds none."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from markupsafe import Markup

from romduol.ui.words import phrase, words_of

UNLOCKING: Mapping[str, str] = {
    "title_unlock": phrase("Unlock your keys"),
    "device": phrase("What do you have with you?"),
    "by_card": phrase("Printed card, number %(number)s"),
    "by_passkey": phrase("Passkey, number %(number)s"),
    "passphrase": phrase("Your passphrase"),
    "card": phrase("The four rows of your card"),
    "card_hint": phrase("Type them one after the other. Small letters and blanks do not matter."),
    "card_length": phrase("A sign is missing or too many. Type all four rows."),
    "card_row": phrase("Row %(row)s has a wrong sign. Compare it with your card."),
    "unlock": phrase("Unlock"),
    "working": phrase("One moment: this takes some seconds."),
    "wrong": phrase("This does not fit. Check the passphrase, and that it is the right card or passkey."),
    "passkey_failed": phrase("The passkey did not answer. Try again, or use your card."),
    "no_keys": phrase("You have no keys yet. Without them nobody can seal anything to you."),
    "make_keys": phrase("Make your keys"),
    "signed_out": phrase("You are signed out. Sign in, then come back."),
    "unreachable": phrase("The server did not answer as it should. Nothing was changed. Try again."),
    "try_again": phrase("Try again"),
    "refused_other_keys": phrase("Your keys were made anew in another window. Load this page again."),
    "alarm_title": phrase("Stop: something is wrong with the keys"),
    "alarm_do": phrase("Read nothing, write nothing and begin nothing here. Somebody may be trying to read along."),
    "alarm_call": phrase(
        "Call the other members and your custodians now, on a line that you know. Read them this page."
    ),
    "alarm_code": phrase("For them: %(reason)s, epoch %(epoch)s"),
    "alarm_broken": phrase("A signature or a link in the history of this inbox is wrong."),
    "alarm_forked": phrase("The server shows another history of this inbox than you saw before."),
    "alarm_rolled_back": phrase("The server shows an older state of this inbox than you saw before."),
    "alarm_missing": phrase("An inbox that you saw before is not shown any more."),
    "alarm_pins": phrase("What you noted of the inboxes was replaced by something that is not yours."),
    "alarm_own_key": phrase("Another key stands in this inbox under your name."),
    "alarm_public_other": phrase("People who report are shown another key for this inbox than you are."),
    "alarm_public_missing": phrase("This inbox is open, but people who report are not shown it."),
}
"""What `unlock.js` says."""


def words_for(texts: Mapping[str, str], lang: str) -> Markup:
    """Return texts in a language as JSON that can stand in a page."""
    said = words_of(lang)
    data = orjson.dumps({name: said.gettext(text) for name, text in texts.items()}).decode()
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704 - nothing in it can end the block that it stands in
