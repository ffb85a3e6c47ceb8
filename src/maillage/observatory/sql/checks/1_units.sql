-- A legal unit stands once in the stock: a second row would count its establishments twice.
SELECT count(*) AS expected, count(DISTINCT siren) AS found FROM units
