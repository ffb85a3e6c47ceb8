"""Figures that sources publish, each with its source: indicators and values."""
