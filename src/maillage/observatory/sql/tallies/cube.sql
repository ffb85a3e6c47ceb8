-- The cube by commune and by what is said of the units.
SELECT commune, family, basis, sum(n) AS n, count(*) AS cells
FROM cube
GROUP BY commune, family, basis
