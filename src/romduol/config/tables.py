"""Creates the database tables and tells whether they are up to date."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def create_or_update_tables() -> int:
    """Create the data folder and the tables, or bring them up to date; return 0."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    return 0


def missing_migrations() -> list[str]:
    """Return the names of the migrations that this database has not seen; raises OperationalError."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
