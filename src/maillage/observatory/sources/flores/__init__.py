"""INSEE's Flores: the exact jobs of the ESS by commune and family, shown after secrecy only."""

from .release import FILE, FOLDER, Figure, FloresJobs, Release, load, make, read, years
from .schema import FloresError, Schema

__all__ = [
    "FILE",
    "FOLDER",
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
