"""Closed vocabularies: every code that data files, URLs and exports may hold."""

from .base import Vocabulary
from .editorial import EvidenceMethod, EvidenceStatus, PublicationStatus
from .families import Family
from .legal_forms import LegalForm
from .links import LinkKind, RelationKind
from .roles import Role
from .themes import Theme

__all__ = [
    "EvidenceMethod",
    "EvidenceStatus",
    "Family",
    "LegalForm",
    "LinkKind",
    "PublicationStatus",
    "RelationKind",
    "Role",
    "Theme",
    "Vocabulary",
]
