"""What the tests of a whole instance share."""

from factories import places
from proposals import reviewer

__all__ = ["places", "reviewer"]
