-- Establishments of the registry by family, legal category and what is said of their units.
SELECT family, category, basis, declared, partial, count(*) AS n
FROM registry
GROUP BY family, category, basis, declared, partial
