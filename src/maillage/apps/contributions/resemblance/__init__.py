"""Sheets that may be the same: found before they are created, paired, merged."""
