"""Pure decisions of this room: days of a check, questions of a call, reasons for taking a number off."""
