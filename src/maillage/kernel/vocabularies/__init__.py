"""Closed vocabularies: every code that data files, URLs and exports may hold."""

from .agenda import DatePrecision, EventKind, EventState
from .base import Vocabulary
from .economy import EmployerMark, Sector, SizeClass
from .editorial import EvidenceMethod, EvidenceStatus, PublicationStatus
from .families import Family
from .figures import Measure, Nature
from .learning import TermKind
from .legal_forms import LegalForm
from .library import (
    KiosqueCaption,
    KiosqueImage,
    KiosqueScheme,
    KiosqueStyle,
    Language,
    ResourceKind,
)
from .links import LinkKind, RelationKind
from .policies import ActionKind, AuthorityType, BudgetKind
from .projects import ProjectKind
from .qualifiers import Qualifier
from .roles import Role
from .themes import Theme

__all__ = [
    "ActionKind",
    "AuthorityType",
    "BudgetKind",
    "DatePrecision",
    "EmployerMark",
    "EventKind",
    "EventState",
    "EvidenceMethod",
    "EvidenceStatus",
    "Family",
    "KiosqueCaption",
    "KiosqueImage",
    "KiosqueScheme",
    "KiosqueStyle",
    "Language",
    "LegalForm",
    "LinkKind",
    "Measure",
    "Nature",
    "ProjectKind",
    "PublicationStatus",
    "Qualifier",
    "RelationKind",
    "ResourceKind",
    "Role",
    "Sector",
    "SizeClass",
    "TermKind",
    "Theme",
    "Vocabulary",
]
