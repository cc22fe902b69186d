"""The words of a notice for what was taken back: what not to do, then why."""

from markupsafe import Markup

from romduol.channels.web.reader import Reader
from romduol.knowledge.releases.records import Kind, Line
from romduol.ui.words import phrase

NUMBER, REASON, DAY = (Markup(f"<!--w:{name}-->") for name in ("number", "reason", "day"))  # noqa: S704 - our own marks
"""Stand where a number, a reason and a day are filled in as a page is served."""
WORDS = {
    Kind.LINE: phrase("Do not call %(number)s. It was taken back: %(reason)s"),
    Kind.SERVICE: phrase("Do not use this service. It was taken back: %(reason)s"),
    Kind.PLACE: phrase("Do not rely on what stood here about this place. It was taken back: %(reason)s"),
}
OLD = phrase(
    "This copy is out of date: it was made to be shown until %(day)s. Numbers may be wrong. "
    "If you call, listen first. Do not give your name yet."
)


def notice(kind: Kind, reader: Reader, reason: Markup, number: Markup | str = "") -> Markup:
    """Return the notice that stands in place of what was taken back."""
    shown = Markup('<span class="digits">{}</span>').format(number)
    return _stop(reader.gettext(WORDS[kind], **({"number": shown} if number else {}), reason=reason))


def line_notice(line: Line, reader: Reader) -> Markup:
    """Return the notice for a line that an edition knows to be taken back."""
    return notice(Kind.LINE, reader, reader.say(line.withdrawn), line.masked)


def old_notice(reader: Reader) -> Markup:
    """Return the banner of a copy that is shown longer than it was made for."""
    return _stop(reader.gettext(OLD, day=DAY))


def _stop(words: str) -> Markup:
    return Markup('<p class="notice stop">{}</p>').format(words)
