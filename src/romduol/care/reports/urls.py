"""The addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.care.reports.views import coming_back, handing_in, inbox, offering, reporting, scripts, sealed

urlpatterns: list[URLPattern] = [
    path("inbox", inbox.page, name="inbox"),
    path("inbox/data/records", inbox.records, name="inbox-records"),
    path("inbox/data/files/<uuid:record>", inbox.file, name="inbox-file"),
    path("inbox/data/write", inbox.write, name="inbox-write"),
]
"""Under `/desk/<lang>/`."""

INTAKE: list[URLPattern] = [
    path("r", reporting.report, name="report"),
    path("r/b", coming_back.come_back, name="report_back"),
    path("r/q", sealed.open_inboxes, name="report_inboxes"),
    path("r/d", sealed.deliver, name="report_deliver"),
    path("r/o", sealed.open_thread, name="report_open"),
    path("r/a", sealed.add, name="report_add"),
    path("r/w", sealed.withdraw, name="report_withdraw"),
    path("r/f", sealed.fetch, name="report_file"),
    path("r/h", handing_in.hand_in, name="report_hand_in"),
    path("r/p", offering.page_to_keep, name="report_page"),
    path("r/s/<slug:name>.js", scripts.script, name="report_script"),
]
"""Under `/in/<lang>/`."""
