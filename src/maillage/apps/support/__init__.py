"""Schemes that help a project or a structure, and what guides people to them."""
