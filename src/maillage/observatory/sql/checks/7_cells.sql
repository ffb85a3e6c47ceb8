-- Registry and cube agree for each commune, family, basis, sector, size class and employer mark.
WITH registered AS (
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
)

SELECT
    (SELECT count(*) FROM registered) AS expected,
    count(*) AS found
FROM registered
INNER JOIN cube
    ON cube.commune = registered.commune
    AND cube.family = registered.family
    AND cube.basis = registered.basis
    AND cube.sector = registered.sector
    AND cube.size = registered.size
    AND cube.declared = registered.declared
    AND cube.n = registered.n
