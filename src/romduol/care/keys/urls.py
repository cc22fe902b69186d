"""The addresses of members' keys, under `/desk/<lang>/`; none holds an id of a record or a word of anybody."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.care.keys.views import data, locking, page

urlpatterns: list[URLPattern] = [
    path("inbox/keys", page.keys, name="inbox-keys"),
    path("inbox/lock", locking.lock, name="inbox-lock"),
    path("inbox/s/<slug:name>.js", page.script, name="inbox-script"),
    path("inbox/data/locks", data.locks, name="inbox-locks"),
    path("inbox/data/wrap", data.wrap, name="inbox-wrap"),
    path("inbox/data/chains", data.chains, name="inbox-chains"),
    path("inbox/data/member", data.member, name="inbox-member"),
    path("inbox/data/device", data.device, name="inbox-device"),
    path("inbox/data/device/remove", data.device_removed, name="inbox-device-remove"),
    path("inbox/data/epoch", data.epoch, name="inbox-epoch"),
    path("inbox/data/grants", data.grants, name="inbox-grants"),
    path("inbox/data/pins", data.pins, name="inbox-pins"),
    path("inbox/data/opened", data.opened, name="inbox-opened"),
    path("inbox/data/leave", data.left, name="inbox-leave"),
    path("inbox/data/panic", data.panic, name="inbox-panic"),
    path("inbox/data/recovery", locking.recovery, name="inbox-recovery"),
]
