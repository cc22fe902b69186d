"""The pages of this room."""

from romduol.desk.checking.views.checking import check, check_property, check_subject
from romduol.desk.checking.views.done import done, undone
from romduol.desk.checking.views.mine import mine
from romduol.desk.checking.views.sending import sending
from romduol.desk.checking.views.taking_off import off

__all__ = ["check", "check_property", "check_subject", "done", "mine", "off", "sending", "undone"]
