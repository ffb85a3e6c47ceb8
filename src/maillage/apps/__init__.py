"""The Django applications: one folder for each kind of thing that the site holds."""
