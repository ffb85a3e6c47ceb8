"""The forms that an organisation's name takes in French text, and the words that are none."""

import re

from maillage.kernel.text import fold

from .words import ORGANISATION_NOUNS

NOUNS = sorted(set(ORGANISATION_NOUNS), key=len, reverse=True)
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
    rf"\s+(?!et\s+(?:d['’])?(?i:{'|'.join(map(re.escape, NOUNS))})\b){LINK}){TOKEN})"
    rf"{{0,8}}{NUMBERED}"
)
HEADED = re.compile(
    rf"(?<![\w-])(?P<name>(?:(?i:{'|'.join(map(re.escape, NOUNS))}))(?P<s>s?)\s+"
    rf"{ADJECTIVE}?{FIRST_LINK}?(?P<proper>{PROPER}))"
)
DIRECT = frozenset(  # nouns whose name follows at once: « l’association Le Pas »
    (
        *("association", "coopérative", "fédération", "fondation", "collectif", "groupe"),
        *("réseau", "mouvement", "mutuelle", "couveuse", "club", "ressourcerie", "recyclerie"),
        *("scop", "scic", "cress", "entreprise", "société", "incubateur", "syndicat"),
        *("librairie", "tiers-lieu", "amap", "régie", "union", "agence", "épicerie", "ferme"),
        *(
            "brasserie",
            "plateforme",
            "crèche",
            "café",
        ),
    )
)
OF_A_PLACE = frozenset(
    (
        *("mairie", "université", "ccas", "cress", "chambre", "mission", "locale"),
        *("office",),
    )
)
SUBJECT = re.compile(
    r"(?:^|(?<=[.!?»]\s)|(?<=\n))(?:(?:Le|La|Les|"
    rf"L['’])\s?)?(?P<name>{PROPER})(?:\s*\([^)]{{2,30}}\))?"
    rf"(?:,[^,.]{{3,60}},)?\s+(?:est|était)\s+(?:une?|le|la|l['’])\s*(?:[\w’'-]+\s+){{0,4}}?"
    rf"(?i:{'|'.join(map(re.escape, NOUNS))}|organisme|structure|ong|think tank|acteur|filiale|"
    r"fonds)\b"
)
AGENT = re.compile(
    r"(?:l['’]|\bla |\ble |\bles |\bun |\bune "
    rf")?(?i:{'|'.join(map(re.escape, NOUNS))})\s+(?:«\s?(?P<name>[^»]{{2,50}}?)\s?»)"
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
    r"region(?:s)? en|ville (?:durable|solidaire)|centre|comite|societe|caisse|credit|institut|"
    r"universite|union|banque|"
    r"union europeenne|ess|(?:departement|ville|region) (?:et|de la ville|de l ess))"
)
HEAD = re.compile(rf"(?<![\w-])(?i:{'|'.join(map(re.escape, NOUNS))})\b")
LAST = re.compile(rf"(?:\s+(?:{LINK})|\s+(?:ESS|Tél|Fax|Plus|Pour|Depuis|En|Le|La|Les|Elle|Il))+$")
CATEGORY = re.compile(
    r"(?:associations? intermediaires?|entreprises? (?:adaptee|d insertion|de travail)|"
    r"ateliers?(?: et)? chantiers?|"
    r"societes? cooperatives?|cooperatives? (?:d activites?|de production|d interet)|maisons? "
    r"(?:de|des) (?:services|sante)|centres? (?:social|ville))"
)
DIRECT_FOLDED = frozenset(fold(noun) for noun in DIRECT)
SMALL_TAIL = re.compile(
    rf"\s+(?:du|des|de\s+la|de\s+l['’])\s?[a-zéèêàçîïôû]+(?:\s+{CAPITAL}\w+)*(?=[,.;:)]|\s+et\s|"
    rf"\s*$)|\s+[a-zéèêàçîïôû]+\s+{CAPITAL}\w+(?=[,.;:)]|\s+et\s|\s*$|\s+[a-z])"
)
OWNER_LABEL = re.compile(
    r"^\W*(?:(?:pour )?(?:en savoir \+?|plus)(?: d['’ ]?)?(?:infos?|informations?|"
    r"renseignements?)?|contacts?|renseignements?|infos?|"
    r"informations?|adresse|coordonn[ée]es|inscriptions?)[^:]{0,25}:\s*",
    re.IGNORECASE,
)


