"""Every write of this room: suppliers, tries, the second yes, loads and what undoes them."""

from romduol.desk.loading.actions.beginning import begin_import
from romduol.desk.loading.actions.deciding import ask_to_load, decline, drop_import, load_as_operator, say_yes
from romduol.desk.loading.actions.loading import load
from romduol.desk.loading.actions.problems import NotAllowed, NotNow, SeenOther, SupplierWrong, UnderWay
from romduol.desk.loading.actions.suppliers import keep_supplier, remember_reading
from romduol.desk.loading.actions.tidying import tidy_imports
from romduol.desk.loading.actions.trying import try_import
from romduol.desk.loading.actions.undoing import ask_to_undo, leave_undo, undo_import

__all__ = [
    "NotAllowed",
    "NotNow",
    "SeenOther",
    "SupplierWrong",
    "UnderWay",
    "ask_to_load",
    "ask_to_undo",
    "begin_import",
    "decline",
    "drop_import",
    "keep_supplier",
    "leave_undo",
    "load",
    "load_as_operator",
    "remember_reading",
    "say_yes",
    "tidy_imports",
    "try_import",
    "undo_import",
]
