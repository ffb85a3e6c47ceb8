"""What the tests of a whole instance share."""

from factories import places

__all__ = ["places"]
