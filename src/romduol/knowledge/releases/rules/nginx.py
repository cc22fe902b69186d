"""Writes the settings with which nginx hands out an exported copy as our own server would."""

import re

from romduol.knowledge.releases.rules.headers import (
    API,
    ASK_FIRST,
    CLOSED,
    FOR_OTHERS,
    FOREVER,
    OPEN,
    PREFIX,
    SAFE,
    shared_with,
)
from romduol.knowledge.releases.rules.layout import FAILURES, Layout

MOST_SENT = "8k"
"""The most that somebody may send: nothing of it is read."""
UNSAFE = re.compile(r"""["'$\\*?\[\]\x00-\x1f\x7f]""")
"""What nginx would read as something else in the name of a folder."""

CONF = """\
# Written by `romduol export`; the next export writes it anew, so change nothing here.
# Include it where servers stand (inside `http`), and reload nginx whenever an export says that this file changed.
# What is yours goes into @OWN@, which no export touches:
#     listen 443 ssl http2;  server_name ...;  ssl_certificate ...;
#     brotli_static on;      # only where nginx has that module: without it, readers get gzip, about a tenth more

map $uri $romduol_policy {
@POLICIES@
}
map "$status $uri" $romduol_cache {
    default "@ASK_FIRST@";
    "~^[45]" "no-store";
    "~^\\d+ /@PREFIX@blobs/" "@FOREVER@";
}
@OPEN@
map $uri $romduol_shared {
    default "@FOR_US@";
@SHARED@
}
map $status $romduol_allow {
    default "";
    405 "GET, HEAD";
}
map $request_uri $romduol_lang {
@LANGUAGES@
}

server {
    # The brackets let nginx start without that file.
    include "@OWN_GLOB@";

    root "@ROOT@";
    types {
@TYPES@
    }
    default_type application/octet-stream;
    charset utf-8;

    # Who read what is noted nowhere. The log of errors would name addresses and paths, so it is off as well.
    access_log off;
    log_not_found off;
    error_log /dev/null;
    server_tokens off;

    # Pages lie here compressed; also for a proxy in front that speaks HTTP/1.0.
    gzip off;
    gzip_static on;
    gzip_vary on;
    gzip_proxied any;
    gzip_http_version 1.0;

    absolute_redirect off;
    client_max_body_size @MOST_SENT@;
    max_ranges 0;

@HEADERS@

@FAILURES@
    # Pages have no ending in their address. Files are not handed out under their own names.
    location / {
        try_files @TRIED@ =404;
    }
@PLACES@
    location ~ "/(?:\\.|index$)" {
        return 404;
    }
}
"""
RELEASE = """\
    location ^~ /@PREFIX@ {
        types {}
        default_type application/json;
        max_ranges 1;
        location ^~ /@PREFIX@blobs/ {
            types {}
            default_type application/octet-stream;
        }
    }
"""


def is_nameable(path: str) -> bool:
    """Tell whether a folder's name means in these settings what it means on the disk."""
    return UNSAFE.search(path) is None


def nginx_conf(layout: Layout, *, root: str, own: str, with_release: bool) -> str:
    """Return the settings for a tree that lies at `root`; `own` is the operator's own file beside it."""
    parts = {
        "POLICIES": _policies(layout),
        "SHARED": "\n".join(f'    "~^/{start}" "{shared_with(start)}";' for start in FOR_OTHERS),
        "LANGUAGES": _languages(layout),
        "TYPES": "\n".join(f"        {kind} {end};" for end, kind in sorted(layout.media_types.items())),
        "HEADERS": _headers(),
        "OPEN": _open(),
        "FAILURES": _failures(layout),
        "TRIED": " ".join((*(f"$uri.{end}" for end in layout.media_types), *_first_files(layout))),
        "PLACES": "".join((*_exact(layout), RELEASE if with_release else "")),
        "OWN_GLOB": f"{own[:-1]}[{own[-1]}]",
        "OWN": own,
        "ROOT": root,
        "MOST_SENT": MOST_SENT,
        "FOR_US": shared_with(""),
        "ASK_FIRST": ASK_FIRST,
        "FOREVER": FOREVER,
        "PREFIX": PREFIX,
    }
    text = CONF
    for name, value in parts.items():
        text = text.replace(f"@{name}@", value)
    return text


def _policies(layout: Layout) -> str:
    lines = [f'    default "{CLOSED}";']
    lines += [f'    "/{name}" "{policy or CLOSED}";' for name, policy in layout.unusual()]
    lines += [f'    "~\\.{end}$" "{policy}";' for end, policy in sorted(layout.usual_policies().items()) if policy]
    return "\n".join(lines)


def _languages(layout: Layout) -> str:
    first, *others = layout.languages or ("-",)
    lines = [f'    default "{first}";', *(f'    "~^/(?:in/)?{lang}(?:[/?]|$)" "{lang}";' for lang in others)]
    return "\n".join(lines)


def _open() -> str:
    """Return what answers under `api/` carry: elsewhere the value is empty, and nginx leaves such a header out."""
    maps = (f'map $uri {_variable(name)} {{\n    default "";\n    "~^/{API}" \'{value}\';\n}}' for name, value in OPEN)
    return "\n".join(maps)


def _variable(name: str) -> str:
    return f"$romduol_{name.lower().replace('-', '_')}"


def _headers() -> str:
    told = {
        "Content-Security-Policy": "$romduol_policy",
        "Cache-Control": "$romduol_cache",
        "Cross-Origin-Resource-Policy": "$romduol_shared",
        **dict(SAFE),
        "Allow": "$romduol_allow",
        **{name: _variable(name) for name, _ in OPEN},
    }
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in told.items())


def _failures(layout: Layout) -> str:
    if not layout.languages:
        return ""
    langs, codes = "|".join(layout.languages), "|".join(FAILURES)
    return f"""\
    error_page 404 /$romduol_lang/404.html;
    error_page 405 411 413 /$romduol_lang/405.html;
    error_page 400 414 500 503 /$romduol_lang/500.html;
    location ~ "^/(?:{langs})/(?:{codes})\\.html$" {{
        internal;
        etag off;
        if_modified_since off;
    }}
"""


def _first_files(layout: Layout) -> list[str]:
    return [f"${{uri}}index.{end}" for end in layout.media_types]


def _exact(layout: Layout) -> list[str]:
    redirects = [
        f"    location = /{home[:-1]} {{\n        return 308 /{home};\n    }}\n"
        for home in sorted(layout.homes)
        if home
    ]
    return [*redirects, *(f"    location = /{path} {{\n    }}\n" for path in sorted(layout.named))]
