"""Events with fuzzy and recurring dates, and calendars."""
