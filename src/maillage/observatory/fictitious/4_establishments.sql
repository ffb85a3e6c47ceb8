-- StockEtablissement, its 54 columns in INSEE's order. Coordinates are text, as there.
SELECT
    siren,
    nic,
    siren || nic AS siret,
    CASE WHEN hidden THEN 'P' ELSE 'O' END AS statutDiffusionEtablissement,
    created AS dateCreationEtablissement,
    size AS trancheEffectifsEtablissement,
    CASE WHEN size IS NOT NULL THEN year(getvariable('today')) - 2 END AS anneeEffectifsEtablissement,
    CAST(NULL AS VARCHAR) AS activitePrincipaleRegistreMetiersEtablissement,
    CAST(greatest(created, getvariable('today')
        - CAST(floor(900 * drawn(who, 'treated') ** 2) AS INTEGER)) AS TIMESTAMP)
        AS dateDernierTraitementEtablissement,
    rank = 0 AS etablissementSiege,
    CAST(1 + floor(3 * drawn(who, 'periods')) AS BIGINT) AS nombrePeriodesEtablissement,
    unless(hidden, CASE WHEN drawn(who, 'complement') < 0.05 THEN 'BATIMENT FICTIF' END)
        AS complementAdresseEtablissement,
    unless(hidden, CASE WHEN NOT abroad THEN
        CAST(1 + CAST(floor(120 * drawn(who, 'number')) AS INTEGER) AS VARCHAR) END)
        AS numeroVoieEtablissement,
    CASE WHEN drawn(who, 'bis') < 0.04 AND NOT hidden THEN 'B' END
        AS indiceRepetitionEtablissement,
    CAST(NULL AS VARCHAR) AS dernierNumeroVoieEtablissement,
    CAST(NULL AS VARCHAR) AS indiceRepetitionDernierNumeroVoieEtablissement,
    unless(hidden, CASE WHEN NOT abroad THEN list_extract(['RUE', 'AV', 'PL', 'CHE'],
        1 + CAST(floor(4 * drawn(who, 'way') ** 2) AS INTEGER)) END) AS typeVoieEtablissement,
    unless(hidden, 'FICTIVE ' || upper(ending)) AS libelleVoieEtablissement,
    unless(hidden, CASE WHEN NOT abroad THEN postal_code END) AS codePostalEtablissement,
    CASE WHEN NOT abroad THEN upper(commune_name) END AS libelleCommuneEtablissement,
    CASE WHEN abroad THEN 'VILLE FICTIVE' END AS libelleCommuneEtrangerEtablissement,
    CAST(NULL AS VARCHAR) AS distributionSpecialeEtablissement,
    CASE WHEN NOT abroad THEN commune END AS codeCommuneEtablissement,
    CAST(NULL AS VARCHAR) AS codeCedexEtablissement,
    CAST(NULL AS VARCHAR) AS libelleCedexEtablissement,
    CASE WHEN abroad THEN '99131' END AS codePaysEtrangerEtablissement,
    CASE WHEN abroad THEN 'BELGIQUE' END AS libellePaysEtrangerEtablissement,
    CAST(NULL AS VARCHAR) AS identifiantAdresseEtablissement,
    unless(hidden, CASE WHEN NOT abroad THEN printf('%.2f', x) END)
        AS coordonneeLambertAbscisseEtablissement,
    unless(hidden, CASE WHEN NOT abroad THEN printf('%.2f', y) END)
        AS coordonneeLambertOrdonneeEtablissement,
    CAST(NULL AS VARCHAR) AS complementAdresse2Etablissement,
    CAST(NULL AS VARCHAR) AS numeroVoie2Etablissement,
    CAST(NULL AS VARCHAR) AS indiceRepetition2Etablissement,
    CAST(NULL AS VARCHAR) AS typeVoie2Etablissement,
    CAST(NULL AS VARCHAR) AS libelleVoie2Etablissement,
    CAST(NULL AS VARCHAR) AS codePostal2Etablissement,
    CAST(NULL AS VARCHAR) AS libelleCommune2Etablissement,
    CAST(NULL AS VARCHAR) AS libelleCommuneEtranger2Etablissement,
    CAST(NULL AS VARCHAR) AS distributionSpeciale2Etablissement,
    CAST(NULL AS VARCHAR) AS codeCommune2Etablissement,
    CAST(NULL AS VARCHAR) AS codeCedex2Etablissement,
    CAST(NULL AS VARCHAR) AS libelleCedex2Etablissement,
    CAST(NULL AS VARCHAR) AS codePaysEtranger2Etablissement,
    CAST(NULL AS VARCHAR) AS libellePaysEtranger2Etablissement,
    created AS dateDebut,
    CASE WHEN closed THEN 'F' ELSE 'A' END AS etatAdministratifEtablissement,
    unless(hidden, CASE WHEN name IS NOT NULL AND drawn(who, 'sign') < 0.08
        THEN 'Enseigne fictive ' || ending END) AS enseigne1Etablissement,
    CAST(NULL AS VARCHAR) AS enseigne2Etablissement,
    CAST(NULL AS VARCHAR) AS enseigne3Etablissement,
    unless(hidden, CASE WHEN name IS NOT NULL AND rank > 0 AND drawn(who, 'usual') < 0.2
        THEN 'Antenne fictive ' || ending END) AS denominationUsuelleEtablissement,
    activity AS activitePrincipaleEtablissement,
    'NAFRev2' AS nomenclatureActivitePrincipaleEtablissement,
    declared AS caractereEmployeurEtablissement,
    activity_2025(activity) AS activitePrincipaleNAF25Etablissement
FROM places
