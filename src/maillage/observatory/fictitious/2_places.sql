-- The establishments: the seat (rank 0) and the others, each somewhere, with a size of its own,
-- in the order of their numbers.
CREATE TABLE places AS
WITH spread AS (
    SELECT *, id * 1000 + rank AS who
    FROM (SELECT *, unnest(range(places)) AS rank FROM units)
),
settled AS (
    SELECT
        * EXCLUDE (place, created, places),
        CASE WHEN rank = 0 THEN created
            ELSE created + CAST(floor((getvariable('today') - created) * drawn(who, 'age'))
                AS INTEGER)
        END AS created,
        CASE
            WHEN ceased THEN drawn(who, 'left open') < 0.994
            WHEN rank = 0 THEN false
            ELSE drawn(who, 'close') < 0.26 + 0.0018 * getvariable('months')
        END AS closed,
        CASE
            WHEN rank = 0 OR drawn(who, 'near') < 0.5 THEN place
            WHEN drawn(who, 'near') < 0.88
                THEN greatest(0, least(0.9999999, place + 0.012 * (drawn(who, 'step') - 0.5)))
            ELSE drawn(who, 'far')
        END AS place,
        100 * drawn(who, 'employer')
            < CASE WHEN rank > 0 AND employers > 50 THEN greatest(employers, 90) ELSE employers END
            AS employer,
        least(14, greatest(0,
            1
            + CAST(floor(-0.9 * ln(1 - drawn(who, 'size')) + 0.75 * size * drawn(who, 'bias'))
                AS INTEGER)
            + CASE
                WHEN drawn(who, 'drift') < 0.004 * getvariable('months') THEN 1
                WHEN drawn(who, 'drift') > 1 - 0.002 * getvariable('months') THEN -1
                ELSE 0
            END)) AS step
    FROM spread
),
located AS (
    SELECT settled.*, communes.* EXCLUDE (least)
    FROM settled
    ASOF JOIN communes ON settled.place >= communes.least
)
SELECT
    who,
    id,
    rank,
    siren,
    lpad(CAST(rank + 1 AS VARCHAR), 4, '0')
        || impossible_key(CAST(siren AS BIGINT) * 10000 + rank + 1) AS nic,
    created,
    closed,
    hidden OR drawn(who, 'partial') < 0.004 AS hidden,
    name,
    ending,
    CASE WHEN drawn(who, 'activity') < 0.03
        THEN list_extract(
            ['68.20B', '85.59A', '88.99B', '55.20Z', '56.29B'],
            1 + CAST(floor(5 * drawn(who, 'other')) AS INTEGER))
        ELSE activity
    END AS activity,
    CASE
        WHEN closed THEN NULL
        WHEN employer AND drawn(who, 'silence') < 0.05 THEN NULL
        WHEN employer AND drawn(who, 'silence') < 0.08 THEN 'NN'
        WHEN employer THEN list_extract(getvariable('sizes'), step + 1)
        WHEN drawn(who, 'silence') < 0.12 THEN NULL
        WHEN drawn(who, 'silence') < 0.14 THEN '00'
        WHEN drawn(who, 'silence') < 0.15 THEN '01'
        ELSE 'NN'
    END AS size,
    CASE
        WHEN closed THEN 'N'
        WHEN drawn(who, 'word') < 0.04 THEN NULL
        WHEN drawn(who, 'word') < 0.07 THEN CASE WHEN employer THEN 'N' ELSE 'O' END
        WHEN employer THEN 'O'
        ELSE 'N'
    END AS declared,
    drawn(who, 'abroad') < 0.0015 AS abroad,
    -- The register is late on a merger of communes, or holds a code that no reference has.
    CASE
        WHEN drawn(who, 'late') < 0.0002 THEN '99998'
        WHEN former IS NOT NULL AND drawn(who, 'late') < 0.06 THEN former
        ELSE code
    END AS commune,
    commune_name,
    postal_code,
    x + 1500 * (drawn(who, 'x') - 0.5) AS x,
    y + 1500 * (drawn(who, 'y') - 0.5) AS y
FROM located
JOIN endings ON endings.number
    = CAST(floor(drawn(who, 'way name') * getvariable('endings')) AS INTEGER)
ORDER BY siren, rank;
