"""The program as `granian` serves it, with an eye on the files of its process."""

from __future__ import annotations

import os
from pathlib import Path

from tests.care.watched import LOST, OPENED, Kept, looking, note_databases

if folder := os.environ.get(LOST):
    _watch = looking(Kept(Path(folder)))
    _watch.__enter__()

if file := os.environ.get(OPENED):
    note_databases(Path(file))

from romduol.config.wsgi import application

__all__ = ("application",)
