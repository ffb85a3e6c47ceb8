-- How many legal units the stock holds, how many are active, and the day of its last change.
-- The register begins in 1973; a day before, or of another century, is a slip of the pen.
SELECT
    count(*) AS read_units,
    count(CASE WHEN etatAdministratifUniteLegale = 'A' THEN 1 END) AS active_units,
    max(CASE WHEN dateDernierTraitementUniteLegale >= TIMESTAMP '1973-01-01'
        AND dateDernierTraitementUniteLegale < TIMESTAMP '2100-01-01'
        THEN dateDernierTraitementUniteLegale END) AS last_change
FROM legal_units
