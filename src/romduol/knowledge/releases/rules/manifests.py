"""Manifests, listings and the list of what was taken back, as bytes and back: every field is looked at."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import orjson

from romduol.knowledge.releases.records import (
    Entry,
    Keyring,
    Kind,
    Manifest,
    SignedFile,
    SigningKey,
    Withdrawn,
    WithdrawnList,
)
from romduol.knowledge.releases.rules.naming import is_blob_name, listing_of, listing_width
from romduol.safety.crypto.signatures import is_public, key_id

FORMAT = 2
MOST_SERIAL = 10**12
"""Above any serial: the names of manifests have so many digits at most."""
ROLLED_BACK = "rolled back from "
"""How the facts of a release begin that somebody went back to: the next publish sees that they are not today's."""
LIFE = timedelta(days=30)
"""For how long a release may be shown before it has to be made again."""
MANIFEST, KEYS, TAKEN_BACK, SEALING_PAGE = "manifest 2", "keyring 1", "withdrawn 1", "sealing page 1"
"""What a signature is for."""
Found = TypeVar("Found")


class NotWhole(ValueError):
    """A document that is cut off, of another format, or holds what cannot be."""


def is_due(current: Manifest | None, facts: str, today: date) -> bool:
    """Tell whether a new release is needed: there is none, the facts changed, or it shows another day.

    Each day gets its own, so that no rule that lets a value lapse has to be foreseen here.
    """
    return current is None or current.facts != facts or current.edition_of != today


def is_rolled_back(current: Manifest | None) -> bool:
    """Tell whether somebody went back to this release by hand."""
    return current is not None and current.facts.startswith(ROLLED_BACK)


def manifest_payload(manifest: Manifest) -> bytes:
    """Return the canonical line that is signed: sorted keys, so that equal manifests are equal bytes."""
    return _canonical({"format": FORMAT, **_fields(manifest)})


def manifest_from(payload: bytes) -> Manifest:
    """Read a manifest back; raises `NotWhole`."""
    return _read(payload, FORMAT, _manifest)


def _manifest(found: dict[str, Any]) -> Manifest:
    widths = {len(digits) for digits in found["listings"]}
    if len(widths) != 1 or not all(map(is_blob_name, found["listings"].values())):
        raise ValueError("its listings do not fit together")
    made = Manifest(
        serial=_count(found["serial"]),
        pack=_text(found["pack"]),
        edition_of=date.fromisoformat(found["edition_of"]),
        made_on=_moment(found["made_on"]),
        expires_on=_moment(found["expires_on"]),
        listings=found["listings"],
        pages=_count(found["pages"]),
        policies={_text(key): _header(policy) for key, policy in found["policies"].items()},
        facts=_text(found["facts"]),
        withdrawn=tuple(map(_text, _list(found["withdrawn"]))),
    )
    # A release that lives longer than any is allowed to would outlive the key that signed it.
    if not (timedelta() < made.expires_on - made.made_on <= LIFE) or not 1 <= made.serial < MOST_SERIAL:
        raise ValueError("its dates or its serial cannot be")
    return made


def listings_of(entries: Mapping[str, Entry]) -> dict[str, bytes]:
    """Part entries into listings: first digits of a path's hash -> canonical bytes, every possible digit named."""
    width = listing_width(len(entries))
    parted: dict[str, dict[str, list[object]]] = {f"{n:0{width}x}" if width else "": {} for n in range(16**width)}
    for path, entry in entries.items():
        parted[listing_of(path, width)][path] = [
            *(entry.blob, entry.size, entry.plain_size, entry.media_type, entry.policy, int(entry.private))
        ]
    return {digits: _canonical(rows) for digits, rows in parted.items()}


def listing_from(data: bytes) -> dict[str, Entry]:
    """Read a listing back: path -> entry; raises `NotWhole`."""
    try:
        return {path: _entry(*row) for path, row in orjson.loads(data).items()}
    except (orjson.JSONDecodeError, TypeError, ValueError, AttributeError) as problem:
        raise NotWhole(f"a listing is not whole: {problem}") from problem


def entry_in(data: bytes, path: str) -> Entry | None:
    """Return the entry of one path of a listing, which is not read otherwise; None where it names no such path.

    An answer reads dozens of pages, each named by another listing of some hundred rows. Raises `NotWhole`.
    """
    try:
        # What a key is followed by cannot stand within a text: quotes are escaped there.
        key = orjson.dumps(path) + b":"
    except orjson.JSONEncodeError:
        return None  # What is no text names no page.
    try:
        begin = data.find(key) + len(key)
        if begin < len(key):
            return None
        return _entry(*orjson.loads(data[begin : data.index(b"]", begin) + 1]))
    except (orjson.JSONDecodeError, TypeError, ValueError) as problem:
        raise NotWhole(f"a listing is not whole: {problem}") from problem


