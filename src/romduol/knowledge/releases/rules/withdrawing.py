"""Takes back what was withdrawn from pages and documents that are published already, as they are served."""

import re
from base64 import b32decode
from binascii import Error as NotBase32
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import orjson

from romduol.knowledge.releases.records import Kind, Withdrawn
from romduol.knowledge.releases.rules.masking import leads_to, lines_among, masked_text

Notices = Mapping[str, Mapping[str, str]]
"""Language -> kind of notice (`line`, `service`, `place`, `page`, `old`) -> HTML with places to fill in."""

NOTICES = "_/notices.json"
"""The private path under which a release keeps its notices."""
HTML = "text/html"
JSON_LINES = ("application/ndjson", "application/x-ndjson", "application/jsonl")
OLD = b"<!--w:old-->"
HERE = "/_"
"""Ends the links of a whole notice that lead to the same page in another language."""
BARE_PAGE = '<!doctype html><meta charset="utf-8"><title>Romduol</title><!--w:notice-->'

_MARK = re.compile(r"<!--(/?)w:([a-z]+:[\w-]+)-->")
_FILL = re.compile(r"<!--w:(reason|number|notice|day)-->")
_TAG = re.compile(r"<(!--|[a-zA-Z/!?])")
_UNREAD = re.compile(r"<(style|script)\b", re.IGNORECASE)
_LINK = re.compile(r"""\shref\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def without(
    body: bytes,
    media_type: str,
    path: str,
    items: Sequence[Withdrawn],
    drawn: frozenset[str],
    notices: Notices,
) -> bytes:
    """Return a page or document as readers may see it; the very same object where nothing is to change.

    `drawn` are the ids of the items whose withdrawal the page shows already: only their digits are still masked.
    What is neither HTML nor JSON, or cannot be read, comes back as it is.
    """
    if not items:
        return body
    kind = media_type.partition(";")[0].strip().lower()
    try:
        if kind == HTML:
            return _page(body, path, items, drawn, notices)
        if kind in JSON_LINES:
            return _json_lines(body, items, drawn)
        if kind == "application/json" or kind.endswith("+json"):
            return _document(body, items, drawn)
    except (UnicodeDecodeError, orjson.JSONDecodeError, RecursionError):
        return body
    return body


def expired(body: bytes, path: str, notices: Notices, day_text: str) -> bytes:
    """Return a page with the banner that says until which day this copy was made to be shown."""
    if OLD not in body:
        return body
    banner = _filled(_notices_of(path, notices)[1].get("old", ""), day=escape(day_text))
    return body.replace(OLD, banner.encode(), 1)


def _notices_of(path: str, notices: Notices) -> tuple[str, Mapping[str, str]]:
    """Return the language of a page and its notices; the bare address is in the first language."""
    lang = path.partition("/")[0]
    if lang not in notices:
        lang = next(iter(notices), "")
    return lang, notices.get(lang, {})


def _filled(text: str, **parts: str) -> str:
    # In one go, so that nothing that is filled in can ask for more.
    return _FILL.sub(lambda found: parts.get(found[1], ""), text)


def _page(body: bytes, path: str, items: Sequence[Withdrawn], drawn: frozenset[str], notices: Notices) -> bytes:
    lang, own = _notices_of(path, notices)
    fresh = [item for item in items if item.id not in drawn]
    gone = _item_of(path, fresh)
    marked = b"<!--w:" in body
    lines = lines_among(items, body)
    if gone is None and not lines and not (marked and any(mark in body for item in fresh for mark in _marks(item))):
        return body
    plain = body.decode()
    html = plain
    if gone is not None:
        html = _whole_notice(gone, path, lang, own)
        lines = lines_among(items, html.encode())
    elif marked:
        html = _cut(html, {name: _notice(item, lang, own) for item in fresh for name in _names(item)})
        # A reason that names the number itself came in just now.
        lines = lines_among(items, html.encode()) if html != plain else lines
    if lines:
        html = _masked(html, lines)
    return body if html == plain else html.encode()


def _item_of(path: str, items: Sequence[Withdrawn]) -> Withdrawn | None:
    """Return the item whose own page, or a sheet of it, stands under a path."""
    code, _, sheet = path.rpartition("/")[2].partition("-")
    if not code or path.count("/") != 1 or (sheet and not sheet.isdecimal()):
        return None
    return next((item for item in items if item.code == code), None)


def _names(item: Withdrawn) -> tuple[str, ...]:
    """Return what marks call an item; one whose digits are masked anyway is named by the code of its page."""
    return (item.id, f"{item.kind}:{item.code}") if item.code else (item.id,)


def _marks(item: Withdrawn) -> Iterator[bytes]:
    return (f"<!--w:{name}-->".encode() for name in _names(item))


def _whole_notice(item: Withdrawn, path: str, lang: str, own: Mapping[str, str]) -> str:
    page = own.get("page") or BARE_PAGE
    here = path.rpartition("/")[2]
    return _filled(page.replace(f'{HERE}"', f'/{escape(here)}"'), notice=_notice(item, lang, own))


def _notice(item: Withdrawn, lang: str, own: Mapping[str, str]) -> str:
    return _filled(own.get(item.kind, ""), reason=_reason(item.reason, lang), number=escape(item.masked))


def _reason(reason: Mapping[str, str], lang: str) -> str:
    said = next((one for one in (lang, "en", *reason) if one in reason), "")
    words = escape(reason.get(said, ""))
    return words if said == lang else f'<span lang="{escape(said)}">{words}</span>'


def _cut(html: str, notices: Mapping[str, str]) -> str:
    """Put a notice in place of each piece between the marks of an item; a mark without its other half cuts nothing."""
    marks = list(_MARK.finditer(html))
    ends = _pairs(marks)
    parts, here = [], 0
    for number, mark in enumerate(marks):
        if mark.start() >= here and number in ends and mark[2] in notices:
            parts += [html[here : mark.start()], notices[mark[2]]]
            here = marks[ends[number]].end()
    return "".join([*parts, html[here:]]) if parts else html


def _pairs(marks: Sequence[re.Match[str]]) -> dict[int, int]:
    """Return which mark closes which; of marks within one another, the inner ones pair first."""
    pairs: dict[int, int] = {}
    open_marks: dict[str, list[int]] = {}
    for number, mark in enumerate(marks):
        waiting = open_marks.setdefault(mark[2], [])
        if not mark[1]:
            waiting.append(number)
        elif waiting:
            pairs[waiting.pop()] = number
    return pairs


def _masked(html: str, lines: Sequence[Withdrawn]) -> str:
    """Mask the numbers of these lines in what is read, take them out of links, and drop the marks that name them."""
    names = {name for line in lines for name in _names(line)}
    parts = []
    for is_text, piece in _pieces(html):
        if is_text:
            parts.append(_masked_words(piece, lines))
        elif piece.startswith("<!--"):
            mark = _MARK.fullmatch(piece)
            parts.append("" if mark and mark[2] in names else piece)
        else:
            parts.append(_LINK.sub(lambda link: "" if leads_to(link[1].strip("\"'"), lines) else link[0], piece))
    return "".join(parts)


def _masked_words(text: str, lines: Sequence[Withdrawn]) -> str:
    return text if text.isspace() else masked_text(text, lines)


def _pieces(html: str) -> Iterator[tuple[bool, str]]:
    """Yield a page in pieces: text that is read (True), and tags, comments, styles and scripts (False).

    One walk from start to end: whatever is left open lasts to the end of the page, as in a browser.
    """
    here = 0
    while found := _TAG.search(html, here):
        if found.start() > here:
            yield True, html[here : found.start()]
        here = _end_of(html, found)
        yield False, html[found.start() : here]
    if here < len(html):
        yield True, html[here:]


def _end_of(html: str, tag: re.Match[str]) -> int:
    start = tag.start()
    if tag[1] == "!--":
        return _after(html, "-->", tag.end())
    unread = _UNREAD.match(html, start)
    if not unread:
        return _after(html, ">", start)
    closing = re.compile(rf"</{unread[1]}", re.IGNORECASE).search(html, start)
    # The closing tag itself is the next piece.
    return closing.start() if closing else len(html)


def _after(html: str, end: str, start: int) -> int:
    found = html.find(end, start)
    return len(html) if found < 0 else found + len(end)


class _Gone:
    """Stands for a record that is no longer served."""


_GONE = _Gone()


class _Reduction:
    """What is taken out of a document: the numbers of lines and what speaks of one line, the records of services."""

    def __init__(self, lines: Sequence[Withdrawn], services: Sequence[Withdrawn]) -> None:
        self.lines = lines
        self.ids = frozenset(service.key for service in services)
        self.uuids = _uuids_begin(services)
        self.line_uuids = _uuids_begin(lines)

    def of(self, value: Any) -> Any:
        """Return a value without what was taken back; the same object where nothing is to change."""
        if isinstance(value, str):
            return value if not self.lines or _UUID.fullmatch(value) else masked_text(value, self.lines)
        if isinstance(value, list):
            kept = [part for part in map(self.of, value) if part is not _GONE]
            same = len(kept) == len(value) and all(new is old for new, old in zip(kept, value, strict=True))
            return value if same else kept
        if isinstance(value, dict):
            return _GONE if self._is_gone(value) else self._object(value)
        return value

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        parts = {name: self.of(part) for name, part in value.items()}
        if all(parts[name] is part for name, part in value.items()):
            return value
        return {name: None if part is _GONE else part for name, part in parts.items()}

    def _is_gone(self, value: dict[str, Any]) -> bool:
        line = value.get("line_id")
        if self.line_uuids and isinstance(line, str) and line.lower().startswith(self.line_uuids):
            return True
        return any(self._names_a_service(value.get(name)) for name in ("id", "subject"))

    def _names_a_service(self, name: Any) -> bool:
        if not isinstance(name, str):
            return False
        return name in self.ids or (name.lower().startswith(self.uuids) and bool(_UUID.fullmatch(name)))


def _uuids_begin(items: Sequence[Withdrawn]) -> tuple[str, ...]:
    return tuple(filter(None, (_uuid_begins(item.code) for item in items)))


def _uuid_begins(code: str) -> str:
    """Return how the UUID begins of which a page code is made, or nothing where the code is none."""
    try:
        known = b32decode(code[1:11].upper() + "======").hex()
    except (NotBase32, ValueError):
        return ""
    return f"{known[:8]}-{known[8:12]}" if len(known) == 12 else ""


def _reduction(body: bytes, items: Sequence[Withdrawn], drawn: frozenset[str]) -> _Reduction | None:
    """Return what is to be taken out of a document, or None where it cannot hold any of it."""
    services = [item for item in items if item.kind is Kind.SERVICE and item.id not in drawn]
    named = [item for item in services if item.key.encode() in body or _holds_uuid(body, item)]
    lines = lines_among(items, body)
    return _Reduction(lines, named) if lines or named else None


def _holds_uuid(body: bytes, item: Withdrawn) -> bool:
    begins = _uuid_begins(item.code)
    return bool(begins) and (begins.encode() in body or begins.upper().encode() in body)


def _document(body: bytes, items: Sequence[Withdrawn], drawn: frozenset[str]) -> bytes:
    reduction = _reduction(body, items, drawn)
    if reduction is None:
        return body
    known = orjson.loads(body)
    kept = reduction.of(known)
    if kept is known:
        return body
    return orjson.dumps({} if kept is _GONE else kept)


def _json_lines(body: bytes, items: Sequence[Withdrawn], drawn: frozenset[str]) -> bytes:
    reduction = _reduction(body, items, drawn)
    if reduction is None:
        return body
    kept = b"".join(_json_line(line, reduction) for line in body.splitlines(keepends=True))
    return body if kept == body else kept


def _json_line(line: bytes, reduction: _Reduction) -> bytes:
    try:
        known = orjson.loads(line)
    except orjson.JSONDecodeError:
        return line
    kept = reduction.of(known)
    if kept is known:
        return line
    return b"" if kept is _GONE else orjson.dumps(kept) + line[len(line.rstrip()) :]
