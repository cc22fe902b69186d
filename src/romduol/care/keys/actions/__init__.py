"""Every write of keys: made, locked for another device, kept, granted, left behind, and locked away at once."""

from romduol.care.keys.actions.keeping import (
    HasKeys,
    LastDevice,
    NobodyElse,
    NotYours,
    OldPins,
    OnlyMember,
    TooManyDevices,
    add_device,
    begin_epoch,
    grant_epochs,
    hand_out,
    keep_pins,
    leave,
    make_keys,
    remove_device,
    throw_away,
)
from romduol.care.keys.actions.locking import finish_locking, panic

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
