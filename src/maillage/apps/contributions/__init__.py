"""Proposals, their review, and what is drawn from documents."""
