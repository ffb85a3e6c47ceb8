"""Supported projects, conventions, prizes and pipelines."""
