"""What some tests need of the machine beside Python."""

import os
from typing import NoReturn

import pytest


def without(tool: str) -> NoReturn:
    """Skip for want of a tool on a contributor's machine, fail on the integration server."""
    reason = f"missing, install it to run this test: {tool}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
