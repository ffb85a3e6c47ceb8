-- Units of the registry by legal category and by what is said of them.
SELECT category, basis, active, partial, count(*) AS n
FROM units
GROUP BY category, basis, active, partial
