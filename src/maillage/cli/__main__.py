"""Runs the command as `python -m maillage.cli`."""

from .main import main

main()
