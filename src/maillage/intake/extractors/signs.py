"""What tells that a capitalised name is that of an organisation: words around it, its own form.

Each sign has a weight: positive where the sign is for, negative where it is against. No sign is
enough alone unless it says so plainly; `mentions` adds up those of all the places of a name.
"""

import re
from dataclasses import dataclass

# What an organisation is called before or after its name; folded, without plural.
KINDS = (
    r"associations?|asso|cooperatives?|scop|scic|scops|scics|scea|sarl|gaec|cuma|cigales?|amap|"
    r"collectifs?|federations?|confederations?|fondations?|fonds (?:de dotation|d investissement|"
    r"d epargne|solidaire)|mutuelles?|societes?|entreprises?|start ?ups?|reseaux?|mouvements?|"
    r"groupements?|groupes?|syndicats?|ong|ressourceries?|recycleries?|epiceries?|librairies?|"
    r"bouquineries?|cafes?|restaurants?|brasseries?|boulangeries?|tiers lieux?|couveuses?|"
    r"pepinieres?|incubateurs?|accelerateurs?|regies?|plate ?formes?|compagnies?|structures?|"
    r"organismes?|agences?|cabinets?|bureaux? d etudes?|banques?|assureurs?|clubs?|fermes?|"
    r"boutiques?|"
    r"magasins?|hotels? d (?:activites?|entreprises?)|maisons? de quartier|"
    r"laboratoires? d idees|think tanks?|medias?|journal|journaux|revues?|creches?|"
    r"garages?|menuiseries?|friperies?|conciergeries?|cantines?|traiteurs?|supermarches?|"
    r"maisons? d editions?|editeurs?|centres? sociaux|centre social|foyers?|chantiers? d insertion|"
    r"fab ?labs?|makerspaces?|espaces? de (?:coworking|travail)|conseils? de developpement|"
    r"acteurs?|operateurs?|operatrices?|tetes? de reseau|filiales?|monnaies? (?:locales?|"
    r"complementaires?|citoyennes?)|foncieres?|financeurs?|lieux? (?:de vie|culturel|hybride)|"
    r"chorales?|theatres?|radios?|universites?|ecoles?|instituts?|ateliers? d insertion|ligues?|"
    r"chaires?|jardins? (?:partages?|d insertion|de cocagne)|unions?|comites?|consortiums?|"
    r"centrales?|"
    r"habitats? (?:participatifs?|groupes?)|etablissements?|auberges?|gites?|ludotheques?|"
    r"bailleurs?|prestataires?|employeurs?|commerces?|producteurs?|conserveries?|brigades?"
)
_ADJECTIVE = (
    r"(?:\w+(?:al|ale|aux|ales|aire|aires|ien|ienne|iens|iennes|if|ive|ifs|ives|ique|iques|ois|"
    r"oise|"
    r"oises|ais|aise|aises|ain|aine|ains|aines|el|elle|els|elles|ible|able|iste|istes|eux|euse)|"
    r"solidaires?|partagees?|locales?|jeunes?|agrees?|d insertion|de quartier|de reemploi|"
    r"d inclusion|d education populaire|loi 1901|par actions simplifiees?|a but non lucratif|"
    r"engagees?|engages?|associati(?:f|ve)s?|feministes?|d interet (?:general|collectif)|"
    r"d utilite (?:sociale|publique)|de commerce equitable|"
    r"d economie (?:sociale|solidaire)(?: et solidaire)?|d habitants|citoyennes?|bio|"
    r"participati\w+)"
)
_NOT_AN_ADJECTIVE = r"(?!(?:mais|puis|jamais|quel\w*|tel\w*|il|elle|elles|sa|la)\b)"
KIND_REASON = "Le mot devant le nom dit ce que c’est"
_LIKENESS = (
    r"(?:une?|deux|trois|quatre|cinq|plusieurs|l un\w* des(?: rares| premier\w+)?|le|la|les|l|"
    r"premi\w+|des|notre|principale?)"
)
_ORGANISATION_VERB = (
    r"(?:propose|accompagne|aide|soutient|developpe|anime|gere|federe|regroupe|rassemble|reunit|"
    r"accueille|emploie|embauche|organise|lance|intervient|oeuvre|forme|recrute|collecte|fabrique|"
    r"commercialise|recycle|repare|sensibilise|promeut|defend|represente|coordonne|finance|"
    r"heberge|distribue|vend|porte|mene|mobilise|agit|milite|facilite|s adresse|s uni(?:t|"
    r"ssent)|s associe|s allie|s engage|"
    r"s appuie|se donne|se mobilise|vise a|compte \d+|offre|met (?:en|a)|permet|contribue|"
    r"veut|souhaite|cherche a|entend|recherche|collabore|travaille|prepare|participe|relie|"
    r"construit|"
    r"installe|imagine|invente|loue|redistribue|poursuit|assure|beneficie|fonctionne|produit|"
    r"publie|edite|diffuse|salarie|transforme|valorise|"
    r"(?:a|ont) (?:ete )?(?:lance|cree|mis|monte|developpe|ouvert|fonde|recu|obtenu|remporte|pour "
    r"(?:objet|but|mission|objectif|vocation|ambition)|accompagne|permis|rejoint|soutenu|aide)\w*|"
    r"(?:est|sont) (?:ne|nee|cree|creee|portee?|geree?|animee?|soutenue?|finance|installee?|"
    r"implantee?|situee?|basee?|agree|agreee|labellisee?|primee?|laureate?|distinguee?|"
    r"membre)s?)(?:nt)?"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign: what it is called, how much it weighs, and the French sentence that tells it."""

    name: str
    weight: int
    reason: str
    pattern: re.Pattern[str]


def _sign(name: str, weight: int, pattern: str, reason: str = "") -> Sign:
    return Sign(name, weight, reason, re.compile(pattern))


# Read in the folded words just before a name, which they end.
BEFORE = (
    _sign(
        "kind",
        4,
        rf"\b(?:{KINDS})(?: {_NOT_AN_ADJECTIVE}{_ADJECTIVE}){{0,3}}(?: (?:nommee?|appelee?|"
        r"baptisee?|denommee?|intitulee?))?(?: (?:le|la|les|l))?\s*[«\"“]?$",
        KIND_REASON,
    ),
    _sign(
        "apposed",
        3,
        rf"\b(?:une?|autre|cette|l un\w* des) (?:\w+ )?(?:{KINDS})\b[^,.;:()]{{0,60}}, ?(?:l|la|"
        rf"le|les)?$",
        "Mis à côté des mots qui disent ce que c’est",
    ),
    _sign(
        "example",
        3,
        r"\b(?:connaissez(?: vous| surement| deja)?|entendu parler (?:de|d|du)|rencontrez|"
        r"citons|citer|exemples? avec|mentionnons|rencontre (?:de|avec)|"
        r"exemple :)(?: (?:le|la|les|l))?$",
        "Cité en exemple",
    ),
    _sign(
        "prize",
        3,
        r"\b(?:decernee?s?|attribuee?s?|remise?s?|accordee?s?|revien\w+|recompens\w+|distingu\w+|"
        r"prime\w*|laureate?s?|nomine\w*|finaliste\w*|vainqueurs?|gagnante?s?)\b[^.;]{0,30}?"
        r"(?:\b(?:a|au|aux|par|pour)|:|,)(?: (?:l|la|le|les))?(?: projet)?\s*[«\"“]?$"
        r"|\b(?:prix|trophee|medaille|laureate?s?|mention)\b[^.;]{0,80}?(?: pour| a|:|\),)"
        r"(?: (?:l|la|le|les))?\s*[«\"“]?$",
        "Lauréat d’un prix",
    ),
    _sign(
        "relation",
        3,
        r"\b(?:partenariats?|conventions?|cooperations?|collaborations?|concert\w*|conventionne\w*)"
        r"(?: \w+){0,2}? avec(?: (?:l|la|le|les))?$"
        r"|\b(?:soutien|appui|concours|aide|financement|benefice|initiative|prets?|subventions?|"
        r"coordination|animation|dotation|garantie)(?: financier| technique)? (?:de|d|"
        r"du)(?: (?:l|la))?$"
        r"|\b(?:membres?|partenaires?|representants?|adherente?s?|societaires?|filiales?|"
        r"antenne|salaries?|benevoles|equipes?|"
        r"locaux|siege|adherents|fondat\w+|president\w*|gerante?|secretaire(?: general\w*)?|"
        r"direct\w+|coordinat\w+|porte parole|"
        r"delegue\w* generale?|responsable \w+|animat\w+)(?: de| d| du| des| chez|"
        r" au sein de)(?: (?:l|la))?$"
        r"|\b(?:porte|soutenu|finance|gere|anime|cree|lance|fonde|organise|copilote|pilote|coporte|"
        r"accompagne|edite|publie|realise|delivre|labellise|appuye|heberge|edicte|initie|"
        r"imagine|concu|mis au point|developpe|propose|demarre|coordonne)e?s?"
        r"(?: (?:en \d{4}|conjointement|notamment))? par(?: (?:l|la|le|les))?$"
        r"|\b(?:accompagnement|mecenat|parrainage|portage|expertise|gestion)(?: \w+){0,2} par"
        r"(?: (?:l|la|le|les))?$|^\W*\(?sources? ?:$|\(sources? ?:$"
        r"|\bsite(?: internet| web)? (?:de|d|du)(?: (?:l|la))?$|\b(?:grace|recours|appel|"
        r"confiee?s?|reversee?s?|au profit|au benefice) (?:a|au|de|du|d)"
        r"(?: (?:l|la))?$"
        r"|\b(?:aupres|au sein|aux cotes|a l initiative|adherer|adhere|adhesion|rejoint) (?:de|"
        r"d|du|a|au)"
        r"(?: (?:l|la))?$|\b(?:rejoint|rejoindre|contacter|chez|via)(?: (?:l|la|le))?$",
        "Partenaire, financeur, porteur ou membre, dit la phrase",
    ),
    _sign(
        "label",
        4,
        r"^\W*(?:structures?|associations?|organismes?(?: \w+)?|porteurs?(?: du projet)?|"
        r"partenaires?(?: \w+)?|laureate?s?|entreprises?|operateurs?|employeurs?|financeurs?|"
        r"beneficiaires?|cooperatives?|raison sociale|denomination)(?:\(s\))?\s*:$",
        "Champ qui nomme une organisation",
    ),
    _sign(
        "against-event",
        -4,
        r"\b(?:prix|trophees?|label|festival|journees?|semaine|mois|salon|forum|"
        r"quinzaine|loi|plan|pacte|programme|dispositif|schema|appel a projets?|livre|film|"
        r"documentaire|rapport|guide|logiciel|application|outil|demarche|conference|emission|etude|"
        r"master|licence|diplome|article|charte|operation|campagne|collection|exposition|rue|"
        r"avenue|"
        r"place|quartier|gare|station|cite|secteur|action|atelier|formation|exposition|spectacle|"
        r"chanson|titre|theme|statut|agrement|certification|categorie|axe|volet|fiche|marque|"
        r"conseiller|deputee?|senat\w+|ministre|village|canton|pays|bourg|stade|salle|espace|parc|"
        r"arrondissement|vallee|massif|plateau|ile|foret|lac|riviere)s?"
        r"(?: \w+[a-z])?(?: (?:de|d|du|des|de la|de l))?\s*[«\"“]?$",
    ),
    _sign(
        "against-scheme",
        -5,
        r"\b(?:dispositif|programme|plan|outil|appel a projets?|label|concours|operation|"
        r"demarche)\b"
        r"[^.;:«]{0,40}(?:intitule|nomme|appele|baptise|denomme)?e?\s*[«\"“]$",
    ),
    _sign(
        "against-place",
        -3,
        r"(?<!grace )(?<!appel )(?<!recours )(?<!confie )(?<!confiee )\b(?:a|en|vers|depuis)$",
    ),
    _sign("against-place", -1, r"\b(?:a|en|dans|vers|depuis|sur) (?:l|la|le|les)$|\bdans$|\bsur$"),
    _sign("against-person", -5, r"\b(?:m|mme|mlle|mr|monsieur|madame|dr|docteur|maitre)\.?$"),
)
# Read in the folded words just behind a name, which they begin.
AFTER = (
    _sign(
        "said",
        4,
        rf"^[\s»\"”]*(?:\([^)]{{2,30}}\)\s*)?(?:(?:[….]?,|:|–|—|-| ?\(| est| sont| etait|"
        rf",? qui est) ?"
        rf"{_LIKENESS}? ?(?:\w+ ){{0,2}}?| une? (?:\w+ )?| )(?:{KINDS})\b(?! (?:qui|de notre|"
        rf"des)? ?\d)",
        "Les mots derrière le nom disent ce que c’est",
    ),
    _sign(
        "form",
        4,
        r"^[\s»\"”]*\((?:scop|scic|association|asso|cae|coop|sas|sarl|mutuelle|fondation|siae|"
        r"ei|aci)\b",
        "Forme juridique entre parenthèses",
    ),
    _sign(
        "verb",
        3,
        rf"^[\s»\"”]*(?:\([^)]{{2,30}}\)\s*)?(?:,[^,.]{{3,60}},)?,? ?(?:qui )?"
        rf"{_ORGANISATION_VERB}\b",
        "Sujet d’un verbe qui dit ce que font les organisations",
    ),
    _sign(
        "where",
        1,
        r"^[\s»\"”]*(?:\(\d[\dab]\)|,? (?:basee?|situee?|installee?|implantee?) (?:a|en)\b|"
        r",? a \w+ \(\d\d)",
        "Lieu derrière le nom",
    ),
    _sign(
        "done",
        2,
        r"^, (?:soutenu|cree|fonde|ne|lance|porte|base|situe|specialise|implante|installe|agree|"
        r"labellise|gere|anime|preside|laureat)e?s?\b",
        "Participe derrière le nom",
    ),
    _sign(
        "led",
        3,
        r"^,? (?:sa|son|leur) (?:president|directeur|directrice|fondat|secretaire|delegue)",
        "Ceux qui la dirigent sont nommés",
    ),
    _sign(
        "address",
        4,
        r"^[\s»\"”]*(?:\([^)]{2,60}\))?\s*[,:(–-]?\s*(?:https?:|www\.)",
        "Nom devant une adresse du web",
    ),
    _sign(
        "against-person",
        -4,
        r"^,? (?:ne en|nee en|president\w*|directeur|directrice|maire|adjointe?|"
        r"ministre|conseill\w+|deputee?|senat\w+|fondat\w+|salariee?|benevole|chargee? de)\b",
    ),
)
# Words that begin the name of a thing, not of an organisation.
NO_HEADING = re.compile(
    r"(?:Troph[ée]es?|Prix|Grands?\sPrix|Mois|Journ[ée]es?|Semaine|Label|Plan|Pacte|Loi|Sch[ée]ma|"
    r"Programme|Appel|Projet|Livre|Territoires?|Capitale|Quartiers?|Rue|Note|Dossier|Guide|Axe|"
    r"Chapitre|Article|Contrat|Charte|Convention|Festival|Salon|Forum|Quinzaine|Concours|Master|"
    r"Place|Avenue|Budget|Action|Dispositif|ESS(?=$|\s(?:&|et|en|sur|dans))|RDV|Congr[èe]s|"
    r"Tags?|Title|"
    r"Category|Summary|Internet|Web|Facebook|Twitter|LinkedIn|YouTube|"
    r"Instagram|Google|Covid|Noël|Nord|Sud|Est|Ouest|Rencontres?|Assises|Parc|Stade|Hôtel|"
    r"Histoire|Page|Site|Directions?|Services?|Responsable|Charg[ée]e?s?|Vice|Pr[ée]sidente?|"
    r"Maire|Comit[ée]\s(?:technique|de\spilotage)|Photo|Crédit photo)\b"
)
# Read in the name itself, as written.
SHAPES = (
    _sign(
        "camel",
        2,
        r"^[A-ZÉ]?[a-zé]+(?:[A-Z][a-z]|[A-Z]{2,})\w*$|^[A-Z]{2,}[a-z]{2,}[A-Z]\w*$",
        "Nom écrit comme une marque",
    ),
    _sign("domain", 3, r"\w\.(?:fr|org|com|net|coop|info|eu|io|asso)$", "Nom de site"),
    _sign("acronym", 1, r"^[A-ZÉ]{3,9}$", "Sigle"),
    _sign("article", 1, r"^(?:Le|La|Les|L['’]|Un|Une|Au|Aux|Sur)\s?[A-ZÉ]", "Nom avec son article"),
    _sign("long", 1, r"\s\S+", "Nom de plusieurs mots"),
    _sign(
        "tail",
        3,
        r"\s(?:Mutuelle|Insertion|Diffusion|Services|[ÉE]ditions|Conseil|Solidarit[ée]s?|"
        r"D[ée]veloppement|Habitat|Initiatives?|Active|Coop|Formation|Logement|Environnement|"
        r"Emploi|Énergies?|Recyclage|Partage|Mobilit[ée]s?|Solidaires?|Coop[ée]rative|Citoyenne|"
        r"Tiers-Lieux|[Mm][ée]tropole|Agglo|Agglom[ée]ration)$",
        "Nom qui finit par ce que fait l’organisation",
    ),
    Sign("against-heading", -6, "", re.compile(f"^{NO_HEADING.pattern}")),
)
