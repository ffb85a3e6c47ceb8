-- Each establishment of the registry has a family, one sector and one size class that are known.
SELECT
    (SELECT count(*) FROM registry) AS expected,
    (
        SELECT count(*)
        FROM registry
        INNER JOIN families ON families.value = registry.family
        INNER JOIN sectors ON sectors.value = registry.sector
        INNER JOIN sizes ON sizes.value = registry.size
    ) AS found
