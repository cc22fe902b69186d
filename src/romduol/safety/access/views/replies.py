"""Answers a script: small JSON that no cache keeps."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse


def answer(body: Any, status: int = 200) -> HttpResponse:
    """Return JSON that is kept nowhere."""
    return HttpResponse(
        orjson.dumps(body), status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )
