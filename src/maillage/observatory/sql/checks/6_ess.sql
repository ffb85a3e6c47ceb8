-- The cube's families hold every establishment of the registry.
SELECT
    (SELECT count(*) FROM registry) AS expected,
    (SELECT coalesce(sum(n), 0) FROM cube WHERE family > 0) AS found
