"""What schemes (*dispositifs*) are, whom they serve, when they are open, and what comes of them."""

from collections.abc import Collection
from typing import Self

from .base import Vocabulary, _


class SchemeKind(Vocabulary):
    """What a scheme is."""

    AID = ("aide", _("Aide"), _("De l’argent ou un service, sans mise en concurrence."))
    CALL = (
        "appel-a-projets",
        _("Appel à projets"),
        _("Des projets sont déposés avant une date, puis choisis."),
    )
    FINANCING = (
        "financement",
        _("Financement"),
        _("Prêt, garantie, fonds propres, avance : de l’argent qui revient, ou qui rassure."),
    )
    SUPPORT = ("accompagnement", _("Accompagnement"), _("Du conseil, un suivi, une formation."))
    CLAUSE = ("clause", _("Clause"), _("Ce qu’un acheteur inscrit dans ses marchés."))
    LABEL = ("label", _("Label"), _("Une marque qui distingue des pratiques."))
    PRIZE = ("prix", _("Prix"), _("Un concours, avec ou sans dotation."))
    NETWORK_OFFER = ("offre-reseau", _("Offre d’un réseau"), _("Ce qu’un réseau offre aux siens."))
    LEGAL_FORM = (
        "forme-juridique",
        _("Forme juridique"),
        _("Un statut qu’un projet prend."),
    )
    RECOGNITION = (
        "reconnaissance",
        _("Reconnaissance légale"),
        _("Une qualité que la loi donne : appartenance à l’ESS, agrément."),
    )


class Instrument(Vocabulary):
    """How an offer helps: whether it brings money to the project, and whether that is paid back."""

    is_money: bool
    is_repaid: bool

    def __new__(
        cls,
        value: str,
        label: str,
        description: str,
        is_money: bool = True,
        is_repaid: bool = False,
    ) -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = description
        term.is_money = is_money
        term.is_repaid = is_repaid
        return term

    GRANT = ("subvention", _("Subvention"), _("De l’argent qui ne se rend pas."))
    BONUS = ("prime", _("Prime"), _("Une somme fixe, par projet, personne ou emploi."))
    LOAN = ("pret", _("Prêt"), _("De l’argent qui se rembourse."), True, True)
    HONOUR_LOAN = (
        "pret-honneur",
        _("Prêt d’honneur"),
        _("Un prêt à la personne, sans intérêt ni garantie."),
        True,
        True,
    )
    MICROCREDIT = (
        "microcredit",
        _("Microcrédit"),
        _("Un petit prêt pour qui n’a pas accès à la banque."),
        True,
        True,
    )
    GUARANTEE = (
        "garantie",
        _("Garantie"),
        _("Une part d’un prêt que le garant paierait : elle n’apporte pas d’argent."),
        False,
    )
    ADVANCE = ("avance", _("Avance"), _("De l’argent versé tôt, remboursable."), True, True)
    EQUITY = ("fonds-propres", _("Fonds propres"), _("Une part du capital, ou ce qui y ressemble."))
    MATCHING = (
        "abondement",
        _("Abondement"),
        _("De l’argent qui s’ajoute à celui que d’autres apportent."),
    )
    SERVICE = ("service", _("Service"), _("Du temps, du conseil, un lieu : pas d’argent."), False)
    PRIZE_MONEY = ("dotation", _("Dotation"), _("La somme que reçoit un lauréat."))


