"""Reads about personal data that other pages share."""

from typing import Any

from .models import PrivacyRequest


def waiting_requests(user: Any) -> int:
    """Return how many requests wait for an answer from this user, who may not see them."""
    if not user.has_perm("privacy.add_removal"):
        return 0
    return PrivacyRequest.objects.filter(answered_at=None).count()
