-- The whole economy: every active establishment of the stock, counted by commune, sector, size
-- class and employer mark. This is the denominator; nothing here depends on what is ESS.
--
-- Lookups: divisions has the sector of each division of the NAF, sizes the rank of each size class
-- (0: unknown). An establishment abroad has no commune.
SELECT
    coalesce(nullif(e.codeCommuneEtablissement, '[ND]'), '') AS commune,
    coalesce(divisions.sector, (SELECT sector FROM sectors WHERE value = 'divers')) AS sector,
    coalesce(sizes.size, 0) AS size,
    CASE e.caractereEmployeurEtablissement WHEN 'O' THEN 0 WHEN 'N' THEN 1 ELSE 2 END AS declared,
    count(*) AS n
FROM establishments AS e
LEFT JOIN divisions ON divisions.division = CASE
    -- codes of the nomenclatures before 2008 look like today's and mean something else
    WHEN e.nomenclatureActivitePrincipaleEtablissement IN ('NAP', 'NAF1993', 'NAFRev1') THEN NULL
    ELSE substr(e.activitePrincipaleEtablissement, 1, 2) END
LEFT JOIN sizes ON sizes.value = e.trancheEffectifsEtablissement
WHERE e.etatAdministratifEtablissement = 'A'
GROUP BY 1, 2, 3, 4
