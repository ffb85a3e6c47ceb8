-- The registry, counted as the whole economy was, by family and by what makes it ESS too.
-- Families are numbered from 1: 0 is the rest of the economy.
SELECT
    coalesce(registry.commune, '') AS commune,
    families.family + 1 AS family,
    registry.basis,
    sectors.sector,
    sizes.size,
    CASE registry.declared WHEN 'O' THEN 0 WHEN 'N' THEN 1 ELSE 2 END AS declared,
    count(*) AS n
FROM registry
INNER JOIN families ON families.value = registry.family
INNER JOIN sectors ON sectors.value = registry.sector
INNER JOIN sizes ON sizes.value = registry.size
GROUP BY 1, 2, 3, 4, 5, 6
