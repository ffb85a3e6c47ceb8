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
from .links import LinkKind, LinkState, RelationKind
from .policies import ActionKind, AuthorityType, BudgetKind
from .projects import ProjectKind
from .qualifiers import Qualifier
from .quality import Criterion
from .review import (
    ChangeState,
    MatchKind,
    PrivacyAsk,
    ProposalOrigin,
    ProposalState,
    ScopeKind,
)
from .roles import Role
from .support import (
    ActorType,
    AmountPer,
    AmountStatus,
    CalendarKind,
    Envelope,
    Expense,
    Instrument,
    MatchingActor,
    Need,
    OpeningState,
    OrganisationRole,
    Outcome,
    SchemeKind,
    Stage,
    TerritoryCriterion,
)
from .themes import Theme

__all__ = [
    "ActionKind",
    "ActorType",
    "AmountPer",
    "AmountStatus",
    "AuthorityType",
    "BudgetKind",
    "CalendarKind",
    "ChangeState",
    "Criterion",
    "DatePrecision",
    "EmployerMark",
    "Envelope",
    "EventKind",
    "EventState",
    "EvidenceMethod",
    "EvidenceStatus",
    "Expense",
    "Family",
    "Instrument",
    "KiosqueCaption",
    "KiosqueImage",
    "KiosqueScheme",
    "KiosqueStyle",
    "Language",
    "LegalForm",
    "LinkKind",
    "LinkState",
    "MatchKind",
    "MatchingActor",
    "Measure",
    "Nature",
    "Need",
    "OpeningState",
    "OrganisationRole",
    "Outcome",
    "PrivacyAsk",
    "ProjectKind",
    "ProposalOrigin",
    "ProposalState",
    "PublicationStatus",
    "Qualifier",
    "RelationKind",
    "ResourceKind",
    "Role",
    "SchemeKind",
    "ScopeKind",
    "Sector",
    "SizeClass",
    "Stage",
    "TermKind",
    "TerritoryCriterion",
    "Theme",
    "Vocabulary",
]
