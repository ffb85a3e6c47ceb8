"""Addresses that sheets give: whether they still answer."""
