"""Pages may run scripts of this site, so all that it sends says that it is none, but for the one that reads aloud."""

from collections.abc import Iterator

import pytest
from tests.web.editions import TINY, edition_of
from tests.web.site import Sent, Site, real_site

from romduol.channels.web.addresses import ALOUD
from romduol.knowledge.releases.actions.exporting import export
from romduol.knowledge.releases.queries.folder import entries_of, last_good
from romduol.knowledge.releases.queries.shelf import shelf_of
from romduol.ui.assets import later_script

TYPED = "alert(1)//"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    with real_site(tmp_path_factory.mktemp("site"), edition_of(TINY)) as served:
        yield served


def header(sent: Sent, name: str) -> str:
    """Return the value of a header; empty where there is none."""
    found = (line.partition(b": ") for line in sent.head.split(b"\r\n"))
    return next((value.decode() for key, _, value in found if key.decode().lower() == name), "")


def blob(site: Site) -> str:
    """Return where mirrors find the bytes of the script."""
    manifest = last_good(site.folder)
    assert manifest is not None
    digest = entries_of(site.folder, manifest)[ALOUD].blob
    return f"release/blobs/{digest[:2]}/{digest}"


def test_it_is_served_as_a_script_and_asked_for_only_once(site):
    for coding in ("br", "gzip", "identity"):
        sent = site.send(ALOUD, coding=coding)
        assert (sent.status, header(sent, "content-type")) == (200, "text/javascript; charset=utf-8")
        assert header(sent, "x-content-type-options") == "nosniff"
        again = site.send(ALOUD, coding=coding, HTTP_IF_NONE_MATCH=header(sent, "etag"))
        assert (again.status, again.body) == (304, b"")
        head = site.send(ALOUD, coding=coding, REQUEST_METHOD="HEAD")
        assert (head.body, head.head) == (b"", sent.head)
    assert site.send(ALOUD, coding="identity").body == later_script().encode()


def test_nothing_else_in_a_release_is_a_script(site):
    manifest = last_good(site.folder)
    assert manifest is not None
    kinds = {path: entry.media_type for path, entry in entries_of(site.folder, manifest).items()}
    assert [path for path, kind in kinds.items() if "script" in kind] == [ALOUD]


def test_whatever_holds_typed_words_or_tells_a_fault_is_no_script(site):
    sent = [
        site.send(f"en/{form}", {name: TYPED}) for form, name in (("q", "question"), ("f", "words"), ("n", "number"))
    ]
    sent += [site.send(path) for path in (f"en/{TYPED}", TYPED, "api/nothing", "release/current", blob(site))]
    sent += [site.send("en/q", {"question": TYPED}, HTTP_SEC_FETCH_SITE="cross-site")]
    sent += [site.send(f"api/services?callback={TYPED}"), site.send("en/r"), site.send(f"{ALOUD}/")]
    assert {one.status for one in sent} >= {200, 404, 403, 422}
    for one in sent:
        assert "script" not in header(one, "content-type"), one.head
        assert header(one, "x-content-type-options") == "nosniff", one.head


def test_an_exported_copy_hands_it_out_as_a_script_too(site, tmp_path):
    export(shelf_of(site.folder), tmp_path / "tree")
    assert next(tmp_path.rglob(f"{ALOUD}.js")).read_text("utf-8") == later_script()
    conf = next(tmp_path.rglob("*.conf")).read_text("utf-8")
    assert "text/javascript js;" in conf
    assert "$uri.js" in conf
