"""Who may open the addresses of checking: each is asked in an empty country, where records are not there."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("my-checks", Permission.CHECK),
    Row("check-sending", Permission.CHECK),
    Row("check-done", Permission.CHECK, {"act": ABSENT}, opens=404),
    Row("check-undo", Permission.CHECK, {"act": ABSENT}, method="POST", opens=404),
    Row("check", Permission.CHECK, {"subject": "nobody"}, opens=404),
    Row("check", Permission.CHECK, {"subject": "nobody", "property": "phone"}, opens=404),
    Row("check", Permission.CHECK, {"subject": "nobody", "property": "phone", "code": "0"}, opens=404),
    Row("check-off", Permission.WITHDRAW, {"subject": "nobody", "property": "phone", "code": "0"}, opens=404),
]
