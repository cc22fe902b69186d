"""A site of plain files for nginx: the release's pages with their brotli beside them, and a small configuration."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.servers import HOST, Server, free_port, nginx
from romduol.knowledge.releases.queries.folder import blob_bytes, entries_of, plain_bytes
from romduol.knowledge.releases.records import Manifest
from romduol.knowledge.releases.views.http import SAFE

MODULE = "ngx_http_brotli_static_module.so"
PAGES = "text/html; charset=utf-8"
INDEX = "index"
"""The file that a folder shows; a page's own name never is that."""
CONFIGURATION = """{user}
{load}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 512; }}
http {{
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    open_file_cache max=4096 inactive=600s;
    open_file_cache_valid 600s;
    types {{ }}
    default_type "{media_type}";
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {host}:{port};
        root {folder}/site;
        index {index};
        {packed}
{headers}
    }}
}}
"""


@contextmanager
def nginx_of(
    program: str, releases: Path, manifest: Manifest, policy: str, folder: Path
) -> Iterator[tuple[Server, str]]:
    """Serve a release's pages by nginx, with the headers that Romduol gives; yields it, and a note if all is not well.

    It is set up as those who know it would: one worker, no log, files kept open.
    """
    write_site(releases, manifest, folder / "site")
    port, file, module = free_port(), folder / "nginx.conf", _module(program)
    headers = _headers(policy)
    for load, brotli in ((f"load_module {module};", True), ("", True), ("", False)):
        file.write_text(_configuration(load, folder, port, headers, "brotli_static on;" if brotli else ""))
        if _is_accepted(program, file):
            break
    with nginx(program, file, port) as server:
        yield server, "" if brotli else "this nginx has no brotli_static: it sends its pages plain"


@contextmanager
def nginx_of_documents(
    program: str, documents: Mapping[str, Mapping[str, bytes]], policy: str, folder: Path
) -> Iterator[Server]:
    """Serve documents for programs, each under its path: as they are (`identity`) and packed before (`gzip`)."""
    for path, codings in documents.items():
        file = folder / "site" / path.strip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(codings["identity"])
        file.with_name(f"{file.name}.gz").write_bytes(codings["gzip"])
    port, configuration = free_port(), folder / "nginx.conf"
    headers = {**_headers(policy), "Access-Control-Allow-Origin": "*"}
    configuration.write_text(_configuration("", folder, port, headers, "gzip_static on;", "application/json"))
    with nginx(program, configuration, port) as server:
        yield server


def _headers(policy: str) -> dict[str, str]:
    return {"Cache-Control": "no-cache", "Vary": "Accept-Encoding", "Content-Security-Policy": policy, **dict(SAFE)}


def write_site(releases: Path, manifest: Manifest, site: Path) -> None:
    """Write every page as a file, its stored brotli beside it."""
    for path, entry in entries_of(releases, manifest).items():
        if entry.media_type.startswith("text/html") and not entry.private:
            file = site / (path + INDEX if not path or path.endswith("/") else path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(plain_bytes(releases, entry))
            file.with_name(f"{file.name}.br").write_bytes(blob_bytes(releases, entry.blob))


def _configuration(
    load: str, folder: Path, port: int, headers: Mapping[str, str], packed: str, media_type: str = PAGES
) -> str:
    return CONFIGURATION.format(
        # As root, nginx would give its worker to somebody who may not read this folder.
        user="user root;" if os.geteuid() == 0 else "",
        load=load,
        folder=folder,
        host=HOST,
        port=port,
        index=INDEX,
        packed=packed,
        media_type=media_type,
        headers="\n".join(f'        add_header {name} "{text}";' for name, text in headers.items()),
    )


def _module(program: str) -> str:
    """Return where this nginx keeps the module that sends what is packed already."""
    told = _ask(program, "-V").stderr
    found = re.search(r"--modules-path=(\S+)", told)
    return str(Path(found[1] if found else "modules") / MODULE)


def _is_accepted(program: str, file: Path) -> bool:
    return _ask(program, "-t", "-c", str(file), "-e", str(file.with_suffix(".log"))).returncode == 0


def _ask(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    # The program is the nginx of this machine.
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
