"""Django's settings, from the environment; docs/how-to/settings.md lists every name."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.functional import SimpleLazyObject

from romduol.config.address import address_from
from romduol.config.databases import databases_from
from romduol.config.facing import STAFF, faces_from
from romduol.config.inboxes import inbox_hours_from
from romduol.config.noticing import recipients_from
from romduol.config.proxies import proxies_from
from romduol.config.secret import secret_key_from
from romduol.config.uploads import megabytes_from

HOME = Path(__file__).resolve().parents[3]

DATA = Path(os.environ.get("ROMDUOL_DATA", "var")).resolve()
RELEASES = DATA / "releases"
SEALING_PAGE = DATA / "sealing-page" / "note.html"
CONTENT = HOME / "content"

# Where readers find this site: QR codes on paper lead there. Without it no page names an address.
ADDRESS = address_from(os.environ.get("ROMDUOL_ADDRESS", ""))

# How many servers of ours stand in front and add to X-Forwarded-For; with none, nothing of it is believed.
PROXIES = proxies_from(os.environ.get("ROMDUOL_PROXIES", ""))

# What this process shows: readers' pages, what readers hand in, the desk. `romduol serve --role` names it, too.
FACES = faces_from(os.environ.get("ROMDUOL_FACES", ""))

# Who is asked at fixed times to look at the desk, and the server that takes these mails.
MAIL_URL = os.environ.get("ROMDUOL_MAIL_URL", "")
NOTICES = recipients_from(os.environ.get("ROMDUOL_NOTICES", ""))

# How large a file may be that is handed in at the desk.
UPLOAD_MB = megabytes_from(os.environ.get("ROMDUOL_UPLOAD_MB", ""))
# Within how many hours somebody must have opened an inbox, for it to take reports.
INBOX_HOURS = inbox_hours_from(os.environ.get("ROMDUOL_INBOX_HOURS", ""))
# The official schemas of HSDS, where somebody fetched them: what others hand over is checked against them.
HSDS_SCHEMAS = Path(_schemas) if (_schemas := os.environ.get("ROMDUOL_HSDS_SCHEMAS", "")) else None

DEBUG = os.environ.get("ROMDUOL_DEBUG", "") == "1"
# Even then no page repeats what somebody sent.
DEFAULT_EXCEPTION_REPORTER = "romduol.config.faults.QuietReporter"
# Asked for when something is first signed, so that `romduol --help` leaves no key behind.
SECRET_KEY = SimpleLazyObject(lambda: secret_key_from(os.environ.get("ROMDUOL_SECRET_KEY", ""), DATA))
# No page or answer is built from the Host header, so any name may point here; a list narrows it.
ALLOWED_HOSTS = os.environ.get("ROMDUOL_ALLOWED_HOSTS", "*").split(",")

INSTALLED_APPS = [
    "django.contrib.sessions",
    "romduol.safety.audit",
    "romduol.safety.accounts",
    "romduol.knowledge.sources",
    "romduol.knowledge.claims",
    "romduol.knowledge.directory",
    "romduol.knowledge.releases",
    "romduol.desk.operator",
    "romduol.desk.changes",
    "romduol.desk.queue",
    "romduol.desk.checking",
    "romduol.desk.resolving",
    "romduol.desk.publishing",
    "romduol.desk.suggestions",
    "romduol.desk.looking",
    "romduol.desk.loading",
    "romduol.desk.duplicates",
    "romduol.desk.partners",
    "romduol.care.queues",
    "romduol.care.keys",
    "romduol.care.reports",
    "romduol.care.feedback",
]

# Sessions and keys of forms run for the desk alone (config/faces.py): a reader never gets a cookie.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "romduol.config.faces.Faces",
    "romduol.desk.loading.views.arriving.Arrivals",
    "romduol.config.faces.Sessions",
    "romduol.safety.accounts.views.middleware.WhoIsIt",
    # Before the key of a form is asked for: where somebody may not pass, a form without one finds nothing, too.
    "romduol.safety.access.views.keeping.DoorKeeper",
    "romduol.config.faces.Keys",
    "romduol.config.faces.Menu",
    "romduol.config.busy.Busy",
]
# Where there is no desk, nothing that reads its tables stands in the way of a request.
OF_THE_DESK = {
    "romduol.desk.loading.views.arriving.Arrivals",
    "romduol.config.faces.Sessions",
    "romduol.safety.accounts.views.middleware.WhoIsIt",
    "romduol.config.faces.Keys",
    "romduol.config.faces.Menu",
    "romduol.config.busy.Busy",
}
if STAFF not in FACES:
    MIDDLEWARE = [name for name in MIDDLEWARE if name not in OF_THE_DESK]
# In a cookie of its own, so that nothing is stored for a stranger who only opens a page of the desk.
CSRF_COOKIE_NAME = "desk-key"
CSRF_COOKIE_PATH = "/desk/"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "romduol.config.refused_forms.refused"
CSRF_TRUSTED_ORIGINS = [ADDRESS] if ADDRESS else []
# Whether the person's own connection is safe, as the operator's front server tells it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# What the codes of outreach cards are kept under. Where the desk and the pages that take feedback run on two hosts,
# both need the same; where it is empty it is worked out from the secret key.
CARD_KEY = os.environ.get("ROMDUOL_CARD_KEY", "")

# What draws and publishes for the desk, which imports no channel.
DESK_OUTLETS = "romduol.config.outlets.DeskOutlets"

ROOT_URLCONF = "romduol.config.urls_public"
WSGI_APPLICATION = "romduol.config.wsgi.application"
# A redirect to the path with a slash would repeat what somebody typed in another URL.
APPEND_SLASH = False
# Pages are rendered by the channels at publishing; Django itself draws none.
TEMPLATES: list[dict[str, object]] = []

DATABASES = databases_from(
    FACES, os.environ.get("DATABASE_URL", ""), os.environ.get("ROMDUOL_INTAKE_DATABASE", ""), DATA
)
# What is sealed lies in the database of intake where that is one of its own.
DATABASE_ROUTERS = ["romduol.config.routing.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Signing in exists under /desk/ alone; nothing of it is ever sent to a reader.
PASSWORD_HASHERS = ["romduol.safety.accounts.actions.hashing.OwaspArgon2"]
SESSION_ENGINE = "romduol.safety.accounts.actions.sessions"
SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_PATH = "/desk/"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"

LANGUAGE_CODE = "km"
LANGUAGES = [("km", "ភាសាខ្មែរ"), ("en", "English")]
LOCALE_PATHS = [HOME / "locale"]
TIME_ZONE = "Asia/Phnom_Penh"
USE_TZ = True

# No view gets a file but those of the desk that say so, once it is known who sends it; none ever lies in /tmp.
FILE_UPLOAD_HANDLERS = ["romduol.desk.loading.views.arriving.FileHandler"]
# A sealed report of words alone, written as JSON; what may be how long at which address, the layers before Django say.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# One page asks of each column of somebody's table what it holds.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 150

# No IP, no query, no typed word, no path: the formatter keeps only what helps to mend a fault.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "romduol.config.logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django would hang handlers of its own on these, which print the path that was asked for.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # Tells of each try to reach an origin; the mirror itself tells once that it is gone.
        "urllib3": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # Names the Host header or the path of a stranger's request, and helps nobody.
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
