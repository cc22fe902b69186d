"""Romduol's own settings with a throw-away data folder, so that tests never touch real data."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="romduol-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["ROMDUOL_DATA"] = _data
os.environ["ROMDUOL_SECRET_KEY"] = "only-for-tests"
os.environ.pop("ROMDUOL_DEBUG", None)
os.environ.pop("ROMDUOL_ADDRESS", None)

from romduol.config.settings import *  # noqa: E402, F403 (the folder must be chosen first)

# Nearly every test only has to be somebody; what the real hasher does is tested with the real hasher.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
