"""Who may open the addresses of taking in: each is asked where nobody handed anything in yet."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

KEY = {"key": ABSENT}
SOURCE = {"source": "in-nobody"}
ROWS = [
    Row("imports", Permission.IMPORT),
    Row("imports", Permission.IMPORT, method="POST", opens=405),
    Row("import-new", Permission.IMPORT),
    Row("import-supplier", Permission.IMPORT),
    Row("import-supplier", Permission.IMPORT, method="POST", opens=422),
    Row("import-supplier-again", Permission.IMPORT, SOURCE, opens=404),
    Row("import-supplier-again", Permission.IMPORT, SOURCE, method="POST", opens=404),
    Row("import-hand-in", Permission.IMPORT, SOURCE, opens=404),
    Row("import-hand-in", Permission.IMPORT, SOURCE, method="POST", opens=404),
    Row("import-columns", Permission.IMPORT, KEY, opens=404),
    Row("import-columns", Permission.IMPORT, KEY, method="POST", opens=404),
    Row("import-words", Permission.IMPORT, KEY, opens=404),
    Row("import-words", Permission.IMPORT, KEY, method="POST", opens=404),
    Row("import-template", Permission.IMPORT, {"ending": "csv"}),
    Row("import-template", Permission.IMPORT, {"ending": "exe"}, opens=404),
    Row("import", Permission.IMPORT, KEY, opens=404),
    Row("import-columns-again", Permission.IMPORT, KEY, method="POST", opens=404),
    Row("import-load", Permission.IMPORT, KEY, opens=405),
    Row("import-load", Permission.IMPORT, KEY, method="POST", opens=404),
    Row("import-leave", Permission.IMPORT, KEY, method="POST", opens=404),
    Row("import-yes", Permission.APPROVE, KEY, method="POST", opens=404),
    Row("import-no", Permission.IMPORT, KEY, method="POST", opens=404),
    Row("import-undo", Permission.IMPORT, KEY, opens=404),
    Row("import-undo", Permission.IMPORT, KEY, method="POST", opens=404),
    Row("import-problems", Permission.IMPORT, KEY, opens=404),
    Row("import-problems-csv", Permission.IMPORT, KEY, opens=404),
]
