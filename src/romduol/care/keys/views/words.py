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
    "refused_insecure": phrase("Keys work only over a safe connection (https). Open this site by its safe address."),
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
    "alarm_recovery_other": phrase("The custodians' keys of this inbox are not those that were announced."),
    "alarm_own_key": phrase("Another key stands in this inbox under your name."),
    "alarm_member_key": phrase("Another key stands on the list under the name of a member of this inbox."),
    "alarm_pins_older": phrase("The server gave back older notes of yours than this browser has seen."),
    "alarm_public_other": phrase("People who report are shown another key for this inbox than you are."),
    "alarm_public_missing": phrase("This inbox is open, but people who report are not shown it."),
}
"""What `unlock.js` says."""


KEYS: Mapping[str, str] = {
    "why_keys": phrase(
        "Keys are made in this browser and locked with two things: a passphrase that you know, and a card or a "
        "passkey that you have. The server gets neither. Without both, nobody opens your keys: not the server, not a "
        "thief."
    ),
    "why_anew": phrase("Your old keys are gone. Make new ones, then let a member add you to the inboxes again."),
    "new_passphrase": phrase("A passphrase, new and for this alone"),
    "new_passphrase_hint": phrase("Six words in a row that do not belong together. Write it down nowhere."),
    "once_more": phrase("The passphrase once more"),
    "second_part": phrase("What else opens your keys?"),
    "second_part_hint": phrase(
        "A card is kept apart from phone and computer. A passkey stays on this device or on a stick."
    ),
    "a_card": phrase("A card that I print or copy by hand"),
    "a_passkey": phrase("A passkey"),
    "no_secret": phrase("This passkey can keep no secret for you. Take a card instead."),
    "go_on": phrase("Go on"),
    "too_short": phrase("This is too short: at least %(number)s signs."),
    "not_the_same": phrase("The two passphrases are not the same."),
    "your_card": phrase("Your card"),
    "card_why": phrase(
        "Print these rows or copy them by hand; photograph them never. They are shown this once. Keep the card apart"
        " from your phone and computer, where whoever searches there does not find it."
    ),
    "card_of": phrase("%(name)s, card %(number)s"),
    "print": phrase("Print"),
    "type_row": phrase("Type row %(row)s from your paper"),
    "type_row_hint": phrase("So that you know the card is right before you need it."),
    "row_wrong": phrase("This is not that row. Compare your paper with the screen."),
    "have_it": phrase("I have the card on paper"),
    "made_now_try": phrase("Your keys are made. Now open them once, so that you know it works."),
    "you_are": phrase("Your keys, %(name)s"),
    "your_fingerprint": phrase(
        "Your fingerprint. Read it to whoever lets you into an inbox, on a line that they know."
    ),
    "as_of": phrase("as of %(day)s"),
    "you": phrase("%(name)s (you)"),
    "devices": phrase("What opens your keys"),
    "devices_why": phrase(
        "Each card and each passkey opens your keys by itself, with its passphrase. Remove what you lost. Where"
        " somebody may know its passphrase too, begin anew instead."
    ),
    "this_one": phrase("this one"),
    "remove": phrase("Remove"),
    "add_device": phrase("Add a card or a passkey"),
    "add_device_why": phrase("It opens the same keys. It may have the same passphrase or another."),
    "inboxes": phrase("Inboxes"),
    "no_inboxes": phrase("Your organisation has no inbox yet. An administrator can set one up."),
    "compared": phrase("Compared just now: people who report are shown the same keys as you."),
    "not_compared": phrase("What people who report are shown could not be compared from here."),
    "kind_trafficking": phrase("Suspected trafficking"),
    "kind_child": phrase("A child is exploited"),
    "kind_violence": phrase("Violence or extortion"),
    "kind_audit": phrase("What was done with reports"),
    "no_recovery": phrase("It cannot begin yet: an administrator has to give the custodians' keys first."),
    "begin_why": phrase("Nobody has begun this inbox. You would be its first member, and let others in."),
    "begin": phrase("Begin this inbox"),
    "recovery_fingerprint": phrase("Fingerprint of the custodians' keys:"),
    "recovery_compared": phrase("I compared it with a custodian's sheet"),
    "epoch_until": phrase("Epoch %(number)s, good until %(day)s."),
    "over": phrase("Its last day is over: it takes no reports. Begin the next epoch."),
    "never_opened": phrase("It takes no reports yet: open the inbox once, then it does."),
    "ends_soon": phrase("Its last day is near. Begin the next epoch before."),
    "fingerprints": phrase("Fingerprints to compare or print"),
    "queue_fingerprint": phrase("Fingerprint of this inbox. It stays; it can stand on printed cards:"),
    "epoch_fingerprint": phrase("Fingerprint of its newest epoch. All members should read the same today:"),
    "ask_to_join": phrase("You are not in this inbox. Read your fingerprint to one of its members: %(names)s."),
    "nobody_left": phrase("Nobody is left who could let you in. Three custodians can."),
    "epoch_closed": phrase(
        "The key of an epoch does not open for you: whoever sealed it to you made a mistake, or wants to keep you out."
    ),
    "ask_again": phrase("Ask the other members for it again"),
    "grants_missing": phrase("Some members lack keys of older epochs, and cannot answer what came then."),
    "grant": phrase("Give them the older keys"),
    "members": phrase("Let members in or out, or renew"),
    "next_why": phrase(
        "Tick who reads from now on. Whoever you take out keeps what they could read, and gets nothing new. To renew,"
        " change nothing."
    ),
    "has_left": phrase(
        "%(name)s has left or lost their keys. Begin the next epoch now, so that nothing more is sealed to them."
    ),
    "they_read": phrase(
        "Let %(name)s read their whole fingerprint to you, on a line that you know. Type it as they read."
    ),
    "whole_fingerprint": phrase("All the digits that they read"),
    "older_too": phrase("New members may read what came before"),
    "next": phrase("Begin the next epoch"),
    "when_lost": phrase("If something was lost, or danger comes"),
    "grant_custodians": phrase("Give the custodians the older keys"),
    "custodians_lack": phrase("The custodians' new keys do not open older epochs yet."),
    "recovery_new": phrase(
        "The custodians have new keys, since epoch %(number)s. Compare this fingerprint with a custodian's new sheet."
        " If it is another, call the other members and the custodians at once."
    ),
    "recovery_announced": phrase(
        "New keys of the custodians are announced. They count once three of the old custodians have signed them. Their"
        " fingerprint:"
    ),
    "bereft": phrase(
        "Nobody can open an inbox of your organisation now. Nothing is lost: what was reported lies there, closed, and"
        " three custodians can open it again. Make new keys here first; what comes next stands below."
    ),
    "custodians": phrase("Recovery by custodians"),
    "custodians_why": phrase(
        "After a panic lock, or when no member can open an inbox, three of the five custodians can. It takes some days;"
        " there is time to do it calmly. Custodians sign new keys of custodians on the same way."
    ),
    "way_keys": phrase("Make new keys"),
    "way_keys_how": phrase(
        "Everybody who shall read from now on makes keys on this page, in their own browser. Who has keys that open"
        " needs no new ones."
    ),
    "way_save": phrase("Save the file for custodians"),
    "way_save_how": phrase(
        "One of you saves it, after all have made keys, and puts it on a memory stick. By itself it opens nothing."
    ),
    "way_call": phrase("Call the custodians"),
    "way_call_how": phrase(
        "Call three of them, on a line that you know, and agree on a day and a safe place. Each brings their own sheet."
        " Nobody reads words of a sheet on the phone."
    ),
    "way_meet": phrase("They meet, and you read your fingerprint to them"),
    "way_meet_how": phrase(
        "They use a machine without a network, with the file on the stick. They call each of you: read all digits of"
        " your fingerprint from this page. Whoever is not called is not let in."
    ),
    "way_hand_in": phrase("Hand their file in"),
    "way_hand_in_how": phrase(
        "They give back a file, %(file)s. One of those who are let in hands it in here, by this page."
    ),
    "way_compare": phrase("Open your keys, compare, open the inbox"),
    "way_compare_how": phrase(
        "All compare the fingerprint of the newest epoch with what the custodians saw. Then one of you opens the inbox:"
        " from that moment people can report again."
    ),
    "save_for_custodians": phrase("Save the file"),
    "their_file": phrase("The file that custodians made"),
    "hand_in": phrase("Hand it in"),
    "refused_no_file": phrase("Choose the file first."),
    "refused_not_their_file": phrase("This is not the file that custodians made. Nothing was changed."),
    "recovered": phrase("Handed in. Open your keys, and compare the fingerprints."),
    "leave": phrase("Leave all inboxes"),
    "leave_why": phrase("Your keys are deleted here. The others are told to begin the next epochs without you."),
    "leave_sure": phrase("Delete my keys"),
    "begin_anew": phrase("I lost my passphrase, or all that opens my keys"),
    "begin_anew_why": phrase(
        "You make new keys and are a new member. Your old keys are deleted, and a member has to let you in again after"
        " comparing your new fingerprint. If you are the only member, only custodians can."
    ),
    "begin_anew_sure": phrase("Delete the old keys and make new ones"),
    "panic": phrase("Panic lock"),
    "panic_why": phrase(
        "For a raid, or when somebody is forced. All members' keys of your organisation are deleted here at once, and"
        " no inbox takes anything more. Only three custodians can bring members back. What a browser shows already"
        " stays there: close it."
    ),
    "panic_sure": phrase("Lock everything now"),
    "panic_done": phrase("Everything is locked. Close this window and every other one. Tell your custodians."),
    "panic_then": phrase(
        "What was reported lies there, closed. When you are safe, open this page again: it tells step by step how three"
        " custodians bring members back."
    ),
    "refused_fingerprint": phrase(
        "These are not the digits of their fingerprint. Somebody else may stand on the list. Call again."
    ),
    "refused_has_keys": phrase("You have keys already. Load this page again."),
    "refused_nobody_else": phrase("Nobody else has this key. Only custodians can give it to you."),
    "refused_last_device": phrase("This is the last one. Add another first."),
    "refused_only_member": phrase("You are the only member of an inbox. Let somebody else in first."),
    "refused_too_many_devices": phrase("There are too many. Remove one first."),
    "refused_old_pins": phrase("Another window of yours was quicker. Load this page again."),
    "refused_chain": phrase("Somebody else began an epoch just now. Look at what is there, then try again."),
    "refused_not_current": phrase("This epoch would end in the past, or too late. Nothing was changed."),
    "refused_other_recovery": phrase("The custodians' keys are others now. Load this page again and compare."),
    "refused_not_a_member": phrase("Somebody on the list has left. Load this page again."),
}
"""What the page of keys says, beside that."""


def words_for(texts: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return texts in a language, each under its name."""
    said = words_of(lang)
    return {name: said.gettext(text) for name, text in texts.items()}


def as_data(told: Mapping[str, object]) -> Markup:
    """Return what a script is told as JSON that can stand in a page."""
    data = orjson.dumps(told).decode().replace("<", "\\u003c")
    return Markup(data)  # noqa: S704 - nothing in it can end the block that it stands in
