"""What readers have and would get, the second yes, publishing and going back, first run."""

from romduol.desk.publishing.views.approvals import agree, approvals, refuse
from romduol.desk.publishing.views.giving import give_out, give_published, give_source, take_away
from romduol.desk.publishing.views.previews import (
    preview,
    preview_after,
    preview_before,
    preview_both,
    preview_of,
    start_preview,
)
from romduol.desk.publishing.views.publishing import back_to, publish, publishing, releases_kept
from romduol.desk.publishing.views.setting_up import setup

__all__ = [
    "agree",
    "approvals",
    "back_to",
    "give_out",
    "give_published",
    "give_source",
    "preview",
    "preview_after",
    "preview_before",
    "preview_both",
    "preview_of",
    "publish",
    "publishing",
    "refuse",
    "releases_kept",
    "setup",
    "start_preview",
    "take_away",
]
