"""Maillage: the open information system of a territory's social and solidarity economy."""

__version__ = "0.1.0"
