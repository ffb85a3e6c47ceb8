"""What is wrong with a rule, and where."""


class RuleError(ValueError):
    """A rule that cannot be read: a French message and the JSON pointer (RFC 6901) of the fault."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(f"{pointer} : {message}" if pointer else message)
        self.message = message
        self.pointer = pointer
