"""Engines that implement the search protocol."""
