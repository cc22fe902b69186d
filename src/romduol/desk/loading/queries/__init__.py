"""Every read of this room."""

from romduol.desk.loading.queries.imports import (
    NoSuchImport,
    counts_by_code,
    import_of,
    imports,
    is_loading,
    set_aside,
    waiting_imports,
)
from romduol.desk.loading.queries.staged import findings, loaded_subjects, report_rows
from romduol.desk.loading.queries.suppliers import (
    NoSuchSupplier,
    lineages_of,
    supplier,
    suppliers,
)

__all__ = [
    "NoSuchImport",
    "NoSuchSupplier",
    "counts_by_code",
    "findings",
    "import_of",
    "imports",
    "is_loading",
    "lineages_of",
    "loaded_subjects",
    "report_rows",
    "set_aside",
    "supplier",
    "suppliers",
    "waiting_imports",
]
