"""No address vanishes unnoticed: somebody may have it on paper."""

from __future__ import annotations

import json
from pathlib import Path

from tests.addresses import all_addresses

ROUTES = Path(__file__).with_name("routes.json")


def test_the_addresses_are_the_known_ones():
    found = {f"{address.url_list} /{address.route}": address.name for address in all_addresses()}
    known = json.loads(ROUTES.read_text(encoding="utf-8"))
    assert found == known, "write the new address into tests/routes.json; do not drop one that people have"


def test_each_address_stands_once():
    routes = [(address.url_list, address.route) for address in all_addresses()]
    assert len(routes) == len(set(routes))
