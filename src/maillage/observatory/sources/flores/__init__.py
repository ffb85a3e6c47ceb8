"""INSEE's Flores: the exact jobs of the ESS by commune and family, shown after secrecy only."""

from .release import Figure, FloresJobs, Release, load, make, read, years
from .schema import FloresError, Schema

__all__ = [
    "Figure",
    "FloresError",
    "FloresJobs",
    "Release",
    "Schema",
    "load",
    "make",
    "read",
    "years",
]
