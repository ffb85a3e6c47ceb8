-- The list of ESS France: a part of the units that the register flags, and some that it does not.
-- The numbers lose their leading zeros, as in the real one.
SELECT
    CAST(CAST(unit.siren AS INTEGER) AS VARCHAR) AS "SIREN",
    unit.name AS "Nom ou raison sociale de l'entreprise",
    CASE
        WHEN category LIKE '92%' THEN 'Association'
        WHEN category LIKE '93%' THEN 'Fondation'
        WHEN category LIKE '82%' OR category IN ('6411', '8290') THEN 'Mutuelle'
        WHEN category IN ('5710', '5499', '5599') THEN 'Société commerciale de l''ESS'
        ELSE 'Coopérative'
    END AS "Famille juridique de l'entreprise",
    postal_code AS "Code postal",
    commune_name AS "Libellé de la commune de l'établissement",
    departement AS "Code du département de l'établissement",
    departement_name AS "Département de l'établissement",
    region_name AS "Région de l'établissement"
FROM units AS unit
ASOF JOIN communes ON unit.place >= communes.least
WHERE NOT person AND NOT ceased AND NOT hidden
    AND (
        list_only
        OR drawn(id, 'list') < CASE flag WHEN 'O' THEN 0.6 WHEN 'N' THEN 0.02 ELSE 0 END
    )
ORDER BY unit.siren
