"""The forms that an organisation's name takes in French text, and the words that are none."""

import re

from maillage.kernel.text import fold

from .words import ORGANISATION_NOUNS, alternation

_PLAIN = str.maketrans("éèêàâîôç", "eeeaaioc")
NOUNS = sorted(
    {form for noun in ORGANISATION_NOUNS for form in (noun, noun.translate(_PLAIN))},
    key=lambda noun: (-len(noun), noun),
)
ANY_NOUN = alternation(NOUNS)
FOLDED_NOUNS = frozenset(map(fold, NOUNS))
CAPITAL = r"[A-ZÉÈÀÂÎÔÇŒ]"
TOKEN = rf"(?:{CAPITAL}[\w-]*(?:['’]{CAPITAL}?[\w-]+)?(?:\[\w+\])?(?:\.\w{{2,4}}\b)?)"
LINK = (
    r"(?:de\s+la\s+|de\s+l['’]\s*|de\s+|du\s+|des\s+|d['’]\s*|et\s+(?:d['’])?|&\s+|en\s+|"
    r"par\s+(?:la\s+|le\s+|l['’])|pour\s+(?:la\s+|le\s+|les\s+|l['’]|une?\s+)?|à\s+(?:la\s+|"
    r"l['’])?|aux?\s+|sur\s+|l['’]|la\s+|le\s+|les\s+)"
)
ADJECTIVE = (
    r"(?:(?:r[ée]gional|d[ée]partemental|national|municipal|local|f[ée]d[ée]ral|mutuel|urbain|"
    r"populaire|fran[çc]ais|"
    r"europ[ée]en|solidaire|coop[ée]rati|mutualiste|citoyen|m[ée]tropolitain|intercommunal|"
    r"central|interprofessionnel|"
    r"social|paysan)\w*\s+)"
)
NUMBERED = r"(?:\s\d{1,2}[A-Z]?(?=[\s.;:)]|$)(?!\s+(?:ans|mois|jours|%|€)))?"
FIRST_LINK = LINK.replace("et\\s+(?:d['’])?|", "").replace("à\\s+(?:la\\s+|l['’])?|aux?\\s+|", "")
# After « et », a noun that heads a name begins another one.
PROPER = (
    rf"{TOKEN}(?:(?:\s+|"
    rf"\s+(?!et\s+(?:d['’])?(?i:{ANY_NOUN})\b){LINK}){TOKEN})"
    rf"{{0,8}}{NUMBERED}"
)
HEADED = re.compile(
    rf"(?<![\w-])(?P<name>(?:(?i:{ANY_NOUN}))(?P<s>s?)\s+"
    rf"{ADJECTIVE}?{FIRST_LINK}?(?P<proper>{PROPER}))"
)
# Folded; the longest first, since one may begin another.
OF_A_PLACE = sorted(
    map(
        fold,
        (
            *("mairie", "université", "ccas", "cress", "chambre", "mission locale", "office"),
            *("épicerie", "bouquinerie", "librairie", "ressourcerie", "recyclerie"),
            *("régie de quartier", "centre social", "banque alimentaire", "foyer rural"),
            *("maison de l'emploi", "conseil départemental", "conseil régional"),
            *("conseil général", "communauté de communes", "agglomération", "tiers-lieu"),
            *("communauté d'agglomération", "université populaire", "cigales", "amap"),
        ),
    ),
    key=lambda noun: (-len(noun), noun),
)
GENERIC = re.compile(
    r"(?:association(?:s)? (?:intermediaires?|loi|reconnue)|entreprises? (?:adaptees?|d "
    r"insertion|de travail|sociales?|solidaires?)|"
    r"ateliers?(?: et)? chantiers?|societes? cooperatives?(?: et participatives?| d interet "
    r"collectif| de production)?|"
    r"cooperatives? d activites?(?: et d emplois?)?|economie|fonds de dotation|conseil "
    r"(?:departemental|regional|municipal)|"
    r"(?:chambres?|union) (?:regionales?|departementales?|nationales?|consulaires?)|groupe|"
    r"reseau(?:x)?|centre ville|"
    r"communaute(?:s)? (?:d agglomeration|urbaine|de communes)|region|ville|commune|departement|"
    r"metropole|mairie|"
    r"maison|ecole|poles? territori\w+(?: de cooperation economique)?(?: de l ess)?|poles? "
    r"(?:ess|de l ess)|entreprise ess|club ess|"
    r"region(?:s)? en|ville (?:durable|solidaire)|conseil (?:d administration|municipal|"
    r"communautaire|metropolitain|general|scientifique)|comite (?:de pilotage|technique|"
    r"d experts|de selection|local|regional)|maison individuelle|centre ancien|"
    r"groupe de travail|reseau social|ecole (?:primaire|maternelle|elementaire)|credit d impot|"
    r"societe civile|monnaie locale(?: complementaire)?|entreprise privee|commune nouvelle|"
    r"ville centre|atelier \w+|centre|comite|societe|caisse|credit|institut|"
    r"universite|union|banque|"
    r"union europeenne|ess|(?:departement|ville|region) (?:et|de la ville|de l ess))"
)
CAPITAL_NOUN = alternation(noun[0].upper() + noun[1:] for noun in NOUNS)
_SMALL_WORD = r"(?!\w+(?:er|ir)\b)[a-zàâçéèêëîïôûœ]{3,}"
_SUITED = (
    r"(?:[a-zàâçéèêëîïôûœ]+(?:ale?s?|aux|aires?|ien(?:ne)?s?|i[fv]e?s?|iques?|oises?|"
    r"ain(?:e)?s?|elle?s?|euses?|"
    r"eux|enne?s?|éen(?:ne)?s?)|solidaires?|populaires?|locale?s?|alimentaires?|rouges?|durables?)"
)
# « la Maison des femmes de Rennes », « le Secours populaire »: the capital in the middle of a
# sentence says that small words behind it belong to the name.
PHRASED = re.compile(
    rf"(?P<name>(?P<noun>{CAPITAL_NOUN})"
    rf"(?:\s{_SUITED}\b)?(?:\s(?:de\s+la\s|de\s+l['’]|du\s|des\s|de\s|d['’]|à\s+l['’]|"
    rf"aux?\s){_SMALL_WORD}"
    rf"(?:\s(?:et\s)?{_SUITED}\b|\set\s{_SMALL_WORD}(?=\s?[,.;)]|"
    rf"\set\s))?){{0,3}}(?:\s(?:(?:de\s+la\s|de\s+l['’]|du\s|des\s|de\s|"
    rf"d['’])?{PROPER}))?)"
    r"(?![\w-])"
)
# « le projet la Fabrique des idées »: a name of something else.
OF_A_SCHEME = re.compile(
    r"(?:projet|programme|dispositif|label|plan|démarche|appel à projets?)\s(?:de\s|d['’])?"
    r"(?:la\s|le\s|les\s|l['’])?[«\"“]?\s?$",
    re.IGNORECASE,
)
BEFORE_PHRASED = re.compile(
    r"(?:\b(?:le|la|du|au|cette|notre|avec|par|et|via|soit)\s|\b[ld]['’]|,\s|[(«:]\s?)$",
    re.IGNORECASE,
)
HEAD = re.compile(rf"(?<![\w-])(?i:{ANY_NOUN})\b")
LAST = re.compile(rf"(?:\s+(?:{LINK})|\s+(?:ESS|Tél|Fax|Plus|Pour|Depuis|En|Le|La|Les|Elle|Il))+$")
CATEGORY = re.compile(
    r"(?:associations? intermediaires?|"
    r"entreprises? (?:solidaires?|sociales?|adaptee|d insertion|de travail)|"
    r"ateliers?(?: et)? chantiers?|"
    r"societes? cooperatives?|cooperatives? (?:d activites?|de production|d interet)|maisons? "
    r"(?:de|des) (?:services|sante)|centres? (?:social|ville))"
)
OWNER_LABEL = re.compile(
    r"^\W*(?:(?:pour )?(?:en savoir \+?|plus)(?: d['’ ]?)?(?:infos?|informations?|"
    r"renseignements?)?|contacts?|renseignements?|infos?|"
    r"informations?|adresse|coordonn[ée]es|inscriptions?)[^:]{0,25}:\s*",
    re.IGNORECASE,
)


