-- Active establishments whose unit has ceased: the stock should have none.
SELECT count(*) AS n
FROM registry
INNER JOIN units ON units.siren = registry.siren
WHERE NOT units.active
