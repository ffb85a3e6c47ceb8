-- No name, address or position remains under partial diffusion, nor what INSEE writes instead.
SELECT
    0 AS expected,
    count(*) AS found
FROM registry
WHERE (partial AND coalesce(name, acronym, sign, address, CAST(x AS VARCHAR)) IS NOT NULL)
    OR '[ND]' IN (name, acronym, sign, address, postal_code, commune)
