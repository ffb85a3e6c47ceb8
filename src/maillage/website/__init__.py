"""The public site: layout, components, navigation and errors."""
