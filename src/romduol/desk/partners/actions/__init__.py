"""Every write of this room: who was verified as which body, and what such a body says of itself."""

from romduol.desk.partners.actions.saying import (
    AlreadyWaits,
    NothingToSay,
    TakenBackWhole,
    add_service,
    confirm,
    say,
    version_of_record,
)
from romduol.desk.partners.actions.verifying import (
    OwnOrganization,
    Unproved,
    end_verification,
    still_speaks,
    verify,
)

__all__ = [
    "AlreadyWaits",
    "NothingToSay",
    "OwnOrganization",
    "TakenBackWhole",
    "Unproved",
    "add_service",
    "confirm",
    "end_verification",
    "say",
    "still_speaks",
    "verify",
    "version_of_record",
]
