"""Who may open the addresses of looking: each is asked in an empty country, where records are not there."""

from __future__ import annotations

from tests.safety.walking import Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("looking", Permission.SEE),
    Row("looking-sheet", Permission.SEE),
    Row("looking-csv", Permission.SEE),
]
