"""INSEE's register of companies and establishments: the files of its stock."""

from .schema import ESTABLISHMENTS, LEGAL_UNITS, Column, Kind, Layout

__all__ = ["ESTABLISHMENTS", "LEGAL_UNITS", "Column", "Kind", "Layout"]
