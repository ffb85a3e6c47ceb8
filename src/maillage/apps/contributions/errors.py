"""What refuses a proposal or a decision, in words for whoever made it."""

from collections.abc import Iterable, Mapping


class ProposalError(ValueError):
    """Why it cannot be done; `by_field` holds the messages about one field, by its name."""

    def __init__(
        self, messages: str | Iterable[str] = (), by_field: Mapping[str, list[str]] | None = None
    ) -> None:
        general = [messages] if isinstance(messages, str) else list(messages)
        self.by_field = dict(by_field or {})
        self.messages = general + [text for texts in self.by_field.values() for text in texts]
        super().__init__(" ".join(self.messages))
