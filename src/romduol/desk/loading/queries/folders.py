"""Where the files of imports lie: a folder each, which this server alone may read."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

STAGED = "staged.sqlite3"
PROGRESS = "progress.json"


def imports_folder() -> Path:
    """Return the folder of all imports."""
    return Path(settings.DATA) / "imports"


def folder_of(import_id: UUID) -> Path:
    """Return the folder of one import, there or not."""
    return imports_folder() / str(import_id)


def file_of(import_id: UUID) -> Path | None:
    """Return the file that was handed over, or None where it was deleted, or read in its own place."""
    return next((path for path in folder_of(import_id).glob("file*") if path.is_file()), None)


def staged_of(import_id: UUID) -> Path:
    """Return the database in which an import is staged, there or not."""
    return folder_of(import_id) / STAGED
