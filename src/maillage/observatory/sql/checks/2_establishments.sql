-- An establishment stands once in the registry.
SELECT count(*) AS expected, count(DISTINCT siret) AS found FROM registry
