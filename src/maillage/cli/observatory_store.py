"""Where the observatory is: its commands need no instance."""

import os
from pathlib import Path
from typing import Any


def settings() -> Any:
    """Return the settings of the instance, without opening one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    from django.conf import settings

    return settings


def store_folder(out: Path | None = None) -> Path:
    """Return the folder of vintages: `out`, else what the settings say."""
    return out or Path(settings().MAILLAGE_OBSERVATORY)
