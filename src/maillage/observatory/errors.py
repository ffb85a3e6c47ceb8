"""What may go wrong with a vintage, told in French to the person who can mend it."""


class ObservatoryError(Exception):
    """Something about the observatory's data; the message says what to do."""


class VintageError(ObservatoryError):
    """A vintage that is missing, unknown or damaged."""


class StockError(ObservatoryError):
    """A file of the register that cannot be read as what it should be."""


class BuildError(ObservatoryError):
    """A build that cannot be made or published."""
