"""The words of this room for codes; English is the key of the catalogue."""

from collections.abc import Mapping

from romduol.desk.imports.codes import ERRORS, NOTES, TO_DO, WARNINGS
from romduol.desk.loading.records import Failure, Stage, State
from romduol.desk.loading.views.arriving import Fault
from romduol.ui.words import phrase

STATES: Mapping[State, str] = {
    State.TRYING: phrase("being read"),
    State.TRIED: phrase("read; nothing of it counts yet"),
    State.WAITING: phrase("waits for a second yes"),
    State.LOADING: phrase("being loaded"),
    State.LOADED: phrase("loaded"),
    State.UNDONE: phrase("loaded, and undone"),
    State.REFUSED: phrase("cannot be read"),
    State.FAILED: phrase("stopped"),
    State.DECLINED: phrase("declined: nothing of it ever counted"),
    State.DROPPED: phrase("left: nothing of it ever counted"),
}
GRAVE = frozenset({State.REFUSED, State.FAILED})
STAGES: Mapping[str, str] = {
    Stage.READING: phrase("The file is being read."),
    Stage.COMPARING: phrase("What it says is held against what we know."),
    Stage.LOADING: phrase("It is being loaded: all of it, or nothing."),
}
FAILURES: Mapping[str, str] = {
    Failure.STOPPED: phrase("It stopped before its end. Nothing of it counts. Hand the file in again."),
    Failure.BROKE: phrase(
        "It broke off, and we do not know why. Nothing of it counts. Whoever keeps the server runs `romduol doctor`."
    ),
    Failure.DISK_FULL: phrase(
        "The disk is full. Nothing of it counts. Whoever keeps the server runs `romduol gc` or makes room."
    ),
    Failure.FILE_GONE: phrase("The file is not kept any more. Hand it in again."),
    Failure.NO_PACK: phrase(
        "No country pack is loaded. Whoever keeps the server runs `romduol load` with the folder of the pack."
    ),
    Failure.NO_SCHEMAS: phrase(
        "The official schemas are not on this server, and such a file is not read without them. Whoever keeps the "
        "server fetches them; the how-to page about checking a feed says how."
    ),
    Failure.MOVED: phrase(
        "What we know changed since this was read, and with it what a load would do. Nothing was loaded. Hand the file "
        "in again and look at the new report."
    ),
    Failure.LETS_GO: phrase("Most of what this source says now would end, and nobody agreed to that."),
    Failure.SOURCE_TAKEN: phrase(
        "A source of the country pack or of the desk has the same name. Describe the source anew, with another title."
    ),
}
FAULTS: Mapping[Fault, str] = {
    Fault.NONE: phrase("Choose a file."),
    Fault.EMPTY: phrase("This file is empty. Choose another one."),
    Fault.TWO: phrase("Choose one file. Several files are handed in one after the other, or as one zip file."),
    Fault.TOO_LARGE: phrase(
        "This file is too large for this page. Hand in a part of it, or ask whoever keeps the server."
    ),
    Fault.BROKEN: phrase("The file did not arrive whole. Send it again, if you can over a better line."),
    Fault.NO_ROOM: phrase("The server has no room for this file. Whoever keeps it has to make room first."),
}
SPEAKS: Mapping[str, tuple[str, str]] = {
    "itself": (
        phrase("The organisation about itself"),
        phrase("A hospital hands in the list of its own clinics. About itself it is believed most."),
    ),
    "official": (
        phrase("A ministry, the United Nations, or a well-known directory"),
        phrase("The list of health centres of a ministry. It is believed much, also about others."),
    ),
    "directory": (
        phrase("Another list, a reference, or the press"),
        phrase("A list that a network of organisations keeps of its members."),
    ),
    "unsigned": (
        phrase("Nobody knows who made it"),
        phrase("A spreadsheet that goes around. It is believed least; no number of it alone gets a call button."),
    ),
}
FORMATS: Mapping[str, str] = {
    "auto": phrase("find out from the file"),
    "csv": phrase("a table: CSV"),
    "xlsx": phrase("a spreadsheet: XLSX"),
    "hsds-json": phrase("Open Referral HSDS, JSON"),
    "hsds-tables": phrase("Open Referral HSDS, tables in a zip file"),
    "hsds2-json": phrase("older HSDS, JSON"),
    "hsds2-tables": phrase("older HSDS, tables in a zip file"),
    "orservices": phrase("ORServices, tables in a zip file"),
    "oruk": phrase("Open Referral UK"),
}
KINDS: Mapping[str, str] = {
    "organization": phrase("Organisations"),
    "service": phrase("Services"),
    "line": phrase("Numbers of which hours, cost or the like are told"),
}
FINDINGS: Mapping[str, str] = {**ERRORS, **WARNINGS, **NOTES}
"""Code of a finding -> what it is, in a few words."""
FOR_SAFETY = frozenset({"personal_name", "address_left_out", "address_in_text", "number_in_text", "metadata"})
"""Codes of what is left out because it could lead somebody to a person."""
NOTHING_TO_DO = "Nothing"
"""How the texts begin that only say that nothing has to be done."""


def to_do(code: str) -> str:
    """Return what to do about a finding, as a key of the catalogue."""
    return TO_DO.get(code, "")
