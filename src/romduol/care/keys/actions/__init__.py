"""Every write of keys: made, locked for another device, kept, granted, left behind, and locked away at once."""

from romduol.care.keys.actions.epochs import NobodyElse, begin_epoch, grant_epochs, throw_away
from romduol.care.keys.actions.leaving import OnlyMember, leave
from romduol.care.keys.actions.locking import finish_locking, panic
from romduol.care.keys.actions.members import (
    HasKeys,
    LastDevice,
    OldPins,
    TooManyDevices,
    add_device,
    hand_out,
    keep_pins,
    make_keys,
    remove_device,
)
from romduol.care.keys.actions.owning import NotYours

__all__ = [
    "HasKeys",
    "LastDevice",
    "NobodyElse",
    "NotYours",
    "OldPins",
    "OnlyMember",
    "TooManyDevices",
    "add_device",
    "begin_epoch",
    "finish_locking",
    "grant_epochs",
    "hand_out",
    "keep_pins",
    "leave",
    "make_keys",
    "panic",
    "remove_device",
    "throw_away",
]