class ActorType(Vocabulary):
    """Who asks: a person or a structure gives one type; a scheme lists every type it accepts."""

    CITIZEN = (
        "habitant",
        _("Habitant·e, porteur·se de projet"),
        _("Une personne, sans structure pour l’instant."),
    )
    JOB_SEEKER = ("demandeur-emploi", _("Demandeur·se d’emploi"))
    ASSOCIATION = ("association", _("Association"))
    SCOP = ("scop", _("SCOP"), _("Société coopérative de production : ses salariés la possèdent."))
    SCIC = (
        "scic",
        _("SCIC"),
        _("Société coopérative d’intérêt collectif : salariés, usagers et autres s’y associent."),
    )
    CAE = (
        "cae",
        _("CAE"),
        _("Coopérative d’activité et d’emploi : des entrepreneurs y sont salariés."),
    )
    COOPERATIVE = ("cooperative", _("Autre coopérative"))
    MUTUAL = ("mutuelle", _("Mutuelle"))
    FOUNDATION = ("fondation", _("Fondation"))
    ESS_COMPANY = (
        "societe-ess",
        _("Société commerciale de l’ESS"),
        _("Selon l’article 1er de la loi du 31 juillet 2014, ou par l’agrément ESUS."),
    )
    COMPANY = ("entreprise", _("Autre entreprise"))
    SIAE = (
        "siae",
        _("Structure d’insertion (SIAE)"),
        _("Entreprise d’insertion, association intermédiaire, chantier d’insertion, ETTI."),
    )
    AUTHORITY = ("collectivite", _("Collectivité"))
    PUBLIC_BODY = ("etablissement", _("Établissement public, bibliothèque, école"))


class Stage(Vocabulary):
    """Where a project stands."""

    IDEA = ("emergence", _("Émergence"), _("Une idée, un besoin : le projet se cherche."))
    CREATION = ("creation", _("Création"), _("Le projet se monte : statut, plan, financement."))
    GROWTH = ("developpement", _("Développement"), _("La structure existe et veut grandir."))
    HANDOVER = ("transmission", _("Transmission"), _("Une structure est à céder, ou à reprendre."))


class Need(Vocabulary):
    """What a person comes for. It ranks what is shown and never decides who is eligible."""

    kinds: frozenset[SchemeKind]
    instruments: frozenset[Instrument]

    def __new__(
        cls,
        value: str,
        label: str,
        kinds: Collection[SchemeKind] = (),
        instruments: Collection[Instrument] = (),
    ) -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = ""
        term.kinds = frozenset(kinds)
        term.instruments = frozenset(instruments)
        return term

    def serves(self, kinds: Collection[str], instruments: Collection[str]) -> bool:
        """Tell whether a scheme of these kinds, with these instruments, usually answers it."""
        return not (self.kinds.isdisjoint(kinds) and self.instruments.isdisjoint(instruments))

    FINANCE = (
        "financer",
        _("Trouver de l’argent"),
        (SchemeKind.FINANCING, SchemeKind.CALL),
        tuple(one for one in Instrument if one is not Instrument.SERVICE),
    )
    SUPPORT = ("etre-accompagne", _("Être accompagné·e"), (SchemeKind.SUPPORT,))
    TEST = ("tester", _("Tester mon activité"), (SchemeKind.SUPPORT,))
    LEGAL_FORM = (
        "choisir-un-statut",
        _("Choisir un statut"),
        (SchemeKind.LEGAL_FORM, SchemeKind.RECOGNITION),
    )
    TRAIN = ("se-former", _("Me former"))
    PLACE = ("trouver-un-lieu", _("Trouver un lieu"))
    HIRE = ("recruter", _("Recruter"))
    CUSTOMERS = ("trouver-des-clients", _("Trouver des clients"), (SchemeKind.CLAUSE,))
    VISIBILITY = (
        "se-faire-connaitre",
        _("Me faire connaître"),
        (SchemeKind.PRIZE, SchemeKind.LABEL),
    )
    NETWORK = ("s-entourer", _("M’entourer"), (SchemeKind.NETWORK_OFFER,))


class Expense(Vocabulary):
    """What the money may pay for."""

    INVESTMENT = ("investissement", _("Investissement"))
    OPERATING = ("fonctionnement", _("Fonctionnement"))
    JOB = ("emploi", _("Emploi"))
    TRAINING = ("formation", _("Formation"))
    STUDY = ("etude", _("Étude, conseil"))


class CalendarKind(Vocabulary):
    """How often a scheme opens."""

    PERMANENT = ("permanent", _("Toute l’année"))
    RECURRENT = ("recurrent", _("Par sessions"), _("Il revient, en général chaque année."))
    ONE_OFF = ("ponctuel", _("Une seule fois"))


class Envelope(Vocabulary):
    """What is left of the money of a scheme."""

    OPEN = ("ouverte", _("Enveloppe ouverte"))
    SPENT = ("epuisee", _("Enveloppe épuisée"))


