"""What a file says, on the disk, until it is loaded or given up: memory stays flat however long the file is."""

from romduol.desk.loading.actions.staging.filling import Published, Staging
from romduol.desk.loading.actions.staging.listing import listings, not_running, ready_records
from romduol.desk.loading.actions.staging.settling import settle
from romduol.desk.loading.actions.staging.telling import asides, counts, digest, elsewhere, subjects, wanted

__all__ = [
    "Published",
    "Staging",
    "asides",
    "counts",
    "digest",
    "elsewhere",
    "listings",
    "not_running",
    "ready_records",
    "settle",
    "subjects",
    "wanted",
]
