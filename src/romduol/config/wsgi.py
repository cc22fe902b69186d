"""The application that a WSGI server runs: the release first, Django for what cannot be prepared."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "romduol.config.settings")

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 (settings have to be ready first)

from romduol.config.layers import layered  # noqa: E402
from romduol.config.wires import shelf  # noqa: E402

application = layered(shelf(), django_application, settings.PROXIES, settings.UPLOAD_MB, settings.FACES)
