"""Hands out files to whoever takes the data with them: made when somebody asks, kept while the release lasts."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from threading import BoundedSemaphore, Lock

import orjson

from romduol.channels.api.calls import Call
from romduol.channels.api.giving.choosing import ENDINGS, MEDIA_TYPES, Choice, Form, choice_of, file_name
from romduol.channels.api.giving.gathering import Gathered, NothingToGive, told_by
from romduol.channels.api.giving.told import Told
from romduol.channels.api.giving.workbook import TooManyRows
from romduol.channels.api.giving.writing import write
from romduol.channels.api.hsds.feed import Feed
from romduol.channels.api.licence import LICENSE
from romduol.channels.api.questions import Problem
from romduol.knowledge.releases.rules.headers import ASK_FIRST, RELEASE
from romduol.knowledge.releases.rules.negotiating import OutOfRange, matches, piece_of
from romduol.knowledge.releases.views.http import Headers, StartResponse, answer
from romduol.knowledge.releases.views.serving import packed

FILES = "files"
"""The first segment of their addresses."""
MOST_SERVICES = 5_000
"""How many services, each counted once for a language, a file may hold that is made while somebody waits."""
MOST_OF_SLOW = {Form.XLSX: 2_000, Form.TABLES: 4_000}
"""The same for forms that take longer: so that each is there within some five seconds on a small server."""
KEPT_BYTES = 24_000_000
"""How much of made files is kept in memory."""
MADE_AT_ONCE = 1
PATIENCE = 10
"""Seconds that somebody waits while another file is made."""
MAY_WAIT = 3
"""How many wait so at once: each holds a thread of the server, and pages need most of them."""
PACKED = (Form.HSDS, Form.NDJSON, Form.CSV)
"""Forms that are not packed by themselves."""


@dataclass(frozen=True, slots=True)
class File:
    """A made file in one coding."""

    name: str
    media_type: str
    coding: str
    body: bytes
    tag: str


class Files:
    """The files of one release, with what was taken back since left out."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._made: OrderedDict[tuple[Choice, str], File] = OrderedDict()
        self._lock = Lock()
        self._making = BoundedSemaphore(MADE_AT_ONCE)
        self._line = BoundedSemaphore(MADE_AT_ONCE + MAY_WAIT)

    def listed(self, lang: str) -> bytes:
        """Return which files there are: how their names are made, and of which parts."""
        told = self._told(lang)
        return orjson.dumps(
            {
                "address": f"{self.feed.address}/api/{FILES}/directory[-PROVINCE][-NEED]-LANGUAGE.ENDING",
                "license": LICENSE,
                "release": self.feed.served.manifest.release,
                "expires_on": self.feed.expires_on,
                "languages": [*told.languages, "-".join(told.languages)],
                "endings": {ENDINGS[form]: MEDIA_TYPES[form] for form in Form},
                "provinces": told.provinces,
                "needs": {
                    one.part: {"code": code, "name": one.name, "taxonomy_term_id": one.term}
                    for code, one in told.needs.items()
                },
                "files": [
                    file_name(Choice(form, (one,)), told) for form in (Form.XLSX, Form.CSV) for one in told.languages
                ],
            }
        )

    def sent(self, name: str, call: Call, start: StartResponse) -> Iterable[bytes]:
        """Send a file or a piece of it, or say that the caller has it already; raises `Problem`."""
        told = self._told(call.lang)
        choice = choice_of(name, told)
        if choice is None:
            raise Problem("not_found", lang=call.lang)
        # A piece is one of the plain bytes: whoever goes on after a break must not have to know how it was packed.
        ranged = call.environ.get("HTTP_RANGE", "")
        coding = call.coding if choice.form in PACKED and not choice.together and not ranged else "identity"
        return _begun(self._file(choice, coding, name, call.lang), ranged, call, start)

    def _told(self, lang: str) -> Told:
        try:
            return told_by(self.feed.served)
        except NothingToGive:
            raise Problem("nothing_published", lang=lang) from None

    def _file(self, choice: Choice, coding: str, name: str, lang: str) -> File:
        found = self._kept(choice, coding)
        if found is not None:
            return found
        if not self._line.acquire(blocking=False):
            raise Problem("busy", lang=lang)
        try:
            return self._made_in_turn(choice, coding, name, lang)
        finally:
            self._line.release()

    def _made_in_turn(self, choice: Choice, coding: str, name: str, lang: str) -> File:
        if not self._making.acquire(timeout=PATIENCE):
            raise Problem("busy", lang=lang)
        try:
            # Whoever waited may find what the other one made.
            return self._kept(choice, coding) or self._keep(choice, coding, self._make(choice, name, lang))
        finally:
            self._making.release()

    def _make(self, choice: Choice, name: str, lang: str) -> File:
        gathered = Gathered(self.feed, choice)
        if is_too_much(gathered):
            raise Problem("too_much", lang=lang)
        out = BytesIO()
        try:
            write(gathered, out)
        except TooManyRows:
            raise Problem("too_much", lang=lang) from None
        body = out.getvalue()
        return File(name, choice.media_type, "identity", body, sha256(body).hexdigest()[:32])

    def _keep(self, choice: Choice, coding: str, file: File) -> File:
        """Keep a file in the coding that is asked for; what was asked for longest ago goes where there is no room."""
        if coding != "identity":
            file = File(file.name, file.media_type, coding, packed(file.body, coding, quickly=True), file.tag)
        with self._lock:
            self._made[(choice, coding)] = file
            while len(self._made) > 1 and sum(len(one.body) for one in self._made.values()) > KEPT_BYTES:
                self._made.popitem(last=False)
        return file

    def _kept(self, choice: Choice, coding: str) -> File | None:
        with self._lock:
            found = self._made.get((choice, coding))
            if found is not None:
                self._made.move_to_end((choice, coding))
            return found


def is_too_much(gathered: Gathered) -> bool:
    """Tell whether a file would take too long while somebody waits."""
    most = MOST_OF_SLOW.get(gathered.choice.form, MOST_SERVICES)
    return len(gathered.services) * len(gathered.choice.langs) > most


def _begun(file: File, ranged: str, call: Call, start: StartResponse) -> Iterable[bytes]:
    tag = f'"{file.tag}-{file.coding}"'
    headers: Headers = [
        ("ETag", tag),
        ("Content-Type", file.media_type),
        ("Content-Disposition", f'attachment; filename="{file.name}"'),
        ("Cache-Control", ASK_FIRST),
        ("Vary", "Accept-Encoding"),
        ("Accept-Ranges", "bytes"),
        (RELEASE, call.release),
    ]
    if matches(call.environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        return answer(start, HTTPStatus.NOT_MODIFIED, headers)
    status, body = HTTPStatus.OK, file.body
    if file.coding != "identity":
        headers.append(("Content-Encoding", file.coding))
    elif ranged and call.environ.get("HTTP_IF_RANGE", tag) == tag:
        try:
            piece = piece_of(ranged, len(body))
        except OutOfRange:
            headers += [("Content-Range", f"bytes */{len(body)}"), ("Content-Length", "0")]
            return answer(start, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers)
        if piece is not None:
            status = HTTPStatus.PARTIAL_CONTENT
            headers.append(("Content-Range", f"bytes {piece.first}-{piece.last}/{len(body)}"))
            body = body[piece.first : piece.last + 1]
    headers.append(("Content-Length", str(len(body))))
    return answer(start, status, headers, b"" if call.method == "HEAD" else body)
