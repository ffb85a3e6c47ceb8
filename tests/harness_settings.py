"""The settings of an instance that lives as long as a test run and ignores the machine's own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_DATA = tempfile.mkdtemp(prefix="maillage-tests-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("MAILLAGE_")]:
    del os.environ[_name]
os.environ["MAILLAGE_DATA"] = _DATA
os.environ["MAILLAGE_SECRET_KEY"] = "only-for-tests"

from maillage.config.settings import *  # noqa: E402, F403
from maillage.config.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and only here
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
Path(_DATA, "static").mkdir()
