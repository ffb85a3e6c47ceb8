"""The declaration of the organisation: fields, facets, page and exchange formats."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.apps.sheets import kinds
from maillage.apps.sheets.types import (
    ACTIVITY,
    CONTACT,
    IDENTITY,
    THEME_FACET,
    Facet,
    Field,
    SheetType,
    common_fields,
)
from maillage.kernel import identifiers
from maillage.kernel.ess_status import EssBasis, Verdict
from maillage.kernel.vocabularies import Family, LegalForm, Role
from maillage.kernel.vocabularies.base import Vocabulary

from .models import Organisation


class EssAnswer(Vocabulary):
    """What a claim on ESS membership may say."""

    YES = (Verdict.YES.value, _("Oui"))
    NO = (Verdict.NO.value, _("Non"))


_COMMON = common_fields()

_ESS_CLAIM = kinds.Record(
    parts={
        "basis": kinds.Part(kinds.Term(vocabulary=EssBasis), required=True),
        "says": kinds.Part(kinds.Term(vocabulary=EssAnswer), required=True),
        "date": kinds.Part(kinds.partial_date()),
        "note": kinds.Part(kinds.Kind(longest=300)),
    },
    key_part="basis",
)

FIELDS = (
    _COMMON["name"],
    Field("acronym", _("Sigle"), kinds.Kind(longest=40), "identity", "names"),
    Field(
        "other_names",
        _("Autres noms"),
        kinds.Many(item=kinds.Kind(longest=300)),
        "identity",
        "names",
    ),
    _COMMON["summary"],
    _COMMON["description"],
    Field(
        "legal_form", _("Forme juridique"), kinds.Term(vocabulary=LegalForm), "identity", "keywords"
    ),
    Field("ess_claims", _("Indications sur l’ESS"), kinds.Many(item=_ESS_CLAIM), "ess"),
    Field(
        "roles", _("Rôles"), kinds.Many(item=kinds.Term(vocabulary=Role)), "activity", "keywords"
    ),
    _COMMON["themes"],
    Field(
        "labels",
        _("Labels et agréments"),
        kinds.Many(item=kinds.Kind(longest=200)),
        "activity",
        "body",
    ),
    Field("founded", _("Création"), kinds.partial_date(), "identity"),
    Field("siren", "SIREN", kinds.Parsed(parse=identifiers.parse_siren), "identity", "names"),
    Field("siret", "SIRET", kinds.Parsed(parse=identifiers.parse_siret), "identity", "names"),
    Field("rna", "RNA", kinds.Parsed(parse=identifiers.parse_rna), "identity", "names"),
    _COMMON["located_in"],
    _COMMON["acts_in"],
    Field("addresses", _("Adresses"), kinds.Many(item=kinds.Address()), "contact", "body"),
    Field("phones", _("Téléphones"), kinds.Many(item=kinds.Phone()), "contact"),
    Field("emails", _("Adresses électroniques"), kinds.Many(item=kinds.Email()), "contact"),
    _COMMON["links"],
    Field("people", _("Personnes"), kinds.Many(item=kinds.Person()), "contact", "body"),
)


# schema.org's terms for the parts of an address
_POSTAL = {
    "streetAddress": "street",
    "postalCode": "postal_code",
    "addressLocality": "city",
    "addressCountry": "country",
}


def _jsonld(organisation: Organisation) -> dict[str, Any]:
    """Describe an organisation with schema.org's terms; e-mail addresses are left out."""
    described = {
        "@type": "Organization",
        "name": organisation.name,
        "alternateName": [one for one in (*organisation.other_names, organisation.acronym) if one],
        "description": organisation.summary,
        "foundingDate": organisation.founded,
        "telephone": [phone["number"] for phone in organisation.phones],
        "sameAs": [link["url"] for link in organisation.links],
        "address": [
            {"@type": "PostalAddress"}
            | {term: address[part] for term, part in _POSTAL.items() if part in address}
            for address in organisation.addresses
        ],
        "taxID": organisation.siren,
    }
    return {key: value for key, value in described.items() if value}


def _family(organisation: Organisation) -> tuple[str, ...]:
    family = organisation.family_term
    return (family.value,) if family else ()


ORGANISATION = SheetType(
    key="organisation",
    model=Organisation,
    path="annuaire",
    menu=_("Annuaire"),
    label=_("organisation"),
    plural=_("organisations"),
    lead=_("Réseaux, structures d’accompagnement, financeurs, lieux, entreprises : qui fait quoi."),
    file_folder="organisations",
    review_every=365,
    expected=(
        *(("summary",), ("roles",), ("themes",), ("legal_form",), ("links",)),
        ("located_in", "addresses", "acts_in"),
        ("phones", "emails", "addresses"),
    ),
    fields=FIELDS,
    sections=(ACTIVITY, CONTACT, IDENTITY),
    facets=(
        Facet("role", _("Rôle"), Role, lambda sheet: sheet.roles, is_open=True),
        Facet("famille", _("Famille de l’ESS"), Family, _family, is_open=True),
        THEME_FACET,
        Facet(
            "forme",
            _("Forme juridique"),
            LegalForm,
            lambda sheet: (sheet.legal_form,) if sheet.legal_form else (),
        ),
    ),
    card_template="directory/card.html",
    detail_template="directory/organisation_detail.html",
    asked_first=("name", "summary", "located_in", "addresses", "phones", "emails", "links"),
    left_to_editors=("ess_claims",),
    jsonld=_jsonld,
    left_out_of_cards=(
        *("description", "themes", "links", "other_names", "labels", "phones", "emails", "people"),
    ),
    marker=lambda organisation: next(iter(_family(organisation)), ""),
    extras={"ess": lambda organisation: organisation.ess_status},
)
