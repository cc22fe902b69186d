"""Creates the database tables and tells whether they are up to date."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from romduol.config.databases import DEFAULT, NONE, OF_INTAKE
from romduol.config.routing import alias_of


def create_or_update_tables() -> int:
    """Create the data folder and the tables, or bring them up to date; return 0."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    if OF_INTAKE not in settings.DATABASES:
        call_command("migrate", verbosity=0, interactive=False)
        return 0
    for alias in aliases():
        executor = MigrationExecutor(connections[alias])
        executor.loader.check_consistent_history(connections[alias])
        wanted = _wanted(executor, alias)
        if executor.migration_plan(wanted):
            executor.migrate(wanted)
    return 0


def aliases() -> list[str]:
    """Return the names of the databases that this process has."""
    return [name for name, found in settings.DATABASES.items() if found["ENGINE"] != NONE["ENGINE"]]


def has_desk() -> bool:
    """Tell whether this machine has the database of the desk."""
    return DEFAULT in aliases()


def missing_migrations() -> list[str]:
    """Return the names of the migrations that a database has not seen; raises OperationalError."""
    missing: list[str] = []
    for alias in aliases():
        executor = MigrationExecutor(connections[alias])
        plan = executor.migration_plan(_wanted(executor, alias))
        missing += [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    return missing


def unseen_by(alias: str, apps: Collection[str]) -> list[str]:
    """Return the names of these apps' migrations that a database has not seen, wherever their tables belong."""
    executor = MigrationExecutor(connections[alias])
    leaves = [node for node in executor.loader.graph.leaf_nodes() if node[0] in apps]
    return [f"{migration.app_label}.{migration.name}" for migration, _ in executor.migration_plan(leaves)]


def _wanted(executor: MigrationExecutor, alias: str) -> list[tuple[str, str]]:
    """Return the last migrations of the apps that lie in a database; no other leaves a trace there."""
    leaves = executor.loader.graph.leaf_nodes()
    return [(label, name) for label, name in leaves if alias_of(label) == alias]
