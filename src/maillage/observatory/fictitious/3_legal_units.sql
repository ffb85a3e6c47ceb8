-- StockUniteLegale, its 35 columns in INSEE's order.
SELECT
    unit.siren AS siren,
    CASE WHEN unit.hidden THEN 'P' ELSE 'O' END AS statutDiffusionUniteLegale,
    CASE WHEN unit.ceased AND drawn(unit.id, 'purge') < 0.2 THEN true END
        AS unitePurgeeUniteLegale,
    unit.created AS dateCreationUniteLegale,
    unless(unit.hidden, CASE WHEN NOT person AND drawn(unit.id, 'acronym') < 0.1
        THEN 'FICTIF' || right(unit.siren, 3) END) AS sigleUniteLegale,
    CASE WHEN person THEN CASE WHEN drawn(unit.id, 'sex') < 0.5 THEN 'F' ELSE 'M' END END
        AS sexeUniteLegale,
    unless(unit.hidden, CASE WHEN person THEN 'CAMILLE' END) AS prenom1UniteLegale,
    CAST(NULL AS VARCHAR) AS prenom2UniteLegale,
    CAST(NULL AS VARCHAR) AS prenom3UniteLegale,
    CAST(NULL AS VARCHAR) AS prenom4UniteLegale,
    unless(unit.hidden, CASE WHEN person THEN 'CAMILLE' END) AS prenomUsuelUniteLegale,
    CAST(NULL AS VARCHAR) AS pseudonymeUniteLegale,
    CASE WHEN category IN ('9220', '9221', '9222', '9230') AND drawn(unit.id, 'rna') < 0.6
        THEN 'W000' || left(unit.siren, 6) END AS identifiantAssociationUniteLegale,
    seat.size AS trancheEffectifsUniteLegale,
    CASE WHEN seat.size IS NOT NULL THEN year(getvariable('today')) - 2 END
        AS anneeEffectifsUniteLegale,
    CAST(CASE
        WHEN unit.id = 0 THEN getvariable('today')
        ELSE greatest(unit.created, getvariable('today')
            - CAST(floor(900 * drawn(unit.id, 'treated') ** 2) AS INTEGER))
    END AS TIMESTAMP) AS dateDernierTraitementUniteLegale,
    CAST(1 + floor(4 * drawn(unit.id, 'periods')) AS BIGINT) AS nombrePeriodesUniteLegale,
    CASE WHEN seat.size IN ('32', '41', '42') THEN 'ETI' WHEN seat.size <> 'NN' THEN 'PME' END
        AS categorieEntreprise,
    CASE WHEN seat.size <> 'NN' THEN year(getvariable('today')) - 2 END AS anneeCategorieEntreprise,
    unit.created + CAST(floor((getvariable('today') - unit.created) * drawn(unit.id, 'since'))
        AS INTEGER) AS dateDebut,
    CASE WHEN ceased THEN 'C' ELSE 'A' END AS etatAdministratifUniteLegale,
    unless(unit.hidden, CASE WHEN person THEN 'PERSONNEFICTIVE' END) AS nomUniteLegale,
    CAST(NULL AS VARCHAR) AS nomUsageUniteLegale,
    unless(unit.hidden, CASE WHEN drawn(unit.id, 'no name') >= 0.004 THEN unit.name END)
        AS denominationUniteLegale,
    unless(unit.hidden, CASE WHEN drawn(unit.id, 'no name') < 0.02 THEN unit.name END)
        AS denominationUsuelle1UniteLegale,
    CAST(NULL AS VARCHAR) AS denominationUsuelle2UniteLegale,
    CAST(NULL AS VARCHAR) AS denominationUsuelle3UniteLegale,
    CAST(category AS BIGINT) AS categorieJuridiqueUniteLegale,
    unit.activity AS activitePrincipaleUniteLegale,
    'NAFRev2' AS nomenclatureActivitePrincipaleUniteLegale,
    seat.nic AS nicSiegeUniteLegale,
    flag AS economieSocialeSolidaireUniteLegale,
    CASE WHEN drawn(unit.id, 'mission') < 0.0005 THEN 'O' END AS societeMissionUniteLegale,
    seat.declared AS caractereEmployeurUniteLegale,
    activity_2025(unit.activity) AS activitePrincipaleNAF25UniteLegale
FROM units AS unit
JOIN places AS seat ON seat.id = unit.id AND seat.rank = 0
ORDER BY unit.siren