COMMON_WORDS = frozenset(
    (
        *("collectivite", "etat", "pole", "societe", "prefecture", "lorsqu", "master"),
        *("ministere", "maire", "president", "territoire", "projet", "elu", "comite", "axe"),
        *("loi", "gouvernement", "parlement", "acteur", "structure", "partenaire", "cela"),
        *(
            "voici",
            "france",
            "internet",
        ),
    )
)
MONTH = re.compile(
    r"\b(?:mois|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|"
    r"decembre)\b"
)
# Acronyms of the field that name no organisation: statutes, schemes, policies, papers.
JARGON = frozenset(
    (
        *(
            "SA",
            "SAS",
            "OPCO",
            "COOP",
            "ESS",
            "SCOP",
            "SCOPS",
            "SCIC",
            "SCICS",
            "CAE",
            "SIAE",
            "IAE",
            "PTCE",
            "RSE",
            "DLA",
        ),
        *(
            "PETR",
            "RSA",
            "RDV",
            "QPV",
            "AAP",
            "SRDEII",
            "PAT",
            "TPE",
            "PME",
            "CDI",
            "CDD",
            "ETP",
            "PIB",
        ),
        *("TIC", "SPASER", "EPCI", "PLIE", "ESUS", "ESAT", "EHPAD", "AMAP", "CPER"),
        *("FEDER", "FSE", "CUMA", "SARL", "SIRET", "SIREN", "COVID", "SDGS", "ODD", "AGEC"),
        *("ALUR", "NOTRE", "RGPD", "ASBL", "TVA", "EURL", "SEL", "OGM", "CESU", "CAPE"),
        *("ADSL", "CIFRE", "BAFA", "SMIC", "CITP", "TZCLD", "FONJEP", "CAF", "CNC", "CSE"),
        *("DRH", "BIO", "BTP", "NTIC", "UE", "ONG", "ETI", "EA", "ETTI", "ACI", "CIP", "PDF"),
        *("URL", "RSS", "DVD", "CD", "SMS", "LGBT", "BD", "VAE", "HLM", "CHRS", "PMR", "PLU"),
        *(
            "CPE",
            "CREDIT",
            "ZRR",
            "PDI",
            "TERRITOIRE",
            "MOIS",
        ),
    )
)


COMMON_FIRST = frozenset(
    (
        *("ce", "cette", "ces", "il", "elle", "ils", "elles", "on", "nous", "vous"),
        *("economie", "insertion", "budget", "programme", "contact", "historique", "service"),
        *("preambule", "objectif", "objectifs", "contexte", "adresse", "region", "actualites"),
        *("agenda", "partenaires", "presentation", "missions", "mission", "financement"),
        *("accompagnement", "ressources", "guides", "monsieur", "madame", "mme", "ainsi"),
        *("depuis", "dans", "chiffres", "pour", "en", "avec", "chaque", "tous", "toutes"),
        *(
            "plus",
            "attention",
            "axe",
            "loi",
        ),
    )
)
COMMON_ALONE = frozenset(
    (
        *(
            "ess",
            "national",
            "europe",
            "france",
            "etat",
            "nord",
            "sud",
            "est",
            "ouest",
        ),
    )
)
