"""Themes that sheets of any type share."""

from .base import Vocabulary, _


class Theme(Vocabulary):
    """Field of activity or public concern."""

    ESS = ("promotion-ess", _("Promotion de l’ESS"))
    ENTREPRENEURSHIP = ("entrepreneuriat", _("Création et reprise d’activité"))
    SOLIDARITY_FINANCE = ("finance-solidaire", _("Finance solidaire"))
    INTEGRATION = ("insertion-emploi", _("Insertion et emploi"))
    INNOVATION = ("innovation-sociale", _("Innovation sociale"))
    COOPERATION = ("cooperation-territoriale", _("Coopération et développement local"))
    COMMUNITY_LIFE = ("vie-associative", _("Vie associative et bénévolat"))
    CITIZENSHIP = ("citoyennete-transition", _("Citoyenneté et transitions"))
    FOOD = ("alimentation-agriculture", _("Alimentation et agriculture"))
    ENVIRONMENT = ("environnement-energie", _("Environnement et énergie"))
    REUSE = ("reemploi", _("Réemploi et économie circulaire"))
    FAIR_TRADE = ("commerce-equitable", _("Commerce équitable et consommation responsable"))
    PROCUREMENT = ("achats-responsables", _("Achats responsables"))
    CULTURE = ("culture", _("Culture et arts"))
    BOOKS = ("livre-lecture", _("Livre et lecture"))
    EDUCATION = ("education-jeunesse", _("Éducation et jeunesse"))
    TRAINING = ("formation-recherche", _("Formation et recherche"))
    DIGITAL = ("numerique", _("Numérique"))
    HEALTH = ("sante-social", _("Santé et action sociale"))
    DISABILITY = ("handicap", _("Handicap"))
    EQUALITY = ("egalite", _("Égalité et droits"))
    HOUSING = ("habitat-construction", _("Habitat et construction"))
    MOBILITY = ("mobilite", _("Mobilité"))
    TOURISM = ("tourisme-loisirs", _("Tourisme et loisirs"))
    SPORT = ("sport", _("Sport"))
    PERSONAL_SERVICES = ("services-a-la-personne", _("Services à la personne"))
    INTERNATIONAL = ("solidarite-internationale", _("Solidarité internationale et Europe"))
    TEXTILE = ("textile", _("Textile"))
