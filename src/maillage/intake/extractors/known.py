"""Words that name no organisation by themselves: first names, well-known places, common words."""

from importlib.resources import files

from maillage.kernel.text import fold

# Folded words that French texts of the field write with a small letter: a capital on them says
# little (`common.txt` was counted on the project's own texts).
COMMON = frozenset(files(__package__).joinpath("common.txt").read_text("utf-8").split())

FIRST_NAMES = frozenset(
    """
    adam adele adrien agathe agnes ahmed aicha alain alban albert alex alexandra alexandre
    alexis alice aline alix amandine amelie amina anais andre andrea angelique anita anna anne
    annick annie antoine antoinette anthony antonin apolline armand armelle arnaud arthur
    astrid aude audrey aurelie aurelien axel aymeric barbara bastien baptiste beatrice
    benedicte benjamin benoit bernadette bernard bertrand brigitte bruno camille capucine
    carine carla carole caroline catherine cecile cedric celine chantal charles charlotte
    chloe christel christelle christian christiane christine christophe claire clara claude
    claudie claudine clemence clement clementine colette coline constance coralie corentin
    corinne cyril damien daniel daniele danielle david delphine denis diane didier dimitri
    dominique dorothee edith edouard elea elena eliane elisabeth elise elodie eloise elsa
    emilie emma emmanuel emmanuelle eric erwan estelle esther etienne eugenie eva evelyne
    fabien fabienne fabrice fanny farid fatima fatou faustine felix fernand flavie florence
    florent florian floriane francine francis franck francois francoise frederic frederique
    gabriel gabrielle gael gaelle gaetan gauthier genevieve geoffrey georges gerald geraldine
    gerard ghislaine gilbert gilles ginette gisele gregory guillaume gustave guy gwenaelle
    hamid helene henri henriette herve hortense hubert hugo hugues ines irene isabelle ivan
    jacqueline jacques jade jamel jamila jean jeanne jeremie jeremy jerome jessica joel joelle
    johan johanna johann jonathan jordan jose joseph josephine josette josiane joyce jules
    julia julie julien juliette justine karim karima karine katia kevin khadija laetitia laura
    laure laurence laurent laurie lea leila leo leon leonie lionel lisa lise loic louis louise
    luc lucas lucette lucie lucien ludivine ludovic lydia lydie mael maelle magali mahel
    malika manon manuel marc marcel marcelle margaux margot marguerite maria marianne marie
    marina marine marion marjorie marlene martial martin martine mathias mathieu mathilde
    matthias matthieu maud maurice maxime maya melanie melissa michael michel michele
    micheline mickael mireille mohamed monique morgane mounir muriel myriam nabil nadege nadia
    nadine natacha nathalie nicolas nicole noel noelle noemie odette odile olivia olivier
    ophelie oriane oscar pascal pascale patrice patricia patrick paul paule paulette pauline
    peggy philippe pierre pierrette quentin rachel rachid raphael raphaelle raymond raymonde
    rebecca regine regis remi remy renaud rene renee richard robert robin rodolphe roger
    roland romain romane rosalie rose roxane sabine sabrina said salome samia samir samuel
    sandra sandrine sara sarah sebastien segolene serge severine sibylle simon simone solange
    solene sonia sophia sophie stephane stephanie suzanne sven sylvain sylvaine sylvette
    sylvia sylvie tanguy tatiana thibaud thibault thierry thomas tiphaine tom tristan valentin
    valentine valerie vanessa veronique victor victoria vincent violaine violette virginie
    viviane wilfried william xavier yann yannick yasmina yasmine yohann yolande youssef yves
    yvette yvon yvonne zoe zohra
    """.split()  # noqa: SIM905 - five hundred quoted words would hide the list
)
# Folded: countries, regions, départements and large towns, alone never an organisation.
PLACES = frozenset(
    " ".join(name.split())
    for name in """
    france, europe, union europeenne, allemagne, belgique, suisse, espagne, italie, portugal,
    londres, berlin, bruxelles, quebec, canada, etats unis, royaume uni, afrique, asie,
    amerique, chine, inde, mediterranee, atlantique, auvergne rhone alpes, auvergne, rhone
    alpes, bourgogne franche comte, bourgogne, franche comte, bretagne, centre val de loire,
    corse, grand est, alsace, lorraine, champagne ardenne, champagne, hauts de france, nord
    pas de calais, picardie, ile de france, idf, normandie, basse normandie, haute normandie,
    nouvelle aquitaine, aquitaine, limousin, poitou charentes, occitanie, languedoc
    roussillon, midi pyrenees, pays de la loire, provence, provence alpes cote d azur, paca,
    outre mer, guadeloupe, martinique, guyane, la reunion, reunion, mayotte, ain, aisne,
    allier, alpes de haute provence, hautes alpes, alpes maritimes, ardeche, ardennes, ariege,
    aube, aude, aveyron, bouches du rhone, calvados, cantal, charente, charente maritime,
    cher, correze, cote d or, cotes d armor, creuse, dordogne, doubs, drome, eure, eure et
    loir, finistere, gard, haute garonne, gers, gironde, herault, ille et vilaine, indre,
    indre et loire, isere, jura, landes, loir et cher, loire, haute loire, loire atlantique,
    loiret, lot, lot et garonne, lozere, maine et loire, manche, marne, haute marne, mayenne,
    meurthe et moselle, meuse, morbihan, moselle, nievre, nord, oise, orne, pas de calais, puy
    de dome, pyrenees, pyrenees atlantiques, hautes pyrenees, pyrenees orientales, bas rhin,
    haut rhin, rhone, haute saone, saone et loire, sarthe, savoie, haute savoie, seine
    maritime, seine et marne, yvelines, deux sevres, somme, tarn, tarn et garonne, var,
    vaucluse, vendee, vienne, haute vienne, vosges, yonne, territoire de belfort, essonne,
    hauts de seine, seine saint denis, val de marne, val d oise, paris, marseille, lyon,
    toulouse, nice, nantes, montpellier, strasbourg, bordeaux, lille, rennes, reims, le havre,
    saint etienne, toulon, grenoble, dijon, angers, nimes, villeurbanne, clermont ferrand, le
    mans, aix en provence, brest, tours, amiens, limoges, annecy, perpignan, besancon, metz,
    orleans, rouen, mulhouse, caen, nancy, argenteuil, montreuil, roubaix, tourcoing,
    dunkerque, avignon, poitiers, versailles, pau, la rochelle, calais, bourges, colmar,
    quimper, valence, troyes, lorient, chambery, saint nazaire, niort, albi, charleville
    mezieres, epinal, arras, laval, vannes, angouleme, saint brieuc, evreux, chartres, blois,
    auxerre, bayonne
    """.replace("\n", " ").split(",")
)


def is_person(name: str) -> bool:
    """Tell whether a name begins with a first name, or ends with one behind capitals."""
    parts = name.split()
    parts = parts[1:] if parts and parts[0].endswith("ez") else parts  # « Contactez Prénom Nom »
    if not 2 <= len(parts) <= 4 or not all(fold(part) for part in parts):
        return False
    given, last = fold(parts[0]).split()[0], fold(parts[-1]).split()[0]
    capitals = sum(part.isupper() and len(part) > 2 for part in parts)
    turned = last in FIRST_NAMES and (capitals == len(parts) - 1 or len(parts) == 2)
    return given in FIRST_NAMES or turned


def is_given(name: str) -> bool:
    """Tell whether a name begins with a usual first name."""
    return fold(name).split()[0] in FIRST_NAMES


def is_common(word: str) -> bool:
    """Tell whether a word is one that French texts of the field write with a small letter."""
    return all(
        part in COMMON or part.removesuffix("s") in COMMON or len(part) < 4
        for part in fold(word).split()
    )