ARTICLED = r"(?:l['’]\s?|la\s+|le\s+|les\s+)?"
WITH = re.compile(
    r"(?:\b(?:partenariat|convention|coop[ée]ration|collaboration|lien|concert\w*|appui|soutien|"
    r"concours)"
    r"(?:\s+\w+){0,3}?\s+(?:avec\s+|de\s+|d['’]\s?|du\s+)|\bcoordination\s+d['’]|"
    r"\bb[ée]n[ée]fice\s+d['’]|"
    r"\b[Mm]embre(?:\s+(?:fondateur|actif|du CA|et|du conseil))*\s+(?:de\s+|d['’]\s?|du\s+)|"
    r"\b(?:port[ée]e?s?|cr[ée]{2}e?s?|lanc[ée]e?s?|fond[ée]e?s?|g[ée]r[ée]e?s?|publi[ée]e?s?|"
    r"anim[ée]e?s?|soutenue?s?)\s+(?:en\s+\d{4}\s+)?par\s+)"
    rf"{ARTICLED}(?P<name>{PROPER})"
)
APPOSED = re.compile(
    rf"(?P<name>{PROPER})\s*,?\s+(?:une?\s+|le\s+|la\s+)?(?:entreprise|fonds de dotation|"
    r"association|coop[ée]rative|"
    r"ressourcerie|recyclerie|scop|scic|SCOP|SCIC|mutuelle|fondation|f[ée]d[ée]ration|collectif|"
    r"incubateur|couveuse|tiers-lieu|"
    r"espace de coworking|maison d['’][ée]dition|agence|ONG|startup|start-up)\b"
)
ACRONYM = re.compile(
    r"(?<!\()(?:\bl['’]|\b[lL]a\s|\b[lL]e\s|\bdu\s|"
    r"\bau\s)(?P<name>[A-ZÉ]{4,9}(?:-[A-ZÉ]+)?)(?![\w’'/.-]|\s+[A-ZÉ])"
)
ITEM = (
    rf"(?:le\s+|la\s+|les\s+|l['’])?(?P<name>{TOKEN}(?:(?:\s+|"
    rf"\s+(?!et\s){LINK}){TOKEN}){{0,6}}{NUMBERED})"
)
ENUMERATED = re.compile(ITEM)
PLAIN_ITEM = ITEM.replace("?P<name>", "?:")
ENUMERATION = re.compile(rf"{PLAIN_ITEM}(?:\s*,\s+{PLAIN_ITEM})*(?:\s+(?:et|ou)\s+{PLAIN_ITEM})?")
# Nouns that end a name: « Fleuve Habitat », « Sud Insertion ».
TAILED = re.compile(
    rf"(?<![.!?•]\s)(?<!^)(?P<name>(?:{CAPITAL}[\w-]+\s){{1,3}}(?:Mutuelle|Insertion|Diffusion|"
    r"Services|[ÉE]ditions|Conseil|"
    r"Solidarit[ée]s?|D[ée]veloppement|Habitat|Initiatives?|Active|Coop|Formation|Logement|"
    r"Environnement))"
    r"(?![\w-]|\s+[A-ZÉ])"
)
SUBJECTS = re.compile(
    rf"(?P<names>{PLAIN_ITEM}(?:\s*,\s+{PLAIN_ITEM})*\s+et\s+{PLAIN_ITEM})\s+sont\s+(?:des|deux|"
    r"trois|les)\s+(?:\w+\s+)?"
    rf"(?i:{'|'.join(map(re.escape, NOUNS))}|espace|structure|acteur|lieu|organisme)[sx]?\b"
)
BESIDE = (
    (TAILED, "Nom qui finit par ce que fait l’organisation"),
    (APPOSED, "Nom suivi de ce qu’est l’organisation"),
    (WITH, "Nom après un partenariat, une création ou une adhésion"),
    (ACRONYM, "Sigle employé comme un nom"),
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
        *("ESS", "SCOP", "SCOPS", "SCIC", "SCICS", "CAE", "SIAE", "IAE", "PTCE", "RSE", "DLA"),
        *("RSA", "QPV", "AAP", "SRDEII", "PAT", "TPE", "PME", "CDI", "CDD", "ETP", "PIB"),
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
