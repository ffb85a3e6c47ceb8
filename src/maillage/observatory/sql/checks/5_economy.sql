-- The cube holds every active establishment of the stock.
SELECT
    (
        SELECT count(*) FROM establishments WHERE etatAdministratifEtablissement = 'A'
    ) AS expected,
    (SELECT coalesce(sum(n), 0) FROM cube) AS found
