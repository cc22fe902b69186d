"""What each process of `romduol serve` runs: the application, and beside it, where reports come in, the collector.

In each process, because they are forked: a thread of the one that forks would leave its locks held in them. Of several
collectors one finds something to do.
"""

from __future__ import annotations

from romduol.config.wsgi import application

__all__ = ["application"]

from django.conf import settings

from romduol.config.facing import INTAKE
from romduol.config.hooks import start_collecting

if INTAKE in settings.FACES:
    start_collecting()
