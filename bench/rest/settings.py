"""The settings of the API that is compared with ours."""

import os

SECRET_KEY = "only-for-the-bench"  # noqa: S105 (nothing is signed with it)
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["BENCH_REST_DATABASE"],
        "CONN_MAX_AGE": None,
    }
}
INSTALLED_APPS = ["rest_framework", "bench.rest"]
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware"]
ROOT_URLCONF = "bench.rest.application"
USE_I18N = False
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REST_FRAMEWORK: dict[str, list[str] | None] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}
