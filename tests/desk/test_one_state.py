"""An edition shows the facts of one moment, though somebody loads meanwhile."""

import pytest
from django.db import connection
from tests.desk.copies import TINY, TODAY

from romduol.desk.packs.actions import load_pack
from romduol.knowledge.claims import queries as claims
from romduol.knowledge.directory.queries import current_edition


@pytest.mark.django_db(transaction=True)
def test_every_fact_is_read_in_one_transaction(monkeypatch):
    load_pack(TINY, by="bopha", on=TODAY)
    levels = []

    def watched(read):
        def reading(about=None):
            assert connection.in_atomic_block
            levels.append(isolation())
            return read(about)

        return reading

    for name in ("all_subjects", "all_facts"):
        monkeypatch.setattr(claims, name, watched(getattr(claims, name)))
    assert current_edition(TODAY).lines
    assert levels == ["repeatable read"] * 2
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_an_edition_can_be_made_within_a_transaction():
    load_pack(TINY, by="bopha", on=TODAY)
    assert current_edition(TODAY).lines


def isolation() -> str:
    """Return the level of the transaction; SQLite knows one level only, which is stricter."""
    if connection.vendor != "postgresql":
        return "repeatable read"
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('transaction_isolation')")
        return str(cursor.fetchone()[0])