class OpeningState(Vocabulary):
    """Whether one can apply for a scheme on a day, whoever asks."""

    OPEN = ("ouvert", _("Ouvert aujourd’hui"), _("Une demande peut être faite maintenant."))
    UPCOMING = ("a-venir", _("Ouvre bientôt"), _("La date d’ouverture est annoncée."))
    UNKNOWN = ("a-confirmer", _("Dates à confirmer"), _("Aucune source ne donne de date à venir."))
    SPENT = ("epuise", _("Enveloppe épuisée"), _("Il n’y a plus d’argent pour cette année."))
    CLOSED = ("clos", _("Clos"), _("La dernière date est passée, ou il a pris fin."))


class OrganisationRole(Vocabulary):
    """What an organisation does in a scheme."""

    FUNDER = ("financeur", _("Finance"))
    INSTRUCTOR = ("instructeur", _("Instruit les demandes"))
    OPERATOR = ("operateur", _("Met en œuvre"))
    MATCHING_FUNDER = ("abondeur", _("Abonde"))
    PARTNER = ("partenaire", _("Partenaire"))


class MatchingActor(Vocabulary):
    """Who shares in matching money: one euro of theirs calls for so much of the others."""

    CITIZENS = ("citoyens", _("Citoyens"))
    AUTHORITIES = ("collectivites", _("Collectivités"))
    COMPANIES = ("entreprises", _("Entreprises"))
    COMMUNE = ("commune", _("Commune"))
    EPCI = ("intercommunalite", _("Intercommunalité"))
    DEPARTEMENT = ("departement", _("Département"))
    REGION = ("region", _("Région"))
    STATE = ("etat", _("État"))
    FOUNDATION = ("fondation", _("Fondation"))


class TerritoryCriterion(Vocabulary):
    """What must be in the territory of a scheme."""

    SEAT = ("siege", _("Siège"), _("Le siège de la structure."))
    PROJECT = ("projet", _("Projet"), _("Le lieu du projet."))
    RESIDENCE = ("residence", _("Résidence"), _("Le domicile de la personne."))


class AmountStatus(Vocabulary):
    """How sure an amount is."""

    CONFIRMED = ("confirme", _("Confirmé"))
    INDICATIVE = ("indicatif", _("Indicatif"))
    NOT_PUBLISHED = ("non-publie", _("Non publié"), _("Montant à confirmer auprès du financeur."))


class AmountPer(Vocabulary):
    """What an amount is counted for; `suffix` follows it, `rest` once it has been multiplied."""

    suffix: str
    rest: str

    def __new__(cls, value: str, label: str, suffix: str, rest: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        term.description = ""
        term.suffix = suffix
        term.rest = rest
        return term

    CASE = ("dossier", _("Par dossier"), "")
    PERSON = ("personne", _("Par personne"), _("par personne"))
    PERSON_MONTH = (
        "mois-personne",
        _("Par personne et par mois"),
        _("par personne et par mois"),
        _("par mois"),
    )
    HOUR = ("heure", _("Par heure"), _("par heure"))
    YEAR = ("an", _("Par an"), _("par an"), _("par an"))


class Outcome(Vocabulary):
    """What comes of a scheme for the facts that a person gave, the most favourable first."""

    ELIGIBLE = ("eligible", _("Éligible"), _("Toutes les conditions connues sont remplies."))
    CONDITIONAL = (
        "sous-reserve",
        _("Sous réserve"),
        _("Il reste à vérifier avec l’organisme ce qu’aucune réponse ne peut dire."),
    )
    OPEN = ("a-preciser", _("À préciser"), _("Il manque des réponses pour conclure."))
    UPCOMING = ("a-venir", _("À venir"), _("Il n’est pas encore ouvert."))
    CLOSED = ("ferme", _("Fermé"), _("Il a pris fin, ou son enveloppe est épuisée."))
    NOT_ELIGIBLE = (
        "non-eligible",
        _("Non éligible"),
        _("Une condition n’est pas remplie."),
    )

    @property
    def is_settled(self) -> bool:
        """Tell whether no further answer is waited for."""
        return self is not Outcome.OPEN
