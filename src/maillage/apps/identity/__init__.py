"""The identity of an instance: what makes the portal a territory's own."""
