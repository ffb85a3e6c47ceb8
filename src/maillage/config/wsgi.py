"""The entry point of a WSGI server: `gunicorn maillage.config.wsgi:application`."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Read the names of the 35,000 communes before the first visitor types one."""
    from django.db import DatabaseError, connection

    from maillage.apps.territories.search import index

    try:
        index()
    except DatabaseError:
        pass  # no database yet: the first request will say it better
    finally:
        connection.close()
    # What stays for the life of the worker need not be looked through at every collection, which
    # would stop a request for tens of milliseconds.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


Thread(target=_warm, daemon=True).start()
