"""The addresses of this room, under `/desk/<lang>/`; none holds a digit of a number or a typed word."""

from __future__ import annotations

from django.urls import URLPattern, path

from romduol.desk.partners.views import own, saying, verifying

urlpatterns: list[URLPattern] = [
    path("own", own.own, name="own"),
    path("own/<slug:code>", own.record, name="own-record"),
    path("own/<slug:code>/still", own.still, name="own-still"),
    path("own/<slug:code>/take-back/<uuid:key>", own.take_back, name="own-take-back"),
    path("own/<slug:code>/service", saying.service, name="own-service"),
    path("own/<slug:code>/<slug:about>/<slug:name>", saying.say, name="own-say"),
    path("own/<slug:code>/<slug:about>/<slug:name>/not/<slug:value>", saying.deny, name="own-deny"),
    path("partners", verifying.partners, name="partners"),
    path("partners/verify", verifying.find, name="verify-find"),
    path("partners/verify/<slug:code>", verifying.verify, name="verify"),
    path("partners/<uuid:key>/end", verifying.end, name="verification-end"),
]
