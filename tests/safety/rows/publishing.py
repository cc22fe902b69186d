"""Who may open the addresses of publishing: each is asked in an empty country, where records are not there."""

from __future__ import annotations

from tests.safety.walking import ABSENT, Row

from romduol.safety.access.records import Permission

ROWS = [
    Row("publishing", Permission.PUBLISH),
    Row("publish", Permission.PUBLISH, method="POST", opens=409),
    Row("publish", Permission.PUBLISH, opens=405),
    Row("start-preview", Permission.PUBLISH, opens=405),
    Row("approvals", Permission.SEE),
    Row("setup", Permission.SET_UP, method="POST", opens=422),
    Row("releases-kept", Permission.PUBLISH),
    Row("back-to", Permission.PUBLISH, {"serial": 1}, opens=404),
    Row("preview", Permission.PUBLISH),
    Row("preview-of", Permission.PUBLISH, {"page": "nothing"}, opens=404),
    Row("preview-both", Permission.PUBLISH, {"page": "nothing"}, opens=404),
    Row("preview-page", Permission.PUBLISH, {"page": "nothing"}, opens=404),
    Row("preview-before", Permission.PUBLISH, {"page": "nothing"}, opens=404),
    Row("approve", Permission.APPROVE, {"key": ABSENT}, method="POST", opens=404),
    Row("decline", Permission.SEE, {"key": ABSENT}, method="POST", opens=404),
    Row("setup", Permission.SET_UP),
    Row("give-out", Permission.SEE),
    Row("give-published", Permission.SEE, method="POST", opens=409),
    Row("give-published", Permission.SEE, opens=405),
    Row("give-source", Permission.RESOLVE, method="POST", opens=422),
    Row("give-source", Permission.RESOLVE, opens=405),
]
