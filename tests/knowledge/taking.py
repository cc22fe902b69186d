"""Things that were taken back, and the notices that take their place, for tests."""

from datetime import date
from typing import Any

from romduol.knowledge.releases.records import Kind, Line, Withdrawn

ON = date(2026, 11, 20)
REASON = {"en": "It rings at a private home.", "km": "លេខនេះរោទ៍នៅផ្ទះឯកជន។"}
NUMBER, SHORT, SERVICE = "85599000101", "1280", "svc-lantern-talk"
NOTICES = {
    lang: {
        "line": f"<p>{lang}: do not call <!--w:number-->: <!--w:reason--></p>",
        "service": f"<p>{lang}: a service: <!--w:reason--></p>",
        "place": f"<p>{lang}: a place: <!--w:reason--></p>",
        "page": f'<!doctype html><main><!--w:old--><a href="/en/_">other</a><!--w:notice--><p>{lang}: ways</p></main>',
        "old": f"<p>{lang}: shown until <!--w:day--></p>",
    }
    for lang in ("km", "en")
}


def taken(kind: Kind = Kind.LINE, key: str = NUMBER, **more: Any) -> Withdrawn:
    """Return a line as taken back, or whatever `more` makes of it."""
    plain: dict[str, Any] = {"code": "labcdefghij", "on": ON, "reason": REASON}
    if kind is Kind.LINE and key == NUMBER:
        plain |= {"value": f"+{NUMBER}", "national": "099 000 101", "masked": "099 ... ..1"}
    elif kind is Kind.LINE:
        plain |= {"code": "lshort", "value": key, "national": key, "masked": key[0] + "." * (len(key) - 1)}
    elif kind is Kind.SERVICE:
        plain["code"] = "sabcdefghij"
    return Withdrawn(**{"kind": kind, "key": key, **plain, **more})


def line_taken(line: Line) -> Withdrawn:
    """Return a line of an edition as taken back."""
    return Withdrawn(Kind.LINE, line.key, line.entity.code, ON, REASON, line.value, line.national, line.masked)
