"""Every read of this room: what readers have, how today differs from it, what is under way, what was drawn."""

from romduol.desk.publishing.queries.differing import differences_in_words, edition_with_waiting, is_small, what_it_does
from romduol.desk.publishing.queries.previews import drawn_page, policy_of, preview, preview_folder, released_page
from romduol.desk.publishing.queries.releases import basis, current_release, going_back_to, releases, served
from romduol.desk.publishing.queries.runs import latest_run, run, run_of
from romduol.desk.publishing.queries.snapshots import differences_now, lapses, shown_with

__all__ = [
    "basis",
    "current_release",
    "differences_in_words",
    "differences_now",
    "drawn_page",
    "edition_with_waiting",
    "going_back_to",
    "is_small",
    "lapses",
    "latest_run",
    "policy_of",
    "preview",
    "preview_folder",
    "released_page",
    "releases",
    "run",
    "run_of",
    "served",
    "shown_with",
    "what_it_does",
]
