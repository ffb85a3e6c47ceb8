"""Rows that the tests of a module share: long to write, they are written once."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction


def shared_rows(blocker: Any, write: Callable[[], object]) -> Iterator[None]:
    """Write rows, give way to the tests, each of which undoes its own changes, and undo them.

    `blocker` is pytest-django's `django_db_blocker`; the fixture asks for `django_db_setup` too.
    """
    with blocker.unblock(), transaction.atomic():
        write()
        with blocker.block():
            yield
        transaction.set_rollback(True)
