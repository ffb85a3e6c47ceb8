"""Accounts without password, roles, and who speaks for an organisation."""
