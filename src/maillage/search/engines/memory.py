"""Keeps the latest answers of an index that does not change."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """The `size` answers used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._mutex = Lock()

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer to `key`, made by `make` where it is not kept."""
        with self._mutex:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]  # type: ignore[no-any-return]
        made = make()
        with self._mutex:
            self._answers[key] = made
            if len(self._answers) > self._size:
                self._answers.popitem(last=False)
        return made