def _entry(blob: str, size: int, plain_size: int, media_type: str, policy: str, private: int) -> Entry:
    if not is_blob_name(blob):
        raise ValueError("it names no blob")
    return Entry(blob, _text(media_type), _count(size), _count(plain_size), bool(private), _text(policy))


def keyring_payload(keyring: Keyring) -> bytes:
    """Return the canonical line that the root key signs."""
    return _canonical({"format": 1, **_fields(keyring)})


def keyring_from(payload: bytes) -> Keyring:
    """Read a keyring back; raises `NotWhole`."""
    return _read(payload, 1, _keyring)


def _keyring(found: dict[str, Any]) -> Keyring:
    keys = tuple(_signing_key(key) for key in found["keys"])
    made = Keyring(_count(found["version"]), _moment(found["made_on"]), _text(found["root"]), keys)
    if not is_public(made.root) or len({key.id for key in keys}) != len(keys) or made.version < 1:
        raise ValueError("its keys do not fit together")
    return made


def _signing_key(found: dict[str, Any]) -> SigningKey:
    made = SigningKey(**{**found, "since": _moment(found["since"]), "until": _moment(found["until"])})
    if not is_public(made.public) or made.id != key_id(made.public) or not isinstance(made.revoked, bool):
        raise ValueError("it holds a key that is none")
    return made


def withdrawn_payload(listed: WithdrawnList) -> bytes:
    """Return the canonical line that is signed."""
    return _canonical({"format": 1, **_fields(listed)})


def withdrawn_from(payload: bytes) -> WithdrawnList:
    """Read the list of what was taken back; raises `NotWhole`."""
    return _read(payload, 1, _withdrawn_list)


def _withdrawn_list(found: dict[str, Any]) -> WithdrawnList:
    items = tuple(_withdrawn(item) for item in found["items"])
    made = WithdrawnList(_count(found["serial"]), _text(found["pack"]), _moment(found["made_on"]), items)
    if made.serial < 1:
        raise ValueError("its serial cannot be")
    return made


def _withdrawn(found: dict[str, Any]) -> Withdrawn:
    reason = {_text(lang): _text(words) for lang, words in found["reason"].items()}
    texts = {name: _text(found[name]) for name in ("key", "code", "value", "national", "masked")}
    return Withdrawn(kind=Kind(found["kind"]), on=date.fromisoformat(found["on"]), reason=reason, **texts)


def file_payload(file: SignedFile) -> bytes:
    """Return the canonical line that is signed beside a file."""
    return _canonical({"format": 1, **_fields(file)})


def file_from(payload: bytes) -> SignedFile:
    """Read back what is signed beside a file; raises `NotWhole`."""
    return _read(payload, 1, _signed_file)


def _signed_file(found: dict[str, Any]) -> SignedFile:
    made = SignedFile(_text(found["sha256"]), _moment(found["made_on"]), date.fromisoformat(found["until"]))
    if not is_blob_name(made.sha256):
        raise ValueError("it names no file")
    return made


def added(listed: WithdrawnList, items: Iterable[Withdrawn], now: datetime) -> WithdrawnList:
    """Return the list with more taken back, under the next serial; of one thing the newest words count."""
    known = listed.by_id() | {item.id: item for item in items}
    return WithdrawnList(listed.serial + 1, listed.pack, now, tuple(known.values()))


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}


def _canonical(document: object) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def _read(payload: bytes, wanted: int, build: Callable[[dict[str, Any]], Found]) -> Found:
    try:
        found = orjson.loads(payload)
        if found.pop("format") != wanted:
            raise ValueError("it is of a format that this version does not read")
        return build(found)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as problem:
        raise NotWhole(f"it is not whole: {problem}") from problem


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("a text is something else")
    return found


def _header(found: object) -> str:
    text = _text(found)
    if not text.isascii() or not text.isprintable():
        raise ValueError("a policy holds what no header may")
    return text


def _list(found: object) -> list[object]:
    if not isinstance(found, list):
        raise TypeError("a list is something else")
    return found


def _count(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise TypeError("a number is something else")
    return found
