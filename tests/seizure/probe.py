"""Plants a value and a key that a seizure must find, so that one which looks at nothing proves nothing."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from uuid import UUID

from django.db import connection

from romduol.safety.crypto.boxes import new_secret, seal_box
from romduol.safety.crypto.contexts import Context, SealedKind
from tests.seizure.keys import Opener, box_opener

TABLE = "seizure_probe"


class Probe:
    """One word in a table, in the log, in a file and in one that is removed; and the key of a box in the table."""

    def __init__(self, word: str) -> None:
        self.word = word
        secret = new_secret()
        self.opener: Opener = box_opener(seal_box(b"", secret, Context(SealedKind.REPORTER_KEYS, UUID(int=1))))
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists {TABLE}")
            cursor.execute(f"create table {TABLE} (word text, secret text)")
            cursor.execute(f"insert into {TABLE} values (%s, %s)", [word, secret.hex()])

    def leave(self, folder: Path) -> None:
        """Leave the word where a scenario could."""
        logging.getLogger("django.request").error("a seizure begins: %s", self.word)
        (folder / "probe").write_text(self.word)
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(self.word)

    def lift(self) -> None:
        """Take the table away again."""
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists {TABLE}")


def expected(vendor: str, on_disk: bool) -> set[str]:
    """Return the beginnings of the names of places where the word must be found."""
    names = {"logs/log", "removed: ", "cache/probe"}
    if vendor == "sqlite":
        return names | {f"rows of {TABLE}", "data/romduol.sqlite3"}
    names |= {f"rows of public.{TABLE}"}
    return names | {"write-ahead log", f"file of {TABLE}"} if on_disk else names
