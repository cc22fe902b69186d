"""Somebody hands a list in at the desk of the tiny country, and a process of its own is let run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.safety.cast import signed_in

from romduol.desk.loading import actions, queries
from romduol.desk.loading.records import State

ROOT = "/desk/en/imports"
SOURCE = "in-health-centres"
TABLE = """organization,phones,category,note
Reed Clinic,099 000 171,,Sok
Lotus Room,099 000 172,,
,099 000 173,,
"""
"""Two organisations, and a row of nobody."""
DESCRIBED = {
    "title": "Health centres",
    "publisher": "Department of Examples",
    "speaks": "official",
    "language": "en",
    "lineage": "",
    "licence": "CC BY",
}
ABOUT_FILE = {"dated": "undated", "extent": "whole", "format": "auto"}


def publisher() -> Client:
    """Return the browser of Dara."""
    found = Client()
    signed_in(found, "dara")
    return found


def file(content: str = TABLE, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def hand_in(client: Client, content: str = TABLE, **more: Any) -> Any:
    sent = {"act": str(uuid4()), **ABOUT_FILE, "file": file(content), **more}
    return client.post(f"{ROOT}/from/{SOURCE}", sent)


def say_columns(client: Client, page: str) -> Any:
    """Agree with what was guessed of each column."""
    chosen = re.findall(r'name="(c\d+)".*?</select>', client.get(page).content.decode(), re.DOTALL)
    html = client.get(page).content.decode()
    selects = re.findall(r'<select id="f-(c\d+)".*?</select>', html, re.DOTALL)
    assert chosen == selects
    sent = {}
    for block in re.findall(r'<select id="f-c\d+".*?</select>', html, re.DOTALL):
        name = re.search(r'name="(c\d+)"', block)[1]  # type: ignore[index]
        picked = re.search(r'<option value="(\w*)" selected>', block)
        sent[name] = picked[1] if picked else ""
    return client.post(page, sent)


def tried(client: Client, content: str = TABLE, **more: Any) -> UUID:
    """Hand a list in and let it be tried, as a process of its own does; returns its id."""
    answer = hand_in(client, content, **more)
    if "/columns/" in answer["Location"]:
        answer = say_columns(client, answer["Location"])
    key = UUID(answer["Location"].rpartition("/")[2])
    actions.try_import(key, clock=timezone.now)
    return key


def state(key: UUID) -> State:
    return queries.import_of(key, timezone.now()).state


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def staged(key: UUID) -> str:
    return queries.import_of(key, timezone.now()).staged


def left(data: Path) -> list[str]:
    """Return the folders of files that are on their way in."""
    return sorted(found.name for found in (data / "imports").glob("*"))
