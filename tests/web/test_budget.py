"""Every page fits into one round trip: 13.5 KB in brotli and 14.6 KB in gzip, headers included."""

import gzip
from dataclasses import replace

import brotli
from tests.web.editions import REAL, drawn, edition_of, pages_of

from romduol.ui.assets import styles

HEADERS = 900  # Ours come to about 650 bytes with the policy; a front server adds its own.
MOST_BROTLI, MOST_GZIP = 13_500, 14_600


def test_every_page_fits_the_budget():
    over = {}
    for path, page in pages_of(REAL).items():
        sizes = len(brotli.compress(page.body, quality=5)) + HEADERS, len(gzip.compress(page.body, 6)) + HEADERS
        if sizes[0] > MOST_BROTLI or sizes[1] > MOST_GZIP:
            over[path] = sizes
    assert over == {}


def test_the_styles_stay_small():
    assert len(brotli.compress(styles().encode(), quality=5)) < 3_200


def test_a_body_that_works_everywhere_and_gives_much_still_fits():
    edition = edition_of(REAL)
    body = edition.organizations["org-aple"]
    place = edition.organizations["org-wnu"].all("works_in")[0]
    everywhere = tuple(replace(place, subject=body.id, value=code) for code in edition.places)
    busy = replace(body, facts={**body.facts, "works_in": everywhere})
    known = replace(
        edition,
        organizations={**edition.organizations, body.id: busy},
        services_of={**edition.services_of, body.id: tuple(edition.services)},
        organizations_in={code: tuple(edition.organizations) for code in edition.places},
        services_in={**edition.services_in, "12": tuple(edition.services), "national": tuple(edition.services)},
    )
    for page in drawn(known):
        if len(page.body) > 30_000:  # What is smaller fits in any case.
            assert len(brotli.compress(page.body, quality=5)) + HEADERS <= MOST_BROTLI, page.path
