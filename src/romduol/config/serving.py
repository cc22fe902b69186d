"""What each process of `romduol serve` runs: the application, and beside it what is done each minute.

In each process, because they are forked: a thread of the one that forks would leave its locks held in them. Of several
collectors one finds something to do.
"""

from __future__ import annotations

from romduol.config.wsgi import application

__all__ = ["application"]

from romduol.config.hooks import start_collecting

start_collecting()
