"""The page that stands where a service or a place was taken back, and the notices for what is taken back later."""

from collections.abc import Callable, Iterator, Mapping

from markupsafe import Markup

from romduol.channels.web.reader import Reader
from romduol.channels.web.sheets import Planned, Sheet
from romduol.channels.web.taken_back import NUMBER, REASON, notice, old_notice
from romduol.channels.web.telling import Teller
from romduol.knowledge.releases.records import Kind
from romduol.ui.words import phrase

HERE = "_"
"""The path of a page of which only the server will know where it stands."""
NOTICE = Markup("<!--w:notice-->")


def sheets(teller: Teller) -> Iterator[Planned]:
    """Yield a page for each service and place that was taken back and had one."""
    for item in teller.reader.edition.taken_back.values():
        if item.code:
            yield Planned(item.code, one, (item.id,))


def one(teller: Teller, path: str, item_id: str) -> Sheet:
    """Return the page of what was taken back."""
    reader = teller.reader
    item = reader.edition.taken_back[item_id]
    name = reader.place_name(item.key) if item.kind == Kind.PLACE else ""
    return _sheet(path, notice(Kind(item.kind), reader, reader.say(item.reason)), reader, name)


def notices(reader: Reader, draw: Callable[[Sheet], str]) -> Mapping[str, str]:
    """Return the notices of a language: one for each kind, a whole page, and the banner of an old copy."""
    own = {kind.value: notice(kind, reader, REASON, NUMBER if kind is Kind.LINE else "") for kind in Kind}
    return {**own, "page": draw(_sheet(HERE, NOTICE, reader)), "old": old_notice(reader)}


def _sheet(path: str, words: Markup, reader: Reader, name: Markup | str = "") -> Sheet:
    title = reader.gettext(phrase("Taken back"))
    return Sheet(path, "withdrawn.html", title, {"notice": words, "name": name})
