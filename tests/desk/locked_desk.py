"""Opens pages and sends forms of the desk while another connection holds SQLite's write lock; run by a test.

It has a data folder and a database file of its own, since a lock in memory is another lock, and prints as JSON
what each request got, how long it took, and what was written.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import time
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

PATIENCE = 0.2
"""Seconds for which this desk waits for the lock."""
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def main(folder: Path) -> dict[str, Any]:
    """Prepare the desk; lock; open and send; unlock; send again what was kept."""
    (folder / "data").mkdir()
    os.environ["ROMDUOL_DATA"] = str(folder / "data")
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "romduol.config.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.DATABASES["default"]["OPTIONS"]["timeout"] = PATIENCE
    settings.ALLOWED_HOSTS = ["testserver"]
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone
    from tests.desk import partner_world as world
    from tests.safety.cast import signed_in

    from romduol.desk.changes.models import Change
    from romduol.desk.changes.queries import version_of
    from romduol.desk.loading.models import Import
    from romduol.safety.accounts.models import SignIn

    call_command("migrate", verbosity=0)
    world.harbour()
    world.verified(now=timezone.now())
    chanda, bopha, stranger = Client(), Client(), Client(raise_request_exception=False)
    signed_in(chanda, "chanda")
    signed_in(bopha, "bopha")
    # Long enough ago that each request would write down that she is here.
    SignIn.objects.update(last_seen=timezone.now() - timedelta(minutes=5))
    Import.objects.create(
        id=uuid4(), source="list", file_name="list.csv", size=1, state="loading", asked_at=timezone.now(),
        alive_at=timezone.now(), supplier={"id": "list", "title": {}, "publisher": "", "kind": "", "grade": "B",
                                           "lineage": "list", "date": ""},
    )  # fmt: skip
    hours = f"/desk/en/own/{world.code_of()}/{world.code_of(world.OWN_LINE, 'line')}/hours"
    typed = {"act": str(uuid4()), "seen": version_of(world.OWN_LINE, "hours"), "value_en": '"Days" & nights'}
    told: dict[str, Any] = {}

    def ask(name: str, send: Any) -> Any:
        begun = time.monotonic()
        answer = send()
        page = answer.content.decode()
        told[name] = {"status": answer.status_code, "seconds": time.monotonic() - begun, "page": page}
        told[name]["again"] = answer.headers.get("Retry-After", "")
        return answer

    lock = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    ask("record", lambda: bopha.get(f"/desk/en/record/{world.code_of()}"))
    ask("own", lambda: chanda.get(f"/desk/en/own/{world.code_of()}"))
    kept = ask("form", lambda: chanda.post(hours, typed)).content.decode()
    ask("password", lambda: stranger.post("/desk/en/in", {"login": "chanda", "password": "a secret of hers"}))
    told["written"] = [Change.objects.count()]
    lock.execute("COMMIT")
    Import.objects.all().delete()
    lock.execute("BEGIN IMMEDIATE")
    ask("other", lambda: chanda.post(hours, typed))
    lock.execute("COMMIT")
    again = {name: unescape(value) for name, value in FIELD.findall(kept) if name != "csrfmiddlewaretoken"}
    told["kept"] = again == typed
    for name in ("after", "twice"):
        ask(name, lambda: chanda.post(hours, again))
        told["written"].append(Change.objects.count())
    return told


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
