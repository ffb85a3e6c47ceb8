-- The cube: the registry's cells, then the rest of the economy, which is the whole less them.
-- Every active establishment is in exactly one cell.
WITH ess AS (
    SELECT commune, sector, size, declared, sum(n) AS n
    FROM cells
    GROUP BY commune, sector, size, declared
),

cube AS (
    SELECT commune, family, basis, sector, size, declared, n
    FROM cells
    UNION ALL
    SELECT
        economy.commune,
        0 AS family,
        0 AS basis,
        economy.sector,
        economy.size,
        economy.declared,
        economy.n - coalesce(ess.n, 0) AS n
    FROM economy
    LEFT JOIN ess
        ON ess.commune = economy.commune
        AND ess.sector = economy.sector
        AND ess.size = economy.size
        AND ess.declared = economy.declared
    WHERE economy.n <> coalesce(ess.n, 0)
)

SELECT commune, family, basis, sector, size, declared, n
FROM cube
ORDER BY commune, family, basis, sector, size, declared
