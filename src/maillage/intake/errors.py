"""What intake refuses."""


class IntakeError(Exception):
    """A document that cannot be read; the message says why and what to do, in French."""
